// SPDX-License-Identifier: Apache-2.0
// What file cards and the transfers panel say about a transfer: its title, the line for each state in the
// forms that fit narrower and narrower places, where its files lie. Pure functions over the rows; numbers
// follow the locale.
#pragma once
#include "control/rows.h"
#include "ui/desktop/look/frames.h"
#include "ui/desktop/model/transfer_model.h"
#include "ui/desktop/model/transfer_title.h"

#include <QDateTime>
#include <QString>
#include <QStringList>
#include <limits>
#include <vector>

namespace culver::desktop {

[[nodiscard]] bool is_picture_name(const QString& name);
[[nodiscard]] QString part_words(quint64 done, quint64 total);  // 1.5 of 2.4 GB

[[nodiscard]] FileLook kind_of(const control::TransferRow& row);
// Where a finished transfer's first file or folder lies on this computer; empty when that is not known.
[[nodiscard]] QString local_path(const control::TransferRow& row);

struct ListedFile {
    QString name;  // safe plain text
    FileLook kind;
    QString line;    // "Mei · Thu · 4.2 MB"
    QString path;    // on this computer; empty: not here
    bool message{};  // came in a message: opened by saving a copy, in a folder of nobody's
    QString offer;   // the transfer, while it waits for an answer from here
    QDateTime when;
    bool operator==(const ListedFile& other) const {
        return name == other.name && line == other.line && path == other.path && offer == other.offer;
    }
};
// The files and folders that a transfer names, the first of them; sizes and paths of those that are here.
[[nodiscard]] std::vector<ListedFile> files_of(const control::TransferRow& row,
                                               std::size_t most = std::numeric_limits<std::size_t>::max());

struct StateLine {
    // From the longest to the shortest: the first that fits is shown.
    QStringList words;
    Token color = Token::Ink2;
    QString icon;  // clock, warning or none
};
// given_name of the other person; progress 0…1.
[[nodiscard]] StateLine state_line(const control::TransferRow& row, const QString& given_name,
                                   double progress, qint64 seconds_left);
// "63 percent, 9 seconds left", for those who hear the screen.
[[nodiscard]] QString spoken_progress(double progress, qint64 seconds_left);

}  // namespace culver::desktop
