// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/roster_model.h"

#include "base/clock.h"
#include "ui/desktop/model/coalescer.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/list_sync.h"
#include "ui/desktop/model/name_collator.h"
#include "ui/desktop/model/roster_order.h"
#include "ui/desktop/model/text.h"
#include "ui/desktop/model/unread_count.h"
#include "ui/desktop/model/wording.h"

#include <QSet>
#include <algorithm>
#include <unordered_map>

namespace culver::desktop {

using control::Direction;
using control::MessageState;
using control::Presence;
using control::Trust;

namespace {

// The list is arranged at most so often, however many events come.
constexpr int kGapMs = 50;
// What a row needs of a name; a row of 10,000 characters would be measured at each painting.
constexpr int kNameLimit = 128;

// How the order that was chosen is kept.
const QString kOrderKept = QStringLiteral("roster_order");
constexpr auto kRecentKept = "recent";

// What the row may be too narrow for, and the word for the glyph of presence.
QString tip_of(const RosterRow& row) {
    QString tip = row.name;
    if (row.kind == RosterRow::Kind::Person) tip += QStringLiteral(" · ") + Wording::presence(row.presence);
    return safe_tip(tip);
}

qint64 milliseconds(const control::Time& time) {
    return time ? to_milliseconds(*time) : 0;
}

}  // namespace

class RosterModel::Rows : public SyncedList::News {
public:
    Rows(RosterModel& owner, Desk& owning_desk);

    void gather_all();
    void dirty(const QString& id) {
        dirty_.insert(id);
        soon_.poke();
    }
    void arrange_soon() { soon_.poke(); }
    void arrange_now() { soon_.flush(); }
    [[nodiscard]] std::vector<RosterRow> unfolded() const {
        return arranged([](const QString&) { return false; });
    }

    [[nodiscard]] static const QString& key(const RosterRow& row) { return row.id; }
    [[nodiscard]] static bool same(const RosterRow& a, const RosterRow& b) { return a == b; }

    RosterModel& model;
    Desk& desk;
    std::vector<RosterRow> shown;
    Order order;
    QString filter;

private:
    void gather(const QString& id);
    void note_offer(const QString& transfer);
    void arrange_rows();
    [[nodiscard]] std::vector<RosterRow> arranged(std::function<bool(const QString&)> folded) const;
    [[nodiscard]] bool fill(RosterEntry& entry, const QString& id);
    [[nodiscard]] bool fill_person(RosterEntry& entry, const control::PeerRow& peer) const;
    void fill_group(RosterEntry& entry, const control::GroupRow& group) const;
    void fill_talk(RosterEntry& entry) const;
    void name_it(RosterEntry& entry, const QString& name, const QString& more);

    std::unordered_map<QString, RosterEntry> entries_;
    QSet<QString> dirty_;
    QHash<QString, QString> offers_;  // that wait for an answer, and their conversations
    QCollator collator_;
    QStringList pinned_;
    Coalescer soon_{kGapMs, [this] { arrange_rows(); }};
};

RosterModel::Rows::Rows(RosterModel& owner, Desk& owning_desk)
    : News(owner),
      model(owner),
      desk(owning_desk),
      order(owning_desk.settings().blob(kOrderKept) == kRecentKept ? Order::Recent : Order::People) {
    collator_.setNumericMode(true);
    collator_.setCaseSensitivity(Qt::CaseInsensitive);
    const auto one = [this](const QString& id) { dirty(id); };
    const auto all = [this] { gather_all(); };
    QObject::connect(&desk, &Desk::peer_changed, &model, one);
    QObject::connect(&desk, &Desk::group_changed, &model, one);
    QObject::connect(&desk, &Desk::summary_changed, &model, one);
    QObject::connect(&desk, &Desk::typing_changed, &model, one);
    QObject::connect(&desk, &Desk::lists_reset, &model, all);
    QObject::connect(&desk, &Desk::node_changed, &model, [this] { dirty(desk.own_id()); });  // whose notes
    QObject::connect(&desk, &Desk::reworded, &model, all);
    QObject::connect(&desk.settings(), &DeskSettings::draft_changed, &model, one);
    QObject::connect(&desk.settings(), &DeskSettings::marks_changed, &model, all);
    QObject::connect(&desk.transfers(), &TransferModel::transfers_reset, &model, all);
    QObject::connect(&desk.transfers(), &TransferModel::transfer_changed, &model,
                     [this](const QString& id) { note_offer(id); });
    QObject::connect(&desk.transfers(), &TransferModel::rowsInserted, &model,
                     [this](const auto&, int first, int last) {
                         for (int i = first; i <= last; ++i) {
                             const TransferView& view = desk.transfers().view(i);
                             note_offer(text_of(view.row.id));
                             dirty(desk.transfers().conversation_of(view));
                         }
                     });
}

// An offer waits to be answered, as words wait to be read.
void RosterModel::Rows::note_offer(const QString& transfer) {
    const TransferView* view = desk.transfers().find(transfer);
    if (view != nullptr && view->open_offer()) {
        const QString where = desk.transfers().conversation_of(*view);
        const QString former = offers_.value(transfer);
        if (former == where) return;
        if (!former.isEmpty()) dirty(former);  // its group became known
        offers_.insert(transfer, where);
        dirty(where);
    } else if (const QString where = offers_.take(transfer); !where.isEmpty()) {
        dirty(where);
    }
}

void RosterModel::Rows::gather_all() {
    if (!desk.lists_known()) return;
    offers_.clear();
    for (int i = 0; i < desk.transfers().rowCount(); ++i)
        note_offer(text_of(desk.transfers().view(i).row.id));
    collator_ = name_collator();
    pinned_ = desk.settings().pinned();
    entries_.clear();
    dirty_.clear();
    for (const auto* row : desk.peers()) gather(text_of(row->id));
    for (const auto* row : desk.groups()) gather(text_of(row->id));
    if (!desk.own_id().isEmpty()) gather(desk.own_id());
    soon_.poke();
}

void RosterModel::Rows::gather(const QString& id) {
    RosterEntry entry;
    if (fill(entry, id)) {
        entries_.insert_or_assign(id, std::move(entry));
    } else {
        entries_.erase(id);
    }
}

bool RosterModel::Rows::fill(RosterEntry& entry, const QString& id) {
    entry.row.id = id;
    entry.row.pinned = pinned_.contains(id);
    entry.row.muted = desk.settings().muted(id);
    if (const auto* group = desk.group(id)) {
        const bool is_open =
            group->state == control::GroupState::Member || group->state == control::GroupState::Invited;
        if (!is_open && desk.summary(id) == nullptr) return false;
        fill_group(entry, *group);
        name_it(entry, safe_line(group->name, kNameLimit), {});
    } else if (const auto* peer = desk.peer(id)) {
        if (!fill_person(entry, *peer)) return false;
        const QString department = safe_line(peer->department.value_or(""), kNameLimit);
        entry.department = levels_of(department);
        name_it(entry, desk.name_of(id).left(kNameLimit), department);
    } else if (!id.isEmpty() && id == desk.own_id()) {
        entry.row.kind = RosterRow::Kind::Notes;
        entry.row.preview = Wording::notes_hint();
        name_it(entry, Wording::notes(), desk.name_of(id).left(kNameLimit));
    } else {
        return false;
    }
    fill_talk(entry);
    entry.row.accessible = Wording::roster_row(entry.row);
    return true;
}

void RosterModel::Rows::name_it(RosterEntry& entry, const QString& name, const QString& more) {
    entry.row.name = name;
    entry.found_by = folded_text(name + QLatin1Char('\n') + more);
    const auto known = entries_.find(entry.row.id);
    if (known != entries_.end() && known->second.row.name == name) {
        entry.sort_key = known->second.sort_key;
    } else {
        entry.sort_key = std::make_shared<QCollatorSortKey>(collator_.sortKey(name));
    }
}

// False for a stranger who is gone and never said a word.
bool RosterModel::Rows::fill_person(RosterEntry& entry, const control::PeerRow& peer) const {
    auto& row = entry.row;
    const bool has_talked =
        desk.summary(row.id) != nullptr || desk.transfers().latest_within(row.id) != nullptr;
    row.kind = RosterRow::Kind::Person;
    row.presence = peer.presence == Presence::Unknown ? Presence::Offline : peer.presence;
    row.verified = peer.trust == Trust::Verified;
    row.key_changed = peer.trust == Trust::Changed;
    row.blocked = peer.trust == Trust::Blocked;
    row.fresh = !has_talked && peer.trust == Trust::New;
    if (peer.protocol == Protocol::Ipmsg) row.chip = Wording::ip_messenger();
    if (peer.protocol == Protocol::Localsend) row.chip = QStringLiteral("LocalSend");
    row.preview = safe_line(peer.status_text.value_or(""), kNameLimit);
    if (row.preview.isEmpty()) row.preview = Wording::presence(row.presence);
    return !(row.fresh && row.presence == Presence::Offline && !row.pinned);
}

void RosterModel::Rows::fill_group(RosterEntry& entry, const control::GroupRow& group) const {
    entry.row.kind = RosterRow::Kind::Group;
    entry.row.presence = Presence::Unknown;
    entry.row.unread = unread_count(group.unread);
    entry.row.preview = group.state == control::GroupState::Invited
                            ? Wording::invited(desk.name_of(text_of(group.invited_by.value_or(""))))
                            : Wording::people(static_cast<int>(group.members.size()));
}

// Unread, time and second line: who types, the draft, the last thing that was said or sent.
void RosterModel::Rows::fill_talk(RosterEntry& entry) const {
    auto& row = entry.row;
    const bool is_group = row.kind == RosterRow::Kind::Group;
    const auto now = QDateTime::currentDateTime();
    if (const auto* summary = desk.summary(row.id)) {
        row.unread = unread_count(summary->unread);
        row.mentioned = summary->mentioned;
        if (summary->last) {
            const auto& last = *summary->last;
            const bool own = last.direction == Direction::Out;
            const QString author =
                is_group && !own ? Wording::given_name(desk.name_of(text_of(last.author))) : QString();
            entry.last_ms = milliseconds(last.time);
            const bool is_notes = row.kind == RosterRow::Kind::Notes;
            row.preview = Wording::preview(last, author, own && !is_notes);
            const bool waits = own && !is_group && !is_notes && last.state == MessageState::Queued;
            if (waits && row.presence == Presence::Offline) row.preview = Wording::when_back();
        }
    }
    if (!row.blocked) row.offers = static_cast<int>(std::ranges::count(offers_, row.id));
    row.unread += row.offers;
    const auto* transfer = desk.transfers().latest_within(row.id);
    if (transfer != nullptr && milliseconds(transfer->row.time) > entry.last_ms) {
        entry.last_ms = milliseconds(transfer->row.time);
        row.preview = transfer->row.direction == Direction::Out ? Wording::by_oneself(transfer->title)
                                                                : transfer->title;
    }
    // What somebody with a borrowed name says is no introduction.
    if (row.key_changed) row.preview = Wording::not_verified(Wording::given_name(desk.name_of(row.id)));
    if (entry.last_ms != 0) row.time = Wording::moment(QDateTime::fromMSecsSinceEpoch(entry.last_ms), now);
    const QString draft = desk.settings().draft(row.id);
    if (!draft.isEmpty()) {
        row.draft = true;
        row.preview = safe_line(draft.toStdString(), kNameLimit);
    }
    QStringList names;
    for (const auto& id : desk.typists(row.id)) names.append(Wording::given_name(desk.name_of(id)));
    if (names.isEmpty()) return;
    row.typing = true;
    row.draft = false;
    row.preview = Wording::typing(names);
}

void RosterModel::Rows::arrange_rows() {
    for (const auto& id : std::exchange(dirty_, {})) gather(id);
    sync_rows(shown, arranged([this](const QString& section) { return desk.settings().folded(section); }),
              *this);
}

std::vector<RosterRow> RosterModel::Rows::arranged(std::function<bool(const QString&)> folded) const {
    std::vector<RosterEntry> entries;
    entries.reserve(entries_.size());
    for (const auto& [id, entry] : entries_) entries.push_back(entry);
    return arrange(entries, {order, filter, pinned_, std::move(folded)});
}

RosterModel::RosterModel(Desk& desk, QObject* parent)
    : SyncedList(parent), rows_(std::make_unique<Rows>(*this, desk)) {}

RosterModel::~RosterModel() = default;

const RosterRow& RosterModel::row(int index) const {
    return rows_->shown.at(static_cast<std::size_t>(index));
}

int RosterModel::row_of(const QString& id) const {
    const auto found =
        std::find_if(rows_->shown.begin(), rows_->shown.end(), [&](const auto& row) { return row.id == id; });
    return found == rows_->shown.end() ? -1 : static_cast<int>(found - rows_->shown.begin());
}

RosterModel::Order RosterModel::order() const {
    return rows_->order;
}

void RosterModel::set_order(Order order) {
    if (std::exchange(rows_->order, order) == order) return;
    rows_->desk.settings().set_blob(kOrderKept,
                                    order == Order::Recent ? QByteArray(kRecentKept) : QByteArray("people"));
    rows_->arrange_now();
}

void RosterModel::set_filter(const QString& text) {
    if (std::exchange(rows_->filter, text) != text) rows_->arrange_now();
}

void RosterModel::toggle_section(int index) {
    if (index < 0 || index >= rowCount() || row(index).kind != RosterRow::Kind::Section) return;
    const RosterRow section = row(index);
    rows_->desk.settings().set_folded(section.id, !section.folded);
    rows_->arrange_now();
}

QString RosterModel::next_unread(const QString& from, int direction) const {
    const std::vector<RosterRow> all = rows_->unfolded();
    const int count = static_cast<int>(all.size());
    const auto open = std::ranges::find(all, from, &RosterRow::id);
    const int begin = open == all.end() ? -1 : static_cast<int>(open - all.begin());
    for (int step = 1; step <= count; ++step) {
        const int at = ((begin + step * direction) % count + count) % count;
        const RosterRow& candidate = all[static_cast<std::size_t>(at)];
        if (candidate.kind != RosterRow::Kind::Section && candidate.unread > 0) return candidate.id;
    }
    return {};
}

int RosterModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_->shown.size());
}

QVariant RosterModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    if (role == Qt::DisplayRole) return row(index.row()).name;
    if (role == Qt::AccessibleTextRole) return row(index.row()).accessible;
    if (role == Qt::ToolTipRole) return tip_of(row(index.row()));
    return {};
}

Qt::ItemFlags RosterModel::flags(const QModelIndex& index) const {
    if (!index.isValid() || index.row() >= rowCount()) return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

}  // namespace culver::desktop
