// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/autostart.h"

#include "control/profile_path.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kMarkDigits = 8;

[[nodiscard]] bool is_usual(const std::filesystem::path& profile) {
    const auto usual = control::default_profile_path();
    return usual && *usual == profile;
}

[[nodiscard]] QString text_of(const std::filesystem::path& path) {
    return QFile::decodeName(QByteArray::fromStdString(path.string()));
}

// A word of a command, by the quoting rule of the key Exec in the desktop entry specification; a single per
// cent sign would begin a field code.
[[nodiscard]] QString quoted(QString word) {
    // The backslash first: those that come after it are not to be doubled.
    for (const QChar special : {u'\\', u'"', u'`', u'$'}) word.replace(special, u"\\"_s + special);
    return u'"' + word.replace(u'%', u"%%"_s) + u'"';
}

// And the whole of it as the value of a key, of type string: one line, whatever is in it.
[[nodiscard]] QString escaped(QString value) {
    value.replace(u'\\', u"\\\\"_s);
    value.replace(u'\n', u"\\n"_s);
    value.replace(u'\t', u"\\t"_s);
    return value.replace(u'\r', u"\\r"_s);
}

}  // namespace

QString autostart_file(const std::filesystem::path& profile) {
    QString name = u"im.culver.Culver"_s;
    if (!is_usual(profile)) {
        const QByteArray whole = QByteArray::fromStdString(profile.string());
        name +=
            u'-' + QString::fromLatin1(
                       QCryptographicHash::hash(whole, QCryptographicHash::Sha256).toHex().left(kMarkDigits));
    }
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           u"/autostart/%1.desktop"_s.arg(name);
}

bool autostarts(const std::filesystem::path& profile) {
    QFile file(autostart_file(profile));
    // A person or a system tool may have switched it off inside the file.
    return file.open(QIODevice::ReadOnly) && !file.readAll().contains("\nHidden=true");
}

bool set_autostart(const std::filesystem::path& profile, bool on) {
    const QString path = autostart_file(profile);
    if (!on) return !QFile::exists(path) || QFile::remove(path);
    if (!QDir().mkpath(QFileInfo(path).path())) return false;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return false;
    QString command = quoted(QCoreApplication::applicationFilePath()) + u" --hidden"_s;
    if (!is_usual(profile)) command += u" --profile "_s + quoted(text_of(profile));
    file.write("[Desktop Entry]\nType=Application\nName=Culver\nIcon=im.culver.Culver\nTerminal=false\n");
    file.write(u"Exec=%1\n"_s.arg(escaped(command)).toUtf8());
    return file.commit();
}

}  // namespace culver::desktop
