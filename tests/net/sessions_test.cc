// SPDX-License-Identifier: Apache-2.0
// Who is connected to whom: opening, two links, restarts, reconnection, versions, strangers' standing.
#include "net/sessions.h"

#include "base/random.h"
#include "base/task_scope.h"
#include "net/errors.h"
#include "net/session.h"
#include "tests/net/office.h"

namespace culver::net {
namespace {

using namespace std::chrono_literals;
using test::MemoryNetwork;

class SessionsTest : public Office {
protected:
    SessionsTest() : alice(person(1)), bob(person(2)) {}
    void start_both() {
        alice.start();
        bob.start();
    }
    Task<> join() {
        start_both();
        const auto opened = co_await alice.sessions->connect(bob.id(), 2s);
        EXPECT_TRUE(opened) << opened.error().sentence();
        co_await until([&] { return bob.sessions->is_open(alice.id()); }, "bob has a session");
    }
    Person& alice;
    Person& bob;
};

TEST_F(SessionsTest, CarriesFramesBothWaysInOrder) {
    play([&]() -> Task<> {
        co_await join();
        for (int i = 0; i < 300; ++i) {
            alice.say(bob, "a" + std::to_string(i));
            bob.say(alice, "b" + std::to_string(i));
        }
        co_await until([&] { return bob.words.size() == 300 && alice.words.size() == 300; });
        EXPECT_EQ(bob.words[299].second, "a299");
        EXPECT_EQ(bob.words[7].first, alice.id());
        EXPECT_EQ(bob.events, std::vector<std::string>{"opened"});
    });
}

// What a peer tells must find every room with its rows read: whoever is wanted before that waits.
TEST_F(SessionsTest, NobodyIsDialledBeforeTheStart) {
    play([&]() -> Task<> {
        SessionOptions waiting;
        waiting.timings = test::quick_timings();
        waiting.waits_for_start = true;
        alice.start(std::move(waiting));
        bob.start();
        alice.sessions->want(bob.id());
        const auto early = co_await alice.sessions->connect(bob.id(), 100ms);
        EXPECT_FALSE(early);
        EXPECT_TRUE(bob.events.empty());

        alice.sessions->start();
        co_await until([&] { return alice.sessions->is_open(bob.id()); }, "the wanted is dialled");
        alice.sessions->release(bob.id());
    });
}

TEST_F(SessionsTest, ConnectsWhateverTheCut) {
    play([&]() -> Task<> {
        network.set_delay(2ms);
        co_await join();
        alice.say(bob, std::string(300'000, 'x'));
        co_await until([&] { return !bob.words.empty(); });
        EXPECT_EQ(bob.words[0].second.size(), 300'000u);
    });
}

TEST_F(SessionsTest, BothDialAtOnceAndOneSessionStays) {
    play([&]() -> Task<> {
        network.set_delay(3ms);
        start_both();
        alice.sessions->want(bob.id());
        bob.sessions->want(alice.id());
        co_await until(
            [&] { return alice.sessions->is_open(bob.id()) && bob.sessions->is_open(alice.id()); });
        co_await pass(400ms);
        EXPECT_EQ(network.links_between(alice.node, bob.node), 1u);
        EXPECT_TRUE(alice.sessions->is_open(bob.id()) && bob.sessions->is_open(alice.id()));
        EXPECT_EQ(alice.sessions->exporter(bob.id(), "x"), bob.sessions->exporter(alice.id(), "x"));
        alice.say(bob, "hello");
        co_await until([&] { return bob.hears("hello"); });
        alice.sessions->release(bob.id());
        bob.sessions->release(alice.id());
    });
}

// The peer was silent for so long that it would be asked, had the farewell not begun.
TEST_F(SessionsTest, AFarewellThatNobodyHearsEndsAndHoldsNothingUp) {
    play([&]() -> Task<> {
        SessionOptions slow_to_leave;
        slow_to_leave.timings = test::quick_timings();
        slow_to_leave.timings.bye_limit = 1s;
        const auto ping_due = slow_to_leave.timings.ping_when_waiting;
        alice.start(std::move(slow_to_leave));
        bob.start();
        const auto opened = co_await alice.sessions->connect(bob.id(), 2s);
        EXPECT_TRUE(opened);
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Pulled);
        alice.say(bob, "are you there?");
        alice.sessions->drop(bob.id(), "enough");
        co_await pass(2 * ping_due);
        co_await until([&] { return alice.count("closed") == 1 && !alice.sessions->is_open(bob.id()); });
        co_await until([&] { return network.links_between(alice.node, bob.node) == 0; },
                       "the link is closed");
    });
}

TEST_F(SessionsTest, WhatTheLosingLinkStillCarriesIsHeardBeforeTheWinnersWords) {
    play([&]() -> Task<> {
        start_both();
        // The larger id dials first and speaks on its link; then the smaller one dials.
        co_await bob.sessions->connect(alice.id(), 2s);
        co_await until([&] { return alice.sessions->is_open(bob.id()); });
        network.set_delay(5ms);
        auto link = co_await alice.node.transport().dial(bob.node.endpoint(), bob.id());
        for (int i = 0; i < 50; ++i) bob.say(alice, std::to_string(i));
        alice.sessions->adopt(std::move(*link));
        co_await until([&] { return bob.count("opened") == 2; });
        for (int i = 50; i < 100; ++i) bob.say(alice, std::to_string(i));
        co_await until([&] { return alice.words.size() == 100; });
        for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(alice.words[i].second, std::to_string(i));
        co_await until([&] { return network.links_between(alice.node, bob.node) == 1; });
    });
}

// Both dialled at once: the question for a lane goes with the link that loses, and must not be waited for.
TEST_F(SessionsTest, ALaneIsAskedForAgainWhenItsSessionIsReplaced) {
    play([&]() -> Task<> {
        SessionOptions patient;
        patient.timings = test::quick_timings();
        patient.timings.lane_limit = 60s;
        alice.start(std::move(patient));
        bob.start();
        co_await bob.sessions->connect(alice.id(), 2s);
        co_await until([&] { return alice.sessions->is_open(bob.id()); });
        network.set_delay(20ms);
        auto link = co_await alice.node.transport().dial(bob.node.endpoint(), bob.id());
        std::unique_ptr<LaneStream> lane;
        TaskScope scope(loop.get_executor());
        const auto opening = [&]() -> Task<> {
            auto opened = co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>());
            EXPECT_TRUE(opened) << opened.error().sentence();
            if (opened) lane = std::move(*opened);
        };
        alice.sessions->adopt(std::move(*link));
        co_await until([&] { return bob.count("opened") == 2; });
        EXPECT_EQ(alice.count("opened"), 1u) << "the question must go while only bob knows the new link";
        scope.spawn("opening a lane", opening());
        co_await until([&] { return lane != nullptr && bob.lanes.size() == 1; }, "the lane is there");
        co_await scope.close();
    });
}

// bob switched a firewall on after alice had dialled him: he dials the lanes that she asks for.
TEST_F(SessionsTest, ALaneComesTheOtherWayWhenTheSessionsOwnWayWasClosed) {
    play([&]() -> Task<> {
        start_both();
        co_await alice.sessions->connect(bob.id(), 2s);
        co_await until([&] { return bob.sessions->is_open(alice.id()); });
        network.lose_dials(alice.node, bob.node, 1);
        const auto first = co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>());
        EXPECT_TRUE(first) << first.error().sentence();
        co_await until([&] { return bob.lanes.size() == 1; });
        const auto dials = network.dials_between(alice.node, bob.node);
        const auto second = co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>());
        EXPECT_TRUE(second) << second.error().sentence();
        EXPECT_EQ(network.dials_between(alice.node, bob.node), dials + 1)
            << "what is closed is not tried again";
    });
}

TEST_F(SessionsTest, ARestartedPeerReplacesItsOldSessionAtOnce) {
    play([&]() -> Task<> {
        co_await join();
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Pulled);  // bob dies without a word
        co_await bob.stop();
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Plugged);
        bob.start();
        co_await bob.sessions->connect(alice.id(), 2s);
        co_await until([&] { return alice.count("opened") == 2; });
        EXPECT_EQ(alice.count("closed"), 1u);
        bob.say(alice, "back");
        co_await until([&] { return alice.hears("back"); });
    });
}

TEST_F(SessionsTest, AWantedPeerIsDialledAgainAfterACut) {
    play([&]() -> Task<> {
        start_both();
        alice.sessions->want(bob.id());
        co_await until([&] { return alice.sessions->is_open(bob.id()); });
        network.cut(alice.node, bob.node);
        co_await until([&] { return alice.count("opened") == 2 && bob.count("opened") == 2; });
        EXPECT_EQ(alice.count("closed: the connection broke"), 1u);
        alice.sessions->release(bob.id());
        network.cut(alice.node, bob.node);
        co_await until([&] { return alice.count("closed") == 2; });
        co_await pass(200ms);
        EXPECT_FALSE(alice.sessions->is_open(bob.id()));
    });
}

TEST_F(SessionsTest, DialsWithBackOffUntilTheLinkStands) {
    play([&]() -> Task<> {
        start_both();
        network.set_dial_limit(20ms);
        network.lose_dials(alice.node, bob.node, 3);
        EXPECT_TRUE(co_await alice.sessions->connect(bob.id(), 3s));
        EXPECT_EQ(alice.count("failed"), 3u);
        EXPECT_EQ(network.dials_between(alice.node, bob.node), 4u);
    });
}

TEST_F(SessionsTest, ASilentPeerIsNoticedAndTheSessionEnds) {
    play([&]() -> Task<> {
        co_await join();
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Pulled);
        alice.say(bob, "into the void");
        const auto before = real_clock().steady();
        co_await until([&] { return alice.count("closed") == 1; });
        EXPECT_LT(real_clock().steady() - before, 1s);  // 250 ms until the ping, 250 ms for its answer
        EXPECT_EQ(alice.count("closed: the other computer no longer answers"), 1u);
    });
}

TEST_F(SessionsTest, AnIdleSessionStaysOpenByPings) {
    play([&]() -> Task<> {
        co_await join();
        co_await pass(4s);
        EXPECT_TRUE(alice.sessions->is_open(bob.id()) && bob.sessions->is_open(alice.id()));
        EXPECT_LT(network.bytes_between(alice.node, bob.node), 400u);
    });
}

TEST_F(SessionsTest, ASlowHandlerSlowsItsPeerAndIsNotTakenForDead) {
    play([&]() -> Task<> {
        co_await join();
        bob.on_word = [](std::string) -> Task<> { co_await sleep_for(1200ms); };
        alice.say(bob, "one");
        alice.say(bob, "two");
        co_await until([&] { return bob.words.size() == 2; });
        co_await pass(300ms);
        EXPECT_EQ(alice.count("closed"), 0u);
        EXPECT_EQ(bob.count("closed"), 0u);
    });
}

TEST_F(SessionsTest, TheQueueIsBounded) {
    play([&]() -> Task<> {
        co_await join();
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Pulled);
        const Bytes large(500'000);
        int queued = 0;
        while (alice.sessions->send(bob.id(), kWord, large)) ++queued;
        EXPECT_LE(queued, 8);
        EXPECT_EQ(alice.sessions->send(bob.id(), kWord, large).error().code, NetErrc::QueueFull);
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Plugged);
        EXPECT_TRUE(co_await alice.sessions->send_when_room(bob.id(), kWord, large));
        co_await until([&] { return bob.words.size() == static_cast<std::size_t>(queued) + 1; });
    });
}

TEST_F(SessionsTest, WaitingForRoomEndsWithTheSession) {
    play([&]() -> Task<> {
        co_await join();
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Pulled);
        const Bytes large(kMaxBodyBytes);
        Result<> sent;
        while (sent) sent = co_await alice.sessions->send_when_room(bob.id(), kWord, large);
        EXPECT_EQ(sent.error().code, NetErrc::NotConnected);
        co_await until([&] { return alice.count("closed: the other computer no longer answers") == 1; });
    });
}

TEST_F(SessionsTest, FramesThatAreTooLongOrHaveNoSessionAreRefusedHere) {
    play([&]() -> Task<> {
        co_await join();
        EXPECT_EQ(alice.sessions->send(bob.id(), kWord, Bytes(kMaxBodyBytes + 1)).error().code,
                  NetErrc::FrameTooLong);
        EXPECT_EQ(alice.sessions->send(peer_number(9), kWord, Bytes()).error().code, NetErrc::NotConnected);
    });
}

TEST_F(SessionsTest, KindsNobodyHandlesAreSkipped) {
    play([&]() -> Task<> {
        co_await join();
        EXPECT_TRUE(alice.sessions->send(bob.id(), 40'000, Bytes(10)));
        EXPECT_TRUE(alice.sessions->send(bob.id(), kCallKinds.first, Bytes()));
        alice.say(bob, "after");
        co_await until([&] { return bob.hears("after"); });
    });
}

TEST_F(SessionsTest, BelowTheFloorBothScreensSayWhoHasToUpdate) {
    play([&]() -> Task<> {
        SessionOptions later;
        later.timings = test::quick_timings();
        later.versions = {2, 3};
        bob.start(std::move(later));
        alice.start();
        const auto opened = co_await alice.sessions->connect(bob.id(), 300ms);
        EXPECT_EQ(opened.error().code, NetErrc::SelfTooOld);
        EXPECT_GE(alice.count("failed: Culver on this computer is too old"), 1u);
        EXPECT_GE(bob.count("refused: Culver on the other computer is too old"), 1u);
        EXPECT_EQ(bob.count("opened"), 0u);
    });
}

TEST_F(SessionsTest, ABlockedPeerGetsNoWord) {
    play([&]() -> Task<> {
        bob.standings[alice.id()] = Standing::Blocked;
        start_both();
        EXPECT_FALSE(co_await alice.sessions->connect(bob.id(), 300ms));
        EXPECT_EQ(alice.count("opened"), 0u);
        EXPECT_TRUE(bob.events.empty());
        const auto own_hello =
            network.bytes_between(alice.node, bob.node) / network.dials_between(alice.node, bob.node);
        EXPECT_LT(own_hello, 60u);  // what alice said; an answer would double it
        EXPECT_FALSE(co_await bob.sessions->connect(alice.id(), 100ms));
    });
}

TEST_F(SessionsTest, DroppingTellsTheReasonToBothScreens) {
    play([&]() -> Task<> {
        co_await join();
        alice.sessions->drop(bob.id(), "moving house");
        EXPECT_FALSE(alice.sessions->is_open(bob.id()));
        co_await until([&] { return bob.count("closed: moving house") == 1 && alice.count("closed") == 1; });
    });
}

TEST_F(SessionsTest, ClosingSaysByeAndLeavesNothingBehind) {
    play([&]() -> Task<> {
        co_await join();
        alice.sessions->want(peer_number(77));  // a dial loop that never ends by itself
        co_await alice.stop();
        co_await until([&] { return bob.count("closed: the other computer closed the connection") == 1; });
        EXPECT_EQ(alice.count("closed"), 1u);
        EXPECT_EQ(network.links_between(alice.node, bob.node), 0u);
    });
}

TEST_F(SessionsTest, ClosingEndsWhoeverWaitsForAConnection) {
    play([&]() -> Task<> {
        start_both();
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Pulled);
        network.set_dial_limit(10s);
        bool ended = false;
        TaskScope scope(loop.get_executor());
        const auto wait = [&]() -> Task<> {
            const auto opened = co_await alice.sessions->connect(bob.id(), 10s);
            EXPECT_EQ(opened.error().code, NetErrc::ShuttingDown);
            ended = true;
        };
        scope.spawn("waiting", wait());
        co_await pass(50ms);
        co_await alice.stop();
        co_await until([&] { return ended; });
        co_await scope.close();
    });
}

TEST_F(SessionsTest, ConnectingToAnAddressTellsWhoIsThere) {
    play([&]() -> Task<> {
        start_both();
        const auto found = co_await alice.sessions->connect_to(bob.node.endpoint(), 1s);
        EXPECT_EQ(found.value(), bob.id());
        EXPECT_TRUE(alice.sessions->is_open(bob.id()));
        const auto own = co_await alice.sessions->connect_to(alice.node.endpoint(), 1s);
        EXPECT_EQ(own.error().code, NetErrc::OwnAddress);
        EXPECT_EQ(alice.count("twin"), 0u);
    });
}

TEST_F(SessionsTest, ATwinRaisesTheAlarmOnBoth) {
    play([&]() -> Task<> {
        Person& copy = person(1);
        start_both();
        copy.start();
        const auto found = co_await alice.sessions->connect_to(copy.node.endpoint(), 1s);
        EXPECT_EQ(found.error().code, NetErrc::Twin);
        co_await until([&] { return copy.count("twin") == 1; });
        EXPECT_EQ(alice.count("twin"), 1u);
    });
}

}  // namespace
}  // namespace culver::net
