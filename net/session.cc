// SPDX-License-Identifier: Apache-2.0
#include "net/session.h"

#include "base/random.h"
#include "net/admission.h"
#include "net/errors.h"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace culver::net {
namespace {

SteadyTime now() {
    return real_clock().steady();
}

constexpr std::uint16_t number(NetKind kind) {
    return static_cast<std::uint16_t>(kind);
}

}  // namespace

// A loop that is thrown out of (by a handler, or by cancellation) takes its session along.
struct Session::EndsOnThrow {
    explicit EndsOnThrow(Session& owner) : session(owner) {}
    EndsOnThrow(const EndsOnThrow&) = delete;
    EndsOnThrow& operator=(const EndsOnThrow&) = delete;
    ~EndsOnThrow() {
        if (!is_left) session.end(Error{NetErrc::LinkBroken, {}});
    }
    Session& session;
    bool is_left = false;
};

Session::Session(boost::asio::any_io_executor executor, std::unique_ptr<Link> link, Hello theirs,
                 LinkFacts facts, Rules rules)
    : link_(std::move(link)),
      theirs_(std::move(theirs)),
      facts_(facts),
      rules_(std::move(rules)),
      scope_(executor),
      ration_(kStrangerBytesPerSecond, kStrangerBurstBytes, now()),
      frames_(kFramesPerSecond, kFramesPerSecond, now()),
      used_(now()),
      heard_(now()),
      outgoing_(executor),
      room_(executor),
      pulse_(executor),
      ended_(executor) {}

Session::~Session() = default;

Task<Error> Session::run() {
    // Cancellation must not skip the clean-up below.
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    scope_.spawn("session reader", read_loop());
    scope_.spawn("session writer", write_loop());
    scope_.spawn("session keep-alive", keep_alive());
    while (!is_ended_) {
        const auto state = co_await boost::asio::this_coro::cancellation_state;
        if (state.cancelled() != boost::asio::cancellation_type::none) end(Error{NetErrc::ShuttingDown, {}});
        if (now() >= farewell_ends_) end(why_);
        if (!is_ended_) co_await ended_.wait_until(farewell_ends_);
    }
    co_await scope_.close();
    if (drained_) drained_->open();
    co_return why_;
}

bool Session::has_room(std::size_t body_bytes) const {
    return queue_.size() < kMaxQueuedFrames && queued_bytes_ + body_bytes + kHeaderBytes <= kMaxQueuedBytes;
}

Result<> Session::send(std::uint16_t kind, ByteView body) {
    if (!takes_frames()) return fail(NetErrc::NotConnected);
    if (body.size() + kKindBytes > std::min(kMaxFrameBytes, theirs_.receive_limit))
        return fail(NetErrc::FrameTooLong);
    if (!has_room(body.size())) return fail(NetErrc::QueueFull);
    queue_.push_back(encode_frame(kind, body));
    queued_bytes_ += queue_.back().size();
    used_ = now();
    outgoing_.notify();
    note_held();
    return {};
}

void Session::note_held() {
    if (held() > kFreelyHeldBytes && rules_.on_held && rules_.is_stranger()) rules_.on_held();
}

void Session::finish(ByeReason reason, std::string sentence, Error why) {
    if (!takes_frames()) return;
    is_finishing_ = true;
    handles_late_frames_ = reason == ByeReason::Replaced;
    farewell_ends_ = now() + (handles_late_frames_ ? rules_.timings.drain_limit : rules_.timings.bye_limit);
    why_ = std::move(why);
    const Bye bye{reason, std::move(sentence)};
    queue_.push_back(encode_frame(number(NetKind::Bye), encode(bye)));
    outgoing_.notify();
    room_.notify();
    ended_.notify();
}

void Session::end(Error why) {
    if (is_ended_) return;
    is_ended_ = true;
    if (!is_finishing_) why_ = std::move(why);
    link_->close();
    for (Signal* signal : {&outgoing_, &room_, &pulse_, &ended_}) signal->notify();
}

void Session::wait_for_end_of(Session& loser) {
    if (!loser.drained_)
        loser.drained_ = std::make_shared<Gate>(scope_.executor(), now() + rules_.timings.drain_limit);
    gate_ = loser.drained_;
}

void Session::conclude() {
    if (has_said_bye_ && has_heard_bye_) end(why_);
}

// ── Writing
// ──────────────────────────────────────────────────────────────────────────────────────────────────────

Task<> Session::write_loop() {
    EndsOnThrow guard(*this);
    while (!is_ended_) {
        const Bytes batch = take_batch();
        if (batch.empty() && is_finishing_) break;
        if (batch.empty()) {
            co_await outgoing_.wait();
            continue;
        }
        room_.notify();
        writing_bytes_ = batch.size();
        const auto written = co_await link_->write_all(batch);
        writing_bytes_ = 0;
        if (!written) end(Error{NetErrc::LinkBroken, {}});
    }
    guard.is_left = true;
    has_said_bye_ = true;
    conclude();
}

Bytes Session::take_batch() {
    Bytes batch;
    const auto add = [&](ByteView frame) { batch.insert(batch.end(), frame.begin(), frame.end()); };
    if (pong_due_)
        add(encode_frame(number(NetKind::Pong), encode_token(*std::exchange(pong_due_, std::nullopt))));
    if (std::exchange(is_ping_due_, false))
        add(encode_frame(number(NetKind::Ping), encode_token(random_u64())));
    const bool is_owed = !queue_.empty();
    while (!queue_.empty() && (batch.empty() || batch.size() + queue_.front().size() <= kWriteBatchBytes)) {
        queued_bytes_ -= std::min(queued_bytes_, queue_.front().size());
        if (batch.empty()) {
            batch = std::move(queue_.front());
        } else {
            add(queue_.front());
        }
        queue_.pop_front();
    }
    if (is_owed) note_sent();
    return batch;
}

// ── Reading
// ──────────────────────────────────────────────────────────────────────────────────────────────────────

Task<> Session::read_loop() {
    EndsOnThrow guard(*this);
    bool goes_on = true;
    while (!is_ended_ && goes_on) {
        const std::size_t held_before = reader_.held();
        const auto into = reader_.prepare();
        if (reader_.held() > held_before) note_held();  // not for every read: it looks at all sessions
        if (is_ended_) break;
        const auto count = co_await link_->read_some(into);
        if (!count || *count == 0) {
            on_stream_end(count);
            break;
        }
        reader_.commit(*count);
        heard();
        set_busy(true);
        co_await ration(*count);
        goes_on = co_await take_frames();
        set_busy(false);
    }
    guard.is_left = true;
}

// False when nothing more is to be read.
Task<bool> Session::take_frames() {
    std::size_t taken = 0;
    while (!is_ended_ && !has_heard_bye_) {
        auto frame = reader_.next();
        if (!frame) {
            finish(ByeReason::BadMessage, {}, frame.error());
            co_return false;
        }
        if (!*frame) {
            co_await ration_frames(taken);
            co_return true;
        }
        ++taken;
        co_await take(std::move(**frame));
    }
    co_return false;
}

Task<> Session::take(Frame frame) {
    if (frame.kind == number(NetKind::Bye)) {
        on_bye(frame.body);
    } else if (frame.kind == number(NetKind::Ping)) {
        pong_due_ = decode_token(frame.body).value_or(0);
        outgoing_.notify();
    } else if (frame.kind != number(NetKind::Pong) && frame.kind != number(NetKind::Hello)) {
        co_await pass_on(std::move(frame));
    }
}

Task<> Session::pass_on(Frame frame) {
    while (gate_ && now() < gate_->latest) {
        const auto gate = gate_;
        co_await gate->opened.wait_until(gate->latest);
    }
    gate_.reset();
    if (is_finishing_ && !handles_late_frames_) co_return;
    used_ = now();
    co_await rules_.on_frame(std::move(frame));
}

Task<> Session::ration(std::size_t bytes) {
    const auto ready = now() + ration_.spend(static_cast<double>(bytes), now());
    while (!is_ended_ && now() < ready && rules_.is_stranger()) co_await ended_.wait_until(ready);
}

// Also a known peer's: without it, frames that mean nothing keep a core busy.
Task<> Session::ration_frames(std::size_t frames) {
    const auto ready = now() + frames_.spend(static_cast<double>(frames), now());
    while (!is_ended_ && now() < ready) co_await ended_.wait_until(ready);
}

void Session::on_bye(ByteView body) {
    has_heard_bye_ = true;
    const Bye bye = decode_bye(body);
    if (bye.reason != ByeReason::Replaced) return end(error_of(bye));
    finish(ByeReason::Replaced, {}, error_of(bye));
    conclude();
}

void Session::on_stream_end(const Result<std::size_t>& last_read) {
    end(Error{last_read ? NetErrc::PeerClosed : NetErrc::LinkBroken, {}});
}

// ── Keep-alive
// ───────────────────────────────────────────────────────────────────────────────────────────────────

void Session::heard() {
    // The keep-alive watches an active session closely, lest its reader is busy for long, and an idle one
    // seldom.
    const SteadyTime before = std::exchange(heard_, now());
    if (heard_ - before >= rules_.timings.busy_note) pulse_.notify();
    owed_since_.reset();
    ping_sent_.reset();
}

void Session::note_sent() {
    if (owed_since_) return;
    owed_since_ = now();
    pulse_.notify();
}

void Session::set_busy(bool busy) {
    busy_since_ = busy ? std::optional(now()) : std::nullopt;
    if (!busy && ping_sent_) ping_sent_ = now();  // the answer may lie among the bytes that waited for us
}

void Session::probe() {
    if (!takes_frames() || ping_sent_) return;
    is_ping_due_ = true;
    ping_sent_ = now();
    outgoing_.notify();
    pulse_.notify();
}

SteadyTime Session::next_ping() const {
    const SteadyTime idle = heard_ + rules_.timings.ping_when_idle;
    return owed_since_ ? std::min(idle, *owed_since_ + rules_.timings.ping_when_waiting) : idle;
}

Task<> Session::keep_alive() {
    EndsOnThrow guard(*this);
    while (!is_ended_) {
        const SteadyTime present = now();
        SteadyTime next = next_ping();
        if (busy_since_) {
            // Silence says nothing while we do not listen; but the other side must not take us for dead.
            next = *busy_since_ + rules_.timings.busy_note;
            if (present >= next) {
                pong_due_ = pong_due_.value_or(0);
                outgoing_.notify();
                next = present + rules_.timings.busy_note;
            }
        } else if (ping_sent_) {
            next = *ping_sent_ + rules_.timings.pong_limit;
            if (present >= next) end(Error{NetErrc::PeerSilent, {}});
        } else if (!takes_frames()) {
            next = farewell_ends_;  // nobody is asked any more; run() ends it then
        } else if (present >= next) {
            probe();
            continue;
        } else if (present - heard_ < rules_.timings.busy_note) {
            next = std::min(next, present + rules_.timings.busy_note);
        }
        if (!is_ended_) co_await pulse_.wait_until(next);
    }
    guard.is_left = true;
}

}  // namespace culver::net
