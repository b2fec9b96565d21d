// SPDX-License-Identifier: Apache-2.0
#include "chat/clock_trust.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kToday = 1'790'000'000'000;
constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kYear = 365 * 24 * kHour;
constexpr SteadyTime kStart{100h};

TEST(ClockTrust, BelievesWhatGoesOnAndWhatGoesBack) {
    ClockTrust trust(kToday);
    EXPECT_TRUE(trust.believes(kToday + 30 * 24 * kHour, kStart));
    EXPECT_TRUE(trust.believes(kToday + 60 * 24 * kHour, kStart));
    EXPECT_TRUE(trust.believes(kToday, kStart));
    EXPECT_FALSE(trust.believes(kToday + 32 * 24 * kHour, kStart));
}

TEST(ClockTrust, ALeapIsBelievedAfterADayOfRunning) {
    ClockTrust trust(kToday);
    const auto leapt = kToday + 73 * kYear;
    EXPECT_FALSE(trust.believes(leapt, kStart));
    EXPECT_FALSE(trust.believes(leapt + 23 * kHour, kStart + 23h));
    EXPECT_TRUE(trust.believes(leapt + 24 * kHour, kStart + 24h));
    EXPECT_TRUE(trust.believes(leapt + 24 * kHour, kStart + 24h));
}

TEST(ClockTrust, AnotherLeapBeginsAnew) {
    ClockTrust trust(kToday);
    EXPECT_FALSE(trust.believes(kToday + 73 * kYear, kStart));
    EXPECT_FALSE(trust.believes(kToday + 75 * kYear, kStart + 25h));
    EXPECT_FALSE(trust.believes(kToday + 73 * kYear, kStart + 48h));
    EXPECT_TRUE(trust.believes(kToday, kStart + 49h));
    EXPECT_FALSE(trust.believes(kToday + 73 * kYear, kStart + 80h));
}

TEST(ClockTrust, RunningTimeAddsUpOverRestarts) {
    ClockTrust trust(kToday);
    const auto leapt = kToday + 2 * kYear;
    for (int day = 0; day < 3; ++day) {
        auto again = ClockTrust::from_text(trust.text());
        ASSERT_TRUE(again);
        trust = *again;
        EXPECT_FALSE(
            trust.believes(leapt + day * 24 * kHour, kStart));  // another run: steady time is its own
        EXPECT_EQ(trust.believes(leapt + (day * 24 + 8) * kHour, kStart + 8h), day == 2) << day;
    }
}

TEST(ClockTrust, ReadsOnlyWhatItWrote) {
    for (const char* text : {"", "1", "1 2", "1 2 x", "-1 0 0", "1 2 3 4", "99999999999999999999 0 0"})
        EXPECT_FALSE(ClockTrust::from_text(text)) << text;
    EXPECT_EQ(ClockTrust::from_text("7 0 0").value().text(), "7 0 0");
}

}  // namespace
}  // namespace culver::chat
