// SPDX-License-Identifier: Apache-2.0
// Ends the node that listens at a profile's socket by the signal that every node ends at, of whatever version
// it is: its control API may be one that this program cannot speak.
#pragma once
#include <filesystem>

namespace culver::desktop {

// Somebody accepts connections there; the one made to learn it is closed at once, and the node takes no
// notice.
[[nodiscard]] bool somebody_listens(const std::filesystem::path& profile);

enum class Ending {
    Asked,    // it ends now
    Nobody,   // listens
    NotOurs,  // it runs as another user, or is no program of ours
};
// Ends nothing but a process named culver that this user may end.
[[nodiscard]] Ending end_listener(const std::filesystem::path& profile);

}  // namespace culver::desktop
