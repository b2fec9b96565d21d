// SPDX-License-Identifier: Apache-2.0
// One conversation, oldest first, as the view paints it: messages, file cards (transfers with this peer at
// their time), day lines, the line above what is new, system lines. Pages are asked for as one scrolls; at
// most kMaxLoaded rows are held. Grouping (same author, same day, less than 5 min apart) is worked out here.
#pragma once
#include "control/rows.h"
#include "ui/desktop/model/synced_list.h"

#include <QDateTime>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

namespace culver::desktop {

class Desk;

struct ConversationItem {
    enum class Kind { Message, File, Day, New, System };
    Kind kind = Kind::Message;
    QString key;                                   // message or transfer id; unique in the model
    QDateTime when;                                // local time
    std::optional<control::MessageRow> message;    // Message, System; pictures and voice: message->attachment
    std::optional<control::TransferRow> transfer;  // File; its rate is smoothed
    QString author;                                // id
    QString author_name;                           // safe plain text
    bool own = false;
    bool first_of_group = true, last_of_group = true;
    QString text;  // safe plain text; of Day, New and System lines what they say
    // The message that is answered, as far as it is known here.
    QString quoted_id, quoted_author, quoted_text;
    // Transfers: smoothed over 5 s, at most 10 times a second.
    double progress = 0;       // 0…1
    qint64 seconds_left = -1;  // -1: not known
    bool newest_read = false;  // the last own message that was read: "Read 10:41" stands below it
    QStringList read_by;       // ids, in groups
    QStringList transfers;     // of a card for a group: one for each receiver; transfer is then all of them
    QString receivers;         // "all 5"
    std::vector<std::shared_ptr<ConversationItem>> tiles;  // pictures before this one in the same bubble
    QString accessible;
};

// The item itself or the one of its tiles that has this key; null when none has.
[[nodiscard]] const ConversationItem* part_of(const ConversationItem& item, const QString& key);

// A picture whose file is here, and what its sender called it (safe plain text).
struct LoadedPicture {
    QString path, name;
};

class ConversationModel : public SyncedList {
    Q_OBJECT
public:
    ConversationModel(Desk& desk, const QString& id, QObject* parent = nullptr);
    ~ConversationModel() override;

    [[nodiscard]] const QString& id() const;
    [[nodiscard]] bool is_group() const;
    [[nodiscard]] const ConversationItem& item(int index) const;
    [[nodiscard]] int row_of(const QString& key) const;  // of a tile that of its bubble; -1 when not loaded
    [[nodiscard]] std::vector<LoadedPicture> pictures() const;     // of what is loaded, oldest first
    [[nodiscard]] std::vector<control::MessageRow> files() const;  // messages with one, of what is loaded
    [[nodiscard]] bool at_beginning() const;                       // nothing earlier is left
    [[nodiscard]] bool loading() const;
    [[nodiscard]] QString typing_line() const;  // "Mei is typing", empty when nobody does
    void fetch_earlier();
    bool fetch_later();  // after a jump into the past; false where nothing follows
    // Loads what stands around a message (or the first of a date) and then says jumped(row).
    void jump_to(const QString& message_id);
    void jump_to_date(const QDate& date);
    void show_latest();
    // The view shows the end in an active window: tells the peer what was read, takes the New line away
    // later.
    void seen();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void typing_changed();
    void jumped(int row);
    // A message came at the end, own or not: the view scrolls or shows the pill.
    void arrived(bool own);
    // The row of the last that others said since this was told; nothing while the end is not loaded.
    void heard(int row);

private:
    class Log;
    std::unique_ptr<Log> log_;
};

}  // namespace culver::desktop
