// SPDX-License-Identifier: Apache-2.0
// What every way of finding peers implements: the beacon's sockets, mDNS, static hosts, gossip, and the
// gateways to foreign protocols. A backend reports to its Sink and knows neither the roster nor the other
// backends. Thread: the network thread.
#pragma once
#include "base/task.h"
#include "discovery/datagram.h"
#include "discovery/interfaces.h"
#include "discovery/sighting.h"

#include <optional>
#include <vector>

namespace culver::discovery {

// Where a backend's reports go. Called on the network thread, also from within the backend's own calls.
class Sink {
public:
    virtual ~Sink() = default;

    // A beacon datagram came; nothing about it was checked.
    virtual void arrived(ByteView datagram, const Arrival& arrival) = 0;

    // Another node passed on a beacon that it heard at seen_at so long ago (gossip).
    virtual void passed_on(ByteView datagram, const Endpoint& seen_at, Duration age) = 0;

    // An unsigned report (mDNS, foreign protocols); repeated while it holds, at least every 10 s.
    virtual void hinted(const Sighting& sighting) = 0;

    // What was hinted at holds no longer.
    virtual void withdrawn(const PeerKey& peer, Way way) = 0;

    // Asks whoever answers at that UDP endpoint (static hosts).
    virtual void ask(const Endpoint& where, Way way) = 0;

    // states() gives something else now.
    virtual void state_changed() = 0;
};

// What a backend that speaks another language than beacons says of this node.
struct Announcement {
    PeerId id;
    Label label;
    std::uint16_t tcp_port = 0;
    std::uint16_t reply_port = 0;  // UDP, where probes are answered
};

class Backend {
public:
    virtual ~Backend() = default;

    // One entry per way it serves.
    [[nodiscard]] virtual std::vector<WayState> states() const = 0;

    // Works until cancelled; called once. Keeps sink until it has ended.
    virtual Task<> run(Sink& sink) = 0;

    // Called before run(), and at each change: publish this; no announcement means hide.
    virtual void announce(const std::optional<Announcement>& what) = 0;

    // Called before run(), and at each change: the usable interfaces.
    virtual void use(const std::vector<Interface>& interfaces) = 0;

    // This node leaves: withdraw what was published. Returns when that was sent.
    virtual Task<> say_goodbye() = 0;
};

// Carries the core's own datagrams; implemented by the backend that owns the beacon's sockets.
class Courier {
public:
    virtual ~Courier() = default;
    virtual void carry(const Outgoing& datagram) = 0;
};

}  // namespace culver::discovery
