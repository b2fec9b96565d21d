// SPDX-License-Identifier: Apache-2.0
#include "discovery/networks.h"

#include <boost/asio/ip/network_v4.hpp>

#include <algorithm>

namespace culver::discovery {
namespace {

// IPv4 goes first: its gateway is the one that people see in their settings.
const Gateway* gateway_of(const Interface& interface, const std::vector<Gateway>& gateways) {
    const Gateway* found = nullptr;
    for (const Gateway& gateway : gateways) {
        if (gateway.interface != interface.index) continue;
        if (found == nullptr || (gateway.address.is_v4() && !found->address.is_v4())) found = &gateway;
    }
    return found;
}

std::string range_of(const Interface& interface) {
    if (interface.addresses4.empty()) return "";
    const Address4& first = interface.addresses4.front();
    const boost::asio::ip::network_v4 range(first.address, static_cast<unsigned short>(first.prefix));
    return interface.name + " " + range.canonical().to_string();
}

}  // namespace

std::vector<Network> networks_of(const std::vector<Interface>& interfaces,
                                 const std::vector<Gateway>& gateways, const std::set<unsigned>& settled) {
    std::vector<Network> networks;
    for (const Interface& interface : interfaces) {
        if (interface.is_loopback) continue;
        Network network{
            .interface = interface.index, .interface_name = interface.name, .id = {}, .gateway = {}};
        if (const Gateway* gateway = gateway_of(interface, gateways)) {
            network.id = gateway->hardware_address;
            network.gateway = gateway->address.to_string();
        } else if (settled.contains(interface.index)) {
            network.id = range_of(interface);
        }
        networks.push_back(std::move(network));
    }
    return networks;
}

std::set<unsigned> quiet_interfaces(AnnouncePolicy policy, const std::vector<Network>& networks,
                                    const std::set<std::string>& known) {
    std::set<unsigned> quiet;
    if (policy == AnnouncePolicy::Everywhere) return quiet;
    for (const Network& network : networks) {
        const bool is_known = !network.id.empty() && known.contains(network.id);
        if (policy == AnnouncePolicy::Never || !is_known) quiet.insert(network.interface);
    }
    return quiet;
}

}  // namespace culver::discovery
