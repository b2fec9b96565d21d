// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/wording.h"

#include "base/clock.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/node_sentence.h"
#include "ui/desktop/model/safe_text.h"

#include <QLocale>
#include <cmath>

namespace culver::desktop {

using control::MessageKind;
using control::MessageState;
using control::Outcome;
using control::Presence;

namespace {

constexpr qint64 kMinute = 60, kHour = 3600;
constexpr qint64 kLongestMinutes = 99;
constexpr int kWeek = 7;
constexpr int kPreviewLength = 200;  // more never fits a row

// "12 Nov" as the locale orders it: by where the month stands in its short date.
QString day_and_month(const QDate& day, bool long_month, bool with_year) {
    const QLocale locale;
    if (locale.language() == QLocale::Chinese) {
        return locale.toString(day, with_year ? QStringLiteral("yyyy年M月d日") : QStringLiteral("M月d日"));
    }
    const QString order = locale.dateFormat(QLocale::ShortFormat);
    const bool month_first = order.indexOf(QLatin1Char('M')) < order.indexOf(QLatin1Char('d'));
    const QString month = long_month ? QStringLiteral("MMMM") : QStringLiteral("MMM");
    QString format = month_first ? month + QStringLiteral(" d") : QStringLiteral("d ") + month;
    if (with_year) format += month_first ? QStringLiteral(", yyyy") : QStringLiteral(" yyyy");
    return locale.toString(day, format);
}

}  // namespace

QDateTime local_time(WallTime time) {
    return QDateTime::fromMSecsSinceEpoch(to_milliseconds(time));
}

QString Wording::size(quint64 bytes) {
    constexpr double kStep = 1000, kNoDigitFrom = 100, kRoundsUpFrom = 999.5;
    if (bytes < static_cast<quint64>(kStep)) return tr("%1 B").arg(bytes);
    auto value = static_cast<double>(bytes) / kStep;
    std::size_t unit = 1;
    for (; value >= kRoundsUpFrom && unit + 1 < kUnits.size(); ++unit) value /= kStep;
    const int digits = value < kNoDigitFrom - 0.05 ? 1 : 0;
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'f', digits) + QLatin1Char(' ') + QLatin1String(kUnits.at(unit));
}

QString Wording::rate(quint64 bytes_per_second) {
    return tr("%1/s").arg(size(bytes_per_second));
}

QString Wording::group_role(control::GroupRole role) {
    switch (role) {
        case control::GroupRole::Owner: return tr("Owner");
        case control::GroupRole::Admin: return tr("Admin");
        default: return {};
    }
}

QString Wording::duration(qint64 seconds) {
    if (seconds < kMinute) return tr("%1 s").arg(std::max<qint64>(seconds, 1));
    const qint64 minutes = (seconds + kMinute / 2) / kMinute;
    if (minutes <= kLongestMinutes) return tr("%1 min").arg(minutes);
    return tr("%1 h").arg((seconds + kHour / 2) / kHour);
}

QString Wording::clauses(const QStringList& parts) {
    return parts.join(tr(", ", "between clauses"));
}

QString Wording::names(const QStringList& all) {
    QStringList lines;  // a file's name may have a line break in it
    for (const QString& name : all) lines << safe_line(name.toStdString());
    return lines.join(tr(", ", "between names"));
}

QString Wording::left(qint64 seconds) {
    return tr("%1 left", "how long it still takes").arg(duration(seconds));
}

QString Wording::clock(const QDateTime& when) {
    const QLocale locale;
    if (locale.language() == QLocale::C) return when.toString(QStringLiteral("HH:mm"));
    return locale.toString(when.time(), QLocale::ShortFormat);
}

QString Wording::moment(const QDateTime& when, const QDateTime& now) {
    const auto days = when.date().daysTo(now.date());
    if (days == 0) return clock(when);
    if (days > 0 && days < kWeek) return QLocale().dayName(when.date().dayOfWeek(), QLocale::ShortFormat);
    return day_and_month(when.date(), false, when.date().year() != now.date().year());
}

QString Wording::day(const QDate& day, const QDate& today) {
    const auto days = day.daysTo(today);
    if (days == 0) return tr("Today");
    if (days == 1) return tr("Yesterday");
    if (days > 0 && days < kWeek) return QLocale().dayName(day.dayOfWeek(), QLocale::LongFormat);
    return day_and_month(day, true, day.year() != today.year());
}

QString Wording::presence(Presence presence) {
    switch (presence) {
        case Presence::Available: return tr("Here");
        case Presence::Away: return tr("Away");
        case Presence::Busy: return tr("Busy");
        case Presence::Dnd: return tr("Quiet");
        case Presence::Offline:
        case Presence::Unknown: return tr("Gone");
    }
    return {};
}

QString Wording::state(MessageState state) {
    switch (state) {
        case MessageState::Queued: return tr("Waiting", "a message that has not left yet");
        case MessageState::Sent: return tr("Sent");
        case MessageState::Delivered: return tr("Delivered");
        case MessageState::Read: return tr("Read");
        case MessageState::Failed: return tr("Not sent");
        case MessageState::Recalled: return tr("Recalled");
        case MessageState::Unknown: return {};
    }
    return {};
}

QString Wording::new_messages(int count) {
    return count == 1 ? tr("1 new message") : tr("%n new messages", nullptr, count);
}

QString Wording::open_offers(int count) {
    return count == 1 ? tr("a file offer") : tr("%n file offers", nullptr, count);
}

QString Wording::waiting(int unread, int offers) {
    if (offers == 0) return new_messages(unread);
    const QString offered = open_offers(offers);
    return unread > offers ? clauses({new_messages(unread - offers), offered}) : offered;
}

QString Wording::typing(const QStringList& names) {
    if (names.isEmpty()) return {};
    if (names.size() == 1) return tr("%1 is typing").arg(names[0]);
    if (names.size() == 2) return tr("%1 and %2 are typing").arg(names[0], names[1]);
    return tr("%n people are typing", nullptr, static_cast<int>(names.size()));
}

QString Wording::files(quint64 count) {
    return count == 1 ? tr("1 file")
                      : tr("%n files", nullptr, static_cast<int>(std::min<quint64>(count, 1000000000)));
}

QString Wording::attachment(const control::AttachmentRow& row) {
    switch (row.kind) {
        case control::AttachmentKind::Picture: return tr("Picture");
        case control::AttachmentKind::Voice: return tr("Voice message");
        case control::AttachmentKind::File:
        case control::AttachmentKind::Unknown:
            return row.name ? safe_line(*row.name, kPreviewLength) : tr("File");
    }
    return {};
}

QString Wording::so_many(int count, int of) {
    return count == of ? tr("all %1", "who got the files").arg(of) : tr("%1 of %2").arg(count).arg(of);
}
QString Wording::room(quint64 bytes) {
    return tr("Free: %1").arg(size(bytes));
}
QString Wording::pictures(int count) {
    return tr("%n pictures", nullptr, count);
}
QString Wording::length(quint64 milliseconds) {
    const quint64 seconds = (milliseconds + 500) / 1000;
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}
QString Wording::people(int count) {
    return count == 1 ? tr("1 person") : tr("%n people", nullptr, count);
}
QString Wording::by_oneself(const QString& what) {
    return tr("You: %1", "the last message, by oneself").arg(what);
}
QString Wording::when_back() {
    return tr("Will get it when back");
}
QString Wording::invited(const QString& by) {
    return tr("%1 invites you").arg(by);
}
QString Wording::ip_messenger() {
    return tr("IP Messenger");
}
QString Wording::not_verified(const QString& given) {
    return tr("Not the %1 you verified").arg(given);
}
QString Wording::held_back() {
    return tr("Somebody new. Links and files are held back.");
}
QString Wording::sentences(const QString& one, const QString& other) {
    if (one.isEmpty() || other.isEmpty()) return one + other;
    return tr("%1 %2", "two sentences").arg(one, other);
}
QString Wording::notes() {
    return tr("Notes to yourself");
}
QString Wording::notes_hint() {
    return tr("Only you see what stands here");
}
QString Wording::pinned() {
    return tr("Pinned");
}
QString Wording::new_people() {
    return tr("New people");
}
QString Wording::groups() {
    return tr("Groups");
}
QString Wording::others() {
    return tr("Others");
}
QString Wording::everybody() {
    return tr("Everybody");
}
QString Wording::blocked() {
    return tr("Blocked");
}

QString Wording::given_name(const QString& name) {
    constexpr qsizetype kChineseGiven = 2;
    const bool is_han = !name.isEmpty() && name[0].script() == QChar::Script_Han;
    if (is_han) return name.size() > kChineseGiven && name.size() <= 4 ? name.right(kChineseGiven) : name;
    const auto blank = name.indexOf(QLatin1Char(' '));
    return blank > 0 ? name.left(blank) : name;
}

QString Wording::preview(const control::MessageRow& message, const QString& author, bool own) {
    if (message.state == MessageState::Recalled || message.kind == MessageKind::Recall) {
        return own ? tr("You recalled a message")
                   : tr("%1 recalled a message")
                         .arg(author.isEmpty() ? safe_line(message.author_name.value_or("")) : author);
    }
    QString words = safe_line(message.text.value_or(""), kPreviewLength);
    if (message.attachment && words.isEmpty()) words = attachment(*message.attachment);
    if (message.kind == MessageKind::System) return words;
    if (own) return by_oneself(words);
    return author.isEmpty() ? words : tr("%1: %2", "who said the last message, and what").arg(author, words);
}

QString Wording::problem(const control::Refusal& refusal) {
    switch (refusal.outcome) {
        case Outcome::NotRunning: return tr("Reconnecting. What you write is kept.");
        case Outcome::TimedOut: return tr("It took too long. Try again in a moment.");
        case Outcome::NoSuchPeer: return tr("This person is not known here any more.");
        case Outcome::NoSuchGroup: return tr("This group is not known here any more.");
        case Outcome::NoSuchMessage: return tr("This message is not here any more.");
        case Outcome::NoSuchTransfer: return tr("This transfer is not known here any more.");
        case Outcome::UnknownMethod:
            return tr("The part of Culver that runs is older than this window. Restart Culver.");
        default: break;
    }
    const QString said = node_sentence(refusal.message);
    if (said != safe_line(refusal.message, kSaidLength)) return said;
    // In English the node's own sentence, elsewhere at least what it is about before it.
    switch (refusal.outcome) {
        case Outcome::Disk: return tr("%1", "why a file could not be read or written").arg(said);
        case Outcome::BadValue: return tr("%1", "why something cannot be as it was wanted").arg(said);
        case Outcome::WrongState: return tr("%1", "why this cannot be done now").arg(said);
        case Outcome::Unsupported: return tr("%1", "why the other side cannot do it").arg(said);
        case Outcome::Refused: return tr("%1", "why the other side said no").arg(said);
        case Outcome::CodeDiffers: return tr("%1", "why two codes that differ are dangerous").arg(said);
        default: return tr("%1", "why it did not work").arg(said);
    }
}

}  // namespace culver::desktop
