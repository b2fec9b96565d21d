// SPDX-License-Identifier: Apache-2.0
// All transfers, those that move or wait first, the newest of the finished next. Progress is asked for twice
// a second while something moves and a window looks; rates and times left are smoothed over 5 s.
#pragma once
#include "control/rows.h"
#include "ui/desktop/model/synced_list.h"

#include <QString>
#include <memory>
#include <vector>

namespace culver::desktop {

class Desk;

struct TransferView {
    control::TransferRow row;
    QString title;  // title_of()
    QString peer_name;
    double progress = 0;       // 0…1
    qint64 rate = 0;           // bytes a second
    qint64 seconds_left = -1;  // -1: not known
    QString accessible;        // "Survey scan 14.e57, from Tom Okafor, 63 percent, 9 s left"
    [[nodiscard]] bool moving() const { return row.state == control::TransferState::Active; }
    [[nodiscard]] bool ended() const;
    [[nodiscard]] bool open_offer() const;  // somebody waits for an answer from here
};

// The shortest form of titles_of().
[[nodiscard]] QString title_of(const control::TransferRow& row);

// What the flight strip shows.
struct Flight {
    int moving = 0, waiting = 0;
    qint64 rate = 0;
    qint64 seconds_left = -1;  // the longest
    double progress = 0;       // of all bytes
    bool operator==(const Flight&) const = default;
};

class TransferModel : public SyncedList {
    Q_OBJECT
public:
    explicit TransferModel(Desk& desk, QObject* parent = nullptr);
    ~TransferModel() override;
    [[nodiscard]] const TransferView& view(int index) const;
    // Null when not known; valid until control goes back to Qt.
    [[nodiscard]] const TransferView* find(const QString& transfer_id) const;
    // The conversation that a transfer stands in: with its peer, or in the group that it was sent to.
    [[nodiscard]] QString conversation_of(const TransferView& view) const;
    // Of one conversation, oldest first.
    [[nodiscard]] std::vector<const TransferView*> within(const QString& conversation) const;
    [[nodiscard]] const TransferView* latest_within(const QString& conversation) const;  // null: none
    [[nodiscard]] int row_of(const QString& transfer_id) const;                          // -1: none
    [[nodiscard]] QStringList open_offers() const;  // the conversation of each
    [[nodiscard]] Flight flight() const;
    // Whether a window is there to show progress; true at first. Nothing is asked for while nobody looks.
    void set_watched(bool watched);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void flight_changed();
    void transfer_changed(const QString& transfer_id);  // state or progress
    void transfers_reset();                             // all were read anew
    void offered(const QString& transfer_id);           // somebody offers files: the accept dialog
    void ended(const QString& transfer_id);

private:
    class Table;
    std::unique_ptr<Table> table_;
};

}  // namespace culver::desktop
