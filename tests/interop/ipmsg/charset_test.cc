// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/charset.h"

#include "base/text.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

TEST(Charset, ChineseAndJapaneseBytesAreRead) {
    EXPECT_EQ(decode("\xc4\xe3\xba\xc3", Charset::Gbk), "你好");
    EXPECT_EQ(decode("\x82\xb1\x82\xf1", Charset::ShiftJis), "こん");
    EXPECT_EQ(decode("\xe4\xbd\xa0", Charset::Utf8), "你");
}

TEST(Charset, ChineseAndJapaneseTextIsWritten) {
    EXPECT_EQ(encode("你好", Charset::Gbk).bytes, "\xc4\xe3\xba\xc3");
    EXPECT_EQ(encode("こん", Charset::ShiftJis).bytes, "\x82\xb1\x82\xf1");
    EXPECT_FALSE(encode("你好", Charset::Gbk).has_lost);
}

TEST(Charset, WhatACharsetLacksBecomesAQuestionMark) {
    const auto made = encode("a🕊b", Charset::Gbk);
    EXPECT_EQ(made.bytes, "a?b");
    EXPECT_TRUE(made.has_lost);
}

TEST(Charset, BrokenBytesAreReplacedAndTheRestIsKept) {
    EXPECT_EQ(decode("a\xff\xfe-b", Charset::Utf8), "a\xEF\xBF\xBD\xEF\xBF\xBD-b");
    EXPECT_TRUE(culver::is_utf8(decode("beyond U+10FFFF: \xf5\xb1\xb1\x93", Charset::Utf8)));
    EXPECT_EQ(decode("\xc4\xe3\xff", Charset::Gbk), "你\xEF\xBF\xBD");
}

TEST(Charset, Utf8IsKnownByItsBytes) {
    EXPECT_EQ(guess("你好", Charset::Gbk), Charset::Utf8);
    EXPECT_EQ(guess("\xc4\xe3\xba\xc3", Charset::Gbk), Charset::Gbk);
    EXPECT_EQ(guess("hello", Charset::ShiftJis), Charset::ShiftJis);
    const std::string thanks = "\xd0\xbb\xd0\xbb";  // valid as UTF-8 too: лл
    EXPECT_EQ(decode(thanks, guess(thanks, Charset::Gbk)), "谢谢");
    EXPECT_EQ(guess("Café", Charset::Gbk, Likely::Utf8), Charset::Utf8);
}

TEST(Charset, NamesAndTextsLoseControlCharacters) {
    EXPECT_EQ(clean_name("  bo\ab\n "), "bob");
    EXPECT_EQ(clean_name(" \x01 "), "");
    EXPECT_EQ(clean_name(std::string(100, 'x')).size(), 64U);
    EXPECT_EQ(clean_text("a\r\nb\x02\tc"), "a\nb\tc");
}

TEST(Charset, WordsOfTheSetting) {
    EXPECT_EQ(parse_charset("shift_jis"), Charset::ShiftJis);
    EXPECT_FALSE(parse_charset("latin1"));
}

}  // namespace
}  // namespace culver::interop::ipmsg
