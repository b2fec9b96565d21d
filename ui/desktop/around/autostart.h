// SPDX-License-Identifier: Apache-2.0
// Whether the desktop starts with the computer: a file in the autostart folder of the XDG specification.
#pragma once
#include <QString>

namespace culver::desktop {

[[nodiscard]] bool autostarts();
// False when the file could not be written or removed.
bool set_autostart(bool on);
[[nodiscard]] QString autostart_file();

}  // namespace culver::desktop
