// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver {
namespace {

std::string again(std::string_view text) {
    const auto time = parse_rfc3339(text);
    return time ? to_rfc3339(*time) : "none";
}

TEST(TimeText, IsUtcWithMilliseconds) {
    EXPECT_EQ(to_rfc3339(WallTime{}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(from_milliseconds(1'795'379'701'123)), "2026-11-22T20:35:01.123Z");
    EXPECT_EQ(to_rfc3339(from_milliseconds(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(TimeText, ReadsWhatPeopleAndProgramsWrite) {
    EXPECT_EQ(again("2026-11-22T20:35:01.123Z"), "2026-11-22T20:35:01.123Z");
    EXPECT_EQ(again("2026-11-22t20:35:01z"), "2026-11-22T20:35:01.000Z");
    EXPECT_EQ(again("2026-11-22 20:35:01.5+08:00"), "2026-11-22T12:35:01.500Z");
    EXPECT_EQ(again("2026-11-22T20:35:01.123987Z"), "2026-11-22T20:35:01.123Z");
    EXPECT_EQ(again("2026-11-22T00:00:00-00:30"), "2026-11-22T00:30:00.000Z");
    EXPECT_EQ(again("2026-11-22"), "2026-11-22T00:00:00.000Z");
    EXPECT_EQ(again("2024-02-29"), "2024-02-29T00:00:00.000Z");
}

TEST(TimeText, WhatIsNoTimeIsNotGuessed) {
    for (const char* text :
         {"", "now", "2026", "2026-13-01", "2026-02-29", "2026-11-31", "2026-11-22T", "2026-11-22T20:35",
          "2026-11-22T24:00:00Z", "2026-11-22T20:60:00Z", "2026-11-22T20:35:01", "2026-11-22T20:35:01.Z",
          "2026-11-22T20:35:01Zx", "2026-11-22T20:35:01+8", " 2026-11-22", "26-11-22"}) {
        EXPECT_EQ(again(text), "none") << text;
    }
}

RC_GTEST_PROP(TimeTextProperty, EveryMillisecondComesBack, ()) {
    const auto milliseconds = *rc::gen::inRange<std::int64_t>(-9'223'372'036'000, 9'223'372'036'000);
    const WallTime time = from_milliseconds(milliseconds);
    RC_ASSERT(parse_rfc3339(to_rfc3339(time)) == time);
    RC_ASSERT(to_milliseconds(time) == milliseconds);
}

TEST(TimeText, TimesBeyondTheClockAreRefusedOrBroughtInside) {
    EXPECT_EQ(again("9999-12-31"), "none");
    EXPECT_EQ(again("0001-01-01T00:00:00Z"), "none");
    EXPECT_EQ(again("2261-12-31"), "2261-12-31T00:00:00.000Z");
    EXPECT_TRUE(to_rfc3339(from_milliseconds(INT64_MAX)).starts_with("2262-"));
    EXPECT_TRUE(to_rfc3339(from_milliseconds(INT64_MIN)).starts_with("1677-"));
}

RC_GTEST_PROP(TimeTextProperty, NoTextIsTooStrange, (const std::string& text)) {
    if (const auto time = parse_rfc3339(text)) RC_ASSERT(!to_rfc3339(*time).empty());
}

}  // namespace
}  // namespace culver
