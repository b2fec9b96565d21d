// SPDX-License-Identifier: Apache-2.0
#include "transfer/confine.h"

#include "base/random.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

namespace culver::transfer {
namespace {

using test::must;

class Confining : public ::testing::Test {
protected:
    Confining() {
        test::put_file(folder_ / "outside/victim", "do not touch");
        test::put_file(folder_ / "source/d/a", test::noise(700'000));
        std::filesystem::create_directory(folder_ / "inbox");
    }
    // Runs work on a thread of its own that is confined to the inbox. False where the kernel cannot.
    bool confined(const std::function<void()>& work) {
        auto confinement = Confinement::NotSupported;
        std::thread([&] {
            confinement = confine_this_thread(must(Folder::open((folder_ / "inbox").string())));
            if (confinement == Confinement::Confined) work();
        }).join();
        return confinement == Confinement::Confined;
    }
    bool can_make(const std::string& name) {
        const FileHandle made(::open((folder_ / name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        return made.is_open();
    }

    culver::test::TempDir folder_;
};

TEST_F(Confining, StopsWhatOurOwnChecksWouldMiss) {
    const auto before = test::picture(folder_ / "outside");
    const bool is_supported = confined([&] {
        const FileHandle inbox(::open((folder_ / "inbox").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        EXPECT_FALSE(can_make("outside/made"));
        EXPECT_TRUE(can_make("inbox/made"));
        EXPECT_LT(::openat(inbox.get(), "../outside/victim", O_WRONLY | O_CLOEXEC), 0);
        EXPECT_LT(::openat(inbox.get(), "../outside/x", O_WRONLY | O_CREAT | O_CLOEXEC, 0600), 0);
        EXPECT_NE(::unlinkat(inbox.get(), "../outside/victim", 0), 0);
        EXPECT_NE(::mkdirat(inbox.get(), "../outside/x", 0700), 0);
        EXPECT_NE(::renameat(inbox.get(), "made", inbox.get(), "../outside/x"), 0);
        EXPECT_NE(::symlinkat("/", inbox.get(), "../outside/x"), 0);
        EXPECT_NE(::truncate((folder_ / "outside/victim").c_str(), 0), 0);
    });
    if (!is_supported) GTEST_SKIP() << "the kernel has no Landlock";
    EXPECT_EQ(test::picture(folder_ / "outside"), before);
}

TEST_F(Confining, LeavesAWholeTransferPossible) {
    const bool is_supported = confined([&] {
        auto root = must(ReceiveRoot::open((folder_ / "inbox").string()));
        test::copy_all(test::listed({folder_ / "source/d"}), root, random_id<TransferId>());
    });
    if (!is_supported) GTEST_SKIP() << "the kernel has no Landlock";
    EXPECT_EQ(test::picture(folder_ / "source"), test::picture(folder_ / "inbox", test::Partials::Include));
}

TEST_F(Confining, WhatWorkersDoToAReceiveFolderIsConfinedToo) {
    if (!confined([] {})) GTEST_SKIP() << "the kernel has no Landlock";
    const auto root = must(ReceiveRoot::open((folder_ / "inbox").string()));
    const bool escaped = on_confined_thread(root, [&] { return can_make("outside/made"); });
    const bool made = on_confined_thread(root, [&] { return can_make("inbox/made"); });
    EXPECT_FALSE(escaped);
    EXPECT_TRUE(made);
    EXPECT_TRUE(can_make("outside/by the worker itself"));
}

TEST_F(Confining, TouchesNoOtherThread) {
    if (!confined([] {})) GTEST_SKIP() << "the kernel has no Landlock";
    EXPECT_TRUE(can_make("outside/made"));
}

}  // namespace
}  // namespace culver::transfer
