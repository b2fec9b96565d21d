// SPDX-License-Identifier: Apache-2.0
#include "discovery/gossip.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <set>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};
const PeerKey kBob(random_id<PeerId>());
const Endpoint kHome = *Endpoint::parse("10.1.0.2", 40'000);
const Endpoint kLinkLocal = *Endpoint::parse("[fe80::2]:40000", 0);

Rumour rumour(const std::string& at, Duration age = 0s) {
    return {.peer = random_id<PeerId>(),
            .datagram = {1, 2, 3},
            .seen_at = *Endpoint::parse(at, 40'000),
            .age = age};
}
bool nobody_is_known(const Rumour&) {
    return false;
}

TEST(Gossip, OnlyAddressesThatMeanTheSameEverywhereTravel) {
    for (const char* address : {"10.1.2.3", "192.168.7.7", "8.8.8.8", "fd00::7", "2001:db8::1"})
        EXPECT_TRUE(may_travel(boost::asio::ip::make_address(address))) << address;
    for (const char* address : {"169.254.3.4", "fe80::1", "127.0.0.1", "::1", "0.0.0.0", "::", "224.0.0.190",
                                "ff02::1", "255.255.255.255"})
        EXPECT_FALSE(may_travel(boost::asio::ip::make_address(address))) << address;
}

TEST(HeardBeacons, TellWhatWasHeardWhereAndHowLongAgo) {
    HeardBeacons heard;
    heard.note(kBob, {7, 7}, kHome, kStart);
    const auto about = heard.about(kBob, kStart + 4s);
    ASSERT_TRUE(about);
    EXPECT_EQ(about->datagram, (Bytes{7, 7}));
    EXPECT_EQ(about->seen_at, kHome);
    EXPECT_EQ(about->age, 4s);
}

TEST(HeardBeacons, ALinkLocalAddressNeverTravels) {
    HeardBeacons heard;
    heard.note(kBob, {7}, kLinkLocal, kStart);
    EXPECT_FALSE(heard.about(kBob, kStart));
    heard.also_at(kBob, kHome, kStart);
    ASSERT_TRUE(heard.about(kBob, kStart));
    heard.note(kBob, {8}, kLinkLocal, kStart + 5s);
    EXPECT_EQ(heard.about(kBob, kStart + 5s)->seen_at, kHome);
    EXPECT_EQ(heard.about(kBob, kStart + 5s)->datagram, Bytes{8});
}

TEST(HeardBeacons, AreForgottenWithThePeerAndWithTime) {
    HeardBeacons heard;
    heard.note(kBob, {7}, kHome, kStart);
    EXPECT_FALSE(heard.about(kBob, kStart + kOldestRumour + 1s));
    heard.forget(kBob);
    EXPECT_FALSE(heard.about(kBob, kStart));
}

class RumourIntakeTest : public testing::Test {
protected:
    std::size_t dials(SteadyTime now) { return intake_.due(now, nobody_is_known).size(); }
    RumourIntake intake_;
    PeerId eve_ = random_id<PeerId>();
    PeerId mallory_ = random_id<PeerId>();
};

TEST_F(RumourIntakeTest, OneGossiperCausesAtMostTenDialsAMinute) {
    for (int i = 0; i < 100; ++i)
        ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0." + std::to_string(i + 1)), kStart, Teller::Known));
    std::size_t in_a_minute = 0;
    for (SteadyTime now = kStart; now < kStart + 59s; now += 1s) in_a_minute += dials(now);
    EXPECT_EQ(in_a_minute, 10u);
    EXPECT_EQ(dials(kStart + 60s), 10u);
    EXPECT_EQ(intake_.waiting(), 80u);
}

TEST_F(RumourIntakeTest, EachGossiperHasTurnsOfItsOwn) {
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0.9"), kStart, Teller::Known));
        ASSERT_TRUE(intake_.add(mallory_, rumour("10.2.0.9"), kStart, Teller::Known));
    }
    EXPECT_EQ(dials(kStart), 20u);
}

TEST_F(RumourIntakeTest, ACrowdOfGossipersCausesAHundredAndTwentyDialsAMinute) {
    for (int number = 0; number < 50; ++number) {
        const auto gossiper = random_id<PeerId>();
        for (int i = 0; i < 10; ++i)
            ASSERT_TRUE(intake_.add(gossiper, rumour("10.1.0.9"), kStart, Teller::Known));
    }
    std::size_t in_a_minute = 0;
    for (SteadyTime now = kStart; now < kStart + 59s; now += 1s) in_a_minute += dials(now);
    EXPECT_EQ(in_a_minute, RumourIntake::kDialsOfAll);
}

TEST_F(RumourIntakeTest, ACrowdOfStrangersTakesNoTurnsFromThoseWhoAreKnown) {
    for (int number = 0; number < 50; ++number) {
        const auto gossiper = random_id<PeerId>();
        for (int i = 0; i < 10; ++i)
            ASSERT_TRUE(intake_.add(gossiper, rumour("10.1.0.9"), kStart, Teller::Stranger));
    }
    EXPECT_EQ(dials(kStart), RumourIntake::kDialsOfStrangers);
    EXPECT_EQ(dials(kStart + 1s), 0u);
    for (const PeerId& known : {eve_, mallory_}) {
        for (int i = 0; i < 10; ++i)
            ASSERT_TRUE(intake_.add(known, rumour("10.2.0.9"), kStart + 1s, Teller::Known));
    }
    EXPECT_EQ(dials(kStart + 1s), 20u);
}

TEST_F(RumourIntakeTest, ATurnThatAllHaveUsedUpIsKept) {
    for (int number = 0; number < 12; ++number) {
        const auto gossiper = random_id<PeerId>();
        for (int i = 0; i < 10; ++i)
            ASSERT_TRUE(intake_.add(gossiper, rumour("10.1.0.9"), kStart, Teller::Known));
    }
    EXPECT_EQ(dials(kStart), RumourIntake::kDialsOfAll);
    for (int i = 0; i < 10; ++i)
        ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0.9"), kStart + 30s, Teller::Known));
    EXPECT_EQ(dials(kStart + 30s), 0u);
    EXPECT_EQ(dials(kStart + 60s), 10u);
}

TEST_F(RumourIntakeTest, WhoWaitedLongestIsNext) {
    std::vector<PeerId> crowd;
    for (int number = 0; number < 30; ++number) crowd.push_back(random_id<PeerId>());
    std::vector<PeerKey> told;
    std::set<PeerKey> looked_at;
    for (const auto& gossiper : crowd) {
        for (int i = 0; i < 20; ++i) {
            auto news = rumour("10.1.0.9");
            told.push_back(news.peer);
            ASSERT_TRUE(intake_.add(gossiper, std::move(news), kStart, Teller::Known));
        }
    }
    for (const auto now : {kStart + 1s, kStart + 61s, kStart + 121s}) {
        for (const auto& rumour : intake_.due(now, nobody_is_known)) looked_at.insert(rumour.peer);
    }
    for (std::size_t number = 0; number < crowd.size(); ++number)
        EXPECT_TRUE(looked_at.contains(told[number * 20])) << "of each at least the first";
}

// Keys cost nothing: whoever comes with new ones all the time is always new.
TEST_F(RumourIntakeTest, WhoIsNewDoesNotGoBeforeWhoWaits) {
    const auto tell = [this](const PeerId& gossiper, SteadyTime now) {
        std::set<PeerKey> told;
        for (std::size_t i = 0; i < RumourIntake::kDialsPerGossiper; ++i) {
            auto news = rumour("10.1.0.9");
            told.insert(news.peer);
            EXPECT_TRUE(intake_.add(gossiper, std::move(news), now, Teller::Stranger));
        }
        return told;
    };
    for (auto now = kStart; now < kStart + 5min; now += 1min) {
        const auto waiting = tell(eve_, now);
        for (std::size_t fresh = 0; fresh < RumourIntake::kDialsOfStrangers / RumourIntake::kDialsPerGossiper;
             ++fresh)
            tell(random_id<PeerId>(), now + 1s);
        std::size_t looked_at = 0;
        for (const auto& rumour : intake_.due(now + 2s, nobody_is_known))
            looked_at += waiting.count(rumour.peer);
        EXPECT_EQ(looked_at, waiting.size());
    }
}

TEST_F(RumourIntakeTest, WhatStrangersTellIsBoundedForAllOfThemAndEachHasAPlace) {
    for (int number = 0; number < 100; ++number) {
        const auto gossiper = random_id<PeerId>();
        for (int i = 0; i < 1'000; ++i) intake_.add(gossiper, rumour("10.1.0.9"), kStart, Teller::Stranger);
    }
    EXPECT_EQ(intake_.waiting(), RumourIntake::kMaxWaitingOfStrangers);
    EXPECT_TRUE(intake_.add(eve_, rumour("10.1.0.9"), kStart, Teller::Stranger));
    EXPECT_TRUE(intake_.add(mallory_, rumour("10.1.0.9"), kStart, Teller::Known));
    EXPECT_EQ(intake_.waiting(), RumourIntake::kMaxWaitingOfStrangers + 1);
}

TEST_F(RumourIntakeTest, WhatAllTellIsBounded) {
    for (int number = 0; number < 10; ++number) {
        const auto gossiper = random_id<PeerId>();
        for (int i = 0; i < 1'000; ++i) intake_.add(gossiper, rumour("10.1.0.9"), kStart, Teller::Known);
    }
    EXPECT_EQ(intake_.waiting(), RumourIntake::kMaxWaitingOfAll);
    EXPECT_TRUE(intake_.add(eve_, rumour("10.1.0.9"), kStart, Teller::Known));
    EXPECT_EQ(intake_.waiting(), RumourIntake::kMaxWaitingOfAll);
}

TEST_F(RumourIntakeTest, ANewSessionRenewsNoTurns) {
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0.9"), kStart, Teller::Known));
    EXPECT_EQ(dials(kStart), 10u);
    intake_.forget(eve_);
    ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0.9"), kStart, Teller::Known));
    EXPECT_EQ(dials(kStart + 1s), 0u);
}

TEST_F(RumourIntakeTest, WhatLeadsNowhereNewCostsNoTurn) {
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0.9"), kStart, Teller::Known));
    EXPECT_EQ(intake_.due(kStart, [](const Rumour&) { return true; }).size(), 50u);
    ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0.9"), kStart, Teller::Known));
    EXPECT_EQ(dials(kStart), 1u);
}

TEST_F(RumourIntakeTest, WhatWaitsGrowsOlderAndIsDroppedAtLast) {
    for (int i = 0; i < 30; ++i)
        ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0.9", 1s), kStart, Teller::Known));
    EXPECT_EQ(dials(kStart), 10u);
    const auto later = intake_.due(kStart + 60s, nobody_is_known);
    ASSERT_EQ(later.size(), 10u);
    EXPECT_EQ(later.front().age, 61s);
    EXPECT_EQ(dials(kStart + kOldestRumour), 0u);
    EXPECT_EQ(intake_.waiting(), 0u);
}

TEST_F(RumourIntakeTest, RefusesWhatMustNotTravelOrIsTooOld) {
    EXPECT_FALSE(intake_.add(eve_, rumour("[fe80::9]"), kStart, Teller::Known));
    EXPECT_FALSE(intake_.add(eve_, rumour("127.0.0.1"), kStart, Teller::Known));
    EXPECT_FALSE(intake_.add(eve_, rumour("224.0.0.190"), kStart, Teller::Known));
    EXPECT_FALSE(intake_.add(eve_, rumour("10.1.0.9", kOldestRumour + 1s), kStart, Teller::Known));
    EXPECT_FALSE(intake_.add(eve_, rumour("10.1.0.9", -1s), kStart, Teller::Known));
}

TEST_F(RumourIntakeTest, AFloodIsBounded) {
    for (std::size_t i = 0; i < 2 * RumourIntake::kMaxWaiting; ++i)
        intake_.add(eve_, rumour("10.1.0.9"), kStart, Teller::Known);
    EXPECT_EQ(intake_.waiting(), RumourIntake::kMaxWaiting);
    for (std::size_t i = 0; i < 2 * RumourIntake::kMaxGossipers; ++i)
        intake_.add(random_id<PeerId>(), rumour("10.1.0.9"), kStart, Teller::Known);
    EXPECT_LE(intake_.waiting(), RumourIntake::kMaxWaiting + RumourIntake::kMaxGossipers);
}

TEST_F(RumourIntakeTest, LaterNewsOfAPeerReplacesEarlier) {
    Rumour first = rumour("10.1.0.9", 5s);
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(intake_.add(eve_, rumour("10.1.0.8"), kStart, Teller::Known));
    EXPECT_EQ(dials(kStart), 10u);
    ASSERT_TRUE(intake_.add(eve_, first, kStart, Teller::Known));
    first.datagram = {9};
    first.age = 0s;
    ASSERT_TRUE(intake_.add(eve_, first, kStart + 1s, Teller::Known));
    EXPECT_EQ(intake_.waiting(), 1u);
    const auto due = intake_.due(kStart + 61s, nobody_is_known);
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due[0].datagram, Bytes{9});
}

}  // namespace
}  // namespace culver::discovery
