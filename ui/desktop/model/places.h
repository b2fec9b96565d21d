// SPDX-License-Identifier: Apache-2.0
// Folders as people know them, and how much room there is.
#pragma once
#include <QElapsedTimer>
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

// What the window makes itself and sends lies here (screen-….png, sent-…/name), for as long as an offer may
// wait for somebody away; what is older goes whenever this is asked for.
[[nodiscard]] QString outgoing_folder();
// A file in this program's temporary folders, which go with it, as a copy that stays; any other path, and
// what cannot be copied, as it is.
[[nodiscard]] QString lasting(const QString& path);

// Free room in words, "Free: 212 GB", for what is painted often: the disk is asked every few seconds at most.
class FreeRoom {
public:
    [[nodiscard]] QString words(const QString& folder);

private:
    QString folder_, words_;
    QElapsedTimer since_;
};

}  // namespace culver::desktop
