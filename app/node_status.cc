// SPDX-License-Identifier: Apache-2.0
#include "app/node_status.h"

#include "base/files.h"

#include <unistd.h>

#include <cstdio>
#include <optional>

namespace culver::app {
namespace {

constexpr std::size_t kMaxStatmBytes = 4096;  // one short line of /proc

std::optional<std::uint64_t> resident_bytes() {
    const auto text = read_file("/proc/self/statm", kMaxStatmBytes);
    if (!text) return std::nullopt;
    const auto blank = text->find(' ');
    if (blank == std::string::npos) return std::nullopt;
    const std::uint64_t pages = std::strtoull(text->c_str() + blank, nullptr, 10);
    return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

control::WayHealth health_of(discovery::Health health) {
    switch (health) {
        case discovery::Health::Ok: return control::WayHealth::Ok;
        case discovery::Health::Off: return control::WayHealth::Off;
        case discovery::Health::Degraded: return control::WayHealth::Degraded;
        case discovery::Health::Failed: return control::WayHealth::Failed;
    }
    return control::WayHealth::Unknown;
}

}  // namespace

control::NodeStatus process_status() {
    control::NodeStatus status;
    status.version = CULVER_VERSION;
    status.pid = static_cast<std::uint64_t>(getpid());
    status.rss_bytes = resident_bytes();
    return status;
}

std::vector<std::string> own_addresses(const discovery::InterfaceRules& rules, std::uint16_t port) {
    std::vector<std::string> addresses;
    auto interfaces = discovery::list_interfaces();
    if (!interfaces) return addresses;
    for (const auto& interface : discovery::usable(std::move(*interfaces), rules)) {
        if (interface.is_loopback) continue;
        for (const auto& address : interface.addresses4)
            addresses.push_back(Endpoint{address.address, port}.text());
        for (auto address : interface.addresses6) {
            if (address.is_link_local()) address.scope_id(interface.index);
            addresses.push_back(Endpoint{address, port}.text());
        }
    }
    return addresses;
}

std::vector<control::WayState> way_states(const discovery::Discovery& discovery) {
    std::vector<control::WayState> states;
    for (const auto& way : discovery.states()) {
        control::WayState state;
        state.way = std::string(discovery::to_string(way.way));
        state.state = health_of(way.health);
        if (!way.detail.empty()) state.detail = way.detail;
        states.push_back(std::move(state));
    }
    return states;
}

}  // namespace culver::app
