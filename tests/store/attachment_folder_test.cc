// SPDX-License-Identifier: Apache-2.0
#include "store/attachment_folder.h"

#include "base/files.h"
#include "base/signature.h"
#include "store/errors.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace culver::store {
namespace {

const std::string kGif = std::string("GIF89a\x10\x00\x10\x00", 10) + std::string(1000, 'x');

class AttachmentFolderTest : public testing::Test {
protected:
    AttachmentFolderTest() { EXPECT_TRUE(folder_.open()); }
    std::filesystem::path write(const std::string& name, const std::string& content) {
        std::ofstream(outside_ / name, std::ios::binary) << content;
        return outside_ / name;
    }
    static AttachmentDigest digest_of(const std::string& content) {
        return AttachmentDigest{sha256(as_bytes(content))};
    }
    [[nodiscard]] std::size_t files() const {
        const std::filesystem::directory_iterator entries(inside_ / "attachments");
        return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
    }

    test::TempDir outside_;
    test::TempDir inside_;
    AttachmentFolder folder_{inside_ / "attachments"};
};

TEST_F(AttachmentFolderTest, KeepsACopyUnderItsDigest) {
    const auto kept = folder_.keep(write("../odd name.gif", kGif));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->digest, digest_of(kGif));
    EXPECT_EQ(kept->media.type, "image/gif");
    const auto path = folder_.path_of(kept->digest, kept->media.type);
    EXPECT_EQ(path, inside_ / "attachments" / (to_hex(kept->digest.view()) + ".gif"));
    EXPECT_EQ(read_file(path, 10'000).value(), kGif);
    struct stat found{};
    ASSERT_EQ(::stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0600u);
    EXPECT_TRUE(folder_.keep(outside_ / "../odd name.gif"));
    EXPECT_EQ(files(), 1u);
}

TEST_F(AttachmentFolderTest, NothingOfAProfileIsAttached) {
    const auto key = write("key.pem", "secret");
    EXPECT_TRUE(folder_.keep(key)) << "of another program";
    write("incarnation", "x");
    std::filesystem::create_symlink(key, inside_ / "link");
    EXPECT_EQ(folder_.keep(key).error().code, StoreErrc::OfProfile);
    EXPECT_EQ(folder_.keep(inside_ / "link").error().code, StoreErrc::OfProfile);
}

TEST_F(AttachmentFolderTest, RefusesWhatIsNoFileOfItsSize) {
    const auto why = [&](const std::filesystem::path& path) { return folder_.keep(path).error().code; };
    EXPECT_EQ(why(outside_.path()), StoreErrc::NotAFile);
    ASSERT_EQ(::mkfifo((outside_ / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(why(outside_ / "pipe"), StoreErrc::NotAFile);
    EXPECT_EQ(why(write("empty", "")), StoreErrc::AttachmentEmpty);
    std::filesystem::resize_file(write("large", "x"), kMaxAttachmentBytes + 1);
    EXPECT_EQ(why(outside_ / "large"), StoreErrc::AttachmentTooLarge);
    std::filesystem::resize_file(outside_ / "large", kMaxAttachmentBytes);
    EXPECT_TRUE(folder_.keep(outside_ / "large"));
    EXPECT_FALSE(folder_.keep(outside_ / "missing"));
}

TEST_F(AttachmentFolderTest, WhatArrivedInPartsIsWholeAtTheEnd) {
    const auto digest = digest_of(kGif);
    const auto bytes = as_bytes(kGif);
    ASSERT_TRUE(folder_.append(digest, 0, bytes.first(400), true));
    EXPECT_EQ(folder_.arrived(digest), 400u);
    EXPECT_FALSE(folder_.append(digest, 300, bytes.subspan(300), true));
    ASSERT_TRUE(folder_.append(digest, 400, bytes.subspan(400), true));
    const auto media = folder_.finish(digest);
    ASSERT_TRUE(media);
    EXPECT_EQ(media->type, "image/gif");
    EXPECT_TRUE(folder_.has(digest, media->type));
    EXPECT_EQ(folder_.arrived(digest), 0u);
    EXPECT_EQ(folder_.read(digest, media->type, 0, kGif.size()).value(), to_bytes(kGif));
    EXPECT_FALSE(folder_.read(digest, media->type, 0, kGif.size() + 1));
}

TEST_F(AttachmentFolderTest, OtherBytesThanWereSaidAreNotKept) {
    const auto digest = digest_of(kGif);
    ASSERT_TRUE(folder_.append(digest, 0, as_bytes("<html><script>"), true));
    EXPECT_EQ(folder_.finish(digest).error().code, StoreErrc::AttachmentLost);
    EXPECT_EQ(files(), 0u);
}

TEST_F(AttachmentFolderTest, APageThatCameAsAPictureIsNamedAsNothing) {
    const std::string page = "<html><script>alert(1)</script></html>";
    const auto digest = digest_of(page);
    ASSERT_TRUE(folder_.append(digest, 0, as_bytes(page), true));
    const auto media = folder_.finish(digest);
    ASSERT_TRUE(media);
    EXPECT_EQ(media->kind, MediaKind::File);
    EXPECT_EQ(folder_.path_of(digest, media->type).extension(), ".bin");
}

// A link that somebody put there must not lead a write elsewhere.
TEST_F(AttachmentFolderTest, FollowsNoLinkInItsOwnFolder) {
    const auto digest = digest_of(kGif);
    const auto victim = write("victim", "precious");
    std::filesystem::create_symlink(victim, inside_ / "attachments" / (to_hex(digest.view()) + ".part"));
    EXPECT_FALSE(folder_.append(digest, 8, as_bytes(kGif), true));
    EXPECT_EQ(read_file(victim, 100).value(), "precious");
}

TEST_F(AttachmentFolderTest, RemovesOnlyWhatNothingKnows) {
    const auto first = folder_.keep(write("a", "first"));
    const auto second = folder_.keep(write("b", "second"));
    ASSERT_TRUE(folder_.append(digest_of(kGif), 0, as_bytes(kGif), true));
    ASSERT_EQ(files(), 3u);
    folder_.remove_all_but({first->digest});
    EXPECT_EQ(files(), 1u);
    EXPECT_TRUE(folder_.has(first->digest, first->media.type));
    folder_.remove(first->digest);
    EXPECT_EQ(files(), 0u);
}

}  // namespace
}  // namespace culver::store
