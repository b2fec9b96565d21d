// SPDX-License-Identifier: Apache-2.0
// What the kernel knows of the machine's networks: which addresses are on a link, who is a neighbour there,
// and which router leads out. For `culver doctor`.
#pragma once
#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string>

namespace culver::app {

// In one of the machine's own networks.
[[nodiscard]] bool is_on_link(const boost::asio::ip::address& address);

// The router of the default route, IPv4.
[[nodiscard]] std::optional<boost::asio::ip::address> default_gateway();

// Makes the kernel ask for the hardware address: sends an empty datagram there.
void poke(const boost::asio::ip::address& address);

// Its hardware address is known. IPv4 only; others count as neighbours.
[[nodiscard]] bool is_neighbour(const boost::asio::ip::address& address);

// Pure: the texts of /proc/net/route and /proc/net/arp.
[[nodiscard]] std::optional<boost::asio::ip::address> gateway_in(const std::string& routes);
[[nodiscard]] bool is_neighbour_in(const std::string& table, const std::string& address);

}  // namespace culver::app
