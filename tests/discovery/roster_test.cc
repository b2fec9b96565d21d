// SPDX-License-Identifier: Apache-2.0
#include "discovery/roster.h"

#include "base/signature.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

PeerKey peer(std::uint8_t number) {
    PeerId id;
    id.bytes[0] = number;
    return id;
}

Endpoint at(std::string_view text) {
    return Endpoint::parse(text, 24254).value();
}

Digest digest_of(const Stamp& stamp) {
    Digest digest{};
    digest[0] = static_cast<std::uint8_t>(stamp.sequence);
    digest[1] = static_cast<std::uint8_t>(stamp.epoch);
    return digest;
}

class RosterTest : public testing::Test {
protected:
    static Sighting sighting(const PeerKey& who, Stamp stamp, std::string_view where = "10.0.0.2") {
        return {.peer = who,
                .proof = Proof::Signed,
                .stamp = stamp,
                .digest = digest_of(stamp),
                .label = Label{.name = "Bob", .department = "", .presence = {}},
                .way = Way::Multicast4,
                .dial = at(where),
                .reply_port = 40'000,
                .is_direct = true,
                .interval = 5s};
    }
    void beacon(const PeerKey& who, Stamp stamp, std::string_view where = "10.0.0.2") {
        keep(roster_.heard(sighting(who, stamp, where), now_));
    }
    void answer(const PeerKey& who, Stamp stamp, std::string_view where = "10.0.0.2") {
        Sighting proven = sighting(who, stamp, where);
        proven.proof = Proof::Answered;
        keep(roster_.heard(proven, now_));
    }
    void pass(Duration duration) {
        const SteadyTime end = now_ + duration;
        while (roster_.next_deadline() <= end) {
            now_ = std::max(now_, roster_.next_deadline());
            auto step = roster_.advance(now_);
            keep(std::move(step.changes));
            std::ranges::move(step.wishes, std::back_inserter(wishes_));
            doubts_ += step.doubts.size();
            unproven_ += step.unproven.size();
        }
        now_ = end;
    }
    void tell(const PeerKey& who, std::string_view where, const std::string& name, bool is_open = true) {
        const Label label{.name = name, .department = {}, .presence = {}};
        keep(roster_.told_in_session(who, at(where), label, is_open, now_));
    }
    void keep(Changes changes) { std::ranges::move(changes, std::back_inserter(changes_)); }

    std::string seen() {  // the changes since the last call: + appeared, ~ changed, - gone
        std::string text;
        for (const Change& change : changes_) text += "+~-"[static_cast<std::size_t>(change.kind)];
        changes_.clear();
        return text;
    }
    bool is_shown(const PeerKey& who) {
        const auto state = roster_.state_of(who);
        return state && *state != RowState::Pending;
    }

    std::mt19937_64 engine_{1};
    Roster roster_{[this] { return engine_(); }, 24254, {}};
    SteadyTime now_{1h};
    Changes changes_;
    std::size_t doubts_ = 0;
    std::size_t unproven_ = 0;
    std::vector<Wish> wishes_;
};

const PeerKey kBob = peer(1);
const PeerKey kEve = peer(2);

TEST_F(RosterTest, ShowsNobodyOnABeaconAlone) {
    beacon(kBob, {1, 1});
    EXPECT_EQ(seen(), "");
    EXPECT_TRUE(roster_.rows().empty());
    EXPECT_EQ(roster_.pending_count(), 1u);
}

TEST_F(RosterTest, AsksANewcomerFiveTimesAtItsOwnSocketAndForgetsItWithoutAnAnswer) {
    for (std::uint64_t number = 1; number <= 7; ++number) beacon(kBob, {1, number});
    pass(20s);
    ASSERT_EQ(wishes_.size(), 5u);
    EXPECT_EQ(wishes_[0].peer, kBob);
    EXPECT_EQ(wishes_[0].at, std::vector{at("10.0.0.2:40000")});
    EXPECT_EQ(roster_.pending_count(), 0u);
    EXPECT_EQ(seen(), "");
}

// The source of a beacon can be forged, and a question is longer.
TEST_F(RosterTest, AsksANewcomerNoMoreOftenThanItWasHeard) {
    beacon(kBob, {1, 1});
    pass(4s);
    EXPECT_EQ(wishes_.size(), 1u);
    beacon(kBob, {1, 1}, "10.0.0.3");  // the same again, from elsewhere
    pass(900ms);
    EXPECT_EQ(wishes_.size(), 1u) << "a copy hurries nobody";
    pass(5s);
    EXPECT_EQ(wishes_.size(), 2u);
    std::size_t datagrams = 0;
    for (const Wish& wish : wishes_) datagrams += wish.at.size();
    EXPECT_EQ(datagrams, 2u);
    pass(5s);
    EXPECT_EQ(wishes_.size(), 2u);
}

TEST_F(RosterTest, AsksAgainAsSoonAsANewcomerIsHeardAgain) {
    beacon(kBob, {1, 1});
    pass(5s);  // its interval; the question or its answer was lost
    beacon(kBob, {1, 2});
    pass(100ms);
    EXPECT_EQ(wishes_.size(), 2u);
}

TEST_F(RosterTest, AsksEachAddressInTurnWhereOneQuestionIsEarned) {
    beacon(kBob, {1, 1}, "10.0.0.2");
    pass(5s);
    beacon(kBob, {1, 2}, "10.0.0.3");
    pass(5s);
    beacon(kBob, {1, 3}, "10.0.0.3");
    pass(5s);
    std::set<std::string> asked;
    for (const Wish& wish : wishes_)
        for (const Endpoint& where : wish.at) asked.insert(where.text());
    EXPECT_EQ(asked, (std::set<std::string>{"10.0.0.2:40000", "10.0.0.3:40000"}));
}

TEST_F(RosterTest, TellsOfOneThatAnswersNothingOnceAMinute) {
    for (std::uint64_t number = 1; number <= 20; ++number) {
        beacon(kBob, {1, number});
        pass(5s);
    }
    EXPECT_EQ(unproven_, 2u);
}

TEST_F(RosterTest, AnAnswerThatAsksIsAQuestionToo) {
    beacon(kBob, {1, 1});
    roster_.was_asked(kBob, now_);
    pass(10s);
    EXPECT_TRUE(wishes_.empty());
}

TEST_F(RosterTest, AsksWhomOthersNameFiveTimes) {
    Sighting named = sighting(kBob, {1, 1});
    named.is_direct = false;
    keep(roster_.heard(named, now_));
    pass(20s);
    EXPECT_EQ(wishes_.size(), 5u);
}

TEST_F(RosterTest, ShowsWhoAnsweredOurNonce) {
    beacon(kBob, {1, 1});
    answer(kBob, {1, 2});
    EXPECT_EQ(seen(), "+");
    EXPECT_EQ(roster_.rows().at(0).label.name, "Bob");
    EXPECT_EQ(roster_.rows().at(0).ways, std::vector{Way::Multicast4});
}

TEST_F(RosterTest, SuspectsAfterTwoAndAHalfIntervalsAsksAndGivesUpBeforeThree) {
    answer(kBob, {1, 1});
    pass(12'400ms);
    EXPECT_TRUE(wishes_.empty());
    pass(200ms);
    EXPECT_EQ(wishes_.size(), 1u);
    EXPECT_EQ(seen(), "+");
    pass(2400ms);
    EXPECT_EQ(wishes_.size(), 8u);
    EXPECT_EQ(seen(), "-");
}

TEST_F(RosterTest, KeepsASuspectThatAnswers) {
    answer(kBob, {1, 1});
    pass(13s);
    answer(kBob, {1, 2});
    pass(12s);
    EXPECT_EQ(seen(), "+");
    EXPECT_EQ(wishes_.size(), 3u);
}

TEST_F(RosterTest, JudgesAPeerByTheIntervalItPromised) {
    Sighting slow = sighting(kBob, {1, 1});
    slow.proof = Proof::Answered;
    slow.interval = 50s;
    keep(roster_.heard(slow, now_));
    pass(120s);
    EXPECT_EQ(seen(), "+");
    pass(30s);
    EXPECT_EQ(seen(), "-");
}

TEST_F(RosterTest, OnlyAHigherStampIsNews) {
    answer(kBob, {1, 5});
    pass(10s);
    beacon(kBob, {1, 5});
    beacon(kBob, {1, 4});
    beacon(kBob, {0, 9});
    pass(5s);
    EXPECT_EQ(seen(), "+-");
}

TEST_F(RosterTest, AGoodbyeRemovesAtOnceAndNoReplayRevives) {
    answer(kBob, {1, 5});
    keep(roster_.said_goodbye(kBob, {1, 6}));
    EXPECT_EQ(seen(), "+-");
    for (std::uint64_t sequence = 1; sequence <= 6; ++sequence) answer(kBob, {1, sequence});
    EXPECT_EQ(seen(), "");
    EXPECT_FALSE(roster_.state_of(kBob));
    answer(kBob, {2, 0});
    EXPECT_EQ(seen(), "+");
}

TEST_F(RosterTest, AnOldGoodbyeRemovesNobody) {
    answer(kBob, {2, 5});
    keep(roster_.said_goodbye(kBob, {2, 5}));
    keep(roster_.said_goodbye(kBob, {1, 99}));
    EXPECT_EQ(seen(), "+");
}

TEST_F(RosterTest, WhoFellSilentStaysGoneForEverythingItSaidBefore) {
    answer(kBob, {1, 5});
    pass(15s);
    answer(kBob, {1, 5});
    answer(kBob, {1, 3});
    EXPECT_EQ(seen(), "+-");
    answer(kBob, {1, 6});
    EXPECT_EQ(seen(), "+");
}

TEST_F(RosterTest, ReturningIsProvenAnew) {
    answer(kBob, {1, 5});
    pass(15s);
    beacon(kBob, {1, 6});
    EXPECT_EQ(seen(), "+-");
    EXPECT_FALSE(is_shown(kBob));
}

TEST_F(RosterTest, ASessionNeedsNoProbesAndNoBeacons) {
    keep(roster_.session_opened(kBob, now_));
    tell(kBob, "10.0.0.2:24254", "Bob");
    EXPECT_EQ(seen(), "+~");
    pass(10min);
    EXPECT_TRUE(wishes_.empty());
    EXPECT_EQ(roster_.rows().at(0).ways, std::vector{Way::Session});
    keep(roster_.session_closed(kBob, now_));
    pass(3s);
    EXPECT_FALSE(wishes_.empty());
    EXPECT_EQ(seen(), "~-");
}

TEST_F(RosterTest, WhatIsReadAfterASessionEndedBringsNobodyBack) {
    keep(roster_.session_opened(kBob, now_));
    keep(roster_.session_closed(kBob, now_));
    tell(kBob, "10.0.0.2:24254", "Bob", false);
    pass(10min);
    tell(kBob, "10.0.0.2:24254", "Bob", false);
    EXPECT_FALSE(is_shown(kBob));
    EXPECT_EQ(seen(), "+~-");
}

// Whoever hides says goodbye to the network, and goes on talking with those he knows.
TEST_F(RosterTest, WhoSaidGoodbyeAndTalksYetIsHere) {
    beacon(kBob, {1, 1});
    keep(roster_.session_opened(kBob, now_));
    keep(roster_.said_goodbye(kBob, {1, 2}));
    EXPECT_FALSE(is_shown(kBob));
    tell(kBob, "10.0.0.2:24254", "Bob");
    EXPECT_TRUE(is_shown(kBob));
    keep(roster_.session_closed(kBob, now_));
    pass(10min);
    EXPECT_FALSE(is_shown(kBob));
}

TEST_F(RosterTest, ASessionIsDoubtedOncePerSilenceAndSoonEnough) {
    answer(kBob, {1, 1});
    keep(roster_.session_opened(kBob, now_));
    pass(6s);
    EXPECT_EQ(doubts_, 0u);
    pass(2s);
    EXPECT_EQ(doubts_, 1u);
    pass(10min);
    EXPECT_EQ(doubts_, 1u);
    beacon(kBob, {1, 2});
    pass(1min);
    EXPECT_EQ(doubts_, 2u);
    EXPECT_TRUE(is_shown(kBob));
}

TEST_F(RosterTest, ASessionAfterAGoodbyeKeepsTheOldStampsOut) {
    answer(kBob, {3, 5});
    keep(roster_.said_goodbye(kBob, {3, 6}));
    keep(roster_.session_opened(kBob, now_));
    keep(roster_.said_goodbye(kBob, {3, 6}));
    EXPECT_EQ(roster_.freshness(kBob, {3, 6}, digest_of({3, 6})), Roster::Freshness::Older);
    EXPECT_TRUE(is_shown(kBob));
}

TEST_F(RosterTest, TwoAddressesAreOneRowInAnOrderThatHolds) {
    answer(kBob, {1, 1}, "10.0.0.2");
    beacon(kBob, {1, 1}, "10.9.0.2");
    EXPECT_EQ(seen(), "+~");
    for (std::uint64_t sequence = 2; sequence < 20; ++sequence) {
        beacon(kBob, {1, sequence}, sequence % 2 == 0 ? "10.0.0.2" : "10.9.0.2");
        beacon(kBob, {1, sequence}, sequence % 2 == 0 ? "10.9.0.2" : "10.0.0.2");
        pass(5s);
        const auto rows = roster_.rows();
        ASSERT_EQ(rows.size(), 1u);
        EXPECT_EQ(rows[0].addresses, (std::vector{at("10.0.0.2"), at("10.9.0.2")}));
    }
    EXPECT_EQ(seen(), "");
}

TEST_F(RosterTest, WhereAPeerMovedToComesFirst) {
    answer(kBob, {1, 1}, "10.0.0.2");
    beacon(kBob, {1, 2}, "10.0.0.9");
    EXPECT_EQ(roster_.row(kBob)->addresses, (std::vector{at("10.0.0.9"), at("10.0.0.2")}));
    EXPECT_EQ(seen(), "+~");
}

TEST_F(RosterTest, AnAddressThatMovedToAnotherNodeLeavesTheRowOfTheFormer) {
    answer(kBob, {1, 1}, "10.0.0.2");
    beacon(kBob, {1, 2}, "10.0.0.9");
    answer(kEve, {1, 1}, "10.0.0.2");
    EXPECT_EQ(roster_.row(kBob)->addresses, std::vector{at("10.0.0.9")});
}

TEST_F(RosterTest, NobodyTakesTheAddressFromWhichAPeerSpokeLast) {
    answer(kBob, {1, 1}, "10.0.0.2");
    answer(kEve, {1, 1}, "10.0.0.2");
    EXPECT_EQ(roster_.row(kBob)->addresses, std::vector{at("10.0.0.2")});
}

TEST_F(RosterTest, ARestartOnAnotherPortForgetsTheFormerPort) {
    answer(kBob, {1, 1}, "10.0.0.2:24254");
    answer(kBob, {2, 1}, "10.0.0.2:24260");
    EXPECT_EQ(roster_.row(kBob)->addresses, std::vector{at("10.0.0.2:24260")});
}

TEST_F(RosterTest, RemembersAtMostEightAddresses) {
    for (int i = 1; i <= 50; ++i)
        answer(kBob, {1, static_cast<std::uint64_t>(i)}, "10.0.0." + std::to_string(i));
    const auto addresses = roster_.row(kBob)->addresses;
    EXPECT_EQ(addresses.size(), 8u);
    EXPECT_EQ(addresses.front(), at("10.0.0.50"));
}

TEST_F(RosterTest, AnUnsignedHintNamesNobodyWhoSpokeForHimself) {
    answer(kBob, {1, 1});
    Sighting hint{.peer = kBob,
                  .label = Label{.name = "Mallory", .department = {}, .presence = {}},
                  .way = Way::Mdns,
                  .dial = at("10.0.0.66")};
    keep(roster_.heard(hint, now_));
    EXPECT_EQ(roster_.row(kBob)->label.name, "Bob");
    EXPECT_EQ(roster_.row(kBob)->addresses.front(), at("10.0.0.2"));
    pass(15s);
    EXPECT_EQ(seen(), "+~-") << "a hint keeps nobody alive";
}

TEST_F(RosterTest, GossipKeepsNoDeadPeerAlive) {
    answer(kBob, {1, 1});
    pass(14s);
    Sighting gossip = sighting(kBob, {1, 2});
    gossip.is_direct = false;
    gossip.way = Way::Gossip;
    gossip.age = 14s;
    keep(roster_.heard(gossip, now_));
    pass(1s);
    EXPECT_FALSE(is_shown(kBob));
}

TEST_F(RosterTest, AForeignPeerIsShownAsItIsHeardAndGoneWhenWithdrawn) {
    const PeerKey foreign(Protocol::Ipmsg, kBob.id);
    keep(roster_.heard({.peer = foreign, .way = Way::Broadcast, .dial = at("10.0.0.7:2425"), .interval = 60s},
                       now_));
    EXPECT_EQ(seen(), "+");
    keep(roster_.withdrawn(foreign, Way::Broadcast, now_));
    EXPECT_EQ(seen(), "-");
}

TEST_F(RosterTest, AfterASleepEverybodyIsAskedAndKeptWhenHeAnswers) {
    answer(kBob, {1, 1});
    answer(kEve, {1, 1}, "10.0.0.3");
    roster_.look_again(Roster::Doubt::Everybody, now_);
    pass(100ms);
    EXPECT_EQ(wishes_.size(), 2u);
    answer(kBob, {1, 2});
    pass(3s);
    EXPECT_TRUE(is_shown(kBob));
    EXPECT_FALSE(is_shown(kEve));
}

TEST_F(RosterTest, AStandstillGivesTheOverdueAnotherChance) {
    answer(kBob, {1, 1});
    now_ += 60s;
    roster_.look_again(Roster::Doubt::Overdue, now_);
    pass(1s);
    EXPECT_TRUE(is_shown(kBob));
    EXPECT_FALSE(wishes_.empty());
}

TEST_F(RosterTest, SaysWhoIsHeardByDearerWaysOnly) {
    Sighting only6 = sighting(kBob, {1, 1}, "[fe80::1%2]");
    only6.proof = Proof::Answered;
    only6.way = Way::Multicast6;
    keep(roster_.heard(only6, now_));
    EXPECT_TRUE(roster_.neighbourhood(now_).has_multicast6_only);
    beacon(kBob, {1, 2});
    EXPECT_FALSE(roster_.neighbourhood(now_).has_multicast6_only);
    EXPECT_EQ(roster_.neighbourhood(now_).nodes, 2u);
}

}  // namespace
}  // namespace culver::discovery
