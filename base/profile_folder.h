// SPDX-License-Identifier: Apache-2.0
// A node's profile is known by what stands in it, so that no room sends the key away, whichever node's it is:
// everything that lies directly in such a folder is private. Folders below it are people's own (attachments,
// received files).
#pragma once
#include <filesystem>

namespace culver {

// What makes a folder a profile: its key, and the guard against copies.
inline constexpr const char* kKeyFile = "key.pem";
inline constexpr const char* kGuardFile = "incarnation";

// Whether the open folder is a profile: it holds both. store::Profile makes them.
[[nodiscard]] bool is_profile_folder(int folder);

// Whether that is a profile, or what stands directly in one. Requires: path is real (no links).
[[nodiscard]] bool is_private_path(const std::filesystem::path& path);

}  // namespace culver
