// SPDX-License-Identifier: Apache-2.0
#include "chat/outbox.h"

#include "base/log.h"
#include "chat/wire.h"
#include "net/errors.h"
#include "store/message_rows.h"

#include <algorithm>

namespace culver::chat {
namespace {

constexpr std::size_t kPage =
    64;  // so many rows are read from the store at once, when fewer than that are held
constexpr auto kQueueFullPause =
    std::chrono::milliseconds(50);  // the session's queue drains at the link's speed
constexpr auto kLoadFailedPause = std::chrono::seconds(5);
constexpr auto kLongPause = std::chrono::hours(1);

}  // namespace

Outbox::Outbox(boost::asio::any_io_executor executor, net::Sessions& sessions, store::Database& database,
               const Clock& clock, DeliveryLimits limits, Mediator mediator)
    : sessions_(sessions),
      database_(database),
      clock_(clock),
      limits_(limits),
      mediator_(std::move(mediator)),
      timer_(executor, kLongPause),
      scope_(executor) {}

Task<Result<>> Outbox::start() {
    auto work = [](SQLite::Database& database) { return store::outbox_conversations(database); };
    auto conversations = co_await database_.read(work);
    if (!conversations) co_return fail_as(conversations);
    for (const auto& conversation : *conversations) {
        if (conversation.is_group() || conversation.peer().protocol != Protocol::Culver) continue;
        const auto peer = conversation.peer().id;
        auto& queue = queue_of(peer);
        queue.is_loaded = false;
        update_wish(peer, queue);
    }
    scope_.spawn("outbox timer", run_timer());
    co_return Result<>{};
}

// A queue that is not held is loaded: the start finds all others.
Outbox::Queue& Outbox::queue_of(const PeerId& peer) {
    const auto [entry, is_added] =
        queues_.try_emplace(peer, Queue{.delivery = Delivery(limits_), .is_loaded = true});
    if (is_added && sessions_.is_open(peer)) entry->second.delivery.opened();
    return entry->second;
}

void Outbox::add(const PeerId& peer, store::StoredMessage message) {
    auto& queue = queue_of(peer);
    if (queue.is_loaded && queue.delivery.size() < 2 * kPage) {
        queue.delivery.add(std::move(message));
    } else {
        queue.is_loaded = false;
        queue.grew_while_loading = true;
    }
    update_wish(peer, queue);
    pump(peer);
}

void Outbox::settle(const PeerId& peer, const std::vector<std::int64_t>& rows) {
    auto& queue = queue_of(peer);
    queue.delivery.settle(rows, clock_.steady());
    update_wish(peer, queue);
    pump(peer);
}

void Outbox::opened(const PeerId& peer) {
    const auto found = queues_.find(peer);
    if (found == queues_.end()) return;
    found->second.delivery.opened();
    pump(peer);
}

void Outbox::closed(const PeerId& peer) {
    const auto found = queues_.find(peer);
    if (found == queues_.end()) return;
    found->second.delivery.closed();
    if (found->second.owes_nothing() && !found->second.is_loading) queues_.erase(found);
}

void Outbox::standing_changed(const PeerId& peer) {
    const auto found = queues_.find(peer);
    if (found == queues_.end()) return;
    update_wish(peer, found->second);
    pump(peer);
}

bool Outbox::owes(const PeerId& peer) const {
    const auto found = queues_.find(peer);
    return found != queues_.end() && !found->second.owes_nothing();
}

bool Outbox::was_sent(const PeerId& peer, std::int64_t row) const {
    const auto found = queues_.find(peer);
    return found != queues_.end() && found->second.delivery.was_sent(row);
}

void Outbox::pump(const PeerId& peer) {
    auto& queue = queue_of(peer);
    if (!mediator_.may_send(peer)) return;
    while (const auto* message = queue.delivery.next()) {
        const auto body = encode_message(message->operation, queue.delivery.previous());
        if (auto queued = sessions_.send(peer, kMessageFrame, body); !queued) {
            if (queued.error().code == net::NetErrc::QueueFull)
                wake_by(clock_.steady() + kQueueFullPause);
            else
                queue.delivery.closed();
            break;
        }
        if (const auto* first = queue.delivery.sent(clock_.steady())) mediator_.on_first_sent(*first);
    }
    if (const auto due = queue.delivery.deadline()) wake_by(*due);
    refill(peer, queue);
}

void Outbox::refill(const PeerId& peer, Queue& queue) {
    if (queue.is_loaded || queue.is_loading || queue.delivery.size() >= kPage) return;
    queue.is_loading = true;
    scope_.spawn("outbox load", load(peer));
}

Task<> Outbox::load(PeerId peer) {
    auto& queue = queue_of(peer);  // stays: a queue that is loading is not dropped
    queue.grew_while_loading = false;
    auto work = [conversation = ConversationId::with(PeerKey(peer)),
                 after = queue.delivery.last_row()](SQLite::Database& database) {
        return store::load_outbox(database, conversation, after, kPage);
    };
    auto page = co_await database_.read(work);
    queue.is_loading = false;
    if (!page) {
        log::warn("the outbox cannot be read: {}", page.error().sentence());
        wake_by(clock_.steady() + kLoadFailedPause);
        co_return;
    }
    queue.is_loaded = page->size() < kPage && !queue.grew_while_loading;
    for (auto& message : *page) queue.delivery.add(std::move(message));
    update_wish(peer, queue);
    pump(peer);
}

// A session is wanted as long as something waits.
void Outbox::update_wish(const PeerId& peer, Queue& queue) {
    const bool wants = !queue.owes_nothing() && mediator_.may_send(peer);
    if (wants == queue.is_wanted) return;
    queue.is_wanted = wants;
    if (wants)
        sessions_.want(peer);
    else
        sessions_.release(peer);
}

void Outbox::wake_by(SteadyTime due) {
    if (due >= timer_due_) return;
    timer_due_ = due;
    timer_.cancel();
}

Task<> Outbox::run_timer() {
    while (!scope_.is_closing()) {
        timer_.expires_after(check_all());
        co_await timer_.async_wait(no_throw);
    }
}

// Sends again what is due; gives how long to wait for the next.
Duration Outbox::check_all() {
    const auto now = clock_.steady();
    timer_due_ = now + kLongPause;
    std::vector<PeerId> peers;
    for (const auto& [peer, queue] : queues_) peers.push_back(peer);
    for (const auto& peer : peers) {
        const auto found = queues_.find(peer);
        if (found == queues_.end()) continue;
        (void)found->second.delivery.check(now);
        pump(peer);
    }
    return std::max<Duration>(timer_due_ - now, std::chrono::milliseconds(1));
}

Task<> Outbox::close() {
    co_await scope_.close();
}

}  // namespace culver::chat
