// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/places.h"

#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
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

QString outgoing_folder() {
    constexpr int kKeptDays = 90;  // as an offer is kept (transfer: expiry)
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    QDir().mkpath(folder);
    const QDateTime oldest = QDateTime::currentDateTime().addDays(-kKeptDays);
    const auto kinds = QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks;
    for (const QFileInfo& one : QDir(folder).entryInfoList({u"screen-*.png"_s, u"sent-*"_s}, kinds)) {
        if (one.lastModified() >= oldest) continue;
        if (one.isDir())
            QDir(one.filePath()).removeRecursively();
        else
            QFile::remove(one.filePath());
    }
    return folder;
}

QString lasting(const QString& path) {
    const QString own = QDir::tempPath() + u'/' + QCoreApplication::applicationName() + u'-';
    if (!path.startsWith(own)) return path;
    const QString now = QDateTime::currentDateTime().toString(u"yyyyMMdd-HHmmss-zzz"_s);
    const QDir folder(outgoing_folder() + u"/sent-"_s + now);
    const QString copy = folder.filePath(QFileInfo(path).fileName());
    return folder.mkpath(u"."_s) && QFile::copy(path, copy) ? copy : path;
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
