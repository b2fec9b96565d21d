// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/transfer_model.h"

#include "base/clock.h"
#include "ui/desktop/model/coalescer.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/list_sync.h"
#include "ui/desktop/model/rate_meter.h"
#include "ui/desktop/model/text.h"
#include "ui/desktop/model/transfer_title.h"
#include "ui/desktop/model/wording.h"

#include <QElapsedTimer>
#include <QSet>
#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace culver::desktop {

using control::Direction;
using control::TransferState;

namespace {

constexpr int kAskMs = 500;
// Rows are sorted and compared at most so often.
constexpr int kShowGapMs = 50;

double progress_of(const control::TransferRow& row) {
    if (row.state == TransferState::Done) return 1;
    const auto total = row.bytes_total.value_or(0);
    if (total == 0) return 0;
    return std::min(1.0, static_cast<double>(row.bytes_done.value_or(0)) / static_cast<double>(total));
}

}  // namespace

QString title_of(const control::TransferRow& row) {
    return titles_of(row).last();
}

bool TransferView::ended() const {
    return control::is_final(row.state);
}

bool TransferView::open_offer() const {
    return row.direction == Direction::In && row.state == TransferState::Offered;
}

class TransferModel::Table : public SyncedList::News {
public:
    Table(TransferModel& owner, Desk& owning_desk);

    struct Entry {
        TransferView view;
        RateMeter meter;
        std::uint64_t place = 0;  // grows with each transfer that is met: the order where times are equal
    };

    void ask_all();
    void ask_progress();
    void take_event(const control::Event& event);
    // True when it was under way as far as was known here, and is over now: a polled answer may say so before
    // its event.
    [[nodiscard]] bool take(const control::TransferRow& row);
    void note_latest(const TransferView& view);
    void describe(Entry& entry);
    void settle();
    void show();
    void watch();
    [[nodiscard]] const TransferView* find(const QString& id) const {
        const auto found = entries.find(id);
        return found == entries.end() ? nullptr : &found->second.view;
    }

    // Told to the views by sync_rows().
    [[nodiscard]] static QString key(const QString& id) { return id; }
    [[nodiscard]] bool same(const QString& id, const QString&) const { return !dirty_.contains(id); }

    TransferModel& model;
    Desk& desk;
    std::unordered_map<QString, Entry> entries;
    std::unordered_map<QString, QString> latest;  // of each conversation
    QSet<QString> offers;                         // that are open
    std::vector<QString> shown;
    Flight flight;
    bool watched = true;

private:
    std::uint64_t met_ = 0;
    bool asking_ = false;
    QHash<QString, bool> dirty_;
    QElapsedTimer time_;
    QTimer ask_;
    Coalescer soon_{kShowGapMs, [this] { show(); }};
};

TransferModel::Table::Table(TransferModel& owner, Desk& owning_desk)
    : News(owner), model(owner), desk(owning_desk) {
    time_.start();
    ask_.setInterval(kAskMs);
    QObject::connect(&ask_, &QTimer::timeout, &model, [this] { ask_progress(); });
    QObject::connect(&desk.client(), &NodeClient::event_came, &model,
                     [this](const control::Event& event) { take_event(event); });
    QObject::connect(&desk, &Desk::lists_reset, &model, [this] { ask_all(); });
    QObject::connect(&desk, &Desk::node_changed, &model, [this] { watch(); });
    QObject::connect(&desk, &Desk::reworded, &model, [this] {
        for (auto& [id, entry] : entries) {
            describe(entry);
            dirty_.insert(id, true);
        }
        soon_.poke();
    });
}

void TransferModel::Table::ask_all() {
    desk.client().call(control::method::TransferQuery{}, &model,
                       std::function([this](control::Reply<control::TransferList> reply) {
                           if (!reply) return;
                           auto before = std::exchange(entries, {});
                           latest.clear();
                           offers.clear();
                           QStringList over;
                           for (const auto& row : reply->transfers) {
                               const QString id = text_of(row.id);
                               if (auto known = before.extract(id)) entries.insert(std::move(known));
                               if (take(row)) over.append(id);
                           }
                           settle();
                           soon_.flush();
                           Q_EMIT model.transfers_reset();
                           for (const QString& id : std::as_const(over)) Q_EMIT model.ended(id);
                       }));
}

void TransferModel::Table::ask_progress() {
    if (asking_) return;  // the node is slow enough without being asked twice
    control::method::TransferQuery request;
    for (const auto& [id, entry] : entries) {
        if (entry.view.moving()) request.ids.push_back(entry.view.row.id);
    }
    if (request.ids.empty()) return watch();
    asking_ = true;
    desk.client().call(request, &model, std::function([this](control::Reply<control::TransferList> reply) {
                           asking_ = false;
                           if (!reply) return;
                           for (const auto& row : reply->transfers) {
                               const bool over = take(row);
                               Q_EMIT model.transfer_changed(text_of(row.id));
                               if (over) Q_EMIT model.ended(text_of(row.id));
                           }
                           settle();
                       }));
}

void TransferModel::Table::take_event(const control::Event& event) {
    const control::TransferRow* row = nullptr;
    if (const auto* offer = std::get_if<control::event::TransferOffered>(&event.body)) row = &offer->row;
    if (const auto* change = std::get_if<control::event::TransferChanged>(&event.body)) row = &change->row;
    if (row == nullptr) return;
    const QString id = text_of(row->id);
    const auto* known = find(id);
    const bool is_new = known == nullptr;
    const bool is_offer = (known == nullptr || known->row.state != TransferState::Offered) &&
                          row->direction == Direction::In && row->state == TransferState::Offered;
    const bool over = take(*row) || (is_new && control::is_final(row->state));
    settle();
    Q_EMIT model.transfer_changed(id);
    if (is_offer) Q_EMIT model.offered(id);
    if (over) Q_EMIT model.ended(id);
}

bool TransferModel::Table::take(const control::TransferRow& row) {
    const QString id = text_of(row.id);
    auto& entry = entries[id];
    const bool was_open = entry.place != 0 && !entry.view.ended();
    if (entry.place == 0) entry.place = ++met_;
    entry.view.row = row;
    if (!entry.view.row.time)
        entry.view.row.time = real_clock().wall();  // a node that does not say: it is met now
    note_latest(entry.view);
    if (entry.view.open_offer()) {
        offers.insert(id);
    } else {
        offers.remove(id);
    }
    describe(entry);
    dirty_.insert(id, true);
    soon_.poke();
    return was_open && entry.view.ended();
}

void TransferModel::Table::note_latest(const TransferView& view) {
    const QString where = model.conversation_of(view);
    const auto* last = latest.contains(where) ? find(latest[where]) : nullptr;
    if (last == nullptr || *last->row.time <= *view.row.time) latest[where] = text_of(view.row.id);
}

void TransferModel::Table::describe(Entry& entry) {
    auto& view = entry.view;
    const auto& row = view.row;
    view.title = title_of(row);
    view.peer_name = desk.name_of(text_of(row.peer));
    if (desk.peer(text_of(row.peer)) == nullptr && row.peer_name) view.peer_name = safe_line(*row.peer_name);
    view.progress = progress_of(row);
    if (view.moving()) {
        entry.meter.add(time_.elapsed(), row.bytes_done.value_or(0));
        view.rate = entry.meter.rate() > 0 ? entry.meter.rate() : static_cast<qint64>(row.rate.value_or(0));
        view.seconds_left = row.bytes_total ? entry.meter.seconds_left(*row.bytes_total) : -1;
    } else {
        entry.meter.clear();
        view.rate = 0;
        view.seconds_left = -1;
    }
    view.accessible = Wording::transfer(row, view.title, view.peer_name, view.progress, view.seconds_left);
}

void TransferModel::Table::settle() {
    Flight now;
    double done = 0, total = 0;
    for (const auto& [id, entry] : entries) {
        const auto& view = entry.view;
        if (view.ended()) continue;
        ++(view.moving() ? now.moving : now.waiting);
        now.rate += view.rate;
        now.seconds_left = std::max(now.seconds_left, view.seconds_left);
        const auto bytes = static_cast<double>(view.row.bytes_total.value_or(0));
        total += bytes;
        done += bytes * view.progress;
    }
    now.progress = total > 0 ? done / total : 0;
    watch();
    if (now == flight) return;
    flight = now;
    Q_EMIT model.flight_changed();
}

void TransferModel::Table::watch() {
    const bool moves =
        std::any_of(entries.begin(), entries.end(), [](const auto& one) { return one.second.view.moving(); });
    const bool asks = moves && watched && desk.client().state() == NodeClient::State::Ready;
    if (asks == ask_.isActive()) return;
    if (asks) {
        ask_.start();
        asking_ = false;
        ask_progress();
    } else {
        ask_.stop();
    }
}

// What asks for a decision stands above what moves, that above what stopped, and what is over at the end.
static int urgency_of(const control::TransferRow& row) {
    using control::TransferState;
    switch (row.state) {
        case TransferState::Offered: return row.direction == control::Direction::In ? 0 : 3;
        case TransferState::Active: return 1;
        case TransferState::Paused:
        case TransferState::Interrupted: return 2;
        case TransferState::Waiting: return 3;
        default: return 4;
    }
}

void TransferModel::Table::show() {
    std::vector<QString> wanted;
    wanted.reserve(entries.size());
    for (const auto& [id, entry] : entries) wanted.push_back(id);
    std::sort(wanted.begin(), wanted.end(), [this](const QString& a, const QString& b) {
        const auto rank = [this](const QString& id) {
            const auto& entry = entries.at(id);
            const auto& row = entry.view.row;
            const auto when = entry.view.ended() ? row.ended.value_or(*row.time) : *row.time;
            return std::tuple(urgency_of(row), -to_milliseconds(when), ~entry.place);
        };
        return rank(a) < rank(b);
    });
    sync_rows(shown, std::move(wanted), *this);
    dirty_.clear();
}

TransferModel::TransferModel(Desk& desk, QObject* parent)
    : SyncedList(parent), table_(std::make_unique<Table>(*this, desk)) {}

TransferModel::~TransferModel() = default;

const TransferView& TransferModel::view(int index) const {
    static const TransferView gone;
    const auto* found = table_->find(table_->shown.at(static_cast<std::size_t>(index)));
    return found != nullptr ? *found : gone;
}

const TransferView* TransferModel::find(const QString& transfer_id) const {
    return table_->find(transfer_id);
}

QString TransferModel::conversation_of(const TransferView& view) const {
    if (view.row.group) {
        const QString group = text_of(*view.row.group);
        if (table_->desk.group(group) != nullptr) return group;
    }
    return text_of(view.row.peer);
}

std::vector<const TransferView*> TransferModel::within(const QString& conversation) const {
    std::vector<std::pair<std::uint64_t, const TransferView*>> found;
    for (const auto& [key, entry] : table_->entries) {
        if (conversation_of(entry.view) == conversation) found.emplace_back(entry.place, &entry.view);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return std::pair(*a.second->row.time, a.first) < std::pair(*b.second->row.time, b.first);
    });
    std::vector<const TransferView*> views;
    views.reserve(found.size());
    for (const auto& [place, one] : found) views.push_back(one);
    return views;
}

const TransferView* TransferModel::latest_within(const QString& conversation) const {
    const auto found = table_->latest.find(conversation);
    return found == table_->latest.end() ? nullptr : table_->find(found->second);
}

int TransferModel::row_of(const QString& transfer_id) const {
    const auto found = std::find(table_->shown.begin(), table_->shown.end(), transfer_id);
    return found == table_->shown.end() ? -1 : static_cast<int>(found - table_->shown.begin());
}

QStringList TransferModel::open_offers() const {
    QStringList where;
    for (const QString& id : std::as_const(table_->offers)) {
        if (const auto* view = find(id)) where.append(conversation_of(*view));
    }
    return where;
}

Flight TransferModel::flight() const {
    return table_->flight;
}

void TransferModel::set_watched(bool watched) {
    table_->watched = watched;
    table_->watch();
}

int TransferModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(table_->shown.size());
}

QVariant TransferModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const auto& shown = view(index.row());
    if (role == Qt::DisplayRole) return shown.title;
    if (role == Qt::AccessibleTextRole) return shown.accessible;
    return {};
}

}  // namespace culver::desktop
