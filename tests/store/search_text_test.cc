// SPDX-License-Identifier: Apache-2.0
#include "store/search_text.h"

#include <gtest/gtest.h>

namespace culver::store {
namespace {

TEST(SearchText, SeparatesCjkCharactersAndFoldsCaseAndWidth) {
    EXPECT_EQ(shadow_of("Hello World"), "hello world");
    EXPECT_EQ(shadow_of("ＡＢＣ１２３"), "abc123");
    EXPECT_EQ(shadow_of("你好ab"), " 你  好 ab");
    EXPECT_EQ(shadow_of("x\xff"
                        "y"),
              "x y");
}

TEST(SearchText, AsksForAPhraseWhoseLastWordMayGoOn) {
    EXPECT_EQ(phrase_of("Hello, Wor"), "\"hello wor\"*");
    EXPECT_EQ(phrase_of("飞鸽"), "\"飞 鸽\"*");
    EXPECT_EQ(phrase_of("a\"b* OR c"), "\"a b or c\"*");
    EXPECT_EQ(phrase_of(" -- ?! "), "");
}

TEST(SearchText, ShowsTheWordsAroundThePlace) {
    EXPECT_EQ(snippet_of("short text", "text"), "short text");
    const auto long_text = std::string(200, 'a') + " needle " + std::string(200, 'b');
    const auto snippet = snippet_of(long_text, "NEEDLE");
    EXPECT_NE(snippet.find("needle"), std::string::npos);
    EXPECT_TRUE(snippet.starts_with("…") && snippet.ends_with("…"));
    EXPECT_LT(snippet.size(), 2 * kSnippetBytes + 20);
}

TEST(SearchText, NeverCutsACharacterInTwo) {
    std::string text;
    for (int count = 0; count < 100; ++count) text += "文";
    const auto snippet = snippet_of(text + "末" + text, "末");
    EXPECT_NE(snippet.find("文末文"), std::string::npos);
    std::string far = "数";
    for (int at = 0; at < 200; ++at) far += "文";
    EXPECT_NE(snippet_of(far + "数据库", "数据库").find("数据库"), std::string::npos);
    EXPECT_EQ((snippet.size() - 2 * std::string_view("…").size()) % 3, 0u);
}

}  // namespace
}  // namespace culver::store
