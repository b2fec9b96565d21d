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

// Sealed with the passphrase into a new file; a node may run meanwhile.
[[nodiscard]] Result<PeerId> export_identity(const std::filesystem::path& profile,
                                             const std::filesystem::path& file,
                                             const std::string& passphrase);

// The key of such a file. With may_replace a key that is there already stays beside it. Fails while a node
// runs.
[[nodiscard]] Result<PeerId> import_identity(const std::filesystem::path& profile,
                                             const std::filesystem::path& file, const std::string& passphrase,
                                             bool may_replace);

// A new key; the former one stays beside it. Fails while a node runs on it.
[[nodiscard]] Result<PeerId> renew_identity(const std::filesystem::path& profile);

}  // namespace culver::app
