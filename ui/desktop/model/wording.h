// SPDX-License-Identifier: Apache-2.0
// The words that rows and cards show, in the person's language and locale (look.md §6): sizes, times, how
// long it takes, presence. Pure: the moment is a parameter.
#pragma once
#include "base/clock.h"
#include "control/enumerators.h"
#include "control/outcome.h"
#include "control/rows.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QString>
#include <array>

namespace culver::desktop {

struct RosterRow;
struct ConversationItem;

class Wording {
    Q_DECLARE_TR_FUNCTIONS(Wording)
public:
    // Of sizes; decimal, so kB with a small k.
    static constexpr std::array kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
    [[nodiscard]] static QString size(quint64 bytes);             // 4.2 MB: decimal, one digit
    [[nodiscard]] static QString room(quint64 bytes);             // Free: 212 GB
    [[nodiscard]] static QString pictures(int count);             // 3 pictures
    [[nodiscard]] static QString rate(quint64 bytes_per_second);  // 94 MB/s
    // In one line, with the comma of the language between clauses and between names.
    [[nodiscard]] static QString clauses(const QStringList& parts);
    [[nodiscard]] static QString names(const QStringList& all);
    [[nodiscard]] static QString duration(qint64 seconds);      // 9 s, 2 min, 1 h
    [[nodiscard]] static QString length(quint64 milliseconds);  // 0:09
    [[nodiscard]] static QString left(qint64 seconds);          // 9 s left
    [[nodiscard]] static QString clock(const QDateTime& when);  // 10:41
    // Of the last message of a conversation: 10:41, Thu, 12 Nov, 12 Nov 2025.
    [[nodiscard]] static QString moment(const QDateTime& when, const QDateTime& now);
    // Of a day line: Today, Yesterday, Thursday, 12 November, with the year when it is another.
    [[nodiscard]] static QString day(const QDate& day, const QDate& today);
    [[nodiscard]] static QString presence(control::Presence presence);  // Here, Away, Busy, Quiet, Gone
    [[nodiscard]] static QString group_role(control::GroupRole role);   // Owner, Admin; nothing of others
    [[nodiscard]] static QString state(control::MessageState state);    // Waiting, Sent, Delivered, Read
    [[nodiscard]] static QString new_messages(int count);               // 3 new messages
    [[nodiscard]] static QString open_offers(int count);                // a file offer, 3 file offers
    // What a badge counts, in words: unread of which so many are offers.
    [[nodiscard]] static QString waiting(int unread, int offers);
    [[nodiscard]] static QString typing(const QStringList& names);  // Mei is typing
    // The last message in one line: the text, or what happened. author is empty in conversations of two.
    [[nodiscard]] static QString preview(const control::MessageRow& message, const QString& author, bool own);
    [[nodiscard]] static QString attachment(
        const control::AttachmentRow& row);                        // Picture, Voice message, a name
    [[nodiscard]] static QString files(quint64 count);             // 4 files
    [[nodiscard]] static QString so_many(int count, int of);       // all 5; 3 of 5
    [[nodiscard]] static QString people(int count);                // 6 people
    [[nodiscard]] static QString by_oneself(const QString& what);  // You: …
    [[nodiscard]] static QString when_back();                      // Will get it when back
    [[nodiscard]] static QString invited(const QString& by);
    [[nodiscard]] static QString ip_messenger();
    [[nodiscard]] static QString not_verified(
        const QString& given);                 // who bears a verified name with another key
    [[nodiscard]] static QString held_back();  // what such a person sends
    [[nodiscard]] static QString sentences(const QString& one, const QString& other);  // behind each other
    [[nodiscard]] static QString notes();  // the conversation with oneself
    [[nodiscard]] static QString notes_hint();
    // Headers of the roster.
    [[nodiscard]] static QString pinned();
    [[nodiscard]] static QString new_people();
    [[nodiscard]] static QString groups();
    [[nodiscard]] static QString others();
    [[nodiscard]] static QString everybody();
    [[nodiscard]] static QString blocked();
    // How rows are read aloud (look.md §7).
    [[nodiscard]] static QString section(const RosterRow& row);
    [[nodiscard]] static QString roster_row(const RosterRow& row);
    [[nodiscard]] static QString transfer(const control::TransferRow& row, const QString& title,
                                          const QString& peer, double progress, qint64 seconds_left);
    // Of what the sender left out the first, each with its reason, in a sentence of its own; empty: nothing.
    [[nodiscard]] static QStringList left_out(const control::TransferRow& row);
    [[nodiscard]] static QString transfer_state(control::TransferState state);
    [[nodiscard]] static QString conversation_item(const ConversationItem& item);
    // "Mei" of "Mei Tanaka", 晓琳 of 林晓琳: how somebody is called once they were named in full.
    [[nodiscard]] static QString given_name(const QString& name);
    // Why a wish was not done, as one sentence.
    [[nodiscard]] static QString problem(const control::Refusal& refusal);
};

// Wall time as local time.
[[nodiscard]] QDateTime local_time(WallTime time);

}  // namespace culver::desktop
