// SPDX-License-Identifier: Apache-2.0
// The list at the left: people and groups as rows, parted by section headers. Everything a row shows is
// worked out here, so that the delegate only paints and a test needs no window. Order: Recent = by the last
// message, newest first; People = Pinned, New people, then departments as a tree of section headers with
// those who are here first, by name. Notes to oneself stand above once there are
// some; before, a search finds them. Folding and pins are kept in DeskSettings.
#pragma once
#include "control/rows.h"
#include "ui/desktop/model/synced_list.h"

#include <QString>
#include <memory>

namespace culver::desktop {

class Desk;

struct RosterRow {
    enum class Kind { Section, Person, Group, Notes };  // Notes: the conversation with oneself
    Kind kind = Kind::Person;
    QString id;    // of the peer or group; of a section its path
    QString name;  // plain text, control and direction characters already shown as blanks
    // Sections
    int present = 0, total = 0;  // "3 of 4"; total 0: no count is shown; present -1: the total alone
    bool folded = false;
    int depth = 0;  // departments below departments
    // People and groups
    control::Presence presence = control::Presence::Offline;  // Unknown for groups
    bool verified = false;
    bool key_changed = false;  // trust `changed`: an impostor, or a machine set up anew
    bool blocked = false;
    bool fresh = false;  // never talked to and not verified: "New people"
    bool muted = false, pinned = false;
    bool typing = false;  // preview is then who types
    bool draft = false;   // preview is then the draft, without the word
    QString preview;      // last message in one line, else status text, else presence in words
    QString time;         // of the last message: 10:41, Thu, 12 Nov
    QString chip;         // "IP Messenger" for ipmsg peers, else empty
    int unread = 0;       // messages, and offers that wait for an answer; of a folded section those in it
    int offers = 0;       // of those: reading does not end them
    bool mentioned = false;
    QString accessible;  // look.md §7: "Mei Tanaka, verified, here, 2 new messages, …"
    bool operator==(const RosterRow&) const = default;
};

class RosterModel : public SyncedList {
    Q_OBJECT
public:
    enum class Order { Recent, People };
    // Qt::DisplayRole is the name, Qt::AccessibleTextRole accessible; the delegate asks row().
    explicit RosterModel(Desk& desk, QObject* parent = nullptr);
    ~RosterModel() override;

    [[nodiscard]] const RosterRow& row(int index) const;
    [[nodiscard]] int row_of(const QString& id) const;  // -1 when not shown
    [[nodiscard]] Order order() const;
    void set_order(Order order);
    void set_filter(const QString& text);  // names, departments, NFC and case folded; all sections unfold
    void toggle_section(int index);
    // Who stands below (direction 1) or above with unread messages, also in a folded section, round the end;
    // empty when there is none.
    [[nodiscard]] QString next_unread(const QString& from, int direction) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    class Rows;
    std::unique_ptr<Rows> rows_;
};

}  // namespace culver::desktop
