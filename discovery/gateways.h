// SPDX-License-Identifier: Apache-2.0
// The machine's default routers and their hardware addresses, from the kernel's routes and neighbours
// (netlink).
#pragma once
#include "base/result.h"
#include "discovery/networks.h"

#include <optional>
#include <vector>

namespace culver::discovery {

// IPv4 and IPv6; of the main table. Fails with the system's error.
[[nodiscard]] Result<std::vector<Gateway>> list_gateways();

// Makes the kernel ask for the gateway's hardware address, with an empty datagram to its discard port:
// nothing of this node is in it.
void ask_for_hardware_address(const Gateway& gateway);

// The interface by which the kernel would send to that address; nothing when it would not.
[[nodiscard]] std::optional<unsigned> interface_towards(const boost::asio::ip::address& address,
                                                        const std::vector<Interface>& interfaces);

}  // namespace culver::discovery
