// SPDX-License-Identifier: Apache-2.0
#include "discovery/gossip_plan.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};

class GossipPlanTest : public testing::Test {
protected:
    PeerId add(bool is_near, bool has_session = false) {
        const auto peer = random_id<PeerId>();
        neighbours_.push_back({peer, is_near, has_session});
        return peer;
    }
    PeerId meet(bool is_near, bool has_session = false) {
        const PeerId peer = add(is_near, has_session);
        plan_.appeared(peer, now_);
        return peer;
    }
    GossipPlan::Turn after(Duration time) {
        now_ += time;
        return plan_.advance(neighbours_, now_);
    }
    std::size_t asks_within(Duration time) {
        std::size_t asks = 0;
        for (const SteadyTime end = now_ + time; now_ < end;) asks += after(100ms).ask.size();
        return asks;
    }
    std::mt19937_64 engine_{7};
    GossipPlan plan_{[this] { return engine_(); }};
    std::vector<Neighbour> neighbours_;
    SteadyTime now_ = kStart;
};

TEST_F(GossipPlanTest, ANewcomerAsksOneNeighbourSoonAndTwiceAgain) {
    for (int i = 0; i < 5; ++i) meet(true);
    EXPECT_EQ(after(500ms).ask.size(), 0u);
    EXPECT_EQ(asks_within(1500ms), 1u);
    EXPECT_EQ(asks_within(20s), 1u);
    EXPECT_EQ(asks_within(80s), 1u);
    EXPECT_EQ(asks_within(GossipPlan::kSeldom), 1u);
}

TEST_F(GossipPlanTest, AsksWhereASessionStands) {
    for (int i = 0; i < 20; ++i) meet(true);
    const PeerId open = meet(true, true);
    EXPECT_EQ(after(2s).ask, std::vector{open});
}

TEST_F(GossipPlanTest, OnOneNetworkNobodyIsToldAnything) {
    for (int i = 0; i < 5; ++i) meet(true, true);
    EXPECT_TRUE(after(1s).tell.empty());
    EXPECT_TRUE(plan_.bridges().empty());
}

TEST_F(GossipPlanTest, TwoOfThoseFarAwayAreBridgesAndToldEverything) {
    const PeerId near = meet(true);
    for (int i = 0; i < 5; ++i) meet(false);
    const auto turn = after(1ms);
    EXPECT_EQ(plan_.bridges().size(), 2u);
    EXPECT_EQ(turn.ask.size(), 2u);
    for (const PeerId& bridge : plan_.bridges()) {
        ASSERT_TRUE(turn.tell.contains(bridge));
        EXPECT_EQ(turn.tell.at(bridge).size(), 5u);  // all but itself
        EXPECT_EQ(std::ranges::count(turn.tell.at(bridge), near), 1);
    }
}

TEST_F(GossipPlanTest, ABridgeThatLeavesIsReplaced) {
    for (int i = 0; i < 3; ++i) meet(false);
    (void)after(1ms);
    const PeerId gone = *plan_.bridges().begin();
    std::erase_if(neighbours_, [&](const Neighbour& neighbour) { return neighbour.id == gone; });
    plan_.gone(gone);
    (void)after(1ms);
    EXPECT_EQ(plan_.bridges().size(), 2u);
    EXPECT_FALSE(plan_.bridges().contains(gone));
}

TEST_F(GossipPlanTest, OneWhoIsHeardNearAfterAllIsNoBridge) {
    meet(false);
    (void)after(1ms);
    neighbours_[0].is_near = true;
    (void)after(1ms);
    EXPECT_TRUE(plan_.bridges().empty());
}

TEST_F(GossipPlanTest, ANearNewcomerIsToldToTheBridgesOnly) {
    meet(true, true);
    const PeerId bridge = meet(false);
    (void)after(1s);
    const PeerId newcomer = meet(true);
    const auto turn = after(GossipPlan::kGather);
    ASSERT_EQ(turn.tell.size(), 1u);
    EXPECT_EQ(turn.tell.at(bridge), std::vector{newcomer});
}

TEST_F(GossipPlanTest, AFarNewcomerIsToldToTheNear) {
    std::vector<PeerId> near;
    for (int i = 0; i < 4; ++i) near.push_back(meet(true));
    (void)after(1s);
    const PeerId newcomer = meet(false);
    (void)after(1ms);
    const auto turn = after(GossipPlan::kGather);
    for (const PeerId& partner : near) {
        ASSERT_TRUE(turn.tell.contains(partner));
        EXPECT_EQ(turn.tell.at(partner), std::vector{newcomer});
    }
}

TEST_F(GossipPlanTest, NobodyIsToldTwiceNorWhatItSaidItself) {
    const PeerId near = meet(true);
    const PeerId other = meet(true);
    (void)after(1s);
    const PeerId newcomer = meet(false);
    plan_.told_by(near, newcomer, Teller::Known);
    const auto turn = after(GossipPlan::kGather);
    EXPECT_FALSE(turn.tell.contains(near));
    EXPECT_TRUE(turn.tell.contains(other));
    plan_.appeared(newcomer, now_);
    EXPECT_TRUE(after(1s).tell.empty());
}

TEST_F(GossipPlanTest, AGossiperThatMakesIdsUpCostsABoundedMemory) {
    const PeerId near = meet(true);
    (void)after(1s);
    for (int i = 0; i < 10'000; ++i) plan_.told_by(near, random_id<PeerId>(), Teller::Known);
    const PeerId far = meet(false);
    plan_.told_by(near, far, Teller::Known);
    EXPECT_TRUE(after(1s).tell.contains(near));  // no longer remembered: it is told once more
}

TEST_F(GossipPlanTest, OfAStrangerWhoMakesIdsUpLittleIsRemembered) {
    const PeerId near = meet(true);
    (void)after(1s);
    for (std::size_t i = 0; i < GossipPlan::kMaxToldByStranger; ++i)
        plan_.told_by(near, random_id<PeerId>(), Teller::Stranger);
    const PeerId far = meet(false);
    plan_.told_by(near, far, Teller::Stranger);
    EXPECT_TRUE(after(1s).tell.contains(near));
}

TEST_F(GossipPlanTest, WhoCameBackIsTold) {
    const PeerId near = meet(true);
    const PeerId far = meet(false);
    (void)after(1s);
    plan_.gone(far);
    plan_.appeared(far, now_);
    EXPECT_TRUE(after(1s).tell.contains(near));
}

TEST(GossipFanOut, TellsAllOfAFewAndSomeOfMany) {
    EXPECT_EQ(fan_out(0), 0u);
    EXPECT_EQ(fan_out(8), 8u);
    EXPECT_EQ(fan_out(100), 11u);
    EXPECT_EQ(fan_out(1'000'000), 14u);
}

}  // namespace
}  // namespace culver::discovery
