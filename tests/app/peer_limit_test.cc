// SPDX-License-Identifier: Apache-2.0
#include "app/peer_limit.h"

#include "base/random.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using namespace std::chrono_literals;
using net::Standing;

constexpr auto kGap = 300ms;
constexpr double kPerSecond = 5;
constexpr double kBurst = 20;

TEST(PeerLimit, AdmitsEachNowAndThen) {
    PeerLimit limit(kGap, kPerSecond, kBurst, SteadyTime{});
    const auto bob = random_id<PeerId>();
    EXPECT_TRUE(limit.admits(bob, Standing::Known, SteadyTime{}));
    EXPECT_FALSE(limit.admits(bob, Standing::Known, SteadyTime{299ms}));
    EXPECT_TRUE(limit.admits(bob, Standing::Known, SteadyTime{300ms}));
}

TEST(PeerLimit, ACrowdOfStrangersIsAdmittedSeldomAndKeepsNobodyKnownFromIt) {
    PeerLimit limit(kGap, kPerSecond, kBurst, SteadyTime{});
    int admitted = 0;
    for (int number = 0; number < 1'000; ++number)
        admitted += limit.admits(random_id<PeerId>(), Standing::Unknown, SteadyTime{number * 10ms}) ? 1 : 0;
    EXPECT_LE(admitted, kBurst + 10 * kPerSecond);
    EXPECT_GE(admitted, kBurst + 9 * kPerSecond);
    EXPECT_TRUE(limit.admits(random_id<PeerId>(), Standing::Known, SteadyTime{10s}));
}

TEST(PeerLimit, OfACrowdThatIsRefusedAnHourTellsSeventy) {
    PeerLimit limit(kRefusalGap, kStrangersRefusalsPerMinute / 60, kStrangersRefusalBurst, SteadyTime{});
    int told = 0;
    for (int number = 0; number < 50 * 3'600; ++number)
        told += limit.admits(random_id<PeerId>(), Standing::Unknown, SteadyTime{number * 20ms}) ? 1 : 0;
    EXPECT_LE(told, 70);
    EXPECT_GE(told, 60);
}

}  // namespace
}  // namespace culver::app
