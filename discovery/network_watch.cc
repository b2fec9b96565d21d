// SPDX-License-Identifier: Apache-2.0
#include "discovery/network_watch.h"

#include <algorithm>

namespace culver::discovery {

NetworkWatch::NetworkWatch(Kernel kernel) : kernel_(std::move(kernel)) {}

void NetworkWatch::set_policy(AnnouncePolicy policy, std::set<std::string> known) {
    policy_ = policy;
    known_ = std::move(known);
    next_look_ = policy == AnnouncePolicy::KnownNetworks ? SteadyTime::min() : SteadyTime::max();
}

std::set<unsigned> NetworkWatch::settled(const std::vector<Interface>& interfaces, SteadyTime now) {
    std::set<unsigned> settled;
    std::map<unsigned, Since> present;
    for (const Interface& interface : interfaces) {
        const auto former = since_.find(interface.index);
        const bool is_same = former != since_.end() && former->second.interface == interface;
        const SteadyTime since = is_same ? former->second.since : now;
        if (now - since >= kSettled) settled.insert(interface.index);
        present.insert_or_assign(interface.index, Since{.interface = interface, .since = since});
    }
    since_ = std::move(present);
    return settled;
}

std::vector<Gateway> NetworkWatch::gateways_asked() const {
    auto gateways = kernel_.gateways();
    for (const Gateway& gateway : gateways) {
        if (gateway.hardware_address.empty()) kernel_.ask_for_hardware_address(gateway);
    }
    return gateways;
}

bool NetworkWatch::look(const std::vector<Interface>& interfaces, SteadyTime now) {
    const bool needs_gateways = policy_ == AnnouncePolicy::KnownNetworks;
    const auto settled_ones = settled(interfaces, now);
    networks_ =
        networks_of(interfaces, needs_gateways ? gateways_asked() : std::vector<Gateway>{}, settled_ones);
    const bool is_unclear = std::ranges::any_of(networks_, [&](const Network& network) {
        return network.id.empty() && (!network.gateway.empty() || !settled_ones.contains(network.interface));
    });
    if (needs_gateways) next_look_ = now + (is_unclear ? kLookSoon : kLookEvery);
    auto quiet = quiet_interfaces(policy_, networks_, known_);
    if (quiet == quiet_) return false;
    quiet_ = std::move(quiet);
    return true;
}

bool NetworkWatch::is_all_quiet() const {
    if (policy_ == AnnouncePolicy::Never) return true;
    return !networks_.empty() && quiet_.size() == networks_.size();
}

std::vector<Network> NetworkWatch::networks(const std::vector<Interface>& interfaces) const {
    std::set<unsigned> all;
    for (const Interface& interface : interfaces) all.insert(interface.index);
    return networks_of(interfaces, gateways_asked(), all);
}

}  // namespace culver::discovery
