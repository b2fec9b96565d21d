// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include "tests/support/temp_dir.h"

#include <boost/system/errc.hpp>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

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
