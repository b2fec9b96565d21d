// SPDX-License-Identifier: Apache-2.0
#include "discovery/core.h"

#include "tests/discovery/simulated_lan.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;
using test::SimulatedLan;
using test::SimulatedNode;
using Log = std::vector<std::string>;

class CoreTest : public testing::Test {
protected:
    SimulatedNode& start(std::string name) {
        SimulatedNode& node = lan_.add(std::move(name));
        lan_.start(node);
        return node;
    }
    static Log log_of(SimulatedNode& node) {  // without changes of ways and addresses
        Log log = std::exchange(node.log, {});
        std::erase_if(log, [](const std::string& line) { return line[0] == '~'; });
        return log;
    }

    SimulatedLan lan_;
};

TEST_F(CoreTest, TwoNodesSeeEachOtherWithinATenthOfASecond) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(100ms);
    EXPECT_EQ(log_of(alice), Log{"+ bob"});
    EXPECT_EQ(log_of(bob), Log{"+ alice"});
}

TEST_F(CoreTest, ANewcomerKnowsAtOnceByWhichWayItIsHeard) {
    start("alice");
    lan_.run_for(1min);
    auto& bob = start("bob");
    lan_.run_for(100ms);
    ASSERT_EQ(bob.core->roster().rows().size(), 1u);
    EXPECT_EQ(bob.core->roster().rows()[0].ways, std::vector{Way::Multicast4});
}

TEST_F(CoreTest, AQuietHourChangesNothing) {
    auto& alice = start("alice");
    start("bob");
    lan_.run_for(1h);
    EXPECT_EQ(log_of(alice), Log{"+ bob"});
    EXPECT_LE(alice.sent, 13u * 60 + 20);
    EXPECT_EQ(alice.core->counters().bad_signature, 0u);
}

TEST_F(CoreTest, AGoodbyeIsSeenAtOnce) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    lan_.leave(bob);
    lan_.run_for(1ms);
    EXPECT_EQ(log_of(alice), (Log{"+ bob", "- bob"}));
}

TEST_F(CoreTest, SilenceIsSeenWithinFifteenSeconds) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(1min);
    lan_.stop(bob);
    lan_.run_for(15s);
    EXPECT_EQ(log_of(alice), (Log{"+ bob", "- bob"}));
}

TEST_F(CoreTest, ARestartWithAHigherEpochIsSeenAtOnce) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    lan_.stop(bob);
    lan_.run_for(1min);
    lan_.restart(bob, 2);
    lan_.run_for(100ms);
    EXPECT_EQ(log_of(alice), (Log{"+ bob", "- bob", "+ bob"}));
}

TEST_F(CoreTest, ARecordingRaisesNoGhost) {
    auto& alice = start("alice");
    auto& bob = lan_.add("bob");
    auto& eve = start("eve");
    std::vector<Bytes> recorded;
    lan_.on_wire([&](const SimulatedNode& from, const Outgoing& out) {
        if (&from == &bob && !out.to) recorded.push_back(out.bytes);
    });
    lan_.stop(alice);
    lan_.start(bob);
    lan_.run_for(1min);
    lan_.stop(bob);
    lan_.restart(alice, 2);
    alice.log.clear();
    for (const Bytes& bytes : recorded) {
        lan_.inject(alice, bytes, {.from = eve.address, .way = Way::Multicast4});
        lan_.run_for(1s);
    }
    EXPECT_GT(recorded.size(), 5u);
    EXPECT_EQ(log_of(alice), Log{"+ eve"});
    lan_.run_for(1min);
    EXPECT_EQ(alice.core->roster().pending_count(), 0u);
}

TEST_F(CoreTest, AForgedGoodbyeAndAForgedNameChangeNothing) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    alice.log.clear();
    const SigningKey mallory = SigningKey::generate();
    for (const Kind kind : {Kind::Goodbye, Kind::Beacon}) {
        const Beacon forged{.kind = kind,
                            .key = bob.key.public_key(),
                            .stamp = {.epoch = 99, .sequence = 1},
                            .label = {.name = "Mallory", .department = {}, .presence = {}}};
        lan_.inject(alice, seal(forged, mallory), {.from = bob.address, .way = Way::Multicast4});
    }
    EXPECT_TRUE(alice.log.empty());
    EXPECT_EQ(alice.core->counters().bad_signature, 2u);
}

TEST_F(CoreTest, AnswersNothingThatIsSmallerThanTheAnswer) {
    auto& alice = start("alice");
    lan_.run_for(10s);
    const SigningKey stranger = SigningKey::generate();
    const Beacon probe{.kind = Kind::Probe, .key = stranger.public_key(), .stamp = {1, 1}, .nonce = 1};
    Bytes bytes = seal(probe, stranger);
    while (bytes.back() == 0) bytes.pop_back();
    const auto before = alice.sent;
    lan_.inject(alice, bytes, {.from = lan_.add("x").address, .way = std::nullopt});
    EXPECT_EQ(alice.core->counters().sent[static_cast<std::size_t>(Kind::ProbeAnswer)], 0u);
    EXPECT_EQ(alice.sent, before);
}

TEST_F(CoreTest, AProbeMeantForAnotherNodeOfTheHostIsNotAnswered) {
    auto& alice = start("alice");
    const SigningKey stranger = SigningKey::generate();
    Beacon probe{.kind = Kind::Probe, .key = stranger.public_key(), .stamp = {1, 1}, .nonce = 1};
    probe.target = PeerPrefix{1, 2, 3};
    lan_.inject(alice, seal(probe, stranger), {.from = lan_.add("x").address, .way = std::nullopt});
    EXPECT_EQ(alice.core->counters().sent[static_cast<std::size_t>(Kind::ProbeAnswer)], 0u);
}

TEST_F(CoreTest, AFloodOfStrangersCostsLittleAndHidesNobody) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    alice.log.clear();
    const SigningKey signer = SigningKey::generate();
    Bytes forged = seal({.key = signer.public_key()}, signer);
    for (unsigned i = 0; i < 20'000; ++i) {
        Beacon beacon{.key = signer.public_key()};
        beacon.key[0] = static_cast<std::uint8_t>(i);
        beacon.key[1] = static_cast<std::uint8_t>(i >> 8);
        if (i % 1'000 == 0) forged = seal(beacon, signer);
        forged[80] = static_cast<std::uint8_t>(i);
        const Endpoint from{.address = boost::asio::ip::address_v4(0x0a010000u + i % 500), .port = 5};
        lan_.inject(alice, forged, {.from = from, .way = Way::Multicast4});
    }
    EXPECT_LE(alice.core->counters().bad_signature, 4'300u);
    lan_.run_for(1min);
    EXPECT_TRUE(log_of(alice).empty());
    EXPECT_TRUE(alice.shown.contains(PeerKey(bob.core->self())));
}

TEST_F(CoreTest, AFloodInTheNameOfAPeerDoesNotSilenceIt) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    alice.log.clear();
    const SigningKey mallory = SigningKey::generate();
    const Beacon beacon{.key = bob.key.public_key(), .stamp = {.epoch = 99, .sequence = 1}};
    const Bytes forged = seal(beacon, mallory);
    const Endpoint elsewhere = lan_.add("mallory").address;
    for (int second = 0; second < 60; ++second) {
        for (int i = 0; i < 100; ++i) lan_.inject(alice, forged, {.from = elsewhere, .way = Way::Multicast4});
        lan_.run_for(1s);
    }
    EXPECT_LE(alice.core->counters().bad_signature, 1'200u);
    EXPECT_TRUE(log_of(alice).empty());
}

TEST_F(CoreTest, ChangesOfTheLabelReachOthersAtOnce) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    bob.core->set_label({.name = "Robert", .department = "R&D", .presence = Presence::Dnd}, lan_.now());
    lan_.collect(bob);
    lan_.run_for(10ms);
    const Label label = alice.core->roster().rows().at(0).label;
    EXPECT_EQ(label.name, "Robert");
    EXPECT_EQ(label.presence, Presence::Dnd);
}

TEST_F(CoreTest, AHiddenNodeSendsNothingAndShowsNobodyItDidNotTalkTo) {
    auto& alice = start("alice");
    auto& ghost = lan_.add("ghost");
    ghost.core->set_hidden(true, lan_.now());
    (void)ghost.core->take_effects();
    ghost.core->roster().mark_known(PeerKey(alice.core->self()));
    lan_.start(ghost);
    lan_.run_for(1min);
    EXPECT_EQ(ghost.sent, 0u);
    EXPECT_TRUE(alice.shown.empty());
    EXPECT_TRUE(ghost.shown.empty());
    EXPECT_FALSE(ghost.core->roster().row(PeerKey(alice.core->self()))->addresses.empty())
        << "it can be dialled";
}

TEST_F(CoreTest, GoingIntoHidingSaysGoodbyeAndComingBackSaysHello) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(5s);
    bob.core->set_hidden(true, lan_.now());
    lan_.collect(bob);
    lan_.run_for(30s);
    bob.core->set_hidden(false, lan_.now());
    lan_.collect(bob);
    lan_.run_for(1s);
    EXPECT_EQ(log_of(alice), (Log{"+ bob", "- bob", "+ bob"}));
}

TEST_F(CoreTest, ABlockedPeerGetsNoAnswers) {
    auto& alice = start("alice");
    auto& bob = lan_.add("bob");
    alice.core->set_blocked(bob.core->self(), true, lan_.now());
    lan_.start(bob);
    lan_.run_for(1min);
    EXPECT_TRUE(bob.shown.empty());
}

TEST_F(CoreTest, ATwinThatWasStoppedDoesNotLeaveTheFirstUnheard) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    auto& twin = lan_.add_twin(alice, "twin", 1'000'000);
    lan_.start(twin);
    lan_.run_for(12s);
    lan_.leave(twin);  // its goodbye has the highest stamp of all
    lan_.run_for(30s);
    EXPECT_TRUE(bob.shown.contains(PeerKey(alice.core->self())));
}

TEST_F(CoreTest, WhoeverIsBlockedSeesTheOtherLeaveAndNobodyElseDoes) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    auto& carol = start("carol");
    lan_.run_for(30s);
    std::vector<Bytes> goodbyes;
    lan_.on_wire([&](const SimulatedNode&, const Outgoing& datagram) {
        if (datagram.kind == Kind::Goodbye) goodbyes.push_back(datagram.bytes);
    });
    alice.core->set_blocked(bob.core->self(), true, lan_.now());
    lan_.collect(alice);
    lan_.run_for(3min);
    EXPECT_FALSE(bob.shown.contains(PeerKey(alice.core->self())));
    EXPECT_TRUE(carol.shown.contains(PeerKey(alice.core->self())));
    ASSERT_EQ(goodbyes.size(), 3u);
    for (const Bytes& bytes : goodbyes) {  // bob tells carol that alice left
        lan_.inject(carol, bytes, {.from = bob.address, .way = std::nullopt});
    }
    EXPECT_TRUE(carol.shown.contains(PeerKey(alice.core->self())));
    alice.core->set_blocked(bob.core->self(), false, lan_.now());
    lan_.collect(alice);
    lan_.run_for(30s);
    EXPECT_TRUE(bob.shown.contains(PeerKey(alice.core->self())));
}

TEST_F(CoreTest, TwoLiveNodesWithOneKeyRaiseAnAlarmOnBoth) {
    auto& alice = start("alice");
    lan_.run_for(10s);
    auto& twin = lan_.add_twin(alice, "twin", 1);
    lan_.start(twin);
    lan_.run_for(30s);
    EXPECT_GE(alice.twins, 1);
    EXPECT_GE(twin.twins, 1);
    EXPECT_LE(alice.epochs.size() + twin.epochs.size(), 30u) << "they do not race each other upwards";
}

TEST_F(CoreTest, ANodeWhoseEpochWentBackJumpsAboveItWithoutAnAlarm) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    std::vector<Bytes> recorded;
    lan_.on_wire([&](const SimulatedNode& from, const Outgoing& out) {
        if (&from == &alice && !out.to) recorded.push_back(out.bytes);
    });
    lan_.restart(alice, 50);
    lan_.run_for(10s);
    const Bytes former = recorded.back();
    lan_.stop(alice);
    lan_.run_for(20s);
    lan_.restart(alice, 3);
    lan_.inject(alice, former, {.from = bob.address, .way = Way::Multicast4});
    lan_.run_for(20s);
    EXPECT_EQ(alice.epochs, std::vector<std::uint64_t>{51});
    EXPECT_EQ(alice.twins, 0);
    EXPECT_TRUE(bob.shown.contains(PeerKey(alice.core->self())));
}

TEST_F(CoreTest, AfterAStandstillNobodyFlickers) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    alice.log.clear();
    lan_.stop(alice);
    lan_.run_for(60s);
    alice.is_up = true;
    alice.core->advance(lan_.now());
    lan_.collect(alice);
    lan_.run_for(10s);
    EXPECT_TRUE(log_of(alice).empty());
    EXPECT_TRUE(bob.shown.contains(PeerKey(alice.core->self())));
}

TEST_F(CoreTest, StaticHostsAreAskedAndBookedToTheirWay) {
    auto& alice = start("alice");
    auto& bob = lan_.add("bob");
    bob.core = std::make_unique<Core>(bob.key,
                                      CoreOptions{.tcp_port = 24254,
                                                  .reply_port = 40'000,
                                                  .beacon_port = 24254,
                                                  .instance = 5,
                                                  .ways = {},
                                                  .limits = {}},
                                      [] { return 7u; });
    lan_.start(bob);
    bob.core->ask(alice.address, Way::Static, lan_.now());
    lan_.collect(bob);
    lan_.run_for(10ms);
    const auto row = bob.core->roster().row(PeerKey(alice.core->self()));
    ASSERT_TRUE(row);
    EXPECT_EQ(row->state, RowState::Present);
    EXPECT_TRUE(std::ranges::find(row->ways, Way::Static) != row->ways.end());
}

TEST_F(CoreTest, WhatOthersPassOnIsPendingUntilItAnswers) {
    auto& alice = start("alice");
    auto& bob = lan_.add("bob");
    Bytes passed;
    lan_.on_wire([&](const SimulatedNode&, const Outgoing& out) { passed = out.bytes; });
    lan_.run_for(30s);
    bob.core->receive_passed_on(passed, {.address = alice.address.address, .port = 24254}, 3s, lan_.now());
    bob.is_up = true;
    EXPECT_EQ(bob.core->roster().pending_count(), 1u);
    lan_.collect(bob);
    lan_.run_for(1s);
    EXPECT_EQ(log_of(bob), Log{"+ alice"});
}

TEST_F(CoreTest, AddressesThatMeanNothingElsewhereAreNotTakenFromOthers) {
    auto& alice = start("alice");
    auto& bob = lan_.add("bob");
    Bytes passed;
    lan_.on_wire([&](const SimulatedNode&, const Outgoing& out) { passed = out.bytes; });
    lan_.run_for(30s);
    for (const auto* where : {"127.0.0.1:24254", "169.254.1.1:24254", "[fe80::1%2]:24254"}) {
        bob.core->receive_passed_on(passed, *Endpoint::parse(where, 1), 1s, lan_.now());
    }
    EXPECT_EQ(bob.core->roster().pending_count(), 0u);
    EXPECT_NE(alice.core, nullptr);
}

TEST_F(CoreTest, ALossyNetworkOfThirtyNodesConvergesAndStaysCalm) {
    lan_.set_loss(0.2);
    for (int i = 0; i < 30; ++i) start("n" + std::to_string(i));
    lan_.run_for(20s);
    EXPECT_TRUE(lan_.all_see_all());
    lan_.run_for(5min);
    for (int second = 0; second < 20 && !lan_.all_see_all(); ++second) lan_.run_for(1s);
    EXPECT_TRUE(lan_.all_see_all()) << "who was taken for gone is soon back";
    int gone = 0;
    for (SimulatedNode* node : lan_.nodes()) {
        for (const std::string& line : node->log) gone += line[0] == '-' ? 1 : 0;
    }
    EXPECT_LE(gone, 3) << "of 870 pairs in five minutes";
}

TEST_F(CoreTest, AJoinAmongFortyNodesIsAnsweredByAboutEight) {
    for (int i = 0; i < 40; ++i) start("n" + std::to_string(i));
    lan_.run_for(30s);
    ASSERT_TRUE(lan_.all_see_all());
    std::uint64_t answers = 0;
    std::uint64_t all = 0;
    lan_.on_wire([&](const SimulatedNode&, const Outgoing& out) {
        ++all;
        answers += out.kind == Kind::Answer ? 1 : 0;
    });
    start("newcomer");
    lan_.run_for(2s);
    EXPECT_TRUE(lan_.all_see_all());
    EXPECT_GE(answers, 1u);
    EXPECT_LE(answers, 20u);
    EXPECT_LE(all, 12u * 41);
}

TEST_F(CoreTest, AKnockReachesOnlyWhomItNames) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    auto& carol = start("carol");
    lan_.run_for(10s);
    std::vector<PeerKey> knocked;
    alice.core->knock(PeerKey(bob.core->self()), {}, lan_.now());
    lan_.collect(alice);
    lan_.run_for(10ms);
    EXPECT_EQ(bob.knocks, std::vector{PeerKey(alice.core->self())});
    EXPECT_TRUE(carol.knocks.empty());
    EXPECT_TRUE(alice.knocks.empty());
}

TEST_F(CoreTest, AKnockMayComeByAThirdNodeAndOnlyOnce) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    const Bytes knock = alice.core->sealed_knock(PeerKey(bob.core->self()));
    for (int i = 0; i < 3; ++i) {
        bob.core->receive_passed_on(knock, alice.address, 0s, lan_.now());
        lan_.collect(bob);
    }
    EXPECT_EQ(bob.knocks.size(), 1u);
}

TEST_F(CoreTest, APeerSpokenOfInGossipIsShownWhenItAnswers) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    const auto rumour = alice.core->rumour_about(PeerKey(bob.core->self()), lan_.now());
    ASSERT_TRUE(rumour);
    EXPECT_EQ(rumour->seen_at, bob.address);
    auto& carol = lan_.add("carol");
    carol.is_up = true;  // and says no hello: only gossip can tell her
    carol.core->receive_passed_on(rumour->datagram, rumour->seen_at, rumour->age, lan_.now());
    lan_.collect(carol);
    lan_.run_for(1s);
    EXPECT_EQ(log_of(carol), Log{"+ bob"});
    EXPECT_EQ(carol.core->roster().rows()[0].ways, std::vector{Way::Gossip});
}

TEST_F(CoreTest, GossipKeepsNoDeadPeerAlive) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    auto& carol = start("carol");
    lan_.run_for(10s);
    lan_.stop(bob);
    for (int second = 0; second < 15; ++second) {
        // Each tells the other what it has, whatever comes of it.
        for (auto* teller : {&alice, &carol}) {
            auto* listener = teller == &alice ? &carol : &alice;
            const auto rumour = teller->core->rumour_about(PeerKey(bob.core->self()), lan_.now());
            if (!rumour) continue;
            listener->core->receive_passed_on(rumour->datagram, rumour->seen_at, rumour->age, lan_.now());
            lan_.collect(*listener);
        }
        lan_.run_for(1s);
    }
    const Log seen = log_of(alice);
    ASSERT_EQ(seen.size(), 3u);  // bob and carol in either order
    EXPECT_EQ(seen.back(), "- bob");
    EXPECT_FALSE(carol.core->rumour_about(PeerKey(bob.core->self()), lan_.now()));
}

TEST_F(CoreTest, GossipNeverSpeaksOfLinkLocalAddresses) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    const auto rumour = alice.core->rumour_about(PeerKey(bob.core->self()), lan_.now());
    auto& carol = lan_.add("carol");
    carol.core->receive_passed_on(rumour->datagram, *Endpoint::parse("[fe80::9]:40000", 0), 0s, lan_.now());
    EXPECT_EQ(carol.core->roster().pending_count(), 0u);
}

TEST_F(CoreTest, WhoIsHeardButAnswersNothingIsReported) {
    auto& alice = start("alice");
    auto& bob = start("bob");
    lan_.run_for(10s);
    const auto rumour = alice.core->rumour_about(PeerKey(bob.core->self()), lan_.now());
    lan_.stop(bob);
    auto& carol = start("carol");
    carol.core->receive_passed_on(rumour->datagram, rumour->seen_at, 0s, lan_.now());
    lan_.collect(carol);
    lan_.run_for(6s);
    EXPECT_EQ(carol.unproven, std::vector{PeerKey(bob.core->self())});
}

}  // namespace
}  // namespace culver::discovery
