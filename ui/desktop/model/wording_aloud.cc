// SPDX-License-Identifier: Apache-2.0
// What a screen reader says of rows and bubbles.
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/node_sentence.h"
#include "ui/desktop/model/wording.h"

#include <QRegularExpression>
#include <ranges>

namespace culver::desktop {
namespace {

constexpr int kAloudLength = 400;
constexpr double kPercent = 100;
constexpr std::size_t kNamesAloud = 5;
constexpr int kNameAloud = 80;

QString joined(const QStringList& parts) {
    QStringList spoken;
    for (const auto& part : parts) {
        if (!part.isEmpty()) spoken.append(part);
    }
    return Wording::clauses(spoken);
}

// Of several files the first few.
QString names_of(const control::TransferRow& row) {
    if (row.paths.size() < 2) return {};
    QStringList names;
    for (const std::string& path : row.paths | std::views::take(kNamesAloud)) {
        QString name = QString::fromStdString(path);
        while (name.size() > 1 && name.endsWith(u'/')) name.chop(1);
        names << safe_line(name.section(u'/', -1).toStdString(), kNameAloud);
    }
    return Wording::names(names);
}

}  // namespace

QString Wording::section(const RosterRow& row) {
    const QString count = row.total == 0    ? QString()
                          : row.present < 0 ? people(row.total)
                                            : tr("%1 of %2 here").arg(row.present).arg(row.total);
    const QString news = row.unread > 0 ? waiting(row.unread, row.offers) : QString();
    return joined({row.name, count, row.folded ? tr("folded") : QString(), news});
}

QString Wording::roster_row(const RosterRow& row) {
    QString state;
    if (row.kind == RosterRow::Kind::Group) {
        state = tr("group");
    } else if (row.kind == RosterRow::Kind::Person) {
        state = row.blocked ? tr("blocked") : presence(row.presence);
    }
    QString trust;
    if (row.verified) trust = tr("verified");
    if (row.key_changed) trust = tr("not the person you verified");
    return joined({row.name, trust, row.chip, state,
                   row.unread > 0 ? waiting(row.unread, row.offers) : QString(),
                   row.mentioned ? tr("mentions you") : QString(), row.muted ? tr("muted") : QString(),
                   row.draft ? tr("Draft: %1").arg(row.preview) : row.preview, row.time});
}

QString Wording::transfer_state(control::TransferState state) {
    using control::TransferState;
    switch (state) {
        case TransferState::Offered: return tr("offered");
        case TransferState::Waiting: return tr("waiting");
        case TransferState::Active: return tr("on its way");
        case TransferState::Paused: return tr("paused");
        case TransferState::Interrupted: return tr("connection lost, will resume");
        case TransferState::Done: return tr("saved and checked");
        case TransferState::Declined: return tr("declined");
        case TransferState::Cancelled: return tr("cancelled");
        case TransferState::Failed: return tr("failed");
        case TransferState::Unknown: return {};
    }
    return {};
}

QString Wording::transfer(const control::TransferRow& row, const QString& title, const QString& peer,
                          double progress, qint64 seconds_left) {
    const bool moves = row.state == control::TransferState::Active;
    const QString way =
        row.direction == control::Direction::Out ? tr("to %1").arg(peer) : tr("from %1").arg(peer);
    const QString percent =
        moves ? tr("%1 percent").arg(static_cast<int>(progress * kPercent)) : transfer_state(row.state);
    return joined({title, way, percent, moves && seconds_left >= 0 ? left(seconds_left) : QString()});
}

// The node says all in one: 2 left out: "a" (it is a link), "b" (it may not be read) and 3 more.
QStringList Wording::left_out(const control::TransferRow& row) {
    using namespace Qt::StringLiterals;
    if (!row.left_out || row.left_out->count == 0) return {};
    static const QRegularExpression named(u"\"(.+?)\" \\((it [^()]+)\\)(?=, \"|\\.$| and \\d+ more\\.$)"_s);
    const QString said = safe_line(row.left_out->message, kSaidLength);
    QStringList sentences;
    for (auto found = named.globalMatch(said); found.hasNext();) {
        const auto one = found.next();
        const QString whole = u"\"%1\" is left out, because %2."_s.arg(one.captured(1), one.captured(2));
        sentences << node_sentence(whole.toStdString());
    }
    if (sentences.isEmpty()) return {node_sentence(row.left_out->message)};
    const auto more = static_cast<int>(row.left_out->count) - static_cast<int>(sentences.size());
    if (more > 0) sentences << tr("%n more are left out.", "of files", more);
    return sentences;
}

QString Wording::conversation_item(const ConversationItem& item) {
    using Kind = ConversationItem::Kind;
    if (item.kind != Kind::Message && item.kind != Kind::File) return item.text;
    const QString who = item.own ? tr("You") : item.author_name;
    if (item.kind == Kind::File && item.transfer) {
        // The names of several follow.
        const bool many = item.transfer->paths.size() > 1;
        const QString what =
            many ? files(item.transfer->files.value_or(item.transfer->paths.size())) : item.text;
        return joined({who, clock(item.when),
                       transfer(*item.transfer, what, {}, item.progress, item.seconds_left),
                       names_of(*item.transfer), left_out(*item.transfer).join(u' ')});
    }
    QString state_word;
    if (item.own && item.message) state_word = state(item.message->state).toLower();
    const QString edited = item.message && item.message->edited ? tr("edited") : QString();
    const QString reply =
        item.quoted_author.isEmpty() ? QString() : tr("reply to %1").arg(item.quoted_author);
    const bool is_notice = item.message && item.message->kind == control::MessageKind::Notice;
    const QString notice = is_notice ? tr("notice, to be confirmed") : QString();
    QString words = item.text;
    if (!item.tiles.empty()) {
        words = pictures(static_cast<int>(item.tiles.size()) + 1);
    } else if (item.message && item.message->attachment)
        words = joined({attachment(*item.message->attachment), words});
    return tr("%1: %2", "who, when, state; the message")
        .arg(joined({who, clock(item.when), state_word, edited, notice, reply}), words.left(kAloudLength));
}

}  // namespace culver::desktop
