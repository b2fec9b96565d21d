// SPDX-License-Identifier: Apache-2.0
// When to browse. Every browser makes every responder of the link answer, so on a large network the beacon
// alone finds peers, and mDNS is looked at once, at a time of each node's own. Pure.
#pragma once
#include "discovery/budget.h"

namespace culver::discovery::mdns {

struct Population {
    std::size_t nodes = 1;       // present, this one included
    bool hears_beacons = false;  // somebody present was heard by beacon
};

class BrowsePolicy {
public:
    explicit BrowsePolicy(RandomSource random) : random_(std::move(random)) {}

    // The node started, or its network is another one.
    void restart(SteadyTime now);

    [[nodiscard]] bool wants(SteadyTime now, const Population& population);

    // When wants() may say something else, whatever the population does; that is to be asked every now and
    // then.
    [[nodiscard]] SteadyTime next_deadline(SteadyTime now) const;

private:
    RandomSource random_;
    SteadyTime open_at_ = SteadyTime::max();
    SteadyTime look_at_ = SteadyTime::max();  // the one look on a large network; max: not chosen yet
    bool is_browsing_ = false;
};

}  // namespace culver::discovery::mdns
