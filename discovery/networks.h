// SPDX-License-Identifier: Apache-2.0
// Which networks this machine is in, and on which interfaces it may make itself known. A network is known by
// the hardware address of its gateway: unlike a name or an address range nobody has two networks with the
// same by chance. Where there is no gateway (two machines and a cable, a switch of its own, a tunnel) the
// interface and the range stand for it. Pure.
#pragma once
#include "discovery/interfaces.h"

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace culver::discovery {

// A router of a default route.
struct Gateway {
    unsigned interface = 0;
    boost::asio::ip::address address;
    std::string hardware_address{};  // "52:54:00:12:35:02"; empty while the kernel does not know it
    bool operator==(const Gateway&) const = default;
};

struct Network {
    unsigned interface = 0;
    std::string interface_name;
    std::string id;       // as in known_networks; empty while it cannot be told
    std::string gateway;  // its address; empty without one
    bool operator==(const Network&) const = default;
};

// One for each interface but the loopback one, in their order. A network without a gateway has an id only
// where settled says that the interface is what it is for a while: a default route often comes after the
// address.
[[nodiscard]] std::vector<Network> networks_of(const std::vector<Interface>& interfaces,
                                               const std::vector<Gateway>& gateways,
                                               const std::set<unsigned>& settled);

enum class AnnouncePolicy { Everywhere, KnownNetworks, Never };

// Where nothing may be sent. What cannot be told yet is not known.
[[nodiscard]] std::set<unsigned> quiet_interfaces(AnnouncePolicy policy, const std::vector<Network>& networks,
                                                  const std::set<std::string>& known);

}  // namespace culver::discovery
