// SPDX-License-Identifier: Apache-2.0
// When a person is warned of a peer with whom no session comes about: of each once an hour, and of strangers
// all together so seldom that whoever makes keys by the thousand fills neither screen nor log, nor pushes
// other events out of what is kept for faces. Pure.
#pragma once
#include "base/clock.h"
#include "base/ids.h"
#include "net/sessions.h"
#include "net/token_bucket.h"

#include <map>

namespace culver::app {

class PeerAlarm {
public:
    static constexpr Duration kGap = std::chrono::hours(1);  // of one peer, who tries again all the time
    static constexpr double kStrangersPerMinute = 1;
    static constexpr double kStrangerBurst = 10;  // an office whose other half was updated this morning

    explicit PeerAlarm(SteadyTime now) : strangers_(kStrangersPerMinute / 60, kStrangerBurst, now) {}

    // True when a person has to be told now.
    [[nodiscard]] bool is_due(const PeerId& peer, net::Standing standing, SteadyTime now);

private:
    // Of the last hour: those whom a person knows, and 70 strangers at the very most.
    std::map<PeerId, SteadyTime> told_;
    net::TokenBucket strangers_;
};

}  // namespace culver::app
