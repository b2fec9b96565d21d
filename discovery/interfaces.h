// SPDX-License-Identifier: Apache-2.0
// The network interfaces of this machine: which there are, which are used for finding peers, what changed.
#pragma once
#include "base/result.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::discovery {

struct Address4 {
    boost::asio::ip::address_v4 address;
    std::optional<boost::asio::ip::address_v4> broadcast{};  // absent on point-to-point links
    unsigned prefix = 32;                                    // bits of the network's part
    bool operator==(const Address4&) const = default;
};

struct Interface {
    unsigned index = 0;
    std::string name;
    bool is_loopback = false;
    bool has_carrier = false;  // up, and a cable or a radio network is there
    bool can_multicast = false;
    std::vector<Address4> addresses4{};                     // sorted
    std::vector<boost::asio::ip::address_v6> addresses6{};  // sorted, without scope
    bool operator==(const Interface&) const = default;

    [[nodiscard]] bool has_address() const { return !addresses4.empty() || !addresses6.empty(); }
    [[nodiscard]] bool has(const boost::asio::ip::address& address) const;  // whatever its scope
    [[nodiscard]] bool has_link_local6() const;  // what IPv6 multicast is sent from
};

// All interfaces, by index. Fails with the system's error.
[[nodiscard]] Result<std::vector<Interface>> list_interfaces();

// Which interfaces are used. A name may end in * ("wlan*"). By default all are, except those that virtual
// machines and containers make on their host: nobody but the host's own guests is behind them.
struct InterfaceRules {
    std::vector<std::string> only{};  // when not empty: these, even if skipped by default
    std::vector<std::string> skip{};  // besides those skipped by default

    // True for the loopback interface too: other nodes of this host are behind it.
    [[nodiscard]] bool allows(std::string_view name) const;
};
[[nodiscard]] bool is_skipped_by_default(std::string_view name);

// Those that rules allow, that have carrier and an address.
[[nodiscard]] std::vector<Interface> usable(std::vector<Interface> interfaces, const InterfaceRules& rules);

struct InterfaceDifference {
    std::vector<std::string> added{};  // names: also interfaces that got carrier or a first address
    std::vector<std::string> removed{};
    std::vector<std::string> changed{};  // other addresses

    [[nodiscard]] bool is_empty() const { return added.empty() && removed.empty() && changed.empty(); }
    [[nodiscard]] std::string text() const;  // "eth0 came, wlan0 left", for the log
};
[[nodiscard]] InterfaceDifference difference(const std::vector<Interface>& before,
                                             const std::vector<Interface>& after);

}  // namespace culver::discovery
