// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/instances.h"

#include <gtest/gtest.h>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

PeerId peer(int number) {
    PeerId id;
    id.bytes[0] = static_cast<std::uint8_t>(number);
    id.bytes[1] = static_cast<std::uint8_t>(number >> 8);
    id.bytes[2] = 1;
    return id;
}

class InstancesTest : public testing::Test {
protected:
    std::vector<Instances::Job> due_after(Duration step) {
        now_ += step;
        return instances_.due(now_);
    }
    Endpoint address(int last) { return *Endpoint::parse("10.0.0." + std::to_string(last) + ":24254", 0); }

    SteadyTime now_{1h};
    std::set<PeerId> present_;
    Instances instances_{peer(0), [this](const PeerId& id) { return present_.contains(id); }};
    const Place v4_{.interface = 2, .is_ipv6 = false};
    const Place v6_{.interface = 2, .is_ipv6 = true};
};

TEST_F(InstancesTest, APeerKnownByBeaconIsNeverResolved) {
    instances_.found(peer(1), v4_, now_);
    present_.insert(peer(1));
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(due_after(7s).empty());
}

TEST_F(InstancesTest, ItselfIsNoPeer) {
    instances_.found(peer(0), v4_, now_);
    EXPECT_EQ(instances_.size(), 0u);
}

TEST_F(InstancesTest, TheBeaconHasAHeadStart) {
    instances_.found(peer(1), v4_, now_);
    EXPECT_TRUE(due_after(500ms).empty());
    EXPECT_EQ(instances_.next_deadline(), now_ + 500ms);
    EXPECT_EQ(due_after(500ms).size(), 1u);
}

TEST_F(InstancesTest, AtMostFourAreResolvedAtATime) {
    for (int i = 1; i <= 10; ++i) instances_.found(peer(i), v4_, now_);
    const auto first = due_after(1s);
    ASSERT_EQ(first.size(), 4u);
    EXPECT_TRUE(due_after(1s).empty());
    instances_.resolved(first[0], address(1), 0, now_);
    instances_.failed(first[1], now_);
    EXPECT_TRUE(instances_.lost(first[2].peer, first[2].place));
    EXPECT_EQ(due_after(0s).size(), 3u);
    EXPECT_TRUE(due_after(1s).empty());
}

TEST_F(InstancesTest, ATryThatNeverEndsMakesRoom) {
    for (int i = 1; i <= 5; ++i) instances_.found(peer(i), v4_, now_);
    ASSERT_EQ(due_after(1s).size(), 4u);
    now_ += 7s;
    EXPECT_EQ(instances_.expired(now_).size(), 4u);
    EXPECT_EQ(due_after(0s).size(), 1u);
    EXPECT_EQ(due_after(2s).size(), 3u);
}

TEST_F(InstancesTest, Ipv4GoesFirstAndEachFurtherTryTakesTheNextPlace) {
    instances_.found(peer(1), v6_, now_);
    instances_.found(peer(1), v4_, now_);
    const auto first = due_after(1s);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].place, v4_);
    instances_.failed(first[0], now_);
    EXPECT_EQ(due_after(2s).at(0).place, v6_);
}

TEST_F(InstancesTest, FailuresAreRetriedLessAndLess) {
    instances_.found(peer(1), v4_, now_);
    now_ += 1s;
    int tries = 0;
    for (int second = 0; second < 3600; ++second, now_ += 1s) {
        for (const auto& job : instances_.due(now_)) {
            ++tries;
            instances_.failed(job, now_);
        }
    }
    EXPECT_GE(tries, 12);
    EXPECT_LE(tries, 20);
}

TEST_F(InstancesTest, SaysWhereAPeerMayBeAndRepeatsItWhileItIsThere) {
    instances_.found(peer(1), v4_, now_);
    const auto job = due_after(1s).at(0);
    const auto sighting = instances_.resolved(job, address(7), 99, now_);
    ASSERT_TRUE(sighting);
    EXPECT_EQ(sighting->dial, address(7));
    EXPECT_EQ(sighting->reply_port, 99);
    EXPECT_EQ(sighting->way, Way::Mdns);
    EXPECT_EQ(sighting->proof, Proof::None);
    now_ += 10s;
    EXPECT_TRUE(instances_.hints(now_).empty()) << "a ghost is not named again and again";
    present_.insert(peer(1));
    now_ += 10s;
    ASSERT_EQ(instances_.hints(now_).size(), 1u);
    EXPECT_TRUE(instances_.hints(now_).empty());
    now_ += 10s;
    EXPECT_EQ(instances_.hints(now_).at(0).dial, address(7));
}

TEST_F(InstancesTest, APeerKnownOtherwiseIsNamedWithoutAnAddress) {
    present_.insert(peer(1));
    instances_.found(peer(1), v4_, now_);
    now_ += 1s;
    ASSERT_TRUE(instances_.due(now_).empty());
    const auto hints = instances_.hints(now_);
    ASSERT_EQ(hints.size(), 1u);
    EXPECT_FALSE(hints[0].dial);
}

TEST_F(InstancesTest, APeerThatMovedIsResolvedAgain) {
    instances_.found(peer(1), v4_, now_);
    instances_.resolved(due_after(1s).at(0), address(7), 0, now_);
    present_.insert(peer(1));
    EXPECT_TRUE(due_after(20s).empty());
    present_.clear();
    EXPECT_EQ(due_after(10s).size(), 1u);
}

TEST_F(InstancesTest, IsLostWhenItIsSeenNowhere) {
    instances_.found(peer(1), v4_, now_);
    instances_.found(peer(1), v6_, now_);
    EXPECT_FALSE(instances_.lost(peer(1), v4_));
    EXPECT_TRUE(instances_.lost(peer(1), v6_));
    EXPECT_FALSE(instances_.lost(peer(1), v6_));
    EXPECT_EQ(instances_.next_deadline(), SteadyTime::max());
}

TEST_F(InstancesTest, AnswersToForgottenQuestionsSayNothing) {
    instances_.found(peer(1), v4_, now_);
    const auto job = due_after(1s).at(0);
    instances_.clear();
    EXPECT_FALSE(instances_.resolved(job, address(7), 0, now_));
    EXPECT_FALSE(instances_.resolved({.peer = peer(9), .place = v4_}, address(7), 0, now_));
}

TEST_F(InstancesTest, RemembersNoMoreThanALargeNetworkHas) {
    for (int i = 1; i <= 5'000; ++i) instances_.found(peer(i), v4_, now_);
    EXPECT_EQ(instances_.size(), 1'000u);
}

}  // namespace
}  // namespace culver::discovery::mdns
