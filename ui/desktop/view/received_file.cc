// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/received_file.h"

#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/shell.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeDatabase>
#include <QSaveFile>
#include <QUrl>
#include <algorithm>
#include <array>
#include <ranges>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

struct Files {
    Q_DECLARE_TR_FUNCTIONS(Files)
};

constexpr std::size_t kNamesInTip = 20;  // more would fill the screen
constexpr int kNameInTip = 80;
constexpr qint64 kCopyBytes = 1 << 20;  // at a time

// Types that a desktop starts, or hands to something that runs what they say; and what is derived of them.
constexpr std::array kProgramTypes{
    "application/x-executable",
    "application/x-sharedlib",
    "application/x-desktop",
    "application/x-shellscript",
    "application/x-perl",
    "text/x-python",
    "application/x-ruby",
    "application/x-java-archive",
    "application/java-archive",
    "application/x-java-jnlp-file",
    "application/x-dosexec",
    "application/x-ms-dos-executable",
    "application/x-msdownload",
    "application/vnd.microsoft.portable-executable",
    "application/x-msi",
    "application/x-bat",
    "application/x-mswinurl",
    "application/vnd.appimage",
    "application/x-iso9660-appimage",
    "application/vnd.flatpak",
    "application/vnd.flatpak.ref",
    "application/vnd.snap",
    "application/vnd.debian.binary-package",
    "application/x-deb",
    "application/x-rpm",
    "application/x-wine-extension-msp",
};

// Where the database of types does not know them, or knows them only as text.
constexpr std::array kProgramEndings{
    "appimage", "bash", "bat",  "cmd", "com", "command", "cpl", "csh", "deb", "desktop",
    "dll",      "exe",  "fish", "hta", "jar", "jnlp",    "js",  "jse", "ksh", "lnk",
    "msc",      "msi",  "msp",  "pif", "pl",  "ps1",     "py",  "pyw", "rb",  "reg",
    "rpm",      "run",  "scr",  "sh",  "url", "vbe",     "vbs", "wsf", "wsh", "zsh",
};

bool is_program_type(const QMimeType& type) {
    return std::ranges::any_of(kProgramTypes,
                               [&](const char* one) { return type.inherits(QLatin1StringView(one)); });
}

}  // namespace

bool is_program(const QString& path) {
    const QFileInfo file(path);
    if (!file.isFile()) return false;
    if (file.isExecutable()) return true;
    // Of a link what it leads to counts.
    for (const QString& name : {file.fileName(), QFileInfo(file.canonicalFilePath()).fileName()}) {
        const QString ending = QFileInfo(name).suffix().toLower();
        if (std::ranges::any_of(kProgramEndings,
                                [&](const char* one) { return ending == QLatin1StringView(one); }))
            return true;
    }
    const QMimeDatabase types;
    return is_program_type(types.mimeTypeForFile(file, QMimeDatabase::MatchExtension)) ||
           is_program_type(types.mimeTypeForFile(file, QMimeDatabase::MatchContent));
}

bool open_received(const QString& path) {
    if (path.isEmpty()) return true;
    const bool program = is_program(path);
    QDesktopServices::openUrl(QUrl::fromLocalFile(program ? QFileInfo(path).absolutePath() : path));
    return !program;
}

void open_received(const QString& path, Shell& shell) {
    if (open_received(path)) return;
    shell.toast(Files::tr("Its folder was opened"),
                Files::tr("%1 is a program. Start it from there, if you trust it.")
                    .arg(safe_line(QFileInfo(path).fileName().toStdString())));
}

void show_in_folder(const QString& path, Shell& shell) {
    if (!QFileInfo::exists(path))
        return shell.toast(Files::tr("That did not work"), Files::tr("The file is not there any more."));
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

QString names_tip(const control::TransferRow& row) {
    QStringList lines;
    if (row.paths.size() > 1) {
        for (const std::string& path : row.paths | std::views::take(kNamesInTip))
            lines << safe_line(path, kNameInTip);
        const auto more = static_cast<int>(row.paths.size()) - static_cast<int>(lines.size());
        if (more > 0) lines << Files::tr("and %n more", nullptr, more);
    }
    return (lines + Wording::left_out(row)).join(u'\n');
}

bool copy_file(const QString& from, const QString& to) {
    const QFileInfo source(from);
    const QFileInfo target(to);
    if (target.exists() && source.canonicalFilePath() == target.canonicalFilePath()) return true;
    QFile read(from);
    QSaveFile written(to);
    if (!read.open(QIODevice::ReadOnly) || !written.open(QIODevice::WriteOnly)) return false;
    QByteArray bytes(kCopyBytes, Qt::Uninitialized);
    for (;;) {
        const qint64 count = read.read(bytes.data(), bytes.size());
        if (count == 0) return written.commit();
        if (count < 0 || written.write(bytes.constData(), count) != count) return false;
    }
}

void save_copy_of(const QString& path, const QString& name, QWidget* window, Shell& shell) {
    const QString target =
        QFileDialog::getSaveFileName(window, Files::tr("Save a copy"), QFileInfo(name).fileName());
    if (target.isEmpty()) return;
    // The dialog has asked before it names a file that is there.
    if (!copy_file(path, target))
        shell.toast(Files::tr("That did not work"), Files::tr("The copy could not be written there."));
}

}  // namespace culver::desktop
