// SPDX-License-Identifier: Apache-2.0
// The parts of `culver status` that are read off the system and the ways of discovery.
#pragma once
#include "control/rows.h"
#include "discovery/discovery.h"

#include <cstdint>
#include <string>
#include <vector>

namespace culver::app {

// Version, pid and memory; the rest empty.
[[nodiscard]] control::NodeStatus process_status();

// Where this node accepts links: every address of the interfaces in use, loopback left out.
[[nodiscard]] std::vector<std::string> own_addresses(const discovery::InterfaceRules& rules,
                                                     std::uint16_t port);

[[nodiscard]] std::vector<control::WayState> way_states(const discovery::Discovery& discovery);

}  // namespace culver::app
