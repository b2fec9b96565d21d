// SPDX-License-Identifier: Apache-2.0
#include "transfer/source_reader.h"

#include "tests/support/temp_dir.h"
#include "tests/transfer/bad_disk.h"
#include "tests/transfer/trees.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace culver::transfer {
namespace {

using test::listed;
using test::put_file;

constexpr std::size_t kBlock = 256U << 10;  // of every transfer this small

class Reading : public ::testing::Test {
protected:
    // Reads a block and returns its bytes.
    std::string read(SourceReader& reader, std::uint32_t block) {
        last_ = reader.read(block, buffer_);
        return std::string(as_text(ByteView(buffer_).first(last_.length)));
    }
    std::filesystem::path file(const std::string& name) { return folder_ / name; }

    culver::test::TempDir folder_;
    Bytes buffer_ = Bytes(kBlock);
    BlockRead last_;
};

TEST_F(Reading, GivesTheBytesOfAllFilesInOrder) {
    const auto a = test::noise(kBlock - 10, 1);
    const auto b = test::noise(kBlock, 2);
    put_file(file("d/a"), a);
    put_file(file("d/b"), b);
    put_file(file("d/c"), "");
    const auto tree = listed({file("d")});
    SourceReader reader(tree);
    EXPECT_EQ(read(reader, 0) + read(reader, 1), a + b);
    EXPECT_EQ(last_.check, check_of(ByteView(buffer_).first(last_.length)));
    EXPECT_FALSE(last_.is_zero);
    EXPECT_TRUE(last_.broken.empty());
}

TEST_F(Reading, FindsHolesAndZeros) {
    std::ofstream(file("sparse")).close();
    std::filesystem::resize_file(file("sparse"), 64 * kBlock);
    std::fstream(file("sparse")).seekp(40 * kBlock + 5).write("x", 1);
    const auto tree = listed({file("sparse")});
    SourceReader reader(tree);
    for (std::uint32_t block = 0; block < 64; ++block) {
        const auto bytes = read(reader, block);
        EXPECT_EQ(last_.is_zero, block != 40) << block;
        EXPECT_EQ(bytes.find('x'), block == 40 ? 5U : std::string::npos);
    }
    EXPECT_EQ(check_of_zeros(kBlock), check_of(Bytes(kBlock)));
}

TEST_F(Reading, GivesUpAFileThatChangedAndGoesOnWithTheOthers) {
    put_file(file("d/a"), test::noise(2 * kBlock, 1));
    put_file(file("d/b"), test::noise(100, 2));
    const auto tree = listed({file("d")});
    SourceReader reader(tree);
    read(reader, 0);
    EXPECT_TRUE(last_.broken.empty());
    put_file(file("d/a"), test::noise(2 * kBlock, 3));
    read(reader, 1);
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].entry, *tree.manifest().find("d/a"));
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceChanged);
    EXPECT_TRUE(last_.is_zero);
    EXPECT_EQ(read(reader, 2), test::noise(100, 2));
    EXPECT_TRUE(last_.broken.empty());
}

TEST_F(Reading, GivesUpFilesThatShrankOrVanished) {
    put_file(file("d/a"), test::noise(2 * kBlock, 1));
    put_file(file("d/b"), test::noise(2 * kBlock, 2));
    const auto tree = listed({file("d")});
    SourceReader reader(tree);
    read(reader, 0);
    std::filesystem::resize_file(file("d/a"), kBlock + 7);
    std::filesystem::remove(file("d/b"));
    read(reader, 1);
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceChanged);
    read(reader, 2);
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceGone);
}

// Content changed and the old time put back: only the ctime tells.
void change_behind_the_time(const std::filesystem::path& path, std::size_t position) {
    struct stat before{};
    ASSERT_EQ(::stat(path.c_str(), &before), 0);
    std::fstream(path).seekp(static_cast<std::streamoff>(position)).write("!", 1);
    const timespec times[2] = {before.st_atim, before.st_mtim};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
}

TEST_F(Reading, ProvesSentBytesEqualWhenOnlyTheCtimeDiffers) {
    put_file(file("a"), test::noise(3 * kBlock, 1));
    const auto tree = listed({file("a")});
    SourceReader reader(tree);
    read(reader, 0);
    ASSERT_EQ(::chmod(file("a").c_str(), 0400), 0);
    read(reader, 1);
    EXPECT_TRUE(last_.broken.empty());
    ASSERT_EQ(::chmod(file("a").c_str(), 0600), 0);
    read(reader, 2);
    EXPECT_TRUE(last_.broken.empty());
}

TEST_F(Reading, NeverMixesTwoStatesOfAFile) {
    put_file(file("a"), test::noise(3 * kBlock, 1));
    const auto tree = listed({file("a")});
    SourceReader reader(tree);
    read(reader, 0);
    change_behind_the_time(file("a"), 10);
    read(reader, 1);
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceChanged);
}

TEST_F(Reading, TakesANewerCtimeWhileNothingWasSent) {
    put_file(file("a"), test::noise(2 * kBlock, 1));
    const auto tree = listed({file("a")});
    ASSERT_EQ(::chmod(file("a").c_str(), 0400), 0);
    SourceReader reader(tree);
    read(reader, 0);
    EXPECT_TRUE(last_.broken.empty());
}

TEST_F(Reading, GivesUpWhatCannotBeProvenAfterARestart) {
    put_file(file("a"), test::noise(3 * kBlock, 1));
    const auto tree = listed({file("a")});
    Check128 first;
    {
        SourceReader before(tree);
        read(before, 0);
        first = last_.check;
    }
    BlockSet have(3);
    have.insert(0);
    ASSERT_EQ(::chmod(file("a").c_str(), 0400), 0);
    SourceReader proven(tree);
    proven.know_sent(have);
    proven.know_check(0, first);
    read(proven, 1);
    EXPECT_TRUE(last_.broken.empty());
    SourceReader unproven(tree);
    unproven.know_sent(have);
    read(unproven, 1);
    EXPECT_EQ(last_.broken.size(), 1U);
}

using test::must;
using test::with_other_disk_numbers;
using namespace std::chrono_literals;

// A file of so many blocks, of which all but the last were sent before.
struct SentBefore {
    BlockSet there;
    std::vector<Check128> checks;
    void tell(SourceReader& reader) const {
        reader.know_sent(there);
        for (std::uint32_t block = 0; block < checks.size(); ++block) reader.know_check(block, checks[block]);
    }
};

class ReadingOn : public Reading {
protected:
    static constexpr std::uint32_t kBlocks = 5;
    ReadingOn() {
        put_file(file("d/a"), test::noise(kBlocks * kBlock, 1));
        SourceReader before(tree());
        sent_.there = BlockSet(kBlocks);
        for (std::uint32_t block = 0; block + 1 < kBlocks; ++block) {
            read(before, block);
            sent_.checks.push_back(last_.check);
            sent_.there.insert(block);
        }
    }
    const SourceTree& tree() {
        if (!tree_) tree_ = std::make_unique<SourceTree>(listed({file("d")}));
        return *tree_;
    }
    std::string last_block() { return test::noise(kBlocks * kBlock, 1).substr((kBlocks - 1) * kBlock); }

    SentBefore sent_;
    std::unique_ptr<SourceTree> tree_;
};

TEST_F(ReadingOn, WaitsForAFileWhoseDiskIsNotThere) {
    const auto tree = with_other_disk_numbers(this->tree());
    std::filesystem::rename(file("d"), file("unplugged"));
    SourceReader reader(tree);
    sent_.tell(reader);
    read(reader, kBlocks - 1);
    ASSERT_TRUE(last_.wait);
    EXPECT_EQ(last_.wait->code, TransferErrc::SourceAway);
    EXPECT_TRUE(last_.broken.empty());
    EXPECT_EQ(reader.settle(1s).error().code, TransferErrc::SourceAway);
    std::filesystem::create_directory(file("d"));  // what lies beneath the mount point
    EXPECT_EQ(reader.settle(1s).error().code, TransferErrc::SourceAway);
    std::filesystem::remove(file("d"));
    std::filesystem::rename(file("unplugged"), file("d"));
    EXPECT_TRUE(must(reader.settle(10s)));
    EXPECT_EQ(read(reader, kBlocks - 1), last_block());
    EXPECT_FALSE(last_.wait);
    EXPECT_TRUE(last_.broken.empty());
}

TEST_F(ReadingOn, GivesUpAFileThatIsGoneFromADiskThatWasPluggedInAgain) {
    const auto tree = with_other_disk_numbers(this->tree());
    put_file(file("d/b"), "something is on the disk");
    std::filesystem::remove(file("d/a"));
    SourceReader reader(tree);
    sent_.tell(reader);
    read(reader, kBlocks - 1);
    EXPECT_FALSE(last_.wait);
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceGone);
}

TEST_F(ReadingOn, ComparesWhatIsOnADiskWithAnotherNumber) {
    const auto tree = with_other_disk_numbers(this->tree());
    SourceReader same(tree);
    sent_.tell(same);
    EXPECT_EQ(read(same, kBlocks - 1), last_block());
    EXPECT_TRUE(last_.broken.empty());
    change_behind_the_time(file("d/a"), 3 * kBlock + 7);
    SourceReader changed(tree);
    sent_.tell(changed);
    read(changed, kBlocks - 1);
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceChanged);
}

TEST_F(ReadingOn, WaitsWhileTheSystemHasNoHandlesLeft) {
    rlimit before{};
    // A sanitizer looks at this object with the first call, and needs handles for it.
    ASSERT_TRUE(std::filesystem::exists(file("d/a")));
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int first_free = ::dup(0);
    ::close(first_free);
    const rlimit none{.rlim_cur = static_cast<rlim_t>(first_free), .rlim_max = before.rlim_max};
    SourceReader reader(tree());
    sent_.tell(reader);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    read(reader, kBlocks - 1);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    ASSERT_TRUE(last_.wait);
    EXPECT_EQ(last_.wait->code, TransferErrc::SourceAway);
    EXPECT_TRUE(must(reader.settle(1s)));
    EXPECT_EQ(read(reader, kBlocks - 1), last_block());
}

TEST_F(ReadingOn, ComparesPieceByPieceWhatTakesLong) {
    ASSERT_EQ(::chmod(file("d/a").c_str(), 0400), 0);
    SourceReader hasty(tree(), 0s);
    sent_.tell(hasty);
    read(hasty, kBlocks - 1);
    ASSERT_TRUE(last_.wait);
    EXPECT_EQ(last_.wait->code, TransferErrc::SourceUnproven);
    int asked = 0;
    hasty.give_way_when([&asked] { return ++asked % 2 == 0; });  // one block, then way is given
    int pieces = 1;
    while (!must(hasty.settle(10s))) ++pieces;
    EXPECT_EQ(pieces, static_cast<int>(kBlocks) - 1) << "each went on where the one before had to stop";
    SourceReader next(tree(), 0s);
    sent_.tell(next);
    next.know_proof(hasty.proof());
    EXPECT_EQ(read(next, kBlocks - 1), last_block());
    EXPECT_FALSE(last_.wait) << "nothing is compared twice";
}

TEST_F(ReadingOn, RemembersWhatWasFoundChanged) {
    change_behind_the_time(file("d/a"), 7);
    SourceReader hasty(tree(), 0s);
    sent_.tell(hasty);
    read(hasty, kBlocks - 1);
    ASSERT_TRUE(last_.wait);
    EXPECT_TRUE(must(hasty.settle(10s)));
    SourceReader next(tree(), 0s);
    sent_.tell(next);
    next.know_proof(hasty.proof());
    read(next, kBlocks - 1);
    EXPECT_FALSE(last_.wait);
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceChanged);
}

TEST_F(Reading, GivesUpAFileOfWhichTheDiskHasLostSomeBytes) {
    const auto whole = test::noise(1000, 2);
    put_file(file("d/a"), test::noise(200'000, 1));
    put_file(file("d/b"), whole);
    const auto tree = listed({file("d")});
    SourceReader reader(tree);
    const test::BadDisk sector(file("d/a"), 60'000, 61'000);
    const auto bytes = read(reader, 0);
    EXPECT_FALSE(last_.wait) << "nobody can wait for them";
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceUnreadable);
    EXPECT_EQ(bytes.substr(200'000), whole);
}

TEST_F(Reading, TakesABadMomentOfADiskForWhatItIs) {
    put_file(file("d/a"), test::noise(200'000, 1));
    const auto tree = listed({file("d")});
    SourceReader reader(tree);
    const test::BadDisk moment(file("d/a"), 60'000, 61'000, 1);
    EXPECT_EQ(read(reader, 0), test::noise(200'000, 1));
    EXPECT_TRUE(last_.broken.empty());
    EXPECT_FALSE(last_.wait);
}

TEST_F(ReadingOn, ComparesOnceMoreWhatADiskDidNotGiveForAMoment) {
    ASSERT_EQ(::chmod(file("d/a").c_str(), 0600), 0);
    SourceReader reader(tree());
    sent_.tell(reader);
    const test::BadDisk moment(file("d/a"), kBlock, kBlock + 1, 1);
    EXPECT_EQ(read(reader, kBlocks - 1), last_block());
    EXPECT_TRUE(last_.broken.empty());
    EXPECT_FALSE(last_.wait);
}

TEST_F(ReadingOn, CallsAFileUnreadableThatCannotBeComparedAnyMore) {
    ASSERT_EQ(::chmod(file("d/a").c_str(), 0600), 0);
    SourceReader reader(tree());
    sent_.tell(reader);
    const test::BadDisk sector(file("d/a"), kBlock, kBlock + 1);
    read(reader, kBlocks - 1);
    EXPECT_FALSE(last_.wait);
    ASSERT_EQ(last_.broken.size(), 1U);
    EXPECT_EQ(last_.broken[0].reason, TransferErrc::SourceUnreadable);
}

// A hole proves nothing: it is read without the disk.
TEST_F(Reading, IsNotToldByAHoleThatTheDiskIsThere) {
    std::ofstream(file("sparse")).close();
    std::filesystem::resize_file(file("sparse"), 8 * kBlock);
    std::fstream(file("sparse")).seekp(3 * kBlock).write("data", 4);
    const auto tree = listed({file("sparse")});
    SourceReader reader(tree);
    const test::BadDisk sector(file("sparse"), 3 * kBlock, 3 * kBlock + 4096);
    read(reader, 3);
    ASSERT_TRUE(last_.wait);
    EXPECT_EQ(last_.wait->code, TransferErrc::SourceAway);
}

TEST_F(Reading, WaitsForADiskThatGivesNothing) {
    put_file(file("d/a"), test::noise(200'000, 1));
    put_file(file("d/b"), "small");
    const auto tree = listed({file("d")});
    SourceReader reader(tree);
    {
        const test::BadDisk pulled_out;
        read(reader, 0);
        ASSERT_TRUE(last_.wait);
        EXPECT_EQ(last_.wait->code, TransferErrc::SourceAway);
        EXPECT_EQ(reader.settle(1s).error().code, TransferErrc::SourceAway);
    }
    EXPECT_TRUE(must(reader.settle(1s)));
    EXPECT_EQ(read(reader, 0), test::noise(200'000, 1) + "small");
    EXPECT_TRUE(last_.broken.empty());
}

// The block that was read before the comparison is of the state before it.
TEST_F(ReadingOn, ReadsABlockAgainAfterItsFileWasCompared) {
    ASSERT_EQ(::chmod(file("d/a").c_str(), 0600), 0);
    SourceReader reader(tree());
    sent_.tell(reader);
    bool is_changed = false;
    reader.give_way_when([&] {
        if (!std::exchange(is_changed, true)) change_behind_the_time(file("d/a"), (kBlocks - 1) * kBlock);
        return false;
    });
    EXPECT_EQ(read(reader, kBlocks - 1), "!" + last_block().substr(1));
    EXPECT_TRUE(is_changed);
    EXPECT_TRUE(last_.broken.empty());
}

}  // namespace
}  // namespace culver::transfer
