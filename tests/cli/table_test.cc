// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::cli {
namespace {

TEST(Table, WideCharactersTakeTwoColumns) {
    EXPECT_EQ(display_width("bob"), 3u);
    EXPECT_EQ(display_width("小王"), 4u);
    EXPECT_EQ(display_width("e\xcc\x81"), 1u);
    EXPECT_EQ(display_width("\xff"), 1u);
    EXPECT_EQ(display_width(""), 0u);
}

TEST(Table, CutsAtColumnsNotBytes) {
    EXPECT_EQ(fit("小王小王", 8), "小王小王");
    EXPECT_EQ(fit("小王小王", 7), "小王小…");
    EXPECT_EQ(fit("小王小王", 6), "小王…");
    EXPECT_EQ(fit("abc", 2), "a…");
    EXPECT_EQ(fit("abc", 0), "");
}

TEST(Table, ColumnsStayStraight) {
    Table table({"NAME", "STATE", "UNUSED", "ADDRESS"});
    table.add({"小王", "away", "", "10.0.0.2"});
    table.add({"bob"});
    table.add({"elisabeth", "available", "", "10.0.0.13", "too many"});
    EXPECT_EQ(table.text(),
              "NAME       STATE      ADDRESS\n"
              "小王       away       10.0.0.2\n"
              "bob\n"
              "elisabeth  available  10.0.0.13\n");
}

TEST(Table, WhatPeersWriteCannotMoveTheCursor) {
    Table table({"NAME"});
    table.add({"b\x1b[2Jo\nb\xe2\x80\xae"});
    EXPECT_EQ(table.text(), "NAME\nb\\x1b[2Jo\\x0ab\\u202e\n");
}

RC_GTEST_PROP(TableProperty, NothingIsWiderThanItMayBe, (const std::string& text, std::uint8_t columns)) {
    RC_ASSERT(display_width(fit(text, columns)) <= columns);
    RC_ASSERT(display_width(pad(text, columns)) >= columns);
}

}  // namespace
}  // namespace culver::cli
