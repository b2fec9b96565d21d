// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/roster.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace culver::interop::ipmsg {
namespace {

using namespace std::chrono_literals;
using Kind = Roster::Change::Kind;

const SteadyTime kStart{1'000s};

Introduction bob(Dialect dialect = Dialect::Modern) {
    Introduction said;
    said.user = "bob";
    said.host = "pc2";
    said.name = "Bob";
    said.dialect = dialect;
    return said;
}

Endpoint at(std::uint8_t last) {
    return {boost::asio::ip::make_address("10.0.0." + std::to_string(last)), kPort};
}

TEST(Roster, ShowsAHostOnceAndItsChangesOnly) {
    Roster roster;
    auto changes = roster.heard(bob(), at(2), true, kStart);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].kind, Kind::Appeared);
    EXPECT_TRUE(roster.heard(bob(), at(2), true, kStart + 1s).empty());
    auto renamed = bob();
    renamed.name = "Robert";
    changes = roster.heard(renamed, at(2), true, kStart + 2s);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].kind, Kind::Changed);
    EXPECT_EQ(changes[0].row.said.name, "Robert");
    EXPECT_EQ(roster.rows().size(), 1U);
}

// Old programs of equal names may sit behind one address with several ports, and anybody may claim so.
TEST(Roster, HoldsTogetherWhateverComesFromWhere) {
    std::mt19937 luck{7};
    Roster roster;
    const std::array dialects{Dialect::Plain, Dialect::Feiq, Dialect::Modern};
    for (int step = 0; step < 20'000; ++step) {
        const auto now = kStart + step * 10ms;
        const Endpoint from{at(static_cast<std::uint8_t>(2 + luck() % 2)).address,
                            static_cast<std::uint16_t>(kPort + luck() % 4)};
        auto said = bob(dialects[luck() % dialects.size()]);
        said.user += static_cast<char>('a' + luck() % 2);
        switch (luck() % 5) {
            case 0: (void)roster.left(from); break;
            case 1: roster.touch(from, now); break;
            case 2: (void)roster.advance(now); break;
            default: (void)roster.heard(said, from, luck() % 2 == 0, now);
        }
        if (const auto* here = roster.at(from)) ASSERT_EQ(here->where, from) << step;
        for (const auto& [key, row] : roster.rows()) {
            ASSERT_NE(roster.at(row.where), nullptr) << step;
            ASSERT_EQ(roster.at(row.where)->key, key) << step;
        }
    }
}

TEST(Roster, NamesAreTheSameInEveryCase) {
    auto loud = bob();
    loud.user = "BOB";
    loud.host = "PC2";
    EXPECT_EQ(key_of(bob()), key_of(loud));
    auto shifted = bob();  // no name may end where another begins
    shifted.user = "bobp";
    shifted.host = "c2";
    EXPECT_NE(key_of(bob()), key_of(shifted));
}

TEST(Roster, EqualNamesElsewhereTakeNoRowWhileItsOwnerIsHere) {
    Roster roster;
    (void)roster.heard(bob(), at(2), true, kStart);
    EXPECT_TRUE(roster.heard(bob(), at(66), true, kStart + 1s).empty());
    ASSERT_NE(roster.find(key_of(bob())), nullptr);
    EXPECT_EQ(roster.find(key_of(bob()))->where, at(2));
    const auto step = roster.advance(kStart + 1s);  // the owner is asked whether it is still there
    EXPECT_EQ(step.ask, std::vector{at(2)});
}

TEST(Roster, WhoeverCallsItselfSoOftenTakesNoTimeToAnswerAway) {
    Roster roster;
    (void)roster.heard(bob(), at(2), true, kStart);
    for (int claim = 0; claim < 2 * Roster::kProbes; ++claim) {
        (void)roster.heard(bob(), at(66), true, kStart + 1s);
        EXPECT_TRUE(roster.advance(kStart + 1s).changes.empty());
    }
    EXPECT_NE(roster.find(key_of(bob())), nullptr);
}

// A laptop goes from its cable to the air without a word. Whoever spoke from there is asked once more.
TEST(Roster, WhoTookTheNameIsAskedOnceItsOwnerIsGone) {
    Roster roster;
    (void)roster.heard(bob(), at(2), true, kStart);
    (void)roster.heard(bob(), at(66), true, kStart + 1s);
    auto now = kStart + 1s;
    for (int probe = 0; probe < Roster::kProbes; ++probe, now += Roster::kProbeEvery)
        EXPECT_EQ(roster.advance(now).ask, std::vector{at(2)});
    const auto step = roster.advance(now);
    EXPECT_EQ(step.ask, std::vector{at(66)});
    ASSERT_EQ(step.changes.size(), 1U);
    EXPECT_EQ(step.changes[0].kind, Kind::Gone);
}

TEST(Roster, AfterAChangeOfNetworkEverybodyIsAskedInTurn) {
    Roster roster;
    for (std::uint8_t last = 2; last < 5; ++last) {
        auto said = bob();
        said.user += std::to_string(last);
        (void)roster.heard(said, at(last), true, kStart);
    }
    EXPECT_TRUE(roster.advance(kStart + 1s).ask.empty());
    roster.doubt_all(kStart + 1s);
    EXPECT_EQ(roster.advance(kStart + 1s).ask.size(), 1U);
    EXPECT_EQ(roster.advance(kStart + 2s).ask.size(), 2U);
    for (int change = 0; change < 2 * Roster::kProbes; ++change) {  // an address, a route, another address …
        roster.doubt_all(kStart + 3s);
        const auto step = roster.advance(kStart + 3s);
        EXPECT_TRUE(step.ask.empty() && step.changes.empty()) << "everybody has time to answer";
    }
}

TEST(Roster, EqualNamesOfProgramsThatHaveNoneOfTheirOwnAreTwoRows) {
    Roster roster;
    (void)roster.heard(bob(Dialect::Iptux), at(2), true, kStart);
    const auto changes = roster.heard(bob(Dialect::Iptux), at(3), true, kStart);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].kind, Kind::Appeared);
    EXPECT_NE(changes[0].row.key, key_of(bob(Dialect::Iptux)));
    EXPECT_EQ(roster.rows().size(), 2U);
}

TEST(Roster, WhoIsGoneMayComeBackElsewhereAsTheSame) {
    Roster roster;
    (void)roster.heard(bob(), at(2), true, kStart);
    ASSERT_EQ(roster.left(at(2)).size(), 1U);
    const auto changes = roster.heard(bob(), at(9), true, kStart + 10s);
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].row.key, key_of(bob()));
    EXPECT_EQ(roster.find(key_of(bob()))->where, at(9));
}

TEST(Roster, ExitCountsFromTheOwnAddressOnly) {
    Roster roster;
    (void)roster.heard(bob(), at(2), true, kStart);
    EXPECT_TRUE(roster.left(at(66)).empty());
    EXPECT_NE(roster.at(at(2)), nullptr);
}

TEST(Roster, AMessageUnderOtherNamesTakesNoAddressFromWhoEntered) {
    Roster roster;
    (void)roster.heard(bob(), at(2), true, kStart);
    auto other = bob();
    other.user = "eve";
    EXPECT_TRUE(roster.heard(other, at(2), false, kStart + 1s).empty());
    EXPECT_EQ(roster.at(at(2))->said.user, "bob");
    const auto changes = roster.heard(other, at(2), true, kStart + 2s);  // another person logged in there
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].kind, Kind::Gone);
    EXPECT_EQ(changes[1].kind, Kind::Appeared);
}

TEST(Roster, TheSilentAreAskedThreeTimesAndGo) {
    Roster roster;
    (void)roster.heard(bob(), at(2), true, kStart);
    EXPECT_TRUE(roster.advance(kStart + Roster::kQuiet - 1s).ask.empty());
    auto now = kStart + Roster::kQuiet;
    for (int probe = 0; probe < Roster::kProbes; ++probe) {
        const auto step = roster.advance(now);
        EXPECT_EQ(step.ask, std::vector{at(2)});
        EXPECT_TRUE(step.changes.empty());
        EXPECT_TRUE(roster.advance(now).ask.empty());  // not twice at once
        now += Roster::kProbeEvery;
    }
    const auto last = roster.advance(now);
    EXPECT_TRUE(last.ask.empty());
    ASSERT_EQ(last.changes.size(), 1U);
    EXPECT_EQ(last.changes[0].kind, Kind::Gone);
    EXPECT_TRUE(roster.rows().empty());
}

TEST(Roster, AnySignOfLifeCountsForTheProbe) {
    Roster roster;
    (void)roster.heard(bob(), at(2), true, kStart);
    const auto now = kStart + Roster::kQuiet;
    (void)roster.advance(now);
    roster.touch(at(2), now + 1s);
    EXPECT_TRUE(roster.advance(now + Roster::kProbeEvery * 4).ask.empty());
    EXPECT_EQ(roster.rows().size(), 1U);
}

TEST(Roster, HoldsNoMoreThanItsLimit) {
    Roster roster;
    for (std::size_t i = 0; i < Roster::kMost + 10; ++i) {
        auto said = bob();
        said.user = "u" + std::to_string(i);
        const Endpoint from{boost::asio::ip::address_v4(0x0A000000U + static_cast<unsigned>(i)), kPort};
        (void)roster.heard(said, from, true, kStart);
    }
    EXPECT_EQ(roster.rows().size(), Roster::kMost);
    EXPECT_EQ(roster.clear().size(), Roster::kMost);
    EXPECT_EQ(roster.at({boost::asio::ip::address_v4(0x0A000000U), kPort}), nullptr);
}

// A host has one program of the family; whoever plays thousands from its address leaves room for others.
TEST(Roster, HoldsFewOfOneAddress) {
    Roster roster;
    for (std::uint16_t i = 0; i < 500; ++i) {
        auto said = bob();
        said.user = "u" + std::to_string(i);
        const Endpoint from{at(2).address, static_cast<std::uint16_t>(3000 + i)};
        (void)roster.heard(said, from, true, kStart);
    }
    EXPECT_EQ(roster.rows().size(), Roster::kMostAtAddress);
    EXPECT_EQ(roster.heard(bob(), at(3), true, kStart).size(), 1U);
    auto true_one = bob();
    true_one.user = "ann";
    EXPECT_EQ(roster.heard(true_one, at(2), true, kStart).size(), 1U) << "at the port that they all use";
}

}  // namespace
}  // namespace culver::interop::ipmsg
