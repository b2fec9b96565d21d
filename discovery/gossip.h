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

// What came by gossip and waits for its turn: a gossiper makes this node send to at most ten addresses a
// minute, however many peers it speaks of, and all gossipers together to a hundred and twenty. What leads
// nowhere new passes at once.
class RumourIntake {
public:
    static constexpr std::size_t kDialsPerGossiper = 10;  // a minute
    static constexpr std::size_t kDialsOfAll = 120;       // a minute: whoever makes gossipers by the hundred
    static constexpr std::size_t kMaxWaiting = 1'024;     // per gossiper: 300 KB
    static constexpr std::size_t kMaxGossipers = 256;

    // False: it is refused (an address that must not travel, too old, too many).
    bool add(const PeerId& gossiper, Rumour rumour, SteadyTime now);

    // Those that may be looked at, each with its age as of now. is_known: the peer is listed at that address.
    using IsKnown = std::function<bool(const Rumour&)>;
    [[nodiscard]] std::vector<Rumour> due(SteadyTime now, const IsKnown& is_known);

    // Its session ended: what waits is dropped. The minute it used up is remembered.
    void forget(const PeerId& gossiper);
    [[nodiscard]] std::size_t waiting() const;

private:
    struct Waiting {
        Rumour rumour;
        SteadyTime came{};
    };
    struct Gossiper {
        MinuteLimit dials{kDialsPerGossiper};
        std::deque<Waiting> waiting;
        SteadyTime last_heard{};
    };
    Gossiper* find_or_add(const PeerId& gossiper);
    std::map<PeerId, Gossiper> gossipers_;
    MinuteLimit all_dials_{kDialsOfAll};
};

}  // namespace culver::discovery
