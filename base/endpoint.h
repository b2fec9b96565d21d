// SPDX-License-Identifier: Apache-2.0
// Where a node may be reached: an IP address and a port. IPv6 link-local addresses carry their scope.
#pragma once
#include <boost/asio/ip/address.hpp>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver {

struct Endpoint {
    boost::asio::ip::address address;
    std::uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
    bool operator<(const Endpoint& other) const {
        return address != other.address ? address < other.address : port < other.port;
    }

    // 10.0.0.1:24254, [fe80::1%eth0]:24254
    [[nodiscard]] std::string text() const;

    // The inverse of text(); also a bare address, which gets default_port. Nothing when malformed.
    static std::optional<Endpoint> parse(std::string_view text, std::uint16_t default_port);

    [[nodiscard]] bool is_link_local() const;
};

}  // namespace culver
