// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver {
namespace {

TEST(Text, Utf8IsChecked) {
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("report (final).txt"));
    EXPECT_TRUE(is_utf8("飞鸽 \xf0\x9f\x95\x8a"));
    for (const char* broken : {"\xff", "\xc0\xaf", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "a\x80"}) {
        EXPECT_FALSE(is_utf8(broken)) << broken;
    }
}

TEST(Text, WhatIsNoUtf8IsReplaced) {
    EXPECT_EQ(repair_utf8("héllo 你"), "héllo 你");
    EXPECT_EQ(repair_utf8("a\xff-\xc4"), "a\xEF\xBF\xBD-\xEF\xBF\xBD");
    EXPECT_TRUE(is_utf8(repair_utf8("beyond \xf5\xb1\xb1\x93")));
    EXPECT_TRUE(is_utf8(repair_utf8("surrogate \xed\xa0\x80")));
}

TEST(Text, WhatCouldDeceiveIsShownAsEscapes) {
    EXPECT_EQ(printable("b\x1b[31mob"), "b\\x1b[31mob");
    EXPECT_EQ(printable("a\r\n\tb"), "a\\x0d\\x0a\\x09b");
    EXPECT_EQ(printable("exe.\xe2\x80\xaegpj"), "exe.\\u202egpj");
    EXPECT_EQ(printable("a\xe2\x80\x8b"
                        "b"),
              "a\\u200bb");
    EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
    EXPECT_EQ(printable("\xc2\x9b"), "\\x9b");
    EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Text, HonestTextStays) {
    for (const char* text : {"小王", "José", "a b-c_d.txt", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"}) {
        EXPECT_EQ(printable(text), text);
    }
}

TEST(Text, LinesOfAMessageStay) {
    EXPECT_EQ(printable_lines("a\n\tb\x1b"), "a\n\tb\\x1b");
}

TEST(Text, LongNamesAreCutAtACharacter) {
    std::string name;
    for (int count = 0; count < 2000; ++count) name += "王";
    const std::string shown = printable(name);
    EXPECT_LE(shown.size(), kMaxPrintableBytes + 3);
    EXPECT_TRUE(shown.ends_with("…"));
    EXPECT_TRUE(is_utf8(shown));
    EXPECT_EQ(cut_utf8("王王", 5), "王");
    EXPECT_EQ(cut_utf8("王王", 6), "王王");
    EXPECT_EQ(cut_utf8("王", 2), "");
}

TEST(Text, NormalFormCJoinsWhatLooksTheSame) {
    EXPECT_EQ(to_nfc("e\xcc\x81"), "\xc3\xa9");
    EXPECT_EQ(to_nfc("\xff"), "\xff");
    EXPECT_EQ(fold_name("JOSE\xcc\x81"), fold_name("jos\xc3\xa9"));
    EXPECT_EQ(fold_name("Straße"), fold_name("STRASSE"));
    EXPECT_NE(fold_name("bob"), fold_name("rob"));
}

TEST(Text, SizesAreForPeople) {
    EXPECT_EQ(human_bytes(0), "0 bytes");
    EXPECT_EQ(human_bytes(999), "999 bytes");
    EXPECT_EQ(human_bytes(1000), "1.0 KB");
    EXPECT_EQ(human_bytes(1'500'000), "1.5 MB");
    EXPECT_EQ(human_bytes(320'400'000), "320 MB");
    EXPECT_EQ(human_bytes(999'999), "1.0 MB");
    EXPECT_EQ(human_bytes(UINT64_MAX), "18.4 EB");
}

RC_GTEST_PROP(TextProperty, NothingPrintableMovesTheCursor, (const std::string& text)) {
    const std::string shown = printable(text);
    RC_ASSERT(is_utf8(shown));
    for (const char letter : shown) RC_ASSERT(static_cast<unsigned char>(letter) >= 0x20 && letter != 0x7f);
    RC_ASSERT(printable(shown) == shown);
}

RC_GTEST_PROP(TextProperty, FoldingTwiceIsFoldingOnce, (const std::string& text)) {
    if (is_utf8(text)) RC_ASSERT(fold_name(fold_name(text)) == fold_name(text));
}

}  // namespace
}  // namespace culver
