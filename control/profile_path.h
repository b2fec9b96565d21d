// SPDX-License-Identifier: Apache-2.0
// Where a person's profile lies when nobody said otherwise; every face and the node must agree on it.
#pragma once
#include <filesystem>
#include <optional>

namespace culver::control {

// $XDG_DATA_HOME/culver, else .local/share/culver in the home folder. Nothing without a home folder.
[[nodiscard]] std::optional<std::filesystem::path> default_profile_path();

}  // namespace culver::control
