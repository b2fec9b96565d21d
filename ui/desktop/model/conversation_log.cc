// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/conversation_log.h"

#include "ui/desktop/model/group_send.h"
#include "ui/desktop/model/list_sync.h"
#include "ui/desktop/model/text.h"
#include "ui/desktop/model/unread_count.h"
#include "ui/desktop/model/wording.h"

#include <algorithm>
#include <set>
#include <utility>

namespace culver::desktop {

using control::Direction;
using control::MessageKind;
using control::MessageState;
using Kind = ConversationItem::Kind;

namespace {

// Messages that come are let pile up by so many before the oldest are dropped again.
constexpr std::size_t kTrimSlack = 100;
constexpr int kShowGapMs = 30;
// A message that is seen within this time of its coming never gets a New line: nobody was away.
constexpr qint64 kAtOnceMs = 1500;
// Once all was seen the line stays so long, so that one finds where to begin.
constexpr int kNewLineStaysMs = 20000;

QStringList texts_of(const std::optional<std::vector<std::string>>& ids) {
    QStringList texts;
    if (!ids) return texts;
    for (const auto& id : *ids) texts.append(text_of(id));
    return texts;
}

bool is_unread(const ConversationItem& item) {
    return !item.own && item.message && item.kind == Kind::Message &&
           item.message->state != MessageState::Read && item.message->state != MessageState::Recalled;
}

}  // namespace

ConversationModel::Log::Log(ConversationModel& owner, Desk& owning_desk, QString conversation)
    : News(owner), model(owner), desk(owning_desk), id(std::move(conversation)), soon_(kShowGapMs, [this] {
          show();
      }) {
    new_ends_.setSingleShot(true);
    new_ends_.setInterval(kNewLineStaysMs);
    QObject::connect(&new_ends_, &QTimer::timeout, &model, [this] { end_new(); });
    QObject::connect(&desk.client(), &NodeClient::event_came, &model,
                     [this](const control::Event& event) { take_event(event); });
    QObject::connect(&desk, &Desk::lists_reset, &model, [this] {
        quotes_.clear();
        asked_quotes_.clear();
        catch_up();
    });
    QObject::connect(&desk, &Desk::reworded, &model, [this] { describe_all(); });
    QObject::connect(&desk, &Desk::peer_changed, &model, [this](const QString& peer) {
        if (peer == id) soon_.poke();  // trusted or not
        const bool is_renamed = std::any_of(messages_.begin(), messages_.end(), [&](const ItemPtr& item) {
            return item->author == peer && item->author_name != desk.name_of(peer);
        });
        if (is_renamed) describe_all();
    });
    QObject::connect(&desk, &Desk::typing_changed, &model, [this](const QString& where) {
        if (where == id) Q_EMIT model.typing_changed();
    });
    QObject::connect(&desk.transfers(), &TransferModel::transfers_reset, &model,
                     [this] { take_transfers(); });
    QObject::connect(&desk.transfers(), &TransferModel::transfer_changed, &model,
                     [this](const QString& transfer) { take_transfer(transfer); });
    take_transfers();
    if (desk.client().state() == NodeClient::State::Ready) load_latest(false);
}

void ConversationModel::Log::take_event(const control::Event& event) {
    const control::MessageRow* row = nullptr;
    bool arrived = false;
    if (const auto* came = std::get_if<control::event::MessageArrived>(&event.body)) {
        row = &came->row;
        arrived = true;
    } else if (const auto* state = std::get_if<control::event::MessageStateChanged>(&event.body)) {
        row = &state->row;
    } else if (const auto* change = std::get_if<control::event::MessageChanged>(&event.body)) {
        row = &change->row;
    }
    if (row != nullptr && loaded && text_of(row->conversation) == id) take_message(*row, arrived);
}

void ConversationModel::Log::take_message(const control::MessageRow& row, bool arrived) {
    const QString key = text_of(row.id);
    if (const auto known = by_id_.value(key)) {
        known->message = row;
        describe(*known);
        dirty_.insert(key);
        for (const auto& item : messages_) {
            if (item->quoted_id == key) describe_quote(*item);
        }
        soon_.poke();
        return;
    }
    if (quotes_.contains(key)) take_quote(row);
    const bool own = row.direction == Direction::Out;
    const bool begins = arrived || (own && row.state == MessageState::Queued) || is_new_note(row);
    if (!begins) return;  // a change of something that is not loaded
    arrivals_.push_back({key, own});
    if (live_) add_live(made(row));
    if (own) end_new();
    soon_.poke();
}

// A note never waits for anybody: the first that is heard of it is that it was read.
bool ConversationModel::Log::is_new_note(const control::MessageRow& row) const {
    if (id != desk.own_id() || !row.time) return false;
    return messages_.empty() || local_time(*row.time) >= messages_.back()->when;
}

void ConversationModel::Log::add_live(ItemPtr item) {
    by_id_.insert(item->key, item);
    describe_quote(*item);
    auto at = messages_.end();
    // One's own answers what is above it, also where the other's clock is ahead.
    while (!item->own && at != messages_.begin() && (*std::prev(at))->when > item->when) --at;
    if (is_unread(*item)) marked_.clear();  // also when it stands above what was read
    if (is_unread(*item) && new_from_.isEmpty()) {
        new_from_ = item->key;
        new_before_ = 0;
        new_is_seen_ = false;
        new_since_.start();
    } else if (is_unread(*item) && new_is_seen_) {  // all above was seen: the line moves to what is new
        new_from_ = item->key;
        new_before_ = 0;
        new_is_seen_ = false;
        new_ends_.stop();
        new_since_.start();
    }
    messages_.insert(at, std::move(item));
    trim_beginning(kTrimSlack);
}

ItemPtr ConversationModel::Log::made(const control::MessageRow& row) {
    auto item = std::make_shared<ConversationItem>();
    item->key = text_of(row.id);
    item->message = row;
    item->when = row.time ? local_time(*row.time) : QDateTime::currentDateTime();
    describe(*item);
    return item;
}

void ConversationModel::Log::describe(ConversationItem& item) {
    const auto& row = *item.message;
    item.kind = row.kind == MessageKind::System ? Kind::System : Kind::Message;
    item.author = text_of(row.author);
    item.own = row.direction == Direction::Out;
    const bool is_known = desk.peer(item.author) != nullptr || item.author == desk.own_id();
    item.author_name = is_known || !row.author_name ? desk.name_of(item.author) : safe_line(*row.author_name);
    item.text = row.state == MessageState::Recalled
                    ? Wording::preview(row, Wording::given_name(item.author_name), item.own)
                    : safe_text(text_of(row.text.value_or("")));
    item.read_by = texts_of(row.read_by);
    item.quoted_id = text_of(row.reply_to.value_or(""));
    item.accessible = Wording::conversation_item(item);
}

void ConversationModel::Log::describe_quote(ConversationItem& item) {
    if (item.quoted_id.isEmpty()) return;
    const control::MessageRow* row = nullptr;
    if (const auto loaded_item = by_id_.value(item.quoted_id)) {
        row = &*loaded_item->message;
    } else if (const auto found = quotes_.constFind(item.quoted_id); found != quotes_.cend()) {
        row = &*found;
    } else if (!asked_quotes_.contains(item.quoted_id)) {
        asked_quotes_.insert(item.quoted_id);
        const control::method::ChatMessage request{id.toStdString(), item.quoted_id.toStdString()};
        desk.client().call(request, &model, std::function([this](control::Reply<control::MessageRow> reply) {
                               if (reply) take_quote(*reply);
                           }));
    }
    if (row == nullptr) return;
    const QString author = text_of(row->author);
    const QString name = desk.name_of(author);
    const QString text = row->state == MessageState::Recalled
                             ? Wording::preview(*row, Wording::given_name(name), author == desk.own_id())
                             : safe_line(row->text.value_or(""));
    if (name == item.quoted_author && text == item.quoted_text) return;
    item.quoted_author = name;
    item.quoted_text = text;
    item.accessible = Wording::conversation_item(item);
    dirty_.insert(item.key);
}

void ConversationModel::Log::take_quote(const control::MessageRow& row) {
    const QString key = text_of(row.id);
    quotes_.insert(key, row);
    for (const auto& item : messages_) {
        if (item->quoted_id == key) describe_quote(*item);
    }
    soon_.poke();
}

// with: all that were sent to the group with it; empty for what stands alone.
void ConversationModel::Log::describe_file(ConversationItem& item, const TransferView& view,
                                           const std::vector<const TransferView*>& with) {
    item.transfers.clear();
    item.receivers.clear();
    item.transfer = view.row;
    item.progress = view.progress;
    item.seconds_left = view.seconds_left;
    item.transfer->rate = static_cast<std::uint64_t>(view.rate);
    if (with.empty()) return;
    for (const auto* one : with) item.transfers.append(text_of(one->row.id));
    GroupFlight all = as_one(with);
    item.transfer = std::move(all.row);
    item.progress = all.progress;
    item.seconds_left = all.seconds_left;
    item.receivers = std::move(all.receivers);
}

void ConversationModel::Log::take_transfers() {
    files_.clear();
    const auto all = desk.transfers().within(id);
    std::set<const TransferView*> taken;  // with those that were sent in one go
    for (const auto* view : all) {
        if (!taken.insert(view).second) continue;
        const auto with = sent_in_one_go(all, *view);
        taken.insert(with.begin(), with.end());
        put_file(*view, with);
    }
    soon_.poke();
}

// Empty for what stands alone.
std::vector<const TransferView*> ConversationModel::Log::sent_in_one_go(
    const std::vector<const TransferView*>& all, const TransferView& view) const {
    if (desk.group(id) == nullptr || view.row.direction != Direction::Out) return {};
    return sent_with(all, view);
}

void ConversationModel::Log::take_transfer(const QString& transfer) {
    const auto* view = desk.transfers().find(transfer);
    if (view == nullptr || desk.transfers().conversation_of(*view) != id) return;
    put_file(*view, sent_in_one_go(desk.transfers().within(id), *view));
    soon_.poke();
}

void ConversationModel::Log::put_file(const TransferView& view,
                                      const std::vector<const TransferView*>& with) {
    const QString key = text_of((with.empty() ? view : *with.front()).row.id);
    auto& item = files_[key];
    if (!item) item = std::make_shared<ConversationItem>();
    item->kind = Kind::File;
    item->key = key;
    item->when = local_time(*view.row.time);
    item->own = view.row.direction == Direction::Out;
    item->author = item->own ? desk.own_id() : text_of(view.row.peer);
    item->author_name = item->own ? desk.name_of(item->author) : view.peer_name;
    item->text = view.title;
    describe_file(*item, view, with);
    item->accessible = Wording::conversation_item(*item);
    dirty_.insert(key);
}

void ConversationModel::Log::describe_all() {
    for (const auto& item : messages_) {
        describe(*item);
        describe_quote(*item);
        dirty_.insert(item->key);
    }
    take_transfers();
}

// Where a conversation that was not open begins to be unread.
void ConversationModel::Log::find_new() {
    const auto first =
        std::find_if(messages_.begin(), messages_.end(), [](const auto& item) { return is_unread(*item); });
    if (first == messages_.end()) return;
    new_from_ = (*first)->key;
    new_is_seen_ = false;
    new_since_.invalidate();  // it was there before: it stays a while when it is seen
    new_before_ = 0;
    const auto* summary = desk.summary(id);
    if (first != messages_.begin() || at_beginning || summary == nullptr) return;
    const auto here =
        std::count_if(first, messages_.end(), [](const auto& item) { return is_unread(*item); });
    new_before_ = std::max(0, unread_count(summary->unread) - static_cast<int>(here));
}

// The line goes up to where the new messages begin as one scrolls there. By then they count as read.
void ConversationModel::Log::find_more_new(const std::vector<ItemPtr>& before) {
    for (auto at = before.rbegin(); at != before.rend() && new_before_ > 0; ++at) {
        if ((*at)->own || (*at)->kind != Kind::Message) continue;
        new_from_ = (*at)->key;
        --new_before_;
    }
}

void ConversationModel::Log::end_new() {
    new_ends_.stop();
    if (new_from_.isEmpty()) return;
    new_from_.clear();
    new_before_ = 0;
    soon_.poke();
}

void ConversationModel::Log::seen() {
    if (!live_ || messages_.empty()) return;
    const bool came_now = new_since_.isValid() && new_since_.elapsed() < kAtOnceMs;
    if (!new_from_.isEmpty() && !new_is_seen_) {
        new_is_seen_ = true;
        if (came_now) {
            end_new();
        } else {
            new_ends_.start();
        }
    }
    const auto* summary = desk.summary(id);
    const bool is_unread_here =
        std::any_of(messages_.rbegin(), messages_.rend(), [](const auto& item) { return is_unread(*item); });
    const std::string& last = messages_.back()->message->id;
    if (!is_unread_here && (summary == nullptr || summary->unread == 0)) return;
    if (marked_ == last) return;
    marked_ = last;
    desk.client().call(control::method::ChatMarkRead{id.toStdString(), last}, &model,
                       std::function([this](const control::Reply<control::Nothing>& reply) {
                           if (!reply) marked_.clear();
                           const auto* now = desk.summary(id);
                           if (reply && now != nullptr && now->unread > 0) desk.recount();
                       }));
}

std::vector<ItemPtr> ConversationModel::Log::files_in_view() const {
    std::vector<ItemPtr> found;
    for (const auto& [transfer, item] : files_) {
        const bool is_above = !messages_.empty() && !at_beginning && item->when < messages_.front()->when;
        const bool is_below = !messages_.empty() && !live_ && item->when > messages_.back()->when;
        if (!is_above && !is_below) found.push_back(item);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return std::pair(a->when, a->key) < std::pair(b->when, b->key);
    });
    return found;
}

bool ConversationModel::Log::same(const ItemPtr& shown, const ItemPtr& wanted) const {
    if (shown == wanted) {
        return !dirty_.contains(wanted->key) &&
               std::none_of(wanted->tiles.begin(), wanted->tiles.end(),
                            [this](const ItemPtr& tile) { return dirty_.contains(tile->key); });
    }
    return shown->kind == wanted->kind && shown->text == wanted->text && shown->kind != Kind::Message &&
           shown->kind != Kind::File;
}

void ConversationModel::Log::show() {
    if (!loaded) return;
    LayoutWish wish{QDate::currentDate(), new_from_, 0, model.is_group()};
    auto entries = merged(messages_, files_in_view());
    add_warning(entries);
    const auto from = std::find_if(entries.begin(), entries.end(),
                                   [&](const auto& item) { return item->key == new_from_; });
    wish.new_count = new_before_ + static_cast<int>(std::count_if(from, entries.end(), [](const auto& item) {
                         return !item->own && item->kind == Kind::Message;
                     }));
    QStringList regrouped;
    auto wanted = lay_out(entries, wish, regrouped);
    for (const auto& key : regrouped) dirty_.insert(key);
    sync_rows(rows, std::move(wanted), *this);
    dirty_.clear();
    int heard = -1;
    for (const Arrival& one : std::exchange(arrivals_, {})) {
        Q_EMIT model.arrived(one.own);
        if (!one.own) heard = std::max(heard, row_of(one.key));
    }
    if (heard >= 0) Q_EMIT model.heard(heard);
}

// Above what somebody new says under a known name.
void ConversationModel::Log::add_warning(std::vector<ItemPtr>& entries) {
    const control::PeerRow* peer = desk.peer(id);
    if (peer == nullptr || peer->trust != control::Trust::Changed) return;
    if (!warning_) warning_ = std::make_shared<ConversationItem>();
    warning_->kind = Kind::System;
    warning_->key = QStringLiteral("warning");
    warning_->when = entries.empty() ? QDateTime::currentDateTime() : entries.front()->when;
    warning_->text = Wording::held_back();
    warning_->accessible = warning_->text;
    entries.insert(entries.begin(), warning_);
}

int ConversationModel::Log::row_of(const QString& key) const {
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&](const auto& item) { return part_of(*item, key) != nullptr; });
    return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

}  // namespace culver::desktop
