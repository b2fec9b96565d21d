// SPDX-License-Identifier: Apache-2.0
// Whose knock is answered, handed over, and what a knock says about this node's own firewall. A node whose
// port is closed to others keeps some sessions that it dialled itself, so that it can be spoken to all the
// same and somebody can hand it the knocks of others. Pure.
#pragma once
#include "base/ids.h"
#include "discovery/rate_limit.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace culver::discovery {

class Knocks {
public:
    static constexpr Duration kBetweenDials = std::chrono::seconds(1);  // for one peer
    static constexpr std::size_t kDialsPerMinute = 60;   // in all: a department that begins work
    static constexpr std::size_t kPassedPerMinute = 10;  // for one peer
    static constexpr std::size_t kKept = 8;              // sessions dialled while the own port is closed
    static constexpr Duration kBelief = std::chrono::minutes(30);  // without further signs

    // A peer asks to be dialled.
    [[nodiscard]] bool may_dial(const PeerId& peer, SteadyTime now);

    // A peer asks to hand its knock to another, or hands over one: what it says decides where is dialled.
    [[nodiscard]] bool may_pass_on(const PeerId& from, SteadyTime now);

    // A link dialled for a knock stands: the other side could not dial this one.
    void dialled_back(SteadyTime now) { blocked_until_ = now + kBelief; }
    // Another host dialled this node.
    void was_dialled() { blocked_until_.reset(); }
    [[nodiscard]] bool is_own_port_closed(SteadyTime now) const {
        return blocked_until_ && now < *blocked_until_;
    }

    // With whom sessions are to be kept: nobody while the port is open; those of before first, even if they
    // are not heard any more (what blocks links may block beacons), then candidates, best first.
    const std::set<PeerId>& keep(const std::vector<PeerId>& candidates, SteadyTime now);
    void drop(const PeerId& peer) { kept_.erase(peer); }  // it said goodbye

private:
    std::map<PeerId, SteadyTime> dialled_;
    MinuteLimit dials_{kDialsPerMinute};
    std::map<PeerId, MinuteLimit> passed_;
    std::optional<SteadyTime> blocked_until_;
    std::set<PeerId> kept_;
};

}  // namespace culver::discovery
