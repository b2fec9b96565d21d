// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/autostart.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace culver::desktop {
using namespace Qt::StringLiterals;

QString autostart_file() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           u"/autostart/im.culver.Culver.desktop"_s;
}

bool autostarts() {
    QFile file(autostart_file());
    // A person or a system tool may have switched it off inside the file.
    return file.open(QIODevice::ReadOnly) && !file.readAll().contains("\nHidden=true");
}

bool set_autostart(bool on) {
    if (!on) return !QFile::exists(autostart_file()) || QFile::remove(autostart_file());
    if (!QDir().mkpath(QFileInfo(autostart_file()).path())) return false;
    QSaveFile file(autostart_file());
    if (!file.open(QIODevice::WriteOnly)) return false;
    // Quoted as the desktop entry specification wants it.
    QString program = QCoreApplication::applicationFilePath();
    for (const QChar special : {u'\\', u'"', u'`', u'$'}) program.replace(special, u"\\\\"_s + special);
    file.write("[Desktop Entry]\nType=Application\nName=Culver\nIcon=im.culver.Culver\nTerminal=false\n");
    file.write(u"Exec=\"%1\" --hidden\n"_s.arg(program).toUtf8());
    return file.commit();
}

}  // namespace culver::desktop
