// SPDX-License-Identifier: Apache-2.0
#include "chat/chat_service.h"

#include "base/log.h"
#include "base/random.h"
#include "base/task_scope.h"
#include "base/text.h"
#include "chat/clock_trust.h"
#include "chat/effects.h"
#include "chat/errors.h"
#include "chat/hybrid_clock.h"
#include "chat/intake.h"
#include "chat/outbox.h"
#include "chat/signals.h"
#include "chat/wire.h"
#include "store/attachment_rows.h"
#include "store/message_rows.h"
#include "store/meta.h"
#include "store/retention.h"
#include "store/succession.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace culver::chat {
namespace {

using store::MessageDirection;
using store::MessageState;
using store::StoredMessage;

// Before this a clock was surely never set: what it stamped cannot be measured against 30 days.
constexpr std::int64_t kEarliestPlausible = 1'704'067'200'000;  // 2024-01-01

constexpr std::chrono::milliseconds kForgetPause{20};
constexpr auto kClockTrust = "clock_trust";  // in the table meta
// While nothing is forgotten: an idle node leaves the disk alone.
constexpr std::int64_t kTrustKeptEvery = 24LL * 3'600'000;

// Numbers the message in its stream and writes it with everything that must be true at once. Store thread.
StoredMessage write_own(SQLite::Database& database, StoredMessage message, const Operation& draft) {
    const store::StreamKey key{message.conversation, message.author, message.incarnation};
    auto stream = store::load_stream(database, key);
    message.sequence = ++stream.highest;
    message.position = std::max(message.clock, stream.position + 1);
    auto operation = draft;
    operation.sequence = message.sequence;
    message.operation = encode(operation);
    message.row = store::insert_message(database, message);
    if (message.digest) message.kept = store::find_attachment(database, *message.digest);
    stream.clock = std::max(stream.clock, message.clock);
    stream.position = message.position;
    store::save_stream(database, key, stream);
    store::mark_talked(database, message.conversation.peer(), message.arrival);
    return message;
}

struct Committed {
    StoredMessage message;
    Effect effect;
};
Result<Committed> commit_own(SQLite::Database& database, StoredMessage message, const Operation& draft) {
    if (auto checked = check_target(database, message); !checked) return fail_as(checked);
    auto written = write_own(database, std::move(message), draft);
    auto effect = apply_effect(database, written);
    return Committed{std::move(written), std::move(effect)};
}

struct Moved {
    std::vector<std::int64_t> left;      // rows of the former peer's outbox
    std::vector<StoredMessage> waiting;  // the same messages in the successor's
};

// What waits is written again with numbers of the stream to the successor. Store thread.
Result<Moved> move_everything(SQLite::Database& database, const store::Succession& succession,
                              const IncarnationId& own_incarnation) {
    Moved moved;
    auto waiting = store::take_outbox(database, succession.former);
    store::carry_over(database, succession);
    for (auto& message : waiting) {
        auto operation = decode_operation(message.operation);
        if (!operation) return fail_as(operation);
        operation->incarnation = message.incarnation = own_incarnation;
        message.conversation = ConversationId::with(succession.successor);
        message.state = MessageState::Queued;
        moved.left.push_back(message.row);
        moved.waiting.push_back(write_own(database, std::move(message), *operation));
    }
    return moved;
}

}  // namespace

class ChatService::Impl {
public:
    Impl(boost::asio::any_io_executor executor, net::Sessions& sessions, store::Database& database,
         const Clock& clock, ChatOptions options, Mediator mediator);

    Task<Result<>> start();
    [[nodiscard]] Result<> may_say(const PeerKey& peer, const Draft& draft) const;
    Task<Result<Committed>> commit(PeerKey peer, Draft draft);
    Task<Result<StoredMessage>> say(PeerKey peer, Draft draft);
    Task<Result<StoredMessage>> change(PeerKey peer, Draft draft);
    Task<Result<std::size_t>> mark_read(ConversationId conversation, std::optional<MessageId> up_to,
                                        std::optional<MessageId> from);
    Task<Result<>> carry_over(PeerKey former, PeerKey successor);
    void show_sent(StoredMessage& message) const;
    void opened(const PeerId& peer);
    void set_history_life(std::chrono::hours life);
    Task<> close();

    ChatOptions options_;
    store::History history_;
    Outbox outbox_;
    Signals signals_;

private:
    static DeliveryLimits limits_of(const ChatTimings& timings);
    Outbox::Mediator outbox_mediator();
    Intake::Mediator intake_mediator();
    [[nodiscard]] net::Standing standing(const PeerId& peer) const { return mediator_.standing(peer); }
    void tell(ChatEvent event) const { mediator_.on_event(event); }
    void tell_state(StoredMessage message) const { tell(MessageStateChanged{std::move(message)}); }

    StoredMessage write_down(const PeerKey& peer, const Draft& draft);
    Task<> send_read_points(PeerId peer);
    Task<> run_expiry();
    Task<Result<>> expire();
    Task<> forget_old();
    Task<bool> believes_date(std::int64_t now);

    net::Sessions& sessions_;
    store::Database& database_;
    const Clock& clock_;
    Mediator mediator_;
    HybridClock hybrid_;
    Intake intake_;
    bool is_forgetting_ = false;
    std::optional<ClockTrust> clock_trust_;  // read with the first look at the date
    bool is_date_doubted_ = false;
    std::int64_t trust_kept_ = 0;
    TaskScope scope_;
};

ChatService::Impl::Impl(boost::asio::any_io_executor executor, net::Sessions& sessions,
                        store::Database& database, const Clock& clock, ChatOptions options, Mediator mediator)
    : options_(options),
      history_(database),
      outbox_(executor, sessions, database, clock, limits_of(options.timings), outbox_mediator()),
      signals_(
          executor, sessions, clock, [this](const PeerId& peer) { return standing(peer); },
          [this](ChatEvent event) { tell(std::move(event)); }),
      sessions_(sessions),
      database_(database),
      clock_(clock),
      mediator_(std::move(mediator)),
      intake_(executor, sessions, database, clock, options.self, intake_mediator()),
      scope_(executor) {}

DeliveryLimits ChatService::Impl::limits_of(const ChatTimings& timings) {
    DeliveryLimits limits;
    limits.resend_first = timings.resend_first;
    limits.resend_last = timings.resend_last;
    return limits;
}

Outbox::Mediator ChatService::Impl::outbox_mediator() {
    return {.may_send = [this](const PeerId& peer) { return standing(peer) != net::Standing::Blocked; },
            .on_first_sent =
                [this](const StoredMessage& message) {
                    if (!message.is_shown) return;
                    auto shown = message;
                    shown.state = MessageState::Sent;
                    tell_state(std::move(shown));
                }};
}

Intake::Mediator ChatService::Impl::intake_mediator() {
    return {.standing = [this](const PeerId& peer) { return standing(peer); },
            .is_welcome =
                [this](const PeerId& peer) { return !mediator_.is_welcome || mediator_.is_welcome(peer); },
            .is_owed = [this](const PeerId& peer) { return outbox_.owes(peer); },
            .seen = [this](ClockValue value) { hybrid_.observe(value, clock_.wall()); },
            .tell = [this](ChatEvent event) { tell(std::move(event)); },
            .settled = [this](const PeerId& peer, const auto& rows) { outbox_.settle(peer, rows); },
            .signal =
                [this](const PeerId& from, std::uint16_t kind, ByteView body) {
                    signals_.on_frame(from, kind, body);
                    if (mediator_.other_frame) mediator_.other_frame(from, kind, body);
                }};
}

Task<Result<>> ChatService::Impl::start() {
    auto work = [](SQLite::Database& database) { return store::highest_clock(database); };
    auto clock = co_await database_.read(work);
    if (!clock) co_return fail_as(clock);
    hybrid_ = HybridClock(*clock);
    if (auto expired = co_await expire(); !expired) co_return fail_as(expired);
    if (auto started = co_await outbox_.start(); !started) co_return fail_as(started);
    intake_.start();
    scope_.spawn("chat expiry", run_expiry());
    scope_.spawn("forgetting", forget_old());
    co_return Result<>{};
}

StoredMessage ChatService::Impl::write_down(const PeerKey& peer, const Draft& draft) {
    const auto now = clock_.wall();
    StoredMessage message;
    message.conversation = ConversationId::with(peer);
    message.author = PeerKey(options_.self);
    message.incarnation = options_.incarnation;
    message.id = make_message_id(now);
    message.clock = hybrid_.next(now);
    message.kind = static_cast<std::uint8_t>(draft.kind);
    message.target = draft.target;
    message.text = draft.text;
    message.mentions = draft.mentions;
    if (draft.mentions_all) message.mentions.emplace_back();
    message.time = message.arrival = to_milliseconds(now);
    message.direction = MessageDirection::Out;
    message.state = peer.id == options_.self ? MessageState::Read : MessageState::Queued;
    carry(message, draft.attachment);
    classify(message, false);
    return message;
}

Result<> ChatService::Impl::may_say(const PeerKey& peer, const Draft& draft) const {
    if (auto checked = check_draft(draft); !checked) return checked;
    const bool is_native = peer.protocol == Protocol::Culver;
    const bool is_plain = draft.kind == OperationKind::Text || draft.kind == OperationKind::Notice ||
                          draft.kind == OperationKind::Confirm;
    if (!is_native && !is_plain) return fail(ChatErrc::NotNative);
    if (is_native && standing(peer.id) == net::Standing::Blocked) return fail(ChatErrc::PeerBlocked);
    return {};
}

Task<Result<Committed>> ChatService::Impl::commit(PeerKey peer, Draft draft) {
    if (auto may = may_say(peer, draft); !may) co_return fail_as(may);
    const bool is_native = peer.protocol == Protocol::Culver;
    const auto former = is_native ? standing(peer.id) : net::Standing::Known;
    auto message = write_down(peer, draft);
    Operation operation{.id = message.id,
                        .incarnation = message.incarnation,
                        .kind = draft.kind,
                        .text = std::move(draft.text),
                        .target = draft.target,
                        .mentions = std::move(draft.mentions),
                        .mentions_all = draft.mentions_all,
                        .attachment = std::move(draft.attachment)};
    operation.clock = message.clock;
    auto work = [message = std::move(message), operation = std::move(operation)](SQLite::Database& database) {
        return commit_own(database, message, operation);
    };
    auto done = co_await database_.write(std::move(work));
    if (!done) co_return fail_as(done);
    if (done->message.is_shown) tell_state(done->message);
    if (!is_native || done->message.state != MessageState::Queued) co_return done;  // a gateway carries it
    if (former == net::Standing::Unknown) {
        mediator_.talked(peer.id);
        scope_.spawn("read points", send_read_points(peer.id));
    }
    outbox_.add(peer.id, done->message);
    co_return done;
}

Task<Result<StoredMessage>> ChatService::Impl::say(PeerKey peer, Draft draft) {
    if (is_about_another(draft.kind)) co_return fail(ChatErrc::WrongKind);
    auto done = co_await commit(peer, std::move(draft));
    if (!done) co_return fail_as(done);
    co_return std::move(done->message);
}

Task<Result<StoredMessage>> ChatService::Impl::change(PeerKey peer, Draft draft) {
    if (!is_about_another(draft.kind) || !draft.target) co_return fail(ChatErrc::WrongKind);
    const bool is_recall = draft.kind == OperationKind::Recall;
    auto done = co_await commit(peer, std::move(draft));
    if (!done) co_return fail_as(done);
    auto& effect = done->effect;
    if (!effect.withdrawn.empty()) outbox_.settle(peer.id, effect.withdrawn);
    if (!effect.changed) co_return fail(ChatErrc::NoSuchMessage);
    tell(MessageChanged{*effect.changed});
    if (is_recall) tell_state(*effect.changed);
    co_return std::move(*effect.changed);
}

void ChatService::Impl::show_sent(StoredMessage& message) const {
    if (message.state != MessageState::Queued || message.conversation.is_group()) return;
    if (outbox_.was_sent(message.conversation.peer().id, message.row)) message.state = MessageState::Sent;
}

Task<Result<std::size_t>> ChatService::Impl::mark_read(ConversationId conversation,
                                                       std::optional<MessageId> up_to,
                                                       std::optional<MessageId> from) {
    auto work = [=](SQLite::Database& database) -> Result<std::vector<StoredMessage>> {
        store::MessagePlace place{.position = std::numeric_limits<std::int64_t>::max()};
        if (up_to) {
            const auto last = store::find_message(database, conversation, *up_to);
            if (!last) return fail(ChatErrc::NoSuchMessage);
            place = store::place_of(*last);
        }
        if (from) {
            const auto first = store::find_message(database, conversation, *from);
            if (!first) return fail(ChatErrc::NoSuchMessage);
            if (store::count_unread_before(database, conversation, store::place_of(*first)) > 0)
                return fail(ChatErrc::UnreadBefore);
        }
        return store::mark_read_here(database, conversation, place);
    };
    auto changed = co_await database_.write(work);
    if (!changed) co_return fail_as(changed);
    const auto count = changed->size();
    for (auto& message : *changed) {
        if (message.is_shown) tell_state(std::move(message));
    }
    if (count > 0 && !conversation.is_group()) {
        scope_.spawn("read points", send_read_points(conversation.peer().id));
    }
    co_return count;
}

Task<Result<>> ChatService::Impl::carry_over(PeerKey former, PeerKey successor) {
    const store::Succession succession{
        .former = former, .successor = successor, .archive = random_id<IncarnationId>()};
    auto work = [succession, own = options_.incarnation](SQLite::Database& database) {
        return move_everything(database, succession, own);
    };
    auto moved = co_await database_.write(work);
    if (!moved) co_return fail_as(moved);
    outbox_.settle(former.id, moved->left);
    for (auto& message : moved->waiting) outbox_.add(successor.id, std::move(message));
    co_return Result<>{};
}

void ChatService::Impl::opened(const PeerId& peer) {
    outbox_.opened(peer);
    scope_.spawn("read points", send_read_points(peer));
}

// Everything that was read, not only what is news: a mark may have been lost with a session.
Task<> ChatService::Impl::send_read_points(PeerId peer) {
    if (options_.read_marks == ReadMarks::Keep || standing(peer) != net::Standing::Known) co_return;
    if (!sessions_.is_open(peer)) co_return;
    auto work = [peer](SQLite::Database& database) {
        const auto conversation = ConversationId::with(PeerKey(peer));
        return store::load_read_points(database, conversation, PeerKey(peer), kMaxReadPoints);
    };
    const auto stored = co_await database_.read(work);
    if (!stored || stored->empty()) co_return;
    std::vector<ReadPoint> points;
    for (const auto& point : *stored) points.push_back({point.stream.incarnation, point.up_to});
    (void)sessions_.send(peer, kReadMarkFrame, encode(points));
}

Task<> ChatService::Impl::run_expiry() {
    while (!scope_.is_closing()) {
        co_await sleep_for(options_.timings.expiry_round);
        auto done = co_await expire();
        if (!done) log::warn("old messages in the outbox cannot be given up: {}", done.error().sentence());
        co_await forget_old();
    }
}

void ChatService::Impl::set_history_life(std::chrono::hours life) {
    if (life == options_.history_life) return;
    options_.history_life = life;
    scope_.spawn("forgetting", forget_old());
}

// Also while nothing is forgotten: the setting may come with the wrong date.
Task<bool> ChatService::Impl::believes_date(std::int64_t now) {
    if (now < kEarliestPlausible) co_return false;  // no date, no age
    store::Meta meta(database_);
    if (!clock_trust_) {
        const auto kept = co_await meta.get(kClockTrust);
        if (!kept) co_return false;
        if (*kept) clock_trust_ = ClockTrust::from_text(**kept);
    }
    if (!clock_trust_) {
        auto work = [](SQLite::Database& database) { return store::newest_arrival(database); };
        const auto newest = co_await database_.read(work);
        if (!newest) co_return false;
        clock_trust_ = ClockTrust(newest->value_or(now));
    }
    const bool believes = clock_trust_->believes(now, clock_.steady());
    const bool is_idle = options_.history_life.count() == 0;
    if (!std::exchange(is_date_doubted_, !believes) && !believes && !is_idle)
        log::warn("the date has leapt: nothing is forgotten before it has held for a day");
    if (is_idle && believes && now - trust_kept_ < kTrustKeptEvery) co_return true;
    const auto put = co_await meta.put(kClockTrust, clock_trust_->text());
    if (!put) co_return false;
    trust_kept_ = now;
    co_return believes;
}

// A little at a time: what is said meanwhile does not wait.
Task<> ChatService::Impl::forget_old() {
    if (std::exchange(is_forgetting_, true)) co_return;
    const auto now = to_milliseconds(clock_.wall());
    const bool may_forget = co_await believes_date(now);
    std::size_t forgotten = 0;
    for (std::size_t step = store::kForgetAtOnce; may_forget && step == store::kForgetAtOnce;) {
        const auto life = std::chrono::milliseconds(options_.history_life).count();
        if (life == 0) break;
        auto work = [before = now - life](SQLite::Database& database) {
            return store::forget_messages_before(database, before);
        };
        auto done = co_await database_.write(work);
        if (!done) {
            log::warn("old messages cannot be forgotten: {}", done.error().sentence());
            break;
        }
        step = *done;
        forgotten += step;
        co_await sleep_for(kForgetPause);
    }
    is_forgetting_ = false;
    if (forgotten > 0) tell(HistoryForgotten{});
}

Task<Result<>> ChatService::Impl::expire() {
    const auto now = to_milliseconds(clock_.wall());
    auto work = [now, self = PeerKey(options_.self),
                 life = options_.timings.outbox_life.count()](SQLite::Database& database) {
        auto changed =
            store::abandon_outbox(database, self, make_error_code(ChatErrc::FormerIdentity).message());
        if (now < kEarliestPlausible) return changed;  // no date, no age
        store::restart_outbox_clocks(database, kEarliestPlausible, now);
        auto old = store::expire_outbox(database, now - life, make_error_code(ChatErrc::Expired).message());
        std::ranges::move(old, std::back_inserter(changed));
        return changed;
    };
    auto expired = co_await database_.write(work);
    if (!expired) co_return fail_as(expired);
    for (auto& message : *expired) {
        outbox_.settle(message.conversation.peer().id, {message.row});
        tell_state(std::move(message));
    }
    co_return Result<>{};
}

Task<> ChatService::Impl::close() {
    co_await signals_.close();
    co_await intake_.close();
    co_await outbox_.close();
    co_await scope_.close();
}

ChatService::ChatService(boost::asio::any_io_executor executor, net::Sessions& sessions,
                         store::Database& database, const Clock& clock, ChatOptions options,
                         Mediator mediator)
    : impl_(std::make_unique<Impl>(std::move(executor), sessions, database, clock, options,
                                   std::move(mediator))) {}

ChatService::~ChatService() = default;

Task<Result<>> ChatService::start() {
    return impl_->start();
}

Result<> ChatService::may_say(const PeerKey& peer, const Draft& draft) const {
    return impl_->may_say(peer, draft);
}

Task<Result<StoredMessage>> ChatService::say(PeerKey peer, std::string text) {
    return impl_->say(peer, Draft{.text = std::move(text)});
}

Task<Result<StoredMessage>> ChatService::say(PeerKey peer, Draft draft) {
    return impl_->say(peer, std::move(draft));
}

Task<Result<StoredMessage>> ChatService::change(PeerKey peer, Draft draft) {
    return impl_->change(peer, std::move(draft));
}

void ChatService::typing(const PeerId& peer, bool is_typing) {
    if (impl_->options_.read_marks == ReadMarks::Send) impl_->signals_.send_typing(peer, is_typing);
}

Result<> ChatService::buzz(const PeerId& peer) {
    return impl_->signals_.send_buzz(peer);
}

Task<Result<std::vector<StoredMessage>>> ChatService::history(store::HistoryQuery query) {
    auto page = co_await impl_->history_.page(std::move(query));
    if (page) std::ranges::for_each(*page, [this](StoredMessage& message) { impl_->show_sent(message); });
    co_return page;
}

Task<Result<std::vector<store::SearchHit>>> ChatService::search(store::SearchQuery query) {
    auto hits = co_await impl_->history_.search(std::move(query));
    if (hits) std::ranges::for_each(*hits, [this](store::SearchHit& hit) { impl_->show_sent(hit.message); });
    co_return hits;
}

Task<Result<std::vector<store::ConversationSummary>>> ChatService::conversations() {
    auto summaries = co_await impl_->history_.conversations();
    if (!summaries) co_return summaries;
    for (auto& summary : *summaries) impl_->show_sent(summary.last);
    co_return summaries;
}

Task<Result<std::uint64_t>> ChatService::unread(ConversationId conversation) {
    return impl_->history_.unread(conversation);
}

Task<Result<std::optional<StoredMessage>>> ChatService::find(ConversationId conversation, MessageId id) {
    auto found = co_await impl_->history_.find(conversation, id);
    if (found && *found) impl_->show_sent(**found);
    co_return found;
}

Task<Result<std::size_t>> ChatService::mark_read(ConversationId conversation, std::optional<MessageId> up_to,
                                                 std::optional<MessageId> from) {
    return impl_->mark_read(conversation, up_to, from);
}

Task<Result<>> ChatService::carry_over(PeerKey former, PeerKey successor) {
    return impl_->carry_over(former, successor);
}

void ChatService::peer_opened(const PeerId& peer) {
    impl_->opened(peer);
}

void ChatService::peer_closed(const PeerId& peer) {
    impl_->outbox_.closed(peer);
    impl_->signals_.closed(peer);
}

void ChatService::standing_changed(const PeerId& peer) {
    impl_->outbox_.standing_changed(peer);
}

void ChatService::set_history_life(std::chrono::hours life) {
    impl_->set_history_life(life);
}

void ChatService::set_read_marks(ReadMarks choice) {
    impl_->options_.read_marks = choice;
}

Task<> ChatService::close() {
    return impl_->close();
}

}  // namespace culver::chat
