// SPDX-License-Identifier: Apache-2.0
#include "app/look_back_limit.h"

#include "base/random.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using namespace std::chrono_literals;
using net::Standing;

TEST(LookBackLimit, HelpsEachNowAndThen) {
    LookBackLimit limit(SteadyTime{});
    const auto bob = random_id<PeerId>();
    EXPECT_TRUE(limit.admits(bob, Standing::Known, SteadyTime{}));
    EXPECT_FALSE(limit.admits(bob, Standing::Known, SteadyTime{299ms}));
    EXPECT_TRUE(limit.admits(bob, Standing::Known, SteadyTime{300ms}));
}

TEST(LookBackLimit, ACrowdOfStrangersIsHelpedSeldomAndKeepsNobodyKnownFromIt) {
    LookBackLimit limit(SteadyTime{});
    int helped = 0;
    for (int number = 0; number < 1'000; ++number)
        helped += limit.admits(random_id<PeerId>(), Standing::Unknown, SteadyTime{number * 10ms}) ? 1 : 0;
    EXPECT_LE(helped, LookBackLimit::kStrangerBurst + 10 * LookBackLimit::kStrangersPerSecond);
    EXPECT_TRUE(limit.admits(random_id<PeerId>(), Standing::Known, SteadyTime{10s}));
}

}  // namespace
}  // namespace culver::app
