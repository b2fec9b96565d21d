// SPDX-License-Identifier: Apache-2.0
// `culver identity` while no node runs: these act on the profile's folder itself.
#pragma once
#include "base/ids.h"
#include "base/result.h"

#include <filesystem>
#include <string>

namespace culver::app {

// Changes nothing. Fails when there is no profile yet.
[[nodiscard]] Result<PeerId> show_identity(const std::filesystem::path& profile);

// The profile was moved here: keeps the key, begins a new incarnation. Fails while a node runs on it.
[[nodiscard]] Result<PeerId> adopt_moved_profile(const std::filesystem::path& profile);

// A new key; the former one stays beside it. Fails while a node runs on it.
[[nodiscard]] Result<PeerId> renew_identity(const std::filesystem::path& profile);

}  // namespace culver::app
