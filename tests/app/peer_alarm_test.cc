// SPDX-License-Identifier: Apache-2.0
#include "app/peer_alarm.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using namespace std::chrono_literals;
using net::Standing;

PeerId peer(std::uint32_t number) {
    std::array<std::uint8_t, PeerId::kBytes> bytes{};
    for (std::size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    return *PeerId::from_bytes(bytes);
}

TEST(PeerAlarm, TellsOfEachOnceAnHour) {
    PeerAlarm alarm(SteadyTime{});
    EXPECT_TRUE(alarm.is_due(peer(1), Standing::Known, SteadyTime{}));
    EXPECT_FALSE(alarm.is_due(peer(1), Standing::Known, SteadyTime{59min}));
    EXPECT_TRUE(alarm.is_due(peer(1), Standing::Known, SteadyTime{60min}));
}

TEST(PeerAlarm, ACrowdOfKeysIsToldOfSeldomAndHidesNobodyKnown) {
    PeerAlarm alarm(SteadyTime{});
    int told = 0;
    for (std::uint32_t number = 0; number < 50 * 3'600; ++number)
        told += alarm.is_due(peer(number), Standing::Unknown, SteadyTime{number * 20ms}) ? 1 : 0;
    EXPECT_LE(told, 70);
    EXPECT_GE(told, 60);
    EXPECT_TRUE(alarm.is_due(peer(1'000'000), Standing::Known, SteadyTime{1h}));
}

}  // namespace
}  // namespace culver::app
