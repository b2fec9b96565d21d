// SPDX-License-Identifier: Apache-2.0
// What the frame of the main window and the list of windows call it.
#pragma once
#include <QString>
#include <filesystem>

namespace culver::desktop {

// "Culver"; with what waits "(3) Culver"; of a profile that is not the usual one "Culver – work" with the
// name of its folder, so that the windows of two can be told apart.
[[nodiscard]] QString window_title(const std::filesystem::path& profile, int unread);

}  // namespace culver::desktop
