// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include "tests/support/temp_dir.h"

#include <boost/system/errc.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace culver {
namespace {

namespace errc = boost::system::errc;
using test::TempDir;

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status{};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777;
}

TEST(Files, ACreatedFileIsPrivateAndNeverReplacesAnother) {
    TempDir folder;
    const auto path = folder / "key.pem";
    const auto former_mask = ::umask(0);
    EXPECT_TRUE(create_file(path, "secret"));
    ::umask(former_mask);
    EXPECT_EQ(mode_of(path), 0600u);
    const auto again = create_file(path, "other");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, errc::file_exists);
    EXPECT_EQ(*read_file(path, 100), "secret");
}

// Files may not grow beyond that for a while, as on a disk that is full.
class NoRoom {
public:
    explicit NoRoom(rlim_t bytes) {
        former_ = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &limit_);
        const rlimit less{bytes, limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &less);
    }
    NoRoom(const NoRoom&) = delete;
    NoRoom& operator=(const NoRoom&) = delete;
    ~NoRoom() {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        (void)std::signal(SIGXFSZ, former_);
    }

private:
    rlimit limit_{};
    void (*former_)(int) = SIG_DFL;
};

// Somebody who may change a folder on the way makes it lead elsewhere while the file is written.
TEST(Files, OneThatFailsIsRemovedFromTheFolderItWasMadeInAndNoOther) {
    TempDir folder;
    std::filesystem::create_directory(folder / "mine");
    std::filesystem::create_directory(folder / "theirs");
    std::filesystem::create_directory_symlink(folder / "mine", folder / "link");
    ASSERT_TRUE(create_file(folder / "mine/letter", "precious"));
    constexpr rlim_t kRoom = 8U << 20;
    const std::string content(2 * kRoom, 'x');
    const auto swap = [from = folder / "theirs", to = folder / "link"] {
        ::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE);
    };
    for (int round = 0; round < 20; ++round) {
        std::atomic<bool> is_over = false;
        std::thread swaps([&] {
            while (!is_over && !std::filesystem::exists(folder / "theirs/letter")) std::this_thread::yield();
            swap();
        });
        {
            const NoRoom none(kRoom);
            EXPECT_FALSE(create_file(folder / "theirs/letter", content));
        }
        is_over = true;
        swaps.join();
        ASSERT_TRUE(std::filesystem::exists(folder / "mine/letter")) << "round " << round;
        const bool is_swapped = std::filesystem::is_symlink(folder / "theirs");
        EXPECT_FALSE(std::filesystem::exists(folder / (is_swapped ? "link/letter" : "theirs/letter")));
        if (is_swapped) swap();
    }
}

TEST(Files, ReadsWhatIsThereFromAnyPlace) {
    TempDir folder;
    const auto path = folder / "content";
    ASSERT_TRUE(create_file(path, "0123456789"));
    const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    Bytes bytes(4);
    EXPECT_EQ(read_at(file.get(), 3, bytes), 4u);
    EXPECT_EQ(as_text(bytes), "3456");
    EXPECT_EQ(read_at(file.get(), 8, bytes), 2u);
    EXPECT_EQ(errno, 0) << "the file ends there";
    EXPECT_EQ(read_at(file.get(), 100, bytes), 0u);
    EXPECT_EQ(read_at(-1, 0, bytes), 0u);
    EXPECT_EQ(errno, EBADF);
}

TEST(Files, AReplacedFileIsPrivateAndLeavesNothingBeside) {
    TempDir folder;
    const auto path = folder / "settings";
    EXPECT_TRUE(replace_file(path, "one"));
    EXPECT_TRUE(replace_file(path, "two"));
    EXPECT_EQ(*read_file(path, 100), "two");
    EXPECT_EQ(mode_of(path), 0600u);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, ReadingIsBounded) {
    TempDir folder;
    const auto path = folder / "large";
    const std::string content(10'000, 'x');
    EXPECT_TRUE(create_file(path, content));
    EXPECT_EQ(*read_file(path, 10'000), content);
    EXPECT_EQ(read_file(path, 9'999).error().code, errc::file_too_large);
}

TEST(Files, FailuresNameTheFile) {
    TempDir folder;
    const auto missing = read_file(folder / "missing", 100);
    EXPECT_EQ(missing.error().code, errc::no_such_file_or_directory);
    EXPECT_NE(missing.error().sentence().find("missing"), std::string::npos);
    EXPECT_FALSE(create_file(folder / "no" / "file", ""));
    EXPECT_FALSE(replace_file(folder / "no" / "file", ""));
}

TEST(Files, APrivateFolderIsMadeWithItsParents) {
    TempDir folder;
    EXPECT_TRUE(make_private_folder(folder / "a" / "b"));
    EXPECT_EQ(mode_of(folder / "a" / "b"), 0700u);
    EXPECT_TRUE(make_private_folder(folder / "a" / "b"));  // as it is
    EXPECT_TRUE(create_file(folder / "file", ""));
    EXPECT_FALSE(make_private_folder(folder / "file"));
    EXPECT_FALSE(make_private_folder(folder / "file" / "below"));
}

TEST(FileHandle, OwnsItsDescriptor) {
    FileHandle none;
    EXPECT_FALSE(none.is_open());
    FileHandle first(::dup(2));
    const int descriptor = first.get();
    FileHandle second(std::move(first));
    EXPECT_FALSE(first.is_open());  // NOLINT(bugprone-use-after-move): that it is empty then
    EXPECT_EQ(second.get(), descriptor);
    second = FileHandle();
    EXPECT_EQ(::fcntl(descriptor, F_GETFD), -1);
}

}  // namespace
}  // namespace culver
