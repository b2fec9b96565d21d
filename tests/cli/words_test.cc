// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/words.h"

#include <gtest/gtest.h>

namespace culver::cli {
namespace {

TEST(Words, SimplifiedChineseIsSpokenWhereItIsAskedFor) {
    for (const char* locale : {"zh_CN.UTF-8", "zh", "zh_SG", "zh_Hans_CN.utf8@x", "zh-CN"}) {
        EXPECT_EQ(language_of(locale), Language::Chinese) << locale;
    }
    for (const char* locale : {"", "C", "C.UTF-8", "en_US.UTF-8", "zh_TW.UTF-8", "zh_Hant_HK", "zhx"}) {
        EXPECT_EQ(language_of(locale), Language::English) << locale;
    }
}

TEST(Words, GapsAreFilledInOrder) {
    const Phrase greeting{"{} greets {}, {}.", "{}问候{}，{}。"};
    EXPECT_EQ(text(greeting, {"bob", "{}"}), "bob greets {}, {}.");
    EXPECT_EQ(text(greeting, {"a", "b", "c", "d"}), "a greets b, c.");
}

}  // namespace
}  // namespace culver::cli
