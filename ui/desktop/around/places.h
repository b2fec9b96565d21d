// SPDX-License-Identifier: Apache-2.0
// Folders as people know them, and how much room there is.
#pragma once
#include <QString>
#include <optional>

namespace culver::desktop {

class Desk;

// Where received files go when nothing else is said; empty while the node has not told.
[[nodiscard]] QString receive_folder(Desk& desk);
// "Downloads / Culver": below the home folder, its last two levels; elsewhere the whole path.
[[nodiscard]] QString shown_folder(const QString& path);
// Of the disk that a folder is or will be on; nothing when it cannot be known.
[[nodiscard]] std::optional<quint64> free_room(const QString& folder);

}  // namespace culver::desktop
