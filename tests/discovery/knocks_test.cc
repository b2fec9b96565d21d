// SPDX-License-Identifier: Apache-2.0
#include "discovery/knocks.h"

#include "base/random.h"

#include <gtest/gtest.h>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};

std::vector<PeerId> peers(std::size_t count) {
    std::vector<PeerId> peers;
    for (std::size_t i = 0; i < count; ++i) peers.push_back(random_id<PeerId>());
    return peers;
}

TEST(Knocks, OnePeerIsDialledOnceASecond) {
    Knocks knocks;
    const auto bob = random_id<PeerId>();
    EXPECT_TRUE(knocks.may_dial(bob, kStart));
    EXPECT_FALSE(knocks.may_dial(bob, kStart + 500ms));
    EXPECT_TRUE(knocks.may_dial(bob, kStart + 1s));
}

TEST(Knocks, AFloodOfPeersCausesSixtyDialsAMinute) {
    Knocks knocks;
    int dials = 0;
    for (int i = 0; i < 1'000; ++i) dials += knocks.may_dial(random_id<PeerId>(), kStart + i * 50ms) ? 1 : 0;
    EXPECT_EQ(dials, 60);
}

TEST(Knocks, TenOfOnePeerAreHandedOverInAMinute) {
    Knocks knocks;
    const auto bob = random_id<PeerId>();
    int passed = 0;
    for (int i = 0; i < 100; ++i) passed += knocks.may_pass_on(bob, kStart) ? 1 : 0;
    EXPECT_EQ(passed, 10);
    EXPECT_TRUE(knocks.may_pass_on(random_id<PeerId>(), kStart));
    EXPECT_TRUE(knocks.may_pass_on(bob, kStart + 1min));
}

TEST(Knocks, ADialThatAnsweredAKnockSaysThatTheOwnPortIsClosed) {
    Knocks knocks;
    EXPECT_FALSE(knocks.is_own_port_closed(kStart));
    knocks.dialled_back(kStart);
    EXPECT_TRUE(knocks.is_own_port_closed(kStart + 29min));
    EXPECT_FALSE(knocks.is_own_port_closed(kStart + 31min));
    knocks.dialled_back(kStart);
    knocks.was_dialled();
    EXPECT_FALSE(knocks.is_own_port_closed(kStart));
}

TEST(Knocks, NobodyIsKeptWhileThePortIsOpen) {
    Knocks knocks;
    EXPECT_TRUE(knocks.keep(peers(20), kStart).empty());
}

TEST(Knocks, EightAreKeptAndStayEvenIfTheyFallSilent) {
    Knocks knocks;
    knocks.dialled_back(kStart);
    const auto first = peers(20);
    const auto kept = knocks.keep(first, kStart);
    EXPECT_EQ(kept, std::set(first.begin(), first.begin() + 8));
    EXPECT_EQ(knocks.keep({}, kStart + 1min), kept);
    EXPECT_EQ(knocks.keep(peers(5), kStart + 1min), kept);
    knocks.drop(first[0]);
    EXPECT_EQ(knocks.keep(peers(5), kStart + 1min).size(), 8u);
    knocks.was_dialled();
    EXPECT_TRUE(knocks.keep(first, kStart + 1min).empty());
}

}  // namespace
}  // namespace culver::discovery
