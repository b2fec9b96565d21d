// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/attachments.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

const Attachment kFile{.id = 0, .name = "a.txt", .size = 5, .time = 0x65535f00, .attributes = 1};
const Attachment kFolder{.id = 1, .name = "docs", .size = 0, .time = 0x65535f00, .attributes = 2};

TEST(Attachments, TheGoldenListIsWrittenAndRead) {
    const std::string golden = "0:a.txt:5:65535f00:1:\a:1:docs:0:65535f00:2:\a";
    EXPECT_EQ(build_attachments({kFile, kFolder}, Colons::Escaped), golden);
    EXPECT_EQ(parse_attachments(golden), (std::vector{kFile, kFolder}));
}

TEST(Attachments, ColonsAroundTheBellAreOptional) {
    for (const char* list :
         {"0:a.txt:5:65535f00:1\a1:docs:0:65535f00:2\a", "0:a.txt:5:65535f00:1:\a1:docs:0:65535f00:2:\a",
          "0:a.txt:5:65535f00:1\a:1:docs:0:65535f00:2\a:", "0:a.txt:5:65535f00:1:\a:1:docs:0:65535f00:2:"})
        EXPECT_EQ(parse_attachments(list), (std::vector{kFile, kFolder})) << list;
}

TEST(Attachments, DoubledColonsBelongToTheName) {
    auto odd = kFile;
    odd.name = "a::b:c";
    const auto list = build_attachments({odd}, Colons::Escaped);
    EXPECT_EQ(list, "0:a::::b::c:5:65535f00:1:\a");
    EXPECT_EQ(parse_attachments(list), std::vector{odd});
    EXPECT_EQ(build_attachments({odd}, Colons::Replaced), "0:a;;b;c:5:65535f00:1:\a");
}

TEST(Attachments, OneBadEntryDoesNotHideTheOthers) {
    const auto read =
        parse_attachments("x:bad:5:0:1:\a0:a.txt:5:65535f00:1:\a5:link:0:0:4:\a:1:docs:0:65535f00:2:\a");
    EXPECT_EQ(read, (std::vector{kFile, kFolder}));
}

TEST(Attachments, AttributeBitsAndExtraFieldsAreNoHindrance) {
    const auto read =
        parse_attachments("7:ro.txt:ff:65535f00:101:14=65535f00:16=1:\a8:clip.png:10:0:20:8=3:\a");
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read[0].kind(), FileKind::Regular);
    EXPECT_EQ(read[0].size, 255U);
    EXPECT_EQ(read[1].kind(), FileKind::Clipboard);
    EXPECT_EQ(read[1].clip_position, 3U);
}

TEST(Attachments, LiesAboutSizesAndNamesAreLeftOut) {
    EXPECT_TRUE(parse_attachments("0:a:ffffffffffffffff:0:1:\a").empty());
    EXPECT_TRUE(parse_attachments("0:a:10000000000000000:0:1:\a").empty());
    EXPECT_TRUE(parse_attachments("0::5:0:1:\a").empty());
    EXPECT_TRUE(parse_attachments("0:" + std::string(800, 'n') + ":5:0:1:\a").empty());
    EXPECT_TRUE(parse_attachments("4294967296:a:5:0:1:\a").empty());
    EXPECT_TRUE(parse_attachments("0:a").empty());
}

TEST(Attachments, AListEnds) {
    std::string list;
    for (int i = 0; i < 2'000; ++i) list += "1:a:1:1:1:\a";
    EXPECT_EQ(parse_attachments(list).size(), kMaxAttachments);
}

}  // namespace
}  // namespace culver::interop::ipmsg
