// SPDX-License-Identifier: Apache-2.0
// What strangers and idle sessions may cost, and lanes beside sessions.
#include "base/deadline.h"
#include "base/random.h"
#include "net/admission.h"
#include "net/errors.h"
#include "net/frame.h"
#include "net/hello.h"
#include "net/lane_desk.h"
#include "tests/net/office.h"

#include <algorithm>
#include <thread>

namespace culver::net {
namespace {

using namespace std::chrono_literals;
using test::MemoryNetwork;

class SessionLimitsTest : public Office {
protected:
    SessionLimitsTest() : alice(person(1)), bob(person(2)) {}
    Task<> join(Person& from, Person& to) {
        const auto opened = co_await from.sessions->connect(to.id(), 2s);
        EXPECT_TRUE(opened) << opened.error().sentence();
        co_await until([&] { return to.sessions->is_open(from.id()); });
    }
    void start_both() {
        alice.start();
        bob.start();
    }
    Person& alice;
    Person& bob;
};

TEST_F(SessionLimitsTest, AStrangersFramesAreRationedAndNoneIsLost) {
    play([&]() -> Task<> {
        bob.standings[alice.id()] = Standing::Unknown;
        start_both();
        co_await join(alice, bob);
        const auto before = real_clock().steady();
        for (int i = 0; i < 36; ++i) alice.say(bob, std::string(10'000, 'x'));  // the burst and 100 KB more
        co_await until([&] { return bob.words.size() == 36; });
        EXPECT_GT(real_clock().steady() - before, 1200ms);
        EXPECT_EQ(alice.count("closed"), 0u);
    });
}

TEST_F(SessionLimitsTest, AKnownPeersFramesAreNot) {
    play([&]() -> Task<> {
        start_both();
        co_await join(alice, bob);
        const auto before = real_clock().steady();
        for (int i = 0; i < 36; ++i) alice.say(bob, std::string(10'000, 'x'));
        co_await until([&] { return bob.words.size() == 36; });
        EXPECT_LT(real_clock().steady() - before, 1s);
    });
}

TEST_F(SessionLimitsTest, AStrangerHasFourLinks) {
    play([&]() -> Task<> {
        bob.standings[alice.id()] = Standing::Unknown;
        start_both();
        co_await join(alice, bob);
        std::vector<std::unique_ptr<LaneStream>> lanes;
        for (int i = 0; i < 3; ++i) {
            auto lane = co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>());
            EXPECT_TRUE(lane);
            if (lane) lanes.push_back(std::move(*lane));
        }
        EXPECT_FALSE(co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>()));
        lanes.clear();
        bob.lanes.clear();
        EXPECT_TRUE(co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>()));
    });
}

TEST_F(SessionLimitsTest, ThirtyTwoIdleSessionsAreKeptAndTheOldestGo) {
    play([&]() -> Task<> {
        alice.start();
        std::vector<Person*> others;
        for (std::uint16_t i = 0; i < 36; ++i) others.push_back(&person(static_cast<std::uint16_t>(100 + i)));
        alice.sessions->want(others[0]->id());
        for (Person* other : others) {
            other->start();
            co_await join(*other, alice);
            co_await pass(2ms);
        }
        co_await until([&] { return alice.sessions->open_peers().size() == kMaxIdleSessions + 1; });
        EXPECT_TRUE(alice.sessions->is_open(others[0]->id()));   // wanted
        EXPECT_FALSE(alice.sessions->is_open(others[1]->id()));  // the oldest that nobody wants
        EXPECT_TRUE(alice.sessions->is_open(others[35]->id()));
        co_await until(
            [&] { return others[1]->count("closed: the connection was closed because nobody") == 1; });
    });
}

TEST_F(SessionLimitsTest, StrangersCrowdOutOnlyStrangers) {
    play([&]() -> Task<> {
        start_both();
        co_await join(alice, bob);
        alice.sessions->want(bob.id());
        std::vector<Person*> strangers;
        for (std::uint16_t i = 0; i < kMaxStrangerSessions + 5; ++i) {
            Person& stranger = person(static_cast<std::uint16_t>(1000 + i));
            alice.standings[stranger.id()] = Standing::Unknown;
            stranger.start();
            alice.sessions->want(stranger.id());  // else the cap of idle ones would come first
            co_await join(stranger, alice);
        }
        co_await pass(100ms);
        EXPECT_LE(alice.sessions->open_peers().size(), kMaxStrangerSessions + 2);
        EXPECT_TRUE(alice.sessions->is_open(bob.id()));
        EXPECT_EQ(alice.sessions->is_open(bob.id()), bob.sessions->is_open(alice.id()));
    });
}

TEST_F(SessionLimitsTest, WhatStrangersDoNotReadIsBoundedForAllOfThem) {
    play([&]() -> Task<> {
        start_both();
        co_await join(alice, bob);
        constexpr std::uint16_t kStrangers = 12;
        constexpr std::size_t kWordBytes = 64 * 1024;
        constexpr std::size_t kWordsEach = 16;  // a megabyte
        std::vector<Person*> strangers;
        for (std::uint16_t i = 0; i < kStrangers; ++i) {
            strangers.push_back(&person(static_cast<std::uint16_t>(1000 + i)));
            alice.standings[strangers.back()->id()] = Standing::Unknown;
            strangers.back()->start();
            co_await join(*strangers.back(), alice);
        }
        std::size_t held = 0;
        const auto speak = [&](const PeerId& to) {  // nothing is written before this coroutine waits
            for (std::size_t word = 0; word < kWordsEach; ++word)
                held += alice.sessions->send(to, kWord, Bytes(kWordBytes)) ? kWordBytes : 0;
        };
        for (const auto* stranger : strangers) speak(stranger->id());
        EXPECT_GT(held, kMaxHeldOfStrangers);
        speak(bob.id());  // whom one knows is not counted
        co_await until([&] { return alice.count("closed") > 0; });
        co_await pass(50ms);
        const auto gone = std::ranges::count_if(
            strangers, [&](const Person* stranger) { return !alice.sessions->is_open(stranger->id()); });
        EXPECT_GE(gone, kStrangers - static_cast<std::ptrdiff_t>(kMaxHeldOfStrangers >> 20));
        EXPECT_LT(gone, kStrangers / 2 + 1) << "more went than had to";
        EXPECT_TRUE(alice.sessions->is_open(bob.id()));
    });
}

// Somebody who opens links and says nothing; what the others do is bounded by hello_limit.
class SilenceTest : public SessionLimitsTest {
protected:
    // A link of alice's own that no session reads or writes.
    Task<std::unique_ptr<Link>> silent_link() {
        auto link = co_await alice.node.transport().dial(bob.node.endpoint(), bob.id());
        EXPECT_TRUE(link) << link.error().sentence();
        co_return link ? std::move(*link) : nullptr;
    }
    // Whether the other side closes it in that time; what it says before is read.
    Task<bool> ends_within(Link& link, SessionTimings::Span time) {
        Bytes room(1'024);
        const SteadyTime deadline = real_clock().steady() + time;
        while (real_clock().steady() < deadline) {
            const auto count = co_await with_deadline(deadline - real_clock().steady(), link.read_some(room));
            if (!count) co_return count.error().code != boost::asio::error::timed_out;
            if (*count == 0) co_return true;
        }
        co_return false;
    }
    // Bob answers dials with silence from now on; the links are kept.
    void fall_silent() {
        bob.node.accept_into([this](std::unique_ptr<Link> link) { kept.push_back(std::move(link)); });
    }
    std::vector<std::unique_ptr<Link>> kept;
    const SessionTimings::Span limit = test::quick_timings().hello_limit;
};

TEST_F(SilenceTest, ALinkWithoutAHelloIsClosedAndItsPlaceIsFree) {
    play([&]() -> Task<> {
        bob.standings[alice.id()] = Standing::Unknown;
        start_both();
        for (int i = 0; i < 4; ++i) kept.push_back(co_await silent_link());  // all that a stranger has
        EXPECT_FALSE(co_await ends_within(*kept.front(), limit / 2)) << "a slow one has its time";
        EXPECT_FALSE(bob.sessions->is_open(alice.id()));
        for (const auto& link : kept) EXPECT_TRUE(co_await ends_within(*link, limit * 2));
        co_await join(alice, bob);
    });
}

TEST_F(SilenceTest, AHelloThatNeverEndsIsNotWaitedForLonger) {
    play([&]() -> Task<> {
        start_both();
        const auto link = co_await silent_link();
        const Bytes frame =
            encode_frame(static_cast<std::uint16_t>(NetKind::Hello), Bytes(kMaxHelloBytes / 2));
        const SteadyTime until = real_clock().steady() + limit * 4;
        std::size_t said = 0;
        bool is_over = false;
        while (!is_over && real_clock().steady() < until) {
            (void)co_await link->write_all(ByteView(frame).subspan(said++, 1));
            is_over = co_await ends_within(*link, SessionTimings::Span(20));
        }
        EXPECT_TRUE(is_over) << "after " << said << " bytes";
        EXPECT_GT(said, kHeaderBytes + 2) << "it had its time";
    });
}

TEST_F(SilenceTest, WhoIsDialledAndSaysNothingIsGivenUp) {
    play([&]() -> Task<> {
        start_both();
        fall_silent();
        EXPECT_FALSE(co_await alice.sessions->connect(bob.id(), limit * 8));
        EXPECT_GE(alice.count("failed: "), 1u) << "before the caller lost patience";
        EXPECT_GE(kept.size(), 2u) << "and the next dial follows";
        EXPECT_TRUE(co_await ends_within(*kept.front(), limit));
    });
}

TEST_F(SilenceTest, ALaneThatGetsNoHelloFails) {
    play([&]() -> Task<> {
        start_both();
        co_await join(alice, bob);
        fall_silent();
        const auto before = real_clock().steady();
        const auto lane = co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>());
        EXPECT_EQ(lane.error().code, boost::asio::error::timed_out);
        EXPECT_LT(real_clock().steady() - before, limit * 4);
        EXPECT_TRUE(alice.sessions->is_open(bob.id())) << "the session goes on";
    });
}

class LanesTest : public SessionLimitsTest {
protected:
    // Whoever asks gets one end, the other's handler the other; bytes written at once are not lost.
    Task<> expect_lane(Person& asks, Person& gets) {
        const auto transfer = random_id<TransferId>();
        auto opened = co_await asks.sessions->open_lane(gets.id(), transfer);
        EXPECT_TRUE(opened) << opened.error().sentence();
        if (!opened) co_return;
        EXPECT_TRUE((*opened)->write_all(as_bytes("blocks")));
        co_await until([&] { return gets.lanes.size() == 1; });
        if (gets.lanes.empty()) co_return;
        EXPECT_EQ(gets.lanes[0].first, transfer);
        Bytes got(6);
        EXPECT_EQ(gets.lanes[0].second->read_some(got).value(), 6u);
        EXPECT_EQ(as_text(got), "blocks");
        EXPECT_TRUE(asks.lanes.empty());
    }
    // Without waiting for the lane.
    static void ask_to_dial(Person& asks, const Person& gets) {
        const LaneRequest request{random_id<TransferId>(), random_u64() | 1};
        const auto kind = static_cast<std::uint16_t>(NetKind::LaneRequest);
        EXPECT_TRUE(asks.sessions->send(gets.id(), kind, encode(request)));
    }
};

TEST_F(LanesTest, AreDialledByWhoDialledTheSession) {
    play([&]() -> Task<> {
        start_both();
        co_await join(alice, bob);
        co_await expect_lane(alice, bob);
    });
}

TEST_F(LanesTest, AreAskedForByWhoAcceptedTheSession) {
    play([&]() -> Task<> {
        start_both();
        co_await join(bob, alice);
        alice.node.accept_into(
            [target = alice.sessions.get()](auto link) { target->adopt(std::move(link)); });
        bob.node.accept_into(nullptr);  // behind a firewall: it cannot be dialled
        co_await expect_lane(alice, bob);
    });
}

TEST_F(LanesTest, NeedASession) {
    play([&]() -> Task<> {
        start_both();
        const auto lane = co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>());
        EXPECT_EQ(lane.error().code, NetErrc::NotConnected);
    });
}

TEST_F(LanesTest, FromAPeerWithoutASessionAreRefused) {
    play([&]() -> Task<> {
        start_both();
        co_await join(alice, bob);
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Pulled);
        bob.sessions->drop(alice.id(), "");
        co_await until([&] { return !bob.sessions->is_open(alice.id()); });
        network.set_cable(alice.node, bob.node, MemoryNetwork::Cable::Plugged);
        const auto lane = co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>());
        EXPECT_FALSE(lane);
        EXPECT_TRUE(bob.lanes.empty());
    });
}

TEST_F(LanesTest, ThatNobodyDialsTimeOut) {
    play([&]() -> Task<> {
        start_both();
        co_await join(bob, alice);
        for (auto* closed : {&alice, &bob}) closed->node.accept_into(nullptr);
        const auto lane = co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>());
        EXPECT_FALSE(lane);
        if (!lane) EXPECT_EQ(lane.error().code, boost::asio::error::timed_out);
    });
}

// alice dialled: bob is asked to dial back again and again, at once.
TEST_F(LanesTest, AreNotDialledOnRequestWithoutEnd) {
    play([&]() -> Task<> {
        start_both();
        co_await join(alice, bob);
        const auto before = network.dials_between(alice.node, bob.node);
        for (int count = 0; count < 20 * static_cast<int>(kLaneRequestBurst); ++count)
            ask_to_dial(alice, bob);
        alice.say(bob, "the last");
        co_await until([&] { return bob.hears("the last"); });
        co_await pass(200ms);
        const auto dials = network.dials_between(alice.node, bob.node) - before;
        EXPECT_GE(dials, 1u);
        EXPECT_LE(dials, static_cast<std::uint64_t>(kLaneRequestBurst + 2 * kLaneRequestsPerSecond));
    });
}

TEST_F(LanesTest, AreDialledOnRequestForTransfersThatAreExpectedOnly) {
    play([&]() -> Task<> {
        bob.expects_lane = [](const PeerId&, const TransferId&) { return false; };
        start_both();
        co_await join(alice, bob);
        const auto before = network.dials_between(alice.node, bob.node);
        ask_to_dial(alice, bob);
        alice.say(bob, "the last");
        co_await until([&] { return bob.hears("the last"); });
        co_await pass(200ms);
        EXPECT_EQ(network.dials_between(alice.node, bob.node), before);
    });
}

TEST_F(LanesTest, AreDialledOnRequestWhereTheSessionComesFromOnly) {
    play([&]() -> Task<> {
        auto& carol = person(3);
        carol.start();
        bob.addresses = [&](const PeerId&) { return std::vector{carol.node.endpoint()}; };
        start_both();
        co_await join(alice, bob);
        ask_to_dial(alice, bob);
        alice.say(bob, "the last");
        co_await until([&] { return bob.hears("the last"); });
        co_await pass(200ms);
        EXPECT_EQ(network.dials_between(bob.node, carol.node), 0u);
    });
}

TEST_F(LanesTest, CarryMuchBetweenThreadsAndWakeOnShutdown) {
    std::unique_ptr<LaneStream> sender;
    play([&]() -> Task<> {
        start_both();
        co_await join(alice, bob);
        sender = std::move(*co_await alice.sessions->open_lane(bob.id(), random_id<TransferId>()));
        co_await until([&] { return bob.lanes.size() == 1; });
    });
    auto& receiver = *bob.lanes[0].second;
    std::jthread writing([&] {
        const Bytes piece(100'000, 7);
        for (int i = 0; i < 100; ++i) EXPECT_TRUE(sender->write_all(piece));
    });
    Bytes room(64 * 1024);
    std::size_t got = 0;
    while (got < 10'000'000) got += receiver.read_some(room).value();
    EXPECT_FALSE(receiver.is_readable(1ms));
    std::jthread waking([&] {
        std::this_thread::sleep_for(20ms);
        receiver.shutdown();
    });
    EXPECT_FALSE(receiver.read_some(room));
}

}  // namespace
}  // namespace culver::net
