// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/browse_policy.h"

#include <gtest/gtest.h>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

constexpr Population kAlone{.nodes = 1, .hears_beacons = false};
constexpr Population kSmall{.nodes = 30, .hears_beacons = true};
constexpr Population kLarge{.nodes = 60, .hears_beacons = true};
constexpr std::uint64_t kHalf = std::uint64_t{1} << 63;

class BrowsePolicyTest : public testing::Test {
protected:
    void SetUp() override { policy_.restart(start_); }
    bool wants(Duration after, const Population& population) {
        return policy_.wants(start_ + after, population);
    }

    const SteadyTime start_{1h};
    BrowsePolicy policy_{[] { return kHalf; }};
};

TEST_F(BrowsePolicyTest, TheBeaconMaySpeakFirst) {
    EXPECT_FALSE(wants(1s, kAlone));
    EXPECT_EQ(policy_.next_deadline(start_ + 1s), start_ + 2s);
    EXPECT_TRUE(wants(2s, kAlone));
}

TEST_F(BrowsePolicyTest, ASmallNetworkIsBrowsedAlways) {
    EXPECT_TRUE(wants(2s, kSmall));
    EXPECT_TRUE(wants(1h, kSmall));
}

TEST_F(BrowsePolicyTest, ALargeOneWhereNobodyIsHeardByBeaconToo) {
    EXPECT_TRUE(wants(1h, {.nodes = 200, .hears_beacons = false}));
}

TEST_F(BrowsePolicyTest, ALargeNetworkIsLookedAtOnceAtATimeOfItsOwn) {
    EXPECT_FALSE(wants(2s, kLarge));
    EXPECT_EQ(policy_.next_deadline(start_ + 2s), start_ + 17s);  // half of 30 s later
    EXPECT_FALSE(wants(16s, kLarge));
    EXPECT_TRUE(wants(17s, kLarge));
    EXPECT_EQ(policy_.next_deadline(start_ + 18s), start_ + 27s);
    EXPECT_FALSE(wants(27s, kLarge));
    EXPECT_FALSE(wants(10h, kLarge));
    EXPECT_EQ(policy_.next_deadline(start_ + 10h), SteadyTime::max());
}

TEST_F(BrowsePolicyTest, WhoBrowsedAlreadyNeedsNoFurtherLook) {
    EXPECT_TRUE(wants(2s, kSmall));
    EXPECT_FALSE(wants(3s, kLarge));
    EXPECT_FALSE(wants(40s, kLarge));
}

TEST_F(BrowsePolicyTest, DoesNotFlapWhileOneComesAndGoes) {
    EXPECT_TRUE(wants(2s, kSmall));
    EXPECT_TRUE(wants(3s, {.nodes = 36, .hears_beacons = true}));
    EXPECT_FALSE(wants(4s, {.nodes = 37, .hears_beacons = true}));
    EXPECT_FALSE(wants(5s, {.nodes = 31, .hears_beacons = true}));
    EXPECT_TRUE(wants(6s, kSmall));
}

TEST_F(BrowsePolicyTest, AnotherNetworkIsAnotherStart) {
    EXPECT_TRUE(wants(2s, kSmall));
    policy_.restart(start_ + 1h);
    EXPECT_FALSE(wants(1h + 1s, kSmall));
    EXPECT_TRUE(wants(1h + 2s, kSmall));
}

}  // namespace
}  // namespace culver::discovery::mdns
