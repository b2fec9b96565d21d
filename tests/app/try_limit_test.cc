// SPDX-License-Identifier: Apache-2.0
#include "app/try_limit.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};

TEST(TryLimit, AllowsOneTryInThreeSeconds) {
    TryLimit limit;
    EXPECT_EQ(limit.wait(kStart), 0s);
    limit.begin(kStart);
    EXPECT_EQ(limit.wait(kStart + 1s), 2s);
    EXPECT_EQ(limit.wait(kStart + 3s), 0s);
}

TEST(TryLimit, LocksAfterFiveTriesAndOpensAfterTenMinutes) {
    TryLimit limit;
    SteadyTime now = kStart;
    for (int turn = 0; turn < TryLimit::kTries; ++turn, now += 3s) {
        EXPECT_EQ(limit.wait(now), 0s) << turn;
        limit.begin(now);
    }
    EXPECT_TRUE(limit.is_locked(now));
    EXPECT_EQ(limit.wait(now), 10min - 3s);
    now += 10min;
    EXPECT_FALSE(limit.is_locked(now));
    EXPECT_EQ(limit.wait(now), 0s);
    EXPECT_TRUE(limit.is_idle(now));
    limit.begin(now);
    EXPECT_FALSE(limit.is_locked(now));
}

TEST(TryLimit, ForgivesATryButNotTheGapAfterIt) {
    TryLimit limit;
    SteadyTime now = kStart;
    for (int turn = 0; turn < 3 * TryLimit::kTries; ++turn, now += 3s) {
        limit.begin(now);
        limit.forgive();
        EXPECT_EQ(limit.wait(now + 1s), 2s);
        EXPECT_FALSE(limit.is_idle(now + 1s));
    }
    EXPECT_FALSE(limit.is_locked(now));
    EXPECT_TRUE(limit.is_idle(now));
}

TEST(TryLimit, AMatchBeginsAnew) {
    TryLimit limit;
    SteadyTime now = kStart;
    for (int turn = 0; turn < 4; ++turn, now += 3s) limit.begin(now);
    limit.matched();
    EXPECT_TRUE(limit.is_idle(now));
    limit.begin(now);
    EXPECT_FALSE(limit.is_locked(now));
}

}  // namespace
}  // namespace culver::app
