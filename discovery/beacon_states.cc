// SPDX-License-Identifier: Apache-2.0
// How well the beacon's ways work, in words for the person at the screen.
#include "discovery/beacon_backend.h"

#include <algorithm>

namespace culver::discovery {
namespace {

bool serves(const Interface& interface, Way way) {
    if (interface.is_loopback) return false;
    switch (way) {
        case Way::Multicast4: return interface.can_multicast && !interface.addresses4.empty();
        case Way::Multicast6: return interface.can_multicast && interface.has_link_local6();
        case Way::Broadcast:
            return std::ranges::any_of(interface.addresses4,
                                       [](const Address4& address) { return address.broadcast.has_value(); });
        default: return false;
    }
}

std::string_view nothing_serves(Way way) {
    switch (way) {
        case Way::Multicast6: return "No network interface has an IPv6 address; IPv4 is used alone.";
        case Way::Broadcast: return "No network interface can broadcast.";
        default:
            return "No network has an IPv4 address, so only this machine's own nodes are found; connect to a "
                   "network.";
    }
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

}  // namespace

WayState BeaconBackend::state_of(Way way) const {
    if (!ways_.contains(way))
        return {.way = way, .health = Health::Off, .detail = "Switched off by a setting."};
    std::vector<std::string> working;
    std::vector<std::string> broken;
    for (const Interface& interface : interfaces_) {
        if (!serves(interface, way) || quiet_.contains(interface.index)) continue;
        const auto failure = failures_.find({way, interface.name});
        if (failure == failures_.end())
            working.push_back(interface.name);
        else
            broken.push_back(interface.name + " (" + failure->second + ")");
    }
    if (working.empty() && broken.empty()) {
        const bool has_loopback =
            std::ranges::any_of(interfaces_, &Interface::is_loopback) && shared4_.is_open();
        const bool serves_host = way == Way::Multicast4 && has_loopback;
        return {.way = way,
                .health = serves_host ? Health::Degraded : Health::Failed,
                .detail = std::string(nothing_serves(way))};
    }
    if (working.empty())
        return {.way = way, .health = Health::Failed, .detail = "Sending fails on " + joined(broken) + "."};
    const DatagramSocket& shared = way == Way::Multicast6 ? shared6_ : shared4_;
    if (!shared.is_open()) {
        return {.way = way,
                .health = Health::Degraded,
                .detail = "Another program holds the beacon port; peers are seen only when they answer (" +
                          shared_failure_ + ")."};
    }
    if (!broken.empty()) {
        return {.way = way, .health = Health::Degraded, .detail = "Sending fails on " + joined(broken) + "."};
    }
    return {.way = way, .health = Health::Ok, .detail = "On " + joined(working) + "."};
}

std::vector<WayState> BeaconBackend::states() const {
    return {state_of(Way::Multicast4), state_of(Way::Multicast6), state_of(Way::Broadcast)};
}

}  // namespace culver::discovery
