// SPDX-License-Identifier: Apache-2.0
// How often something is done for a peer: for each no more often than after a gap, and for strangers all
// together within a common measure, because keys cost nothing. Pure.
#pragma once
#include "base/clock.h"
#include "base/ids.h"
#include "net/sessions.h"
#include "net/token_bucket.h"

#include <map>

namespace culver::app {

// Dialling those who ask whether their port is open, each a handshake. One peer: a doctor asks twice in a
// row. All strangers: an office that is switched on in the morning asks less.
inline constexpr Duration kLookBackGap = std::chrono::milliseconds(300);
inline constexpr double kStrangersLookBacksPerSecond = 5;
inline constexpr double kStrangersLookBackBurst = 20;

// Warning a person of a peer with whom no session comes about, who tries again all the time. All strangers:
// whoever makes keys by the thousand fills neither screen nor log, nor pushes other events out of what is
// kept for faces; an office whose other half was updated this morning is told of.
inline constexpr Duration kRefusalGap = std::chrono::hours(1);
inline constexpr double kStrangersRefusalsPerMinute = 1;
inline constexpr double kStrangersRefusalBurst = 10;

class PeerLimit {
public:
    PeerLimit(Duration gap, double strangers_per_second, double stranger_burst, SteadyTime now)
        : gap_(gap), strangers_(strangers_per_second, stranger_burst, now) {}

    // True when it is done now.
    [[nodiscard]] bool admits(const PeerId& peer, net::Standing standing, SteadyTime now) {
        std::erase_if(admitted_, [&](const auto& entry) { return now - entry.second >= gap_; });
        if (admitted_.contains(peer)) return false;
        if (standing != net::Standing::Known && !strangers_.try_spend(1, now)) return false;
        admitted_.emplace(peer, now);
        return true;
    }

private:
    Duration gap_;
    std::map<PeerId, SteadyTime>
        admitted_;  // within the last gap: of strangers as many as their measure lets
    net::TokenBucket strangers_;
};

}  // namespace culver::app
