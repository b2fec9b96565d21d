// SPDX-License-Identifier: Apache-2.0
#include "app/peer_alarm.h"

namespace culver::app {

bool PeerAlarm::is_due(const PeerId& peer, net::Standing standing, SteadyTime now) {
    std::erase_if(told_, [now](const auto& entry) { return now - entry.second >= kGap; });
    if (told_.contains(peer)) return false;
    if (standing != net::Standing::Known && !strangers_.try_spend(1, now)) return false;
    told_.emplace(peer, now);
    return true;
}

}  // namespace culver::app
