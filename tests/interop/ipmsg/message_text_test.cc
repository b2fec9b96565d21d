// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/message_text.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

namespace culver::interop::ipmsg {
namespace {

TEST(MessageText, OnlyTheFontBehindATextIsCutOff) {
    EXPECT_EQ(without_font("你好{/font;-16 0 0 0 400 0 0 0 134 0 0 2 32 微软雅黑 8404992;}"), "你好");
    EXPECT_EQ(without_font("a {b} c"), "a {b} c");
    EXPECT_EQ(without_font("{/font;x} and more"), "{/font;x} and more");
    EXPECT_EQ(without_font("look: {/font; {/font;1;}"), "look: {/font; ");
}

TEST(MessageText, LongTextsAreCutAtLines) {
    const auto made = part_text("eins zwei\ndrei vier", Charset::Utf8, 14);
    EXPECT_EQ(made.parts, (std::vector<std::string>{"eins zwei\n", "drei vier"}));
}

TEST(MessageText, ShortOnesStayWhole) {
    EXPECT_EQ(part_text("", Charset::Utf8, 14).parts, std::vector<std::string>{""});
    const auto made = part_text("你好", Charset::Gbk, 100);
    EXPECT_EQ(made.parts, std::vector<std::string>{"\xc4\xe3\xba\xc3"});
    EXPECT_TRUE(part_text("🕊", Charset::Gbk, 100).has_lost);
}

RC_GTEST_PROP(MessageText, PartsAreTheWhole, (const std::vector<bool>& choices)) {
    std::string text;
    for (const bool choice : choices) text += choice ? "鸽" : "b\n";
    const auto made = part_text(text, Charset::Utf8, 10);
    for (const auto& part : made.parts) RC_ASSERT(part.size() <= 10U && is_utf8(part));
    RC_ASSERT(std::accumulate(made.parts.begin(), made.parts.end(), std::string()) == text);
}

}  // namespace
}  // namespace culver::interop::ipmsg
