// SPDX-License-Identifier: Apache-2.0
// How often this node dials those who ask whether their port is open: each costs a handshake, and keys cost
// nothing, so strangers have a common measure. Pure.
#pragma once
#include "base/clock.h"
#include "base/ids.h"
#include "net/sessions.h"
#include "net/token_bucket.h"

#include <map>

namespace culver::app {

class LookBackLimit {
public:
    static constexpr Duration kEvery =
        std::chrono::milliseconds(300);  // one peer: a doctor asks twice in a row
    // All strangers: an office that is switched on in the morning asks less.
    static constexpr double kStrangersPerSecond = 5;
    static constexpr double kStrangerBurst = 20;

    explicit LookBackLimit(SteadyTime now) : strangers_(kStrangersPerSecond, kStrangerBurst, now) {}

    [[nodiscard]] bool admits(const PeerId& peer, net::Standing standing, SteadyTime now) {
        std::erase_if(looked_, [now](const auto& entry) { return now - entry.second >= kEvery; });
        if (looked_.contains(peer)) return false;
        if (standing != net::Standing::Known && !strangers_.try_spend(1, now)) return false;
        looked_.emplace(peer, now);
        return true;
    }

private:
    std::map<PeerId, SteadyTime> looked_;  // when a peer was last helped
    net::TokenBucket strangers_;
};

}  // namespace culver::app
