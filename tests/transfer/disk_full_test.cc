// SPDX-License-Identifier: Apache-2.0
// Disks that are full, read-only, somebody else's, or take two names for one: real ones, mounted for the test
// in a mount namespace of its own. Skipped where that is not allowed.
#include "base/random.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace culver::transfer {
namespace {

using test::must;
using test::put_file;

constexpr int kNotAllowed = 78;

class SmallDisk : public ::testing::Test {
protected:
    void SetUp() override { std::filesystem::create_directory(disk()); }
    std::filesystem::path disk() { return folder_ / "disk"; }

    // Runs work in a child that has the disk mounted; expectations inside count.
    void on_disk(const char* options, const std::function<void()>& work) {
        const auto child = ::fork();
        if (child == 0) {
            const bool is_private = ::unshare(CLONE_NEWNS) == 0 &&
                                    ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
            if (!is_private || ::mount("tmpfs", disk().c_str(), "tmpfs", 0, options) != 0)
                ::_exit(kNotAllowed);
            try {
                work();
            } catch (const std::exception& failure) {
                ADD_FAILURE() << failure.what();
            }
            std::fflush(nullptr);
            ::_exit(HasFailure() ? 1 : 0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        if (WIFEXITED(status) && WEXITSTATUS(status) == kNotAllowed)
            GTEST_SKIP() << "no mount namespace here";
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "see above";
    }
    ReceiveRoot root() { return must(ReceiveRoot::open((disk() / "inbox").string())); }

    culver::test::TempDir folder_;
};

TEST_F(SmallDisk, IsFoundTooSmallBeforeAnythingIsWritten) {
    put_file(folder_ / "source/big", test::noise(20'000'000));
    on_disk("size=16m", [&] {
        const auto tree = test::listed({folder_ / "source/big"});
        const auto begun = root().begin({}, tree.manifest(), EntrySet::all(1));
        ASSERT_FALSE(begun);
        EXPECT_EQ(begun.error().code, TransferErrc::DiskFull);
        EXPECT_TRUE(test::picture(disk() / "inbox", test::Partials::Include).empty());
    });
}

TEST_F(SmallDisk, KeepsReservedRoomForUsWhenOthersFillIt) {
    put_file(folder_ / "source/big", test::noise(8'000'000));
    on_disk("size=16m", [&] {
        const auto tree = test::listed({folder_ / "source/big"});
        auto partial = must(root().begin({}, tree.manifest(), EntrySet::all(1)));
        EXPECT_THROW(put_file(disk() / "others", test::noise(15'000'000)), std::runtime_error);
        std::filesystem::resize_file(disk() / "others", 4'000'000);
        test::receive_missing(tree, partial);
        must(partial.finish());
        must(partial.discard());
        EXPECT_EQ(test::picture(folder_ / "source"), test::picture(disk() / "inbox"));
    });
}

TEST_F(SmallDisk, GoesOnOnceThereIsRoomAgain) {
    for (int index = 0; index < 20; ++index)
        put_file(folder_ / "source/d" / std::to_string(index), test::noise(300'000));
    on_disk("size=16m", [&] {
        const auto tree = test::listed({folder_ / "source/d"});
        auto partial = must(root().begin({}, tree.manifest(), EntrySet::all(tree.manifest().entry_count())));
        EXPECT_THROW(put_file(disk() / "others", test::noise(17'000'000)), std::runtime_error);
        Bytes buffer(tree.manifest().block_bytes());
        SourceReader reader(tree);
        Result<> stored;
        for (std::uint32_t block = 0; stored && block < tree.manifest().block_count(); ++block) {
            const auto read = reader.read(block, buffer);
            stored = partial.store(block, ByteView(buffer).first(read.length), read.check);
        }
        ASSERT_FALSE(stored);
        EXPECT_EQ(stored.error().code, TransferErrc::DiskFull);
        std::filesystem::remove(disk() / "others");
        auto again = must(root().reopen({}));
        test::receive_missing(tree, again);
        must(again.finish());
        must(again.discard());
        EXPECT_EQ(test::picture(folder_ / "source"), test::picture(disk() / "inbox"));
    });
}

TEST_F(SmallDisk, SaysThatItCannotBeWritten) {
    on_disk("size=16m", [&] {
        const auto manifest = test::made_manifest({{.path = "a", .size = 10}});
        auto receiving = root();
        ASSERT_EQ(::mount(nullptr, disk().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr), 0);
        EXPECT_EQ(receiving.begin({}, manifest, EntrySet::all(1)).error().code, TransferErrc::ReadOnly);
    });
}

TEST_F(SmallDisk, SaysThatItBelongsToSomebodyElse) {
    on_disk("size=16m,mode=755", [&] {
        const auto manifest = test::made_manifest({{.path = "a", .size = 10}});
        auto receiving = root();
        ASSERT_EQ(::seteuid(65534), 0);
        EXPECT_EQ(receiving.begin({}, manifest, EntrySet::all(1)).error().code, TransferErrc::NoPermission);
        ASSERT_EQ(::seteuid(0), 0);
    });
}

TEST_F(SmallDisk, KeepsTwoFilesApartWhereCaseDoesNotCount) {
    put_file(folder_ / "source/d/Name.txt", "upper");
    put_file(folder_ / "source/d/name.txt", "lower");
    put_file(folder_ / "source/d/Sub/x", "one");
    put_file(folder_ / "source/d/sub/x", "two");
    on_disk("size=16m,casefold", [&] {
        std::filesystem::create_directory(disk() / "inbox");
        const FileHandle handle(::open((disk() / "inbox").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        int flags = FS_CASEFOLD_FL;
        if (::ioctl(handle.get(), FS_IOC_SETFLAGS, &flags) != 0) ::_exit(kNotAllowed);
        auto receiving = root();
        test::copy_all(test::listed({folder_ / "source/d"}), receiving, random_id<TransferId>());
        EXPECT_EQ(must(read_file(disk() / "inbox/d/Name.txt", 100)), "upper");
        EXPECT_EQ(must(read_file(disk() / "inbox/d/name (2).txt", 100)), "lower");
        EXPECT_EQ(must(read_file(disk() / "inbox/d/Sub/x", 100)), "one");
        EXPECT_EQ(must(read_file(disk() / "inbox/d/sub (2)/x", 100)), "two");
    });
}

TEST_F(SmallDisk, LeavesOtherMountsAlone) {
    on_disk("size=16m", [&] {
        const auto manifest = test::made_manifest({{.path = "d", .kind = EntryKind::Folder}});
        auto receiving = root();
        const auto partial = must(receiving.begin({}, manifest, EntrySet::all(1)));
        const auto inner = disk() / "inbox" / partial_name({}) / "files/d";
        ASSERT_EQ(::mount("tmpfs", inner.c_str(), "tmpfs", 0, "size=1m"), 0);
        put_file(inner / "keep", "mine");
        EXPECT_FALSE(receiving.abandon({}));
        EXPECT_EQ(must(read_file(inner / "keep", 100)), "mine");
    });
}

}  // namespace
}  // namespace culver::transfer
