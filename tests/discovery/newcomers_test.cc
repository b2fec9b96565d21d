// SPDX-License-Identifier: Apache-2.0
// All newcomers together are asked 4,000 questions at once and 300 a second; whoever this node knows is asked
// whatever they do.
#include "base/signature.h"
#include "discovery/core.h"

#include <gtest/gtest.h>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kNewcomers = 4'500;  // fewer than get a row
constexpr std::uint64_t kBurst = 4'000;
constexpr double kPerSecond = 300;
constexpr std::uint16_t kBeaconPort = 24254;
constexpr std::uint32_t kLast = 0xffffffff;  // asked after all others that are due at the same moment

class NewcomersTest : public testing::Test {
protected:
    static PeerKey peer(std::uint32_t number) {
        PeerId id;
        for (std::size_t byte = 0; byte < 4; ++byte)
            id.bytes[byte] = static_cast<std::uint8_t>(number >> (8 * byte));
        return PeerKey(id);
    }
    static Endpoint home_of(std::uint32_t number) {
        return {.address = boost::asio::ip::address_v4(0x0a010000u + number), .port = 24254};
    }

    // Somebody else says that this one is there, so that it may be asked as often as anybody.
    void hint(std::uint32_t number) {
        core_.hint({.peer = peer(number), .way = Way::Mdns, .dial = home_of(number)}, now_);
    }

    // Lets time pass; how many questions went out.
    std::uint64_t questions_within(Duration duration) {
        std::uint64_t questions = 0;
        for (const SteadyTime end = now_ + duration; now_ < end; now_ += 100ms) {
            core_.advance(now_);
            for (const Outgoing& datagram : core_.take_effects().datagrams) {
                if (datagram.kind != Kind::Probe) continue;
                ++questions;
                if (datagram.to && datagram.to->address == home_of(kLast).address) ++to_last_;
            }
        }
        return questions;
    }

    SigningKey key_ = SigningKey::generate();
    SteadyTime now_{1h};
    Core core_{key_, {.label = {.name = "alice"}, .beacon_port = kBeaconPort, .ways = {}}, [] {
                   return std::uint64_t{7};
               }};
    std::uint64_t to_last_ = 0;
};

TEST_F(NewcomersTest, AreAskedSoManyQuestionsASecondAllTogether) {
    for (std::uint32_t number = 1; number <= kNewcomers; ++number) hint(number);
    const auto asked = questions_within(5s);
    EXPECT_GE(asked, kBurst);
    EXPECT_LE(asked, kBurst + static_cast<std::uint64_t>(kPerSecond * 5));
    EXPECT_GE(core_.counters().limited, kNewcomers / 2) << "each wanted five questions";
}

TEST_F(NewcomersTest, WhomThisNodeKnowsIsAskedAllTheSame) {
    for (std::uint32_t number = 1; number <= kNewcomers; ++number) hint(number);
    questions_within(900ms);  // until all want their second question
    ASSERT_GT(core_.counters().limited, 0u) << "nothing is left for newcomers";
    core_.roster().mark_known(peer(kLast));
    hint(kLast);
    questions_within(6s);
    EXPECT_EQ(to_last_, 5u) << "all questions that somebody who is pending gets";
}

TEST_F(NewcomersTest, ANewcomerInSuchAFloodIsNot) {
    for (std::uint32_t number = 1; number <= kNewcomers; ++number) hint(number);
    questions_within(900ms);  // until all want their second question
    hint(kLast);
    questions_within(6s);
    EXPECT_LT(to_last_, 5u);
}

}  // namespace
}  // namespace culver::discovery
