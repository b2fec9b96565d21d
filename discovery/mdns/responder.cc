// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/responder.h"

namespace culver::discovery::mdns {

std::vector<Place> browsed_places(const std::vector<Interface>& interfaces) {
    std::vector<Place> places;
    for (const Interface& each : interfaces) {
        if (each.is_loopback || !each.can_multicast) continue;
        places.push_back({.interface = each.index, .is_ipv6 = each.addresses4.empty()});
    }
    return places;
}

}  // namespace culver::discovery::mdns
