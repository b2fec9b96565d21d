// SPDX-License-Identifier: Apache-2.0
#include "transfer/receive_root.h"

#include "base/random.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/errors.h"
#include "transfer/names.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace culver::transfer {
namespace {

using test::copy_all;
using test::listed;
using test::must;
using test::picture;
using test::put_file;

class Receiving : public ::testing::Test {
protected:
    ReceiveRoot root() { return must(ReceiveRoot::open((folder_ / "inbox").string())); }
    std::filesystem::path source(const std::string& name = "") { return folder_ / "source" / name; }
    std::filesystem::path inbox(const std::string& name = "") { return folder_ / "inbox" / name; }
    Finished copy(const std::filesystem::path& what) {
        auto receiving = root();
        return copy_all(listed({what}), receiving, random_id<TransferId>());
    }

    test::InMemory memory_;
    culver::test::TempDir folder_;
};

TEST_F(Receiving, CopiesATreeExactly) {
    put_file(source("d/a/big"), test::noise(3'000'000));
    put_file(source("d/a/empty"), "");
    put_file(source("d/run.sh"), "#!/bin/sh\n");
    put_file(source("d/" + std::string(255, 'n')), "long name");
    put_file(source("d/" + std::string("中文") + "/飞鸽 .txt"), "x");
    put_file(source("d/two\nlines\\x2d"), "y");
    std::filesystem::create_directories(source("d/nothing/in/here"));
    ASSERT_EQ(::chmod(source("d/run.sh").c_str(), 0755), 0);
    const auto finished = copy(source("d"));
    EXPECT_EQ(finished.names, (std::vector<FinalName>{{.entry = 0, .name = "d"}}));
    EXPECT_EQ(picture(source("d")), picture(inbox("d")));
    EXPECT_TRUE(picture(folder_ / "inbox", test::Partials::Include).contains("d/a/big"));
    EXPECT_FALSE(root().has_partial(TransferId{}));
    EXPECT_TRUE(must(root().list_partials()).empty());
}

TEST_F(Receiving, KeepsHolesAsHoles) {
    std::filesystem::create_directories(source());
    std::ofstream(source("sparse")).close();
    std::filesystem::resize_file(source("sparse"), 20'000'000);
    std::fstream(source("sparse")).seekp(10'000'000).write("x", 1);
    copy(source("sparse"));
    struct stat found{};
    ASSERT_EQ(::stat(inbox("sparse").c_str(), &found), 0);
    EXPECT_LT(found.st_blocks * 512, 2'000'000);
    EXPECT_EQ(picture(source()), picture(inbox()));
}

TEST_F(Receiving, NeverReplacesWhatIsThere) {
    put_file(source("report.pdf"), "theirs");
    put_file(inbox("report.pdf"), "mine");
    put_file(inbox("report (2).pdf"), "mine too");
    const auto finished = copy(source("report.pdf"));
    EXPECT_EQ(finished.names.at(0).name, "report (3).pdf");
    EXPECT_EQ(must(read_file(inbox("report.pdf"), 100)), "mine");
    EXPECT_EQ(must(read_file(inbox("report (3).pdf"), 100)), "theirs");
}

TEST_F(Receiving, TakesNamesThatDifferOnlyInCaseOrNormalisationForTheSame) {
    put_file(source("Caf\xc3\xa9"), "theirs");
    put_file(inbox("cafe\xcc\x81"), "mine");
    EXPECT_EQ(copy(source("Caf\xc3\xa9")).names.at(0).name, "Caf\xc3\xa9 (2)");
}

TEST_F(Receiving, DoesNotReplaceALinkNorFollowIt) {
    put_file(source("notes"), "theirs");
    put_file(folder_ / "victim", "mine");
    std::filesystem::create_directory(inbox());
    std::filesystem::create_symlink(folder_ / "victim", inbox("notes"));
    EXPECT_EQ(copy(source("notes")).names.at(0).name, "notes (2)");
    EXPECT_EQ(must(read_file(folder_ / "victim", 100)), "mine");
}

TEST_F(Receiving, GivesFilesNoMoreRightsThanTheUmaskAllows) {
    put_file(source("run"), "x");
    ASSERT_EQ(::chmod(source("run").c_str(), 0777), 0);
    const auto mode_with = [&](mode_t mask) {
        const auto before = ::umask(mask);
        const auto name = copy(source("run")).names.at(0).name;
        ::umask(before);
        struct stat found{};
        EXPECT_EQ(::stat(inbox(name).c_str(), &found), 0);
        return found.st_mode & 07777;
    };
    EXPECT_EQ(mode_with(077), 0700U);
    EXPECT_EQ(mode_with(000), 0755U);
}

TEST_F(Receiving, KeepsPartialDataPrivateWhateverTheUmask) {
    put_file(source("a"), "x");
    const auto tree = listed({source("a")});
    const auto before = ::umask(0);
    auto receiving = root();
    const auto begun = receiving.begin(TransferId{}, tree.manifest(), EntrySet::all(1));
    ::umask(before);
    ASSERT_TRUE(begun);
    struct stat found{};
    ASSERT_EQ(::stat(inbox(partial_name({})).c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777, 0700U);
}

TEST_F(Receiving, ReceivesOnlyWhatIsWanted) {
    put_file(source("d/a"), test::noise(300'000, 1));
    put_file(source("d/b/c"), test::noise(300'000, 2));
    put_file(source("d/b/e"), "");
    const auto tree = listed({source("d")});
    auto receiving = root();
    auto partial =
        must(receiving.begin(TransferId{}, tree.manifest(), must(select_entries(tree.manifest(), {"d/b"}))));
    EXPECT_LT(partial.missing().count(), tree.manifest().block_count());
    test::receive_missing(tree, partial);
    must(partial.finish());
    must(partial.discard());
    auto expected = picture(source());
    expected.erase("d/a");
    EXPECT_EQ(picture(inbox()), expected);
}

TEST_F(Receiving, FinishesWithoutFilesThatTheSenderGaveUp) {
    put_file(source("d/a"), test::noise(300'000, 1));
    put_file(source("d/b"), test::noise(300'000, 2));
    put_file(source("single"), "x");
    const auto tree = listed({source("d"), source("single")});
    auto receiving = root();
    auto partial =
        must(receiving.begin(TransferId{}, tree.manifest(), EntrySet::all(tree.manifest().entry_count())));
    put_file(source("d/b"), "changed");
    std::filesystem::remove(source("single"));
    test::receive_missing(tree, partial);
    ASSERT_TRUE(partial.is_complete());
    const auto finished = must(partial.finish());
    must(partial.discard());
    EXPECT_EQ(finished.broken,
              (std::vector<std::uint32_t>{*tree.manifest().find("d/b"), *tree.manifest().find("single")}));
    EXPECT_EQ(finished.names.size(), 1U);
    EXPECT_TRUE(std::filesystem::exists(inbox("d/a")));
    EXPECT_FALSE(std::filesystem::exists(inbox("d/b")));
    EXPECT_FALSE(std::filesystem::exists(inbox("single")));
}

TEST_F(Receiving, AbandonsItsOwnDataAndFollowsNoLink) {
    put_file(source("d/a"), test::noise(100'000));
    put_file(folder_ / "elsewhere/keep", "mine");
    put_file(inbox("mine"), "mine");
    const auto before = picture(inbox());
    const auto tree = listed({source("d")});
    auto receiving = root();
    auto partial = must(receiving.begin(TransferId{}, tree.manifest(), EntrySet::all(2)));
    test::receive_missing(tree, partial);
    std::filesystem::create_directory_symlink(folder_ / "elsewhere",
                                              inbox(partial_name({}) + "/files/d/link"));
    must(receiving.abandon({}));
    must(receiving.abandon({}));
    EXPECT_EQ(picture(inbox(), test::Partials::Include), before);
    EXPECT_EQ(must(read_file(folder_ / "elsewhere/keep", 100)), "mine");
}

TEST_F(Receiving, AbandonsNothingWhenALinkStandsInItsPlace) {
    put_file(folder_ / "elsewhere/keep", "mine");
    auto receiving = root();
    std::filesystem::create_directory_symlink(folder_ / "elsewhere", inbox(partial_name({})));
    EXPECT_FALSE(receiving.abandon({}));
    EXPECT_FALSE(receiving.reopen({}));
    EXPECT_EQ(must(read_file(folder_ / "elsewhere/keep", 100)), "mine");
}

TEST_F(Receiving, ListsPartials) {
    put_file(source("a"), test::noise(2'000'000));
    const auto tree = listed({source("a")});
    auto receiving = root();
    const auto transfer = random_id<TransferId>();
    auto partial = must(receiving.begin(transfer, tree.manifest(), EntrySet::all(1)));
    test::receive_missing(tree, partial);
    put_file(inbox(".culver-partial-not-an-id/x"), "x");
    const auto found = must(receiving.list_partials());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].transfer, transfer);
    EXPECT_GE(found[0].bytes, 2'000'000U);
    EXPECT_LT(std::chrono::system_clock::now() - found[0].last_change, std::chrono::minutes(1));
}

TEST_F(Receiving, SaysWhatIsWrongWithTheDisk) {
    EXPECT_EQ(ReceiveRoot::open("/proc/culver").error().code, TransferErrc::FolderGone);
    put_file(folder_ / "file", "x");
    EXPECT_FALSE(ReceiveRoot::open((folder_ / "file").string()));
    const auto manifest = test::made_manifest({{.path = "huge", .size = kMaxTotalBytes}});
    auto receiving = root();
    const auto begun = receiving.begin({}, manifest, EntrySet::all(1));
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().code, TransferErrc::DiskFull);
    EXPECT_TRUE(picture(inbox(), test::Partials::Include).empty());
}

TEST_F(Receiving, RefusesBlocksThatTheManifestDoesNotHave) {
    const auto manifest = test::made_manifest({{.path = "a", .size = 10}});
    auto receiving = root();
    auto partial = must(receiving.begin({}, manifest, EntrySet::all(1)));
    EXPECT_EQ(partial.store(1, Bytes(10), {}).error().code, TransferErrc::BadBlock);
    EXPECT_EQ(partial.store(0, Bytes(11), {}).error().code, TransferErrc::BadBlock);
    EXPECT_EQ(partial.store(0, Bytes(9), {}).error().code, TransferErrc::BadBlock);
    EXPECT_EQ(partial.store_zeros(0xffffffff, {}).error().code, TransferErrc::BadBlock);
    EXPECT_EQ(partial.mark_broken(7).error().code, TransferErrc::BadBlock);
    EXPECT_EQ(partial.finish().error().code, TransferErrc::NotComplete);
    EXPECT_FALSE(receiving.begin({}, manifest, EntrySet::all(1)));
}

RC_GTEST_PROP(ReceivingProperty, RandomTreesArriveAsTheyWere, ()) {
    const test::InMemory memory;
    const culver::test::TempDir folder;
    const auto count = *rc::gen::inRange(1, 12);
    for (int index = 0; index < count; ++index) {
        auto path = folder / "source/top";
        for (int depth = *rc::gen::inRange(0, 4); depth > 0; --depth)
            path /= "d" + std::to_string(*rc::gen::inRange(0, 3));
        const auto name =
            *rc::gen::element<std::string>("a", "A", "中", "é", ".x", "a b", "a\n", std::string(255, 'q')) +
            (*rc::gen::arbitrary<bool>() ? "" : ".");
        if (name.size() > 255 || std::filesystem::exists(path / name)) continue;
        if (*rc::gen::inRange(0, 5) == 0)
            std::filesystem::create_directories(path / name);
        else
            put_file(path / name, test::noise(*rc::gen::element<std::size_t>(0, 1, 4096, 262'143, 262'144,
                                                                             262'145, 700'000)));
    }
    std::filesystem::create_directories(folder / "source/top");
    auto root = must(ReceiveRoot::open((folder / "inbox").string()));
    copy_all(listed({folder / "source/top"}), root, random_id<TransferId>());
    RC_ASSERT(picture(folder / "source") == picture(folder / "inbox"));
}

}  // namespace
}  // namespace culver::transfer
