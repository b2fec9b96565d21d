// SPDX-License-Identifier: Apache-2.0
// What a transfer that is half received leaves on a disk, as the first version wrote it: somebody may stop
// the program, take a newer one and go on. With CULVER_WRITE_GOLDEN set, files that are missing in
// tests/golden/partial are written; those that are there never change. When the format changes on purpose,
// tests/golden/README.md says what to do.
#include "base/files.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/receive_root.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;
using test::must;
using test::put_file;

const fs::path kGolden = fs::path(CULVER_GOLDEN) / "partial";
constexpr BootId kFirstBoot{1};
constexpr BootId kSecondBoot{2};
constexpr std::uint32_t kBlock = 256U << 10;
constexpr std::int64_t kTime = 1'800'000'000'000'000'000;
// Written out: what a person's disk holds does not change with a constant.
constexpr auto kFolder = "inbox/.culver-partial-aibaeaqcaibaeaqcaibaeaqcai";

class GoldenPartial : public ::testing::Test {
protected:
    GoldenPartial() {
        transfer_.bytes.fill(2);
        for (std::size_t at = 0; at < content_.size(); ++at)
            content_[at] = static_cast<std::uint8_t>(at % 251 + at / kBlock);
    }

    static Manifest manifest() {
        return test::made_manifest({{.path = "d", .kind = EntryKind::Folder, .mtime_ns = kTime},
                                    {.path = "d/plan", .size = 2 * kBlock + 100, .mtime_ns = kTime},
                                    {.path = "d/run", .executable = true, .size = 5, .mtime_ns = kTime},
                                    {.path = "empty", .size = 0, .mtime_ns = kTime}},
                                   kBlock);
    }
    ByteView block(std::uint32_t number) const {
        const auto all = ByteView(content_);
        return all.subspan(std::size_t{number} * kBlock,
                           std::min<std::size_t>(kBlock, all.size() - std::size_t{number} * kBlock));
    }
    void store(PartialFolder& partial, std::uint32_t number) const {
        must(partial.store(number, block(number), check_of(block(number))));
    }
    ReceiveRoot root(const BootId& boot) {
        return must(ReceiveRoot::open((folder_ / "inbox").string(), {.folder = {}, .boot = boot}));
    }
    // The first block is here for certain, the second for as long as the machine is not switched off.
    void receive_half() {
        auto partial = must(root(kFirstBoot).begin(transfer_, manifest(), EntrySet::all(4)));
        store(partial, 0);
        must(partial.sync());
        store(partial, 1);
    }
    static void expect_golden(const std::string& name, const fs::path& written) {
        const auto today = must(read_file(written, 1U << 20));
        const auto path = kGolden / name;
        if (std::getenv("CULVER_WRITE_GOLDEN") != nullptr && !fs::exists(path)) {
            fs::create_directories(kGolden);
            std::ofstream(path, std::ios::binary) << today;
        }
        const auto kept = read_file(path, 1U << 20);
        ASSERT_TRUE(kept) << path << " is missing: write it with CULVER_WRITE_GOLDEN=1";
        EXPECT_EQ(to_hex(as_bytes(today)), to_hex(as_bytes(*kept)))
            << name << " is written in another way than before; meant? tests/golden/README.md says how";
    }

    culver::test::TempDir folder_;
    TransferId transfer_;
    Bytes content_ = Bytes(2 * kBlock + 105);
};

TEST_F(GoldenPartial, IsWrittenAsBefore) {
    receive_half();
    expect_golden("manifest", folder_ / kFolder / "manifest");
    expect_golden("journal", folder_ / kFolder / "journal");
    auto partial = must(root(kFirstBoot).reopen(transfer_));
    store(partial, 2);
    put_file(folder_ / "inbox/d/mine", "mine");
    must(partial.finish());
    expect_golden("intent", folder_ / kFolder / "intent");
}

TEST_F(GoldenPartial, OfTheFirstVersionIsGoneOnFrom) {
    fs::create_directories(folder_ / kFolder);
    fs::permissions(folder_ / kFolder, fs::perms::owner_all);
    for (const char* name : {"manifest", "journal"}) fs::copy(kGolden / name, folder_ / kFolder / name);
    const auto two_blocks = as_text(ByteView(content_).first(2 * kBlock));
    put_file(folder_ / kFolder / "files/d/plan", two_blocks);
    fs::resize_file(folder_ / kFolder / "files/d/plan", 2 * kBlock + 100);
    put_file(folder_ / kFolder / "files/d/run", std::string(5, '\0'));
    put_file(folder_ / kFolder / "files/empty", "");
    auto partial = must(root(kSecondBoot).reopen(transfer_));
    EXPECT_TRUE(partial.done().contains(0));
    EXPECT_TRUE(partial.to_verify().contains(1)) << "written before another boot, and not synced";
    EXPECT_EQ(partial.missing().count(), 1U);
    must(partial.verify_all({}));
    EXPECT_EQ(partial.done().count(), 2U);
    store(partial, 2);
    must(partial.finish());
    must(partial.discard());
    const auto plan = must(read_file(folder_ / "inbox/d/plan", 1U << 20));
    EXPECT_EQ(plan, as_text(ByteView(content_).first(2 * kBlock + 100)));
    EXPECT_EQ(must(read_file(folder_ / "inbox/d/run", 100)), as_text(ByteView(content_).last(5)));
    EXPECT_TRUE(fs::exists(folder_ / "inbox/empty"));
}

TEST_F(GoldenPartial, OfTheFirstVersionIsFinished) {
    {
        receive_half();
        auto partial = must(root(kFirstBoot).reopen(transfer_));
        store(partial, 2);
        must(partial.sync());
    }
    fs::copy(kGolden / "intent", folder_ / kFolder / "intent");  // it ended when the names were given
    auto partial = must(root(kFirstBoot).reopen(transfer_));
    EXPECT_TRUE(partial.is_finishing());
    const auto finished = must(partial.finish());  // "d" is free now, but the name was given
    EXPECT_EQ(finished.names,
              (std::vector<FinalName>{{.entry = 0, .name = "d (2)"}, {.entry = 3, .name = "empty"}}));
}

}  // namespace
}  // namespace culver::transfer
