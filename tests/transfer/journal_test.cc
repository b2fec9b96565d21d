// SPDX-License-Identifier: Apache-2.0
#include "transfer/journal.h"

#include "base/random.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <algorithm>

namespace culver::transfer {
namespace {

using test::must;

constexpr BootId kThisBoot{1};
constexpr BootId kNextBoot{2};

JournalHeader header(const BootId& boot) {
    JournalHeader made;
    made.transfer.bytes.fill(0xaa);
    made.manifest.fill(0xbb);
    made.block_bytes = 1U << 20;
    made.block_count = 100;
    made.boot = boot;
    return made;
}

Check128 check(std::uint8_t value) {
    Check128 made;
    made.bytes.fill(value);
    return made;
}

class JournalFile : public ::testing::Test {
protected:
    FileHandle file() {
        return FileHandle(::open((folder_ / "journal").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    }
    Journal create() { return must(Journal::create(file(), header(kThisBoot))); }
    Journal::Opened open(const BootId& boot) { return must(Journal::open(file(), header(boot))); }
    Bytes content() { return to_bytes(must(read_file(folder_ / "journal", 1U << 20))); }
    void write(ByteView bytes) { test::put_file(folder_ / "journal", as_text(bytes)); }

    culver::test::TempDir folder_;
};

TEST_F(JournalFile, ConfirmsEverythingWithinOneBoot) {
    auto journal = create();
    must(journal.append({.block = 7, .check = check(7)}));
    const auto state = open(kThisBoot).state;
    EXPECT_TRUE(state.confirmed.contains(7));
    EXPECT_EQ(state.confirmed.count(), 1U);
    EXPECT_TRUE(state.doubtful.is_empty());
}

TEST_F(JournalFile, DoubtsWhatWasNotSyncedBeforeAnotherBoot) {
    auto journal = create();
    must(journal.append({.block = 1, .check = check(1)}));
    must(journal.mark_synced());
    must(journal.append({.block = 2, .check = check(2)}));
    const auto state = open(kNextBoot).state;
    EXPECT_TRUE(state.confirmed.contains(1));
    EXPECT_FALSE(state.confirmed.contains(2));
    EXPECT_TRUE(state.doubtful.contains(2));
    EXPECT_EQ(state.doubtful_checks.at(2), check(2));
}

TEST_F(JournalFile, ConfirmsWhatIsWrittenAfterTheOtherBoot) {
    must(create().append({.block = 1, .check = check(1)}));
    auto opened = open(kNextBoot);
    must(opened.journal.append({.block = 2, .check = check(2)}));
    const auto state = open(kNextBoot).state;
    EXPECT_TRUE(state.doubtful.contains(1));
    EXPECT_TRUE(state.confirmed.contains(2));
}

TEST_F(JournalFile, TrustsNothingUnsyncedWhenTheKernelTellsNoBoot) {
    must(create().append({.block = 1, .check = check(1)}));
    EXPECT_TRUE(open(BootId{}).state.doubtful.contains(1));
    EXPECT_TRUE(open(BootId{}).state.doubtful.contains(1));
}

TEST_F(JournalFile, ForgetsBlocksThatTurnedOutDamaged) {
    auto journal = create();
    must(journal.append({.block = 1, .check = check(1)}));
    must(journal.append_lost(1));
    must(journal.append_broken(3));
    const auto state = open(kThisBoot).state;
    EXPECT_FALSE(state.confirmed.contains(1));
    EXPECT_EQ(state.broken, std::vector<std::uint32_t>{3});
}

TEST_F(JournalFile, GoesOnAfterATornTail) {
    auto journal = create();
    for (std::uint8_t block = 0; block < 5; ++block)
        must(journal.append({.block = block, .check = check(block)}));
    const auto whole = content();
    for (std::size_t cut = 96; cut <= whole.size(); ++cut) {
        write(ByteView(whole).first(cut));
        auto opened = open(kThisBoot);
        EXPECT_EQ(opened.state.confirmed.count(), (cut - 96) / 32) << cut;
        must(opened.journal.append({.block = 50, .check = check(50)}));
        EXPECT_TRUE(open(kThisBoot).state.confirmed.contains(50)) << cut;
    }
}

TEST_F(JournalFile, StopsAtPagesThatNeverReachedTheDisk) {
    auto journal = create();
    for (std::uint8_t block = 0; block < 10; ++block)
        must(journal.append({.block = block, .check = check(block)}));
    auto bytes = content();
    std::fill_n(bytes.begin() + 96 + 4 * 32, 32, std::uint8_t{0});
    write(bytes);
    EXPECT_EQ(open(kThisBoot).state.confirmed.count(), 4U);
}

TEST_F(JournalFile, TakesNoRecordFromAnotherPlace) {
    auto journal = create();
    for (std::uint8_t block = 0; block < 2; ++block)
        must(journal.append({.block = block, .check = check(block)}));
    auto bytes = content();
    std::swap_ranges(bytes.begin() + 96, bytes.begin() + 128, bytes.begin() + 128);
    write(bytes);
    EXPECT_TRUE(open(kThisBoot).state.confirmed.is_empty());
}

TEST_F(JournalFile, IsOfNoUseForAnotherTransfer) {
    must(create().append({.block = 1, .check = check(1)}));
    auto other = header(kThisBoot);
    other.transfer.bytes[0] ^= 1;
    EXPECT_EQ(Journal::open(file(), other).error().code, TransferErrc::BadManifest);
    write(Bytes(50));
    EXPECT_EQ(Journal::open(file(), header(kThisBoot)).error().code, TransferErrc::JournalBroken);
}

TEST(JournalFormat, HasTheseBytes) {
    const auto bytes = encode_header(header(kThisBoot));
    EXPECT_EQ(to_hex(ByteView(bytes).first(88)),
              "43554c5645524a31"
              "01000000"
              "60000000"
              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
              "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
              "00001000"
              "64000000"
              "01000000000000000000000000000000");
}

TEST(JournalFormat, KnowsTheBootOfThisKernel) {
    EXPECT_NE(kernel_boot_id(), BootId{});
    EXPECT_EQ(kernel_boot_id(), kernel_boot_id());
}

RC_GTEST_PROP(JournalProperty, AnyBytesAfterTheHeaderAreReadOrCutOff, (std::vector<std::uint8_t> tail)) {
    const auto head = encode_header(header(kThisBoot));
    Bytes bytes(head.begin(), head.end());
    bytes.insert(bytes.end(), tail.begin(), tail.end());
    const auto state = read_journal(bytes, header(kThisBoot));
    RC_ASSERT(state.has_value());
    RC_ASSERT(state->sound_bytes <= bytes.size());
}

RC_GTEST_PROP(JournalProperty, ADamagedByteNeverConfirmsMoreThanWasWritten,
              (std::uint16_t position, std::uint8_t value)) {
    culver::test::TempDir folder;
    const auto path = folder / "j";
    auto journal = must(Journal::create(FileHandle(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
                                        header(kThisBoot)));
    for (std::uint8_t block = 0; block < 8; ++block)
        must(journal.append({.block = block, .check = check(block)}));
    auto bytes = to_bytes(must(read_file(path, 4096)));
    bytes[96 + position % (bytes.size() - 96)] ^= value;
    const auto state = read_journal(bytes, header(kThisBoot));
    RC_ASSERT(state.has_value());
    for (std::uint32_t block = 8; block < 100; ++block) RC_ASSERT(!state->confirmed.contains(block));
}

}  // namespace
}  // namespace culver::transfer
