// SPDX-License-Identifier: Apache-2.0
#include "transfer/folder.h"

#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <thread>

namespace culver::transfer {
namespace {

using test::must;
using test::put_file;

// Both ways of walking: with openat2, and as kernels without it must.
class FolderWalk : public ::testing::TestWithParam<Walk> {
protected:
    Folder folder() {
        return must(Folder::open((temp_ / "root").string(), {.walk = GetParam(), .fault = {}}));
    }
    void SetUp() override {
        std::filesystem::create_directory(temp_ / "root");
        put_file(temp_ / "outside/victim", "do not touch");
    }

    culver::test::TempDir temp_;
};

INSTANTIATE_TEST_SUITE_P(BothWays, FolderWalk, ::testing::Values(Walk::ByKernel, Walk::ByHand));

TEST_P(FolderWalk, RefusesEveryWayOut) {
    std::filesystem::create_directory(temp_ / "root/d");
    const auto root = folder();
    for (const auto* path : {"..", "../outside/victim", "d/../../outside/victim", "/etc/passwd", "", ".",
                             "d/", "d//x", "./d", "d/.", "d/..", "//"}) {
        EXPECT_FALSE(root.open_for_reading(path)) << path;
        EXPECT_FALSE(root.open_for_writing(path)) << path;
        EXPECT_FALSE(root.make_file(path, 0600)) << path;
        EXPECT_FALSE(root.make_folder(path, 0700)) << path;
        EXPECT_FALSE(root.remove_file(path)) << path;
        EXPECT_FALSE(root.remove_tree(path)) << path;
        EXPECT_FALSE(root.status(path)) << path;
        EXPECT_FALSE(root.folder(path)) << path;
    }
    EXPECT_FALSE(root.open_for_reading(std::string_view("d\0", 2)));
    EXPECT_EQ(must(read_file(temp_ / "outside/victim", 100)), "do not touch");
}

TEST_P(FolderWalk, FollowsNoLinkAnywhere) {
    std::filesystem::create_directory_symlink(temp_ / "outside", temp_ / "root/link");
    std::filesystem::create_symlink(temp_ / "outside/victim", temp_ / "root/file");
    std::filesystem::create_symlink(temp_ / "outside/made", temp_ / "root/dangling");
    const auto root = folder();
    EXPECT_EQ(root.open_for_writing("file").error().code, TransferErrc::NoPermission);
    EXPECT_FALSE(root.open_for_writing("link/victim"));
    EXPECT_FALSE(root.make_file("link/made", 0600));
    EXPECT_FALSE(root.make_file("dangling", 0600));
    EXPECT_FALSE(root.make_folder("link/made", 0700));
    EXPECT_FALSE(root.remove_file("link/victim"));
    EXPECT_FALSE(root.remove_tree("link"));
    EXPECT_FALSE(root.folder("link"));
    EXPECT_FALSE(root.status("link/victim"));
    EXPECT_TRUE(S_ISLNK(root.status("link")->st_mode));
    EXPECT_FALSE(std::filesystem::exists(temp_ / "outside/made"));
    EXPECT_EQ(must(read_file(temp_ / "outside/victim", 100)), "do not touch");
}

TEST_P(FolderWalk, WritesToNothingThatHasASecondName) {
    std::filesystem::create_hard_link(temp_ / "outside/victim", temp_ / "root/ours");
    EXPECT_EQ(folder().open_for_writing("ours").error().code, TransferErrc::NoPermission);
}

TEST_P(FolderWalk, OpensNoPipe) {
    ASSERT_EQ(::mkfifo((temp_ / "root/pipe").c_str(), 0600), 0);
    EXPECT_FALSE(folder().open_for_reading("pipe"));
    EXPECT_FALSE(folder().open_for_writing("pipe"));
}

TEST_P(FolderWalk, MovesWithoutReplacing) {
    put_file(temp_ / "root/from/file", "ours");
    put_file(temp_ / "root/from/folder/x", "ours");
    put_file(temp_ / "root/file", "mine");
    put_file(temp_ / "root/folder/y", "mine");
    std::filesystem::create_directory(temp_ / "root/empty");
    const auto root = folder();
    EXPECT_FALSE(must(root.move_without_replacing("from/file", root, "file")));
    EXPECT_FALSE(must(root.move_without_replacing("from/folder", root, "folder")));
    EXPECT_FALSE(must(root.move_without_replacing("from/folder", root, "empty")));
    EXPECT_FALSE(must(root.move_without_replacing("from/file", root, "empty")));
    EXPECT_TRUE(must(root.move_without_replacing("from/file", root, "file (2)")));
    EXPECT_TRUE(must(root.move_without_replacing("from/folder", root, "folder (2)")));
    EXPECT_FALSE(root.move_without_replacing("from", root, "../x"));
    EXPECT_FALSE(root.move_without_replacing("from", root, "folder/x"));
    EXPECT_EQ(must(read_file(temp_ / "root/file", 100)), "mine");
    EXPECT_EQ(must(read_file(temp_ / "root/file (2)", 100)), "ours");
    EXPECT_TRUE(std::filesystem::exists(temp_ / "root/folder (2)/x"));
    EXPECT_FALSE(std::filesystem::exists(temp_ / "root/from/file"));
}

TEST_P(FolderWalk, TidiesAMoveByLinkThatWasCutInTheMiddle) {
    put_file(temp_ / "root/from", "ours");
    std::filesystem::create_hard_link(temp_ / "root/from", temp_ / "root/to");
    const auto root = folder();
    if (GetParam() == Walk::ByHand) EXPECT_TRUE(must(root.move_without_replacing("from", root, "to")));
    EXPECT_EQ(must(read_file(temp_ / "root/to", 100)), "ours");
}

TEST_P(FolderWalk, RemovesATreeAndNothingElse) {
    put_file(temp_ / "root/tree/a/b/c", "x");
    put_file(temp_ / "root/keep", "x");
    std::filesystem::create_directory_symlink(temp_ / "outside", temp_ / "root/tree/a/link");
    std::filesystem::create_hard_link(temp_ / "outside/victim", temp_ / "root/tree/hard");
    must(folder().remove_tree("tree"));
    EXPECT_FALSE(std::filesystem::exists(temp_ / "root/tree"));
    EXPECT_TRUE(std::filesystem::exists(temp_ / "root/keep"));
    EXPECT_EQ(must(read_file(temp_ / "outside/victim", 100)), "do not touch");
}

// Somebody swaps a folder for a link to another place, and back, as fast as it goes.
class Flipping {
public:
    Flipping(std::filesystem::path left, std::filesystem::path right)
        : thread_([this, from = std::move(left), to = std::move(right)] {
              while (!stop_)
                  ::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE);
          }) {}
    ~Flipping() {
        stop_ = true;
        thread_.join();
    }

private:
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

TEST_P(FolderWalk, IsNotFooledByAFolderThatTurnsIntoALinkAndBack) {
    std::filesystem::create_directory(temp_ / "root/d");
    std::filesystem::create_directory_symlink(temp_ / "outside", temp_ / "root/l");
    const auto before = test::picture(temp_ / "outside");
    {
        const Flipping flipping(temp_ / "root/d", temp_ / "root/l");
        const auto root = folder();
        for (int round = 0; round < 10'000; ++round) {
            const auto name = "d/x" + std::to_string(round % 50);
            if (auto file = root.make_file(name, 0600)) ASSERT_EQ(::write(file->get(), "x", 1), 1);
            if (auto file = root.open_for_writing("d/victim")) ASSERT_EQ(::ftruncate(file->get(), 0), 0);
            std::ignore = root.make_folder("d/y" + std::to_string(round % 50), 0700);
            std::ignore = root.remove_file("d/victim");
            std::ignore = root.move_without_replacing("d/victim", root, "stolen" + std::to_string(round));
        }
    }
    EXPECT_EQ(test::picture(temp_ / "outside"), before);
}

TEST_P(FolderWalk, RemovesNothingThroughALinkThatAppearsMeanwhile) {
    const auto before = test::picture(temp_ / "outside");
    for (int round = 0; round < 300; ++round) {
        std::filesystem::create_directories(temp_ / "root/tree/d");
        put_file(temp_ / "root/tree/d/file", "x");
        std::filesystem::create_directory_symlink(temp_ / "outside", temp_ / "root/l");
        {
            const Flipping flipping(temp_ / "root/tree/d", temp_ / "root/l");
            std::ignore = folder().remove_tree("tree");
        }
        std::filesystem::remove_all(temp_ / "root/tree");
        std::filesystem::remove_all(temp_ / "root/l");
    }
    EXPECT_EQ(test::picture(temp_ / "outside"), before);
}

// As a file system behind FUSE that has neither RENAME_NOREPLACE nor links, from here on.
bool forbid_links() {
    constexpr auto kNumber = static_cast<std::uint32_t>(offsetof(seccomp_data, nr));
    std::array<sock_filter, 4> steps{
        sock_filter{.code = BPF_LD | BPF_W | BPF_ABS, .jt = 0, .jf = 0, .k = kNumber},
        sock_filter{.code = BPF_JMP | BPF_JEQ | BPF_K, .jt = 0, .jf = 1, .k = SYS_linkat},
        sock_filter{.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = SECCOMP_RET_ERRNO | EPERM},
        sock_filter{.code = BPF_RET | BPF_K, .jt = 0, .jf = 0, .k = SECCOMP_RET_ALLOW}};
    const sock_fprog filter{.len = steps.size(), .filter = steps.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

TEST(FolderWithoutLinks, MovesAFileAndReplacesNone) {
    const culver::test::TempDir temp;
    put_file(temp / "root/from/a", "theirs");
    put_file(temp / "root/from/b", "theirs");
    put_file(temp / "root/a", "mine");
    const auto child = ::fork();
    if (child == 0) {
        if (!forbid_links()) ::_exit(78);
        const auto root = must(Folder::open((temp / "root").string(), {.walk = Walk::ByHand, .fault = {}}));
        const auto taken = root.move_without_replacing("from/a", root, "a");
        const auto moved = root.move_without_replacing("from/b", root, "b");
        ::_exit(taken && !*taken && moved && *moved ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 78) GTEST_SKIP() << "no seccomp here";
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_EQ(must(read_file(temp / "root/a", 100)), "mine");
    EXPECT_EQ(must(read_file(temp / "root/b", 100)), "theirs");
    EXPECT_TRUE(std::filesystem::exists(temp / "root/from/a"));
    EXPECT_FALSE(std::filesystem::exists(temp / "root/from/b"));
}

}  // namespace
}  // namespace culver::transfer
