// SPDX-License-Identifier: Apache-2.0
// The list of hosts that one program gives to another (ANSLIST). What is in it is hearsay: the hosts are
// asked before they are shown. Pure.
#pragma once
#include "base/endpoint.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace culver::interop::ipmsg {

inline constexpr std::size_t kMaxListed = 256;  // a datagram holds about 300

struct HostList {
    std::uint32_t next = 0;  // where the next part begins; 0: this was the last
    std::vector<Endpoint> hosts;
};

// Nothing when it is no list. Hosts that left, and addresses that are none, are left out.
[[nodiscard]] std::optional<HostList> parse_host_list(std::string_view body);

}  // namespace culver::interop::ipmsg
