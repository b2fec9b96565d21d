// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/places.h"

#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>

namespace culver::desktop {
using namespace Qt::StringLiterals;

QString receive_folder(Desk& desk) {
    return QString::fromStdString(desk.status().receive_dir.value_or(""));
}

QString shown_folder(const QString& path) {
    const QString home = QDir::homePath();
    const QString clean = QDir::cleanPath(path);
    if (clean == home || !clean.startsWith(home + u'/')) return clean;
    const QStringList levels = clean.mid(home.size() + 1).split(u'/');
    return levels.mid(std::max<qsizetype>(0, levels.size() - 2)).join(u" / "_s);
}

std::optional<quint64> free_room(const QString& folder) {
    if (folder.isEmpty()) return std::nullopt;
    QString there = folder;
    while (!QFileInfo::exists(there) && there.size() > 1) there = QFileInfo(there).path();
    const QStorageInfo disk(there);
    if (!disk.isValid() || disk.bytesAvailable() < 0) return std::nullopt;
    return static_cast<quint64>(disk.bytesAvailable());
}

QString FreeRoom::words(const QString& folder) {
    constexpr qint64 kFreshMs = 5000;
    if (since_.isValid() && folder == folder_ && since_.elapsed() < kFreshMs) return words_;
    since_.start();
    folder_ = folder;
    const auto room = free_room(folder);
    words_ = room ? Wording::room(*room) : QString();
    return words_;
}

}  // namespace culver::desktop
