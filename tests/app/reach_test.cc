// SPDX-License-Identifier: Apache-2.0
// Bob is told by gossip who is there. A rumour about somebody he has at that very address costs the gossiper
// nothing; any other one is a dial, of which a gossiper has few a minute.
#include "app/reach.h"

#include "base/signature.h"
#include "discovery/beacon.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"

#include <gtest/gtest.h>

#include <chrono>

namespace culver::app {
namespace {

using namespace std::chrono_literals;
using discovery::RumourIntake;

constexpr std::size_t kMany = 2 * RumourIntake::kDialsPerGossiper;

class ReachTest : public testing::Test {
protected:
    struct Other {
        SigningKey key = SigningKey::generate();
        Endpoint home;
    };

    ReachTest() {
        for (std::size_t number = 0; number < kMany; ++number)
            others_.push_back({.home = *Endpoint::parse("10.7.0." + std::to_string(number + 1), 24254)});
    }

    static Bytes beacon_of(const Other& other) {
        discovery::Beacon beacon;
        beacon.key = other.key.public_key();
        beacon.stamp = {.epoch = 2, .sequence = 1};
        beacon.port = 24254;
        return discovery::seal(beacon, other.key);
    }
    discovery::Rumour rumour(const Other& other, const Endpoint& at) const {
        return {.peer = PeerKey(other.key.peer_id()), .datagram = beacon_of(other), .seen_at = at};
    }

    // Bob has a session with all of them, dialled at their homes.
    void meet_all() {
        for (const auto& other : others_) {
            discovery_.session_opened(PeerKey(other.key.peer_id()));
            discovery_.told_in_session(PeerKey(other.key.peer_id()), other.home, {}, true);
        }
    }

    // Alice tells these, and then that a newcomer is there; whether bob looked at the newcomer.
    bool looks_at_newcomer_after(const std::vector<discovery::Rumour>& told) {
        const Other newcomer{.home = *Endpoint::parse("10.8.0.1", 24254)};
        bool is_looked_at = false;
        const auto story = [&]() -> Task<> {
            reach_.start();
            EXPECT_TRUE(co_await alice_->connect(bob_node_.id(), 2s));
            tell(told);
            tell({rumour(newcomer, newcomer.home)});
            tell({rumour(last_, last_.home)});  // her last word, by somebody bob has
            for (int turn = 0; turn < 200 && !is_looked_at; ++turn) {
                is_looked_at = discovery_.heard_row(PeerKey(newcomer.key.peer_id())).has_value();
                co_await sleep_for(1ms);
            }
            co_await reach_.close();
            co_await alice_->close();
            co_await bob_->close();
        };
        test::run(loop_, story());
        return is_looked_at;
    }

    void tell(const std::vector<discovery::Rumour>& rumours) {
        const auto kind = static_cast<std::uint16_t>(ReachKind::Gossip);
        EXPECT_TRUE(alice_->send(bob_node_.id(), kind, encode(rumours)));
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    test::MemoryNetwork::Node& alice_node_ = network_.add_node(SigningKey::generate().peer_id());
    test::MemoryNetwork::Node& bob_node_ = network_.add_node(SigningKey::generate().peer_id());
    std::unique_ptr<net::Sessions> alice_ = network_.make_sessions(alice_node_);
    std::unique_ptr<net::Sessions> bob_ = network_.make_sessions(bob_node_);
    SigningKey key_ = SigningKey::generate();
    discovery::Discovery discovery_{loop_.get_executor(), real_clock(), key_, {.tcp_port = 24254}, {}};
    Reach reach_{loop_.get_executor(),
                 *bob_,
                 discovery_,
                 real_clock(),
                 {.is_blocked = [](const PeerId&) { return false; },
                  .is_known = [](const PeerId&) { return true; },
                  .connected_at = [](const PeerId&) { return std::optional<Endpoint>(); },
                  .is_reached_by = [](PeerId) -> Task<std::optional<bool>> { co_return std::nullopt; },
                  .other = {}}};
    std::vector<Other> others_;
    Other last_{.home = *Endpoint::parse("10.7.1.1", 24254)};
};

TEST_F(ReachTest, NewsOfThoseItHasCostsAGossiperNothing) {
    meet_all();
    std::vector<discovery::Rumour> told;
    for (const auto& other : others_) told.push_back(rumour(other, other.home));
    EXPECT_TRUE(looks_at_newcomer_after(told));
}

TEST_F(ReachTest, AnotherAddressOfThemIsADial) {
    meet_all();
    std::vector<discovery::Rumour> told;
    for (const auto& other : others_) {
        Endpoint elsewhere = other.home;
        elsewhere.address = boost::asio::ip::make_address_v4(elsewhere.address.to_v4().to_uint() + 0x10000);
        told.push_back(rumour(other, elsewhere));
    }
    EXPECT_FALSE(looks_at_newcomer_after(told));
}

// Else whoever names a peer twice would have made it known.
TEST_F(ReachTest, WhomOnlyOthersNamedIsADialEachTime) {
    std::vector<discovery::Rumour> told;
    for (const auto& other : others_) {
        told.push_back(rumour(other, other.home));
        discovery_.take_rumour(told.back());
        ASSERT_TRUE(discovery_.heard_row(PeerKey(other.key.peer_id())));
    }
    EXPECT_FALSE(looks_at_newcomer_after(told));
}

}  // namespace
}  // namespace culver::app
