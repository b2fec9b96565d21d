// SPDX-License-Identifier: Apache-2.0
// Gossip: signed beacons that nodes pass on over their sessions, so that a lost multicast, or a router
// between two networks, hides nobody. What travels is the datagram as it was signed, the endpoint at which
// the gossiper itself heard it, and how long ago. It proves nothing: whoever hears of a peer asks it, there.
// Pure.
//
// A dead peer is not kept alive: it signs nothing more, so its last stamp only grows older, here and there.
#pragma once
#include "base/bytes.h"
#include "base/clock.h"
#include "base/endpoint.h"
#include "base/ids.h"
#include "discovery/rate_limit.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace culver::discovery {

struct Rumour {
    PeerKey peer;
    Bytes datagram;    // signed, without its padding
    Endpoint seen_at;  // UDP, as the gossiper saw it
    Duration age{0};   // since the gossiper heard it
};

// Three intervals of a LAN of 1,000: who was silent for longer is gone everywhere.
inline constexpr Duration kOldestRumour = std::chrono::seconds(150);

// Means the same host everywhere: not link-local, loopback, multicast, broadcast or unspecified.
[[nodiscard]] bool may_travel(const boost::asio::ip::address& address);

// What this node itself heard of each present peer last.
class HeardBeacons {
public:
    void note(const PeerKey& peer, Bytes datagram, const Endpoint& from, SteadyTime now);
    void also_at(const PeerKey& peer, const Endpoint& from, SteadyTime now);  // the same datagram again
    void forget(const PeerKey& peer) { heard_.erase(peer); }

    // Nothing when it was heard too long ago, or only where addresses mean nothing to others.
    [[nodiscard]] std::optional<Rumour> about(const PeerKey& peer, SteadyTime now) const;

private:
    struct Heard {
        Bytes datagram;
        SteadyTime heard_at{};
        std::optional<Endpoint> seen_at;  // the last that may travel
        SteadyTime seen_at_when{};
    };
    static void see(Heard& heard, const Endpoint& from, SteadyTime now);
    std::unordered_map<PeerKey, Heard> heard_;
};

// Who tells: somebody whom a person here knows, or anybody. Keys cost nothing, so strangers are bounded
// together, and those who are known come first.
enum class Teller : std::uint8_t { Known, Stranger };

// What came by gossip and waits for its turn: a gossiper makes this node send to at most ten addresses a
// minute, however many peers it speaks of, and all gossipers together to a hundred and twenty. What leads
// nowhere new passes at once.
class RumourIntake {
public:
    static constexpr std::size_t kDialsPerGossiper = 10;   // a minute
    static constexpr std::size_t kDialsOfAll = 120;        // a minute: whoever makes gossipers by the hundred
    static constexpr std::size_t kDialsOfStrangers = 100;  // of those: two whom one knows keep their turns
    static constexpr std::size_t kMaxWaiting = 1'024;      // per gossiper: 400 KB
    // Of one stranger: four times what can have its turn before it is too old.
    static constexpr std::size_t kMaxWaitingOfStranger = 128;
    // Of strangers, and of all: looked through ten times a second while there is news; then who has most
    // waiting gives way.
    static constexpr std::size_t kMaxWaitingOfStrangers = 1'024;
    static constexpr std::size_t kMaxWaitingOfAll = 4'096;
    static constexpr std::size_t kMaxGossipers = 256;

    // False: it is refused (an address that must not travel, too old, too many).
    bool add(const PeerId& gossiper, Rumour rumour, SteadyTime now, Teller teller);

    // Those that may be looked at, each with its age as of now. is_known: the peer is listed at that address.
    using IsKnown = std::function<bool(const Rumour&)>;
    [[nodiscard]] std::vector<Rumour> due(SteadyTime now, const IsKnown& is_known);

    // Its session ended: what waits is dropped. The minute it used up is remembered.
    void forget(const PeerId& gossiper);
    [[nodiscard]] std::size_t waiting() const { return waiting_of(true) + waiting_of(false); }

private:
    struct Waiting {
        Rumour rumour;
        SteadyTime came{};
    };
    struct Gossiper {
        MinuteLimit dials{kDialsPerGossiper};
        std::deque<Waiting> waiting;
        SteadyTime last_heard{};
        SteadyTime last_dial{};
        bool is_stranger = false;
    };
    Gossiper* find_or_add(const PeerId& gossiper, SteadyTime now);
    [[nodiscard]] std::size_t waiting_of(bool strangers) const;
    [[nodiscard]] bool makes_room_for(const Gossiper& from);
    [[nodiscard]] bool may_dial(Gossiper& from, SteadyTime now);
    std::map<PeerId, Gossiper> gossipers_;
    MinuteLimit all_dials_{kDialsOfAll};
    MinuteLimit strangers_dials_{kDialsOfStrangers};
};

}  // namespace culver::discovery
