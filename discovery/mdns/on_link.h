// SPDX-License-Identifier: Apache-2.0
// Whether an address lies on the link behind an interface. What mDNS says is dialled only there, so that
// nobody on the link can make this node knock at machines elsewhere.
#pragma once
#include "base/result.h"

#include <boost/asio/ip/address.hpp>

#include <vector>

namespace culver::discovery {

struct Subnet {
    unsigned interface = 0;
    boost::asio::ip::address address;  // this machine's own there, without scope
    unsigned prefix_bits = 0;
};

// Of every interface that is up. Fails with the system's error.
[[nodiscard]] Result<std::vector<Subnet>> list_subnets();

// True for addresses within a subnet of that interface, and for IPv6 link-local ones if it speaks IPv6; never
// for multicast, broadcast, loopback and unspecified addresses.
[[nodiscard]] bool is_on_link(const std::vector<Subnet>& subnets, unsigned interface,
                              const boost::asio::ip::address& address);

}  // namespace culver::discovery
