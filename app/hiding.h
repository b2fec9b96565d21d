// SPDX-License-Identifier: Apache-2.0
// The settings of hiding in the words of discovery.
#pragma once
#include "app/config.h"
#include "discovery/networks.h"

namespace culver::app {

// Requires: the setting was checked.
[[nodiscard]] discovery::AnnouncePolicy announce_policy(const Config& config);

}  // namespace culver::app
