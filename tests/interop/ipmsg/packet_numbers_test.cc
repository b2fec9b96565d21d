// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/packet_numbers.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kNow{1'700'000'000s};
constexpr SteadyTime kStart{100s};

PeerKey peer(std::uint8_t number) {
    PeerId id;
    id.bytes[0] = number;
    return {Protocol::Ipmsg, id};
}

TEST(PacketNumbers, BeginWithTheTimeAndGrow) {
    PacketNumbers numbers(0, [](std::uint32_t) {});
    EXPECT_EQ(numbers.next(kNow), 1'700'000'000U);
    EXPECT_EQ(numbers.next(kNow), 1'700'000'001U);
    EXPECT_EQ(numbers.next(kNow + 60s), 1'700'000'060U);
}

TEST(PacketNumbers, GrowAcrossARestartWithAClockSetBack) {
    std::uint32_t kept = 0;
    PacketNumbers first(0, [&](std::uint32_t number) { kept = number; });
    std::uint32_t last = 0;
    for (int i = 0; i < 10'000; ++i) last = first.next(kNow);
    PacketNumbers second(kept, [](std::uint32_t) {});
    EXPECT_GT(second.next(kNow - 1h), last);
}

TEST(PacketNumbers, TheDiskIsSpared) {
    int writes = 0;
    PacketNumbers numbers(0, [&](std::uint32_t) { ++writes; });
    for (int i = 0; i < 10'000; ++i) (void)numbers.next(kNow);
    EXPECT_LE(writes, 4);
}

TEST(SeenPackets, ARepetitionIsKnownPerPeer) {
    SeenPackets seen;
    EXPECT_TRUE(seen.is_new(peer(1), 7));
    seen.note(peer(1), 7, kStart);
    EXPECT_FALSE(seen.is_new(peer(1), 7));
    EXPECT_TRUE(seen.is_new(peer(2), 7));
    seen.forget(peer(1));
    EXPECT_TRUE(seen.is_new(peer(1), 7));
}

TEST(SeenPackets, WhoEntersAnewIsInAnotherRunUnlessItMayBeRepeatingYet) {
    SeenPackets seen;
    EXPECT_FALSE(seen.begin_run(peer(1), kStart)) << "nothing of it is known";
    seen.note(peer(1), 7, kStart);
    EXPECT_FALSE(seen.begin_run(peer(1), kStart + SeenPackets::kRepeated - 1s));
    EXPECT_EQ(seen.run_of(peer(1)), 0U);
    seen.forget(peer(1));
    EXPECT_TRUE(seen.begin_run(peer(1), kStart + SeenPackets::kRepeated));
    EXPECT_EQ(seen.run_of(peer(1)), 1U);
    EXPECT_EQ(seen.run_of(peer(2)), 0U);
}

TEST(SeenPackets, MemoryIsBounded) {
    SeenPackets seen;
    for (std::uint32_t number = 0; number < 1'000; ++number) seen.note(peer(1), number, kStart);
    EXPECT_TRUE(seen.is_new(peer(1), 0));
    EXPECT_FALSE(seen.is_new(peer(1), 999));
}

}  // namespace
}  // namespace culver::interop::ipmsg
