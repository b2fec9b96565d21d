// SPDX-License-Identifier: Apache-2.0
// Whether the desktop of a profile starts with the computer: a file in the autostart folder of the XDG
// specification, one for each profile.
#pragma once
#include <QString>
#include <filesystem>

namespace culver::desktop {

[[nodiscard]] bool autostarts(const std::filesystem::path& profile);
// False when the file could not be written or removed.
bool set_autostart(const std::filesystem::path& profile, bool on);
[[nodiscard]] QString autostart_file(const std::filesystem::path& profile);

}  // namespace culver::desktop
