// SPDX-License-Identifier: Apache-2.0
#include "chat/hybrid_clock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

WallTime noon() {
    return from_milliseconds(1'780'000'000'000);
}

TEST(HybridClock, FollowsTheWallAndCountsWithinAMillisecond) {
    HybridClock clock;
    const auto first = clock.next(noon());
    EXPECT_EQ(milliseconds_of(first), 1'780'000'000'000);
    EXPECT_EQ(clock.next(noon()), first + 1);
    EXPECT_EQ(milliseconds_of(clock.next(noon() + 1ms)), 1'780'000'000'001);
}

TEST(HybridClock, AnAnswerStandsAfterWhatItAnswers) {
    HybridClock ahead;
    HybridClock behind;
    const auto question = ahead.next(noon() + 9min);
    behind.observe(question, noon());
    EXPECT_GT(behind.next(noon()), question);
}

TEST(HybridClock, IsNotDraggedAlongByAWrongDate) {
    HybridClock clock;
    clock.observe(clock_at(to_milliseconds(noon() + 11min)), noon());
    clock.observe(kMaxClockLag.count() > 0 ? clock_at(INT64_MAX) : 0, noon());
    EXPECT_EQ(milliseconds_of(clock.next(noon())), to_milliseconds(noon()));
}

TEST(HybridClock, GoesOnFromWhatWasStored) {
    HybridClock clock(clock_at(to_milliseconds(noon() + 1h)));
    EXPECT_GT(clock.next(noon()), clock_at(to_milliseconds(noon() + 1h)));
}

RC_GTEST_PROP(HybridClock, NeverGoesBack, (const std::vector<std::int32_t>& steps)) {
    HybridClock clock;
    auto wall = noon();
    ClockValue last = 0;
    for (const auto step : steps) {
        wall += std::chrono::milliseconds(step);
        if (step % 3 == 0)
            clock.observe(clock_at(to_milliseconds(wall + std::chrono::seconds(step % 700))), wall);
        const auto value = clock.next(wall);
        RC_ASSERT(value > last);
        last = value;
    }
}

}  // namespace
}  // namespace culver::chat
