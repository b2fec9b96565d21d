// SPDX-License-Identifier: Apache-2.0
#include "transfer/partial_folder.h"

#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <functional>

namespace culver::transfer {
namespace {

using test::listed;
using test::must;
using test::put_file;

constexpr BootId kFirstBoot{1};
constexpr BootId kSecondBoot{2};
constexpr std::uint32_t kBlock = 256U << 10;

class Partial : public ::testing::Test {
protected:
    Partial() : tree_(make_tree()) {}
    SourceTree make_tree() {
        put_file(folder_ / "source/d/a", test::noise(5 * kBlock + 100, 1));
        put_file(folder_ / "source/d/b", test::noise(3 * kBlock, 2));
        put_file(folder_ / "source/d/c", "small");
        return listed({folder_ / "source/d"});
    }
    ReceiveRoot root(const BootId& boot = kFirstBoot) {
        return must(ReceiveRoot::open((folder_ / "inbox").string(), {.folder = {}, .boot = boot}));
    }
    PartialFolder begin() {
        return must(root().begin(transfer_, tree_.manifest(), EntrySet::all(tree_.manifest().entry_count())));
    }
    void store(PartialFolder& partial, std::uint32_t block) {
        SourceReader reader(tree_);
        Bytes buffer(kBlock);
        const auto read = reader.read(block, buffer);
        must(partial.store(block, ByteView(buffer).first(read.length), read.check));
    }
    void expect_arrives(PartialFolder& partial) {
        test::receive_missing(tree_, partial);
        must(partial.finish());
        must(partial.discard());
        EXPECT_EQ(test::picture(folder_ / "source"),
                  test::picture(folder_ / "inbox", test::Partials::Include));
    }
    std::filesystem::path arriving(const std::string& name) {
        return folder_ / "inbox" / partial_name(transfer_) / "files/d" / name;
    }

    // Its open descriptor leads nowhere that could be synced, as when a disk fails.
    void break_file(const std::string& name) {
        const int nowhere = ::eventfd(0, EFD_CLOEXEC);
        for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
            std::error_code gone;
            if (std::filesystem::read_symlink(entry, gone) == arriving(name))
                ::dup2(nowhere, std::stoi(entry.path().filename()));
        }
        ::close(nowhere);
    }

    culver::test::TempDir folder_;
    SourceTree tree_;
    TransferId transfer_{};
};

TEST_F(Partial, GoesOnWhereItStopped) {
    {
        auto partial = begin();
        for (const std::uint32_t block : {0U, 3U, 8U}) store(partial, block);
    }
    auto partial = must(root().reopen(transfer_));
    EXPECT_EQ(partial.done().count(), 3U);
    EXPECT_EQ(partial.missing().count(), tree_.manifest().block_count() - 3);
    EXPECT_TRUE(partial.to_verify().is_empty());
    expect_arrives(partial);
}

TEST_F(Partial, ChecksUnsyncedBlocksAgainAfterAnotherBoot) {
    {
        auto partial = begin();
        store(partial, 0);
        must(partial.sync());
        store(partial, 1);
        store(partial, 2);
    }
    // The power cut lost one page of block 2.
    std::fstream(arriving("a")).seekp(2 * kBlock + 4096).write("\0\0\0\0\0\0\0\0", 8);
    auto partial = must(root(kSecondBoot).reopen(transfer_));
    EXPECT_TRUE(partial.done().contains(0));
    EXPECT_EQ(partial.to_verify().count(), 2U);
    EXPECT_FALSE(partial.is_complete());
    while (must(partial.verify_next())) continue;
    EXPECT_TRUE(partial.done().contains(1));
    EXPECT_TRUE(partial.missing().contains(2));
    EXPECT_EQ(must(root(kSecondBoot).reopen(transfer_)).done().count(), 2U);
    expect_arrives(partial);
}

// Closing the node must not wait for a gigabyte to be read.
TEST_F(Partial, StopsVerifyingWhenItIsToldToAndGoesOnLater) {
    {
        auto partial = begin();
        for (const std::uint32_t block : {0U, 1U, 2U}) store(partial, block);
    }
    {
        auto partial = must(root(kSecondBoot).reopen(transfer_));
        std::stop_source stop;
        stop.request_stop();
        must(partial.verify_all(stop.get_token()));
        EXPECT_EQ(partial.to_verify().count(), 3U);
    }
    auto partial = must(root(kSecondBoot).reopen(transfer_));
    must(partial.verify_all({}));
    EXPECT_TRUE(partial.to_verify().is_empty());
    EXPECT_EQ(partial.done().count(), 3U);
    expect_arrives(partial);
}

TEST_F(Partial, DoesNotMarkWhatIsStillInDoubt) {
    store(*std::make_unique<PartialFolder>(begin()), 1);
    {
        auto partial = must(root(kSecondBoot).reopen(transfer_));
        store(partial, 4);
        must(partial.sync());
    }
    EXPECT_TRUE(must(root(kSecondBoot).reopen(transfer_)).to_verify().contains(1));
}

// The kernel tells of a failed write once. The next sync succeeds, and must not speak for what was lost.
TEST_F(Partial, AsksAgainForWhatASyncCouldNotMakeSafe) {
    {
        auto partial = begin();
        store(partial, 6);
        must(partial.sync());
        store(partial, 7);
        break_file("b");
        EXPECT_FALSE(partial.sync());
        EXPECT_TRUE(partial.missing().contains(7));
        EXPECT_TRUE(partial.done().contains(6));
    }
    auto partial = must(root().reopen(transfer_));
    EXPECT_TRUE(partial.missing().contains(7));
    EXPECT_EQ(partial.done().count(), 1U);
    expect_arrives(partial);
}

TEST_F(Partial, TrustsOnlyMarksAfterADiskFailed) {
    {
        auto partial = begin();
        store(partial, 0);
        must(partial.sync());
        store(partial, 3);
    }
    for (const auto unmarked : {Unmarked::Lose, Unmarked::Keep}) {
        auto partial = must(root().reopen(transfer_, unmarked));
        EXPECT_TRUE(partial.missing().contains(3));
        EXPECT_EQ(partial.done().count(), 1U);
    }
    auto partial = must(root().reopen(transfer_));
    expect_arrives(partial);
}

TEST_F(Partial, AsksAgainForBlocksOfAFileThatVanishedInACrash) {
    {
        auto partial = begin();
        store(partial, 8);
    }
    std::filesystem::remove(arriving("b"));
    auto partial = must(root(kSecondBoot).reopen(transfer_));
    while (must(partial.verify_next())) continue;
    EXPECT_TRUE(partial.missing().contains(8));
    expect_arrives(partial);
}

TEST_F(Partial, DoesNotMakeUpAFileThatWasRemovedBehindItsBack) {
    auto partial = begin();
    test::receive_missing(tree_, partial);
    std::filesystem::remove(arriving("b"));
    EXPECT_EQ(partial.finish().error().code, TransferErrc::NotComplete);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "inbox/d"));
    EXPECT_FALSE(partial.is_complete()) << "it is asked for again";
    EXPECT_LE(partial.missing().count(), 4U) << "and nothing else";
    auto again = must(root(kSecondBoot).reopen(transfer_));
    while (must(again.verify_next())) continue;
    EXPECT_EQ(again.missing(), partial.missing());
    expect_arrives(again);
}

TEST_F(Partial, MakesAFolderAgainThatWasRemovedBehindItsBack) {
    auto partial = begin();
    test::receive_missing(tree_, partial);
    std::filesystem::remove_all(arriving("b").parent_path());
    EXPECT_EQ(partial.finish().error().code, TransferErrc::NotComplete);
    expect_arrives(partial);
}

// Their blocks are known as received, and nobody looks at them before the end.
TEST_F(Partial, MakesNothingUpOfAFileThatWasRemovedWhileNobodyHadItOpen) {
    for (const bool with_folder : {false, true}) {
        {
            auto partial = begin();
            for (const std::uint32_t block : {0U, 1U, 2U}) store(partial, block);
        }
        std::filesystem::remove_all(with_folder ? arriving("a").parent_path() : arriving("a"));
        auto partial = must(root().reopen(transfer_));
        EXPECT_EQ(partial.done().count(), 3U);
        test::receive_missing(tree_, partial);
        EXPECT_FALSE(partial.is_complete()) << "blocks 0 to 2 are gone";
        EXPECT_EQ(partial.missing().count(), 3U);
        expect_arrives(partial);
        std::filesystem::remove_all(folder_ / "inbox");
    }
}

class SmallFiles : public ::testing::Test {
protected:
    SmallFiles() {
        for (int number = 0; number < 20; ++number)
            put_file(folder_ / "source/d/in" / std::to_string(number), "content " + std::to_string(number));
        put_file(folder_ / "source/d/empty", "");
        std::filesystem::create_directories(folder_ / "source/d/nothing inside");
    }
    std::filesystem::path arriving() { return folder_ / "inbox" / partial_name({}) / "files/d"; }
    void expect_all_come_in_spite_of(const std::function<void()>& meanwhile, std::uint32_t asked_again) {
        const auto tree = listed({folder_ / "source/d"});
        auto root = must(ReceiveRoot::open((folder_ / "inbox").string(), {.folder = {}, .boot = kFirstBoot}));
        auto partial = must(root.begin({}, tree.manifest(), EntrySet::all(tree.manifest().entry_count())));
        test::receive_missing(tree, partial);
        meanwhile();
        const auto finished = partial.finish();
        EXPECT_EQ(finished.has_value(), asked_again == 0);
        EXPECT_EQ(partial.missing().count(), asked_again);
        if (!finished) {
            test::receive_missing(tree, partial);
            must(partial.finish());
        }
        must(partial.discard());
        EXPECT_EQ(test::picture(folder_ / "source"),
                  test::picture(folder_ / "inbox", test::Partials::Include));
    }
    culver::test::TempDir folder_;
};

TEST_F(SmallFiles, AreAskedForAgainWhenOneWasRemoved) {
    expect_all_come_in_spite_of([&] { std::filesystem::remove(arriving() / "in/7"); }, 1);
}

TEST_F(SmallFiles, AreAskedForAgainWhenOneHasAnotherNameNow) {
    expect_all_come_in_spite_of([&] { std::filesystem::rename(arriving() / "in/7", folder_ / "7.bad"); }, 1);
}

TEST_F(SmallFiles, AreAskedForAgainWhenTheirFolderWasRemoved) {
    expect_all_come_in_spite_of([&] { std::filesystem::remove_all(arriving()); }, 1);
}

TEST_F(SmallFiles, AreNotWaitedForWhenOnlyAnEmptyFolderWasRemoved) {
    expect_all_come_in_spite_of([&] { std::filesystem::remove(arriving() / "nothing inside"); }, 0);
}

TEST_F(SmallFiles, AreWholeThoughSomebodyPutsMoreBesideThem) {
    const auto meanwhile = [&] {
        put_file(arriving() / "in/7.scanned", "");
        std::filesystem::rename(arriving() / "in/7.scanned", arriving() / "in/8.scanned");
        std::filesystem::remove(arriving() / "in/8.scanned");
    };
    expect_all_come_in_spite_of(meanwhile, 0);
}

TEST_F(Partial, StoresABlockOnlyOnce) {
    auto partial = begin();
    store(partial, 0);
    must(partial.store(0, Bytes(kBlock, 'x'), {}));
    expect_arrives(partial);
}

TEST_F(Partial, ForgetsAFileThatTheSenderGaveUpForGood) {
    const auto a = *tree_.manifest().find("d/a");
    {
        auto partial = begin();
        store(partial, 0);
        must(partial.mark_broken(a));
        EXPECT_FALSE(std::filesystem::exists(arriving("a")));
        EXPECT_EQ(partial.missing().next(0), 5U);  // which holds the end of a and the beginning of b
    }
    auto partial = must(root().reopen(transfer_));
    EXPECT_TRUE(partial.broken().contains(a));
    store(partial, 5);
    EXPECT_FALSE(std::filesystem::exists(arriving("a")));
    test::receive_missing(tree_, partial);
    EXPECT_EQ(must(partial.finish()).broken, std::vector<std::uint32_t>{a});
    EXPECT_FALSE(std::filesystem::exists(folder_ / "inbox/d/a"));
    EXPECT_TRUE(std::filesystem::exists(folder_ / "inbox/d/b"));
}

TEST_F(Partial, AsksAgainForDoubtfulBlocksBesideABrokenFile) {
    store(*std::make_unique<PartialFolder>(begin()), 5);
    auto partial = must(root(kSecondBoot).reopen(transfer_));
    ASSERT_TRUE(partial.to_verify().contains(5));
    must(partial.mark_broken(*tree_.manifest().find("d/a")));
    EXPECT_TRUE(partial.to_verify().is_empty());
    EXPECT_TRUE(partial.missing().contains(5));
}

TEST_F(Partial, GivesTheSameNamesWhenFinishedTwice) {
    put_file(folder_ / "inbox/d/mine", "mine");
    auto partial = begin();
    test::receive_missing(tree_, partial);
    const auto names = must(partial.finish()).names;
    EXPECT_EQ(names.at(0).name, "d (2)");
    EXPECT_TRUE(partial.is_finishing());
    EXPECT_EQ(must(partial.finish()).names, names);
    auto again = must(root(kSecondBoot).reopen(transfer_));
    EXPECT_TRUE(again.is_finishing());
    EXPECT_TRUE(again.is_complete());
    EXPECT_EQ(must(again.finish()).names, names);
    must(again.discard());
    EXPECT_FALSE(root().has_partial(transfer_));
}

TEST_F(Partial, IsOfNoUseWhenItsFilesAreDamaged) {
    for (const auto* name : {"manifest", "journal"}) {
        std::ignore = begin();
        std::fstream(folder_ / "inbox" / partial_name(transfer_) / name).seekp(20).write("????", 4);
        EXPECT_EQ(root().reopen(transfer_).error().code, TransferErrc::JournalBroken) << name;
        must(root().abandon(transfer_));
    }
    EXPECT_EQ(root().reopen(transfer_).error().code, TransferErrc::FolderGone);
}

TEST_F(Partial, TrustsNoFolderThatOthersCanWriteTo) {
    std::ignore = begin();
    std::filesystem::permissions(folder_ / "inbox" / partial_name(transfer_), std::filesystem::perms(0777));
    EXPECT_EQ(root().reopen(transfer_).error().code, TransferErrc::NoPermission);
}

// What FAT, exFAT, NTFS and shares show of every folder, whatever was asked for.
TEST_F(Partial, GoesOnInAFolderThatOthersCanOnlyRead) {
    {
        auto partial = begin();
        store(partial, 0);
    }
    std::filesystem::permissions(folder_ / "inbox" / partial_name(transfer_), std::filesystem::perms(0755));
    EXPECT_EQ(must(root().reopen(transfer_)).done().count(), 1U);
}

// What such disks show when they are mounted for everybody: whoever may write into the folder around it could
// replace it anyway.
TEST_F(Partial, GoesOnWhereEverythingMayBeWrittenByOthers) {
    {
        auto partial = begin();
        store(partial, 0);
    }
    const auto folder = folder_ / "inbox" / partial_name(transfer_);
    std::filesystem::permissions(folder, std::filesystem::perms(0777));
    std::filesystem::permissions(folder_ / "inbox", std::filesystem::perms(01777));
    EXPECT_EQ(root().reopen(transfer_).error().code, TransferErrc::NoPermission) << "they could not here";
    std::filesystem::permissions(folder_ / "inbox", std::filesystem::perms(0777));
    EXPECT_EQ(must(root().reopen(transfer_)).done().count(), 1U);
}

TEST_F(Partial, IsNotTakenForBrokenWhenTheSystemFailsForAMoment) {
    {
        auto partial = begin();
        for (std::uint32_t block = 0; block < 4; ++block) store(partial, block);
    }
    auto receiving = root();
    struct rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const int first_free = ::dup(0);
    ::close(first_free);
    int failures = 0;
    for (int handles = 0;; ++handles) {
        const rlimit few{.rlim_cur = static_cast<rlim_t>(first_free + handles), .rlim_max = before.rlim_max};
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
        const auto reopened = receiving.reopen(transfer_);
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
        if (reopened) break;
        ++failures;
        EXPECT_EQ(reopened.error().code, TransferErrc::DiskFailed)
            << handles << ": " << reopened.error().sentence();
    }
    EXPECT_GE(failures, 4);
    auto again = must(root().reopen(transfer_));
    EXPECT_EQ(again.done().count(), 4U);
    expect_arrives(again);
}

TEST_F(Partial, IsOfNoUseWhenAPieceOfItIsMissing) {
    for (const auto* name : {"manifest", "journal", "files"}) {
        std::ignore = begin();
        std::filesystem::remove_all(folder_ / "inbox" / partial_name(transfer_) / name);
        EXPECT_EQ(root().reopen(transfer_).error().code, TransferErrc::JournalBroken) << name;
        must(root().abandon(transfer_));
    }
}

}  // namespace
}  // namespace culver::transfer
