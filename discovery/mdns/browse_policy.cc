// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/browse_policy.h"

#include <algorithm>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

constexpr Duration kHeadStart = 2s;  // beacons tell within that time how large the network is
constexpr std::size_t kSmallNetwork = 30;
constexpr std::size_t kLargeNetwork = 36;  // between the two nothing changes, so that nobody flaps
constexpr Duration kLookTakes =
    10s;  // answers come within 1 s, and a lost query is repeated after 1, 3 and 7
constexpr Duration kLookSpread = 1s;  // for each node beyond the small network: some ten look at a time

}  // namespace

void BrowsePolicy::restart(SteadyTime now) {
    open_at_ = now + kHeadStart;
    look_at_ = SteadyTime::max();
    is_browsing_ = false;
}

bool BrowsePolicy::wants(SteadyTime now, const Population& population) {
    if (now < open_at_) return false;
    const std::size_t bound = is_browsing_ ? kLargeNetwork : kSmallNetwork;
    is_browsing_ = !population.hears_beacons || population.nodes <= bound;
    if (is_browsing_) {
        look_at_ = now - kLookTakes;  // has looked
        return true;
    }
    if (look_at_ == SteadyTime::max()) {
        const auto others = static_cast<double>(population.nodes - kSmallNetwork);
        look_at_ = now + std::chrono::duration_cast<Duration>(kLookSpread * others * unit(random_));
    }
    return now >= look_at_ && now < look_at_ + kLookTakes;
}

SteadyTime BrowsePolicy::next_deadline(SteadyTime now) const {
    for (const SteadyTime at : {open_at_, look_at_}) {
        if (at != SteadyTime::max() && at > now) return at;
    }
    const bool is_looking = look_at_ != SteadyTime::max() && now < look_at_ + kLookTakes;
    return is_looking ? look_at_ + kLookTakes : SteadyTime::max();
}

}  // namespace culver::discovery::mdns
