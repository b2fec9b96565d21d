// SPDX-License-Identifier: Apache-2.0
#include "net/link_choice.h"

#include <gtest/gtest.h>

namespace culver::net {
namespace {

using namespace std::chrono_literals;

constexpr auto kWindow = 10s;

PeerId peer(std::uint8_t number) {
    PeerId id;
    id.bytes[0] = number;
    return id;
}

InstanceId instance(std::uint8_t number) {
    InstanceId id;
    id.bytes[0] = number;
    return id;
}

LinkFacts link(std::uint8_t dialler, Duration when, std::uint8_t of_instance = 1) {
    return {instance(of_instance), peer(dialler), SteadyTime(1h + when)};
}

TEST(LinkChoice, ANewInstanceReplacesTheOldAtOnce) {
    EXPECT_EQ(choose_link(link(1, 0s, 1), link(2, 1s, 2), kWindow), LinkChoice::OldIsDead);
    EXPECT_EQ(choose_link(link(1, 0s, 1), link(2, 1h, 2), kWindow), LinkChoice::OldIsDead);
}

TEST(LinkChoice, OfTwoDialledAtOnceTheSmallerDiallersStays) {
    EXPECT_EQ(choose_link(link(1, 0s), link(2, 1s), kWindow), LinkChoice::KeepOld);
    EXPECT_EQ(choose_link(link(2, 0s), link(1, 1s), kWindow), LinkChoice::KeepNew);
}

TEST(LinkChoice, BothSidesChooseTheSameLinkInWhicheverOrderTheySeeThem) {
    const auto by_small = link(1, 0s);
    const auto by_large = link(2, 1s);
    EXPECT_EQ(choose_link(by_small, by_large, kWindow), LinkChoice::KeepOld);
    EXPECT_EQ(choose_link(by_large, by_small, kWindow), LinkChoice::KeepNew);
}

TEST(LinkChoice, LaterTheNewerStaysBecauseItsDiallerHadLostTheOther) {
    EXPECT_EQ(choose_link(link(1, 0s), link(2, 11s), kWindow), LinkChoice::KeepNew);
    EXPECT_EQ(choose_link(link(1, 0s), link(2, 10s), kWindow), LinkChoice::KeepOld);
}

TEST(LinkChoice, WhoDialsTwiceMeansTheSecond) {
    EXPECT_EQ(choose_link(link(1, 0s), link(1, 1s), kWindow), LinkChoice::KeepNew);
}

}  // namespace
}  // namespace culver::net
