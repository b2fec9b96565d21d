// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/file_words.h"

#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/node_sentence.h"
#include "ui/desktop/model/wording.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <cmath>
#include <ranges>
#include <string_view>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

struct Spoken {
    Q_DECLARE_TR_FUNCTIONS(Files)
};

constexpr double kStep = 1000;  // sizes are decimal, as on the wire and in shops
constexpr qint64 kMinute = 60;
constexpr std::string_view kTheirs = "On the other computer: ";  // begins what the node says of the other one

struct Scaled {
    double value;
    std::size_t unit;
};

Scaled scaled(double bytes, std::size_t least = 0) {
    std::size_t unit = 0;
    while ((bytes >= 999.5 || unit < least) && unit + 1 < Wording::kUnits.size()) {
        bytes /= kStep;
        ++unit;
    }
    return {bytes, unit};
}

// One digit below ten and for what is counted in giga or more; whole numbers above.
QString number(const Scaled& scaled) {
    const bool digit = scaled.unit > 1 && (scaled.value < 99.95 || scaled.unit > 2);
    const QString text = QLocale().toString(scaled.value, 'f', digit ? 1 : 0);
    const QString zero = QLocale().decimalPoint() + u'0';
    return digit && text.endsWith(zero) ? text.chopped(zero.size()) : text;
}

QString last_part(const QString& path) {
    QString trimmed = path;
    while (trimmed.size() > 1 && trimmed.endsWith(u'/')) trimmed.chop(1);
    return trimmed.section(u'/', -1);
}

quint64 done_of(const control::TransferRow& row, double progress) {
    if (row.bytes_done) return *row.bytes_done;
    return static_cast<quint64>(static_cast<double>(row.bytes_total.value_or(0)) * progress);
}

QString joined(const QStringList& parts) {
    QStringList kept = parts;
    kept.removeAll(QString());
    return kept.join(u" · "_s);
}

StateLine active_line(const control::TransferRow& row, double progress, qint64 seconds_left) {
    const QString left = (seconds_left < 0 ? QString() : Wording::left(seconds_left));
    const QString rate = row.rate && *row.rate > 0 ? Wording::rate(*row.rate) : QString();
    const quint64 total = row.bytes_total.value_or(0);
    const QString part =
        total > 0 ? part_words(done_of(row, progress), total) : Wording::size(done_of(row, progress));
    const QString percent = Spoken::tr("%1 %").arg(QLocale().toString(static_cast<int>(progress * 100)));
    StateLine line;
    line.words = {joined({part, rate, left}), joined({part, left}), joined({percent, left}), percent};
    return line;
}

QString failure_words(const control::TransferRow& row) {
    if (!row.error) return Spoken::tr("Could not be sent");
    if (row.error->code == "disk_full") return Spoken::tr("Disk is full");
    return node_sentence(row.error->message);
}

// A lost connection mends itself; of everything else one is told what it is.
QStringList interrupted_words(const control::TransferRow& row, const QString& given_name) {
    if (row.error && row.error->code == "disk_full") {
        const QString full = Spoken::tr("Disk is full");
        return row.error->message.starts_with(kTheirs)
                   ? QStringList{Spoken::tr("The disk of %1 is full").arg(given_name), full}
                   : QStringList{Spoken::tr("Disk is full. Make room, then try now"), full};
    }
    if (row.error && row.error->code != "connection_lost")
        return {node_sentence(row.error->message), Spoken::tr("Will resume")};
    return {Spoken::tr("Connection lost, will resume"), Spoken::tr("Will resume")};
}

// What came is named by its whole path in the folder it went to. A sender's names are names, whatever they
// look like: "/etc/passwd" is not that of this computer.
bool is_own_path(const control::TransferRow& row, const QString& path) {
    if (row.direction == control::Direction::Out) return path.startsWith(u'/');
    const bool is_over =
        row.state == control::TransferState::Done || row.state == control::TransferState::Failed;
    if (!is_over || !row.dir || row.dir->empty()) return false;
    QString folder = QString::fromStdString(*row.dir);
    if (!folder.endsWith(u'/')) folder += u'/';
    return path.startsWith(folder) && QDir::cleanPath(path) == path;
}

}  // namespace

bool is_picture_name(const QString& name) {
    static const QStringList shown{u"png"_s, u"jpg"_s, u"jpeg"_s, u"gif"_s, u"webp"_s, u"bmp"_s};
    return shown.contains(QFileInfo(name).suffix().toLower());
}

QString part_words(quint64 done, quint64 total) {
    const Scaled whole = scaled(static_cast<double>(total));
    Scaled part{static_cast<double>(std::min(done, total)) / std::pow(kStep, static_cast<double>(whole.unit)),
                whole.unit};
    return Spoken::tr("%1 of %2 %3")
        .arg(number(part), number(whole), QLatin1StringView(Wording::kUnits[whole.unit]));
}

FileLook kind_of(const control::TransferRow& row) {
    if (row.paths.size() != 1) return {u"file"_s, Hue::Slate};
    const QString path = QString::fromStdString(row.paths.front());
    // More files than names: the name is a folder's.
    const bool folder = path.endsWith(u'/') || row.files.value_or(1) > 1;
    return file_look(last_part(path), folder);
}

QString local_path(const control::TransferRow& row) {
    if (row.paths.empty()) return {};
    const QString path = QString::fromStdString(row.paths.front());
    if (row.direction == control::Direction::Out) return path.startsWith(u'/') ? path : QString();
    if (row.state != control::TransferState::Done || !row.dir) return {};
    return QString::fromStdString(*row.dir) + u'/' + last_part(path);
}

std::vector<ListedFile> files_of(const control::TransferRow& row, std::size_t most) {
    std::vector<ListedFile> files;
    for (const std::string& path : row.paths | std::views::take(most)) {
        const QString whole = QString::fromStdString(path);
        ListedFile file;
        file.name = safe_line(last_part(whole).toStdString());
        file.kind = file_look(file.name, whole.endsWith(u'/'));
        // Names alone, until it is here.
        if (is_own_path(row, whole)) {
            const QFileInfo there(whole);
            if (there.exists()) file.path = whole;
            file.kind = file_look(file.name, there.isDir());
            file.line = !there.exists() ? Spoken::tr("Not there any more")
                        : there.isDir() ? Spoken::tr("Folder")
                                        : Wording::size(static_cast<quint64>(there.size()));
        }
        files.push_back(std::move(file));
    }
    return files;
}

StateLine state_line(const control::TransferRow& row, const QString& given_name, double progress,
                     qint64 seconds_left) {
    using control::TransferState;
    const auto files = static_cast<int>(row.files.value_or(1));
    const QString size = row.bytes_total ? Wording::size(*row.bytes_total) : QString();
    // Where no name is told, the title counts them already.
    const bool counted = files > 1 && !row.paths.empty();
    const QString count = counted ? Spoken::tr("%n files", nullptr, files) : QString();
    const bool own = row.direction == control::Direction::Out;
    StateLine line;
    switch (row.state) {
        case TransferState::Offered: {
            line.words = {joined({count, size})};
            if (!own) break;
            const QString waits = Spoken::tr("Waits for %1 to accept").arg(given_name);
            line.words = {joined({count, size, waits}), joined({size, waits}), waits, size};
            break;
        }
        case TransferState::Waiting:
            line.icon = u"clock"_s;
            line.words = {
                own ? Spoken::tr("Starts when %1 is back").arg(given_name) : Spoken::tr("Starts soon"),
                Spoken::tr("Waiting")};
            break;
        case TransferState::Active: return active_line(row, progress, seconds_left);
        case TransferState::Paused:
            line.words = {Spoken::tr("Paused at %1")
                              .arg(part_words(done_of(row, progress), row.bytes_total.value_or(0))),
                          Spoken::tr("Paused")};
            break;
        case TransferState::Interrupted:
            line.icon = u"warning"_s;
            line.color = Token::Warn;
            line.words = interrupted_words(row, given_name);
            break;
        case TransferState::Done:
            line.words = {joined({count, size}), size};
            if (row.left_out && row.left_out->count > 0) {
                const QString left_out =
                    Spoken::tr("%n left out", nullptr, static_cast<int>(row.left_out->count));
                line.icon = u"warning"_s;
                line.color = Token::Warn;
                line.words = {joined({count, size, left_out}), joined({size, left_out}), left_out};
            }
            break;
        case TransferState::Declined:
            line.words = {own ? Spoken::tr("%1 declined").arg(given_name) : Spoken::tr("You declined")};
            break;
        case TransferState::Cancelled: line.words = {Spoken::tr("Cancelled")}; break;
        case TransferState::Failed:
            line.icon = u"warning"_s;
            line.color = Token::Danger;
            line.words = {failure_words(row)};
            break;
        case TransferState::Unknown: line.words = {size}; break;
    }
    return line;
}

QString spoken_progress(double progress, qint64 seconds_left) {
    const auto percent = static_cast<int>(progress * 100);
    if (seconds_left < 0) return Spoken::tr("%1 percent").arg(percent);
    if (seconds_left < kMinute) {
        return Spoken::tr("%1 percent, %n seconds left", nullptr, static_cast<int>(seconds_left))
            .arg(percent);
    }
    return Spoken::tr("%1 percent, %n minutes left", nullptr,
                      static_cast<int>((seconds_left + kMinute / 2) / kMinute))
        .arg(percent);
}

}  // namespace culver::desktop
