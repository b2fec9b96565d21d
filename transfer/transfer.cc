// SPDX-License-Identifier: Apache-2.0
#include "transfer/transfer.h"

#include "base/log.h"

namespace culver::transfer {
namespace {

// Counters on the disk may be a little behind: the journals know the truth.
constexpr std::chrono::seconds kProgressSaveInterval{1};

std::unexpected<Error> over(State state) {
    return fail(ProtocolErrc::WrongState, "the transfer is already " + std::string(to_string(state)));
}

}  // namespace

TransferRow Transfer::row() const {
    TransferRow row = row_of(record_);
    if (record_.state == State::Active) row.rate = rate_;
    return row;
}

Result<> Transfer::pause() {
    if (is_final(record_.state)) return over(record_.state);
    if (record_.is_paused()) return {};
    make_wish(true);
    wish_changed();
    return {};
}

Result<> Transfer::resume() {
    if (is_final(record_.state)) return over(record_.state);
    if (record_.is_paused()) make_wish(false);
    record_.is_held = false;
    record_.error = {};
    wish_changed();
    return {};
}

void Transfer::make_wish(bool pause) {
    const std::uint32_t turn = record_.wish ? record_.wish->turn + 1 : 1;
    record_.wish = wire::Wish{record_.id, turn, pause, !is_out()};
    save_soon();
    tell(wire::Kind::Wish, *record_.wish);
}

void Transfer::on_wish(const wire::Wish& wish) {
    if (is_final(record_.state)) return;
    if (record_.wish && record_.wish->outranks(wish)) return tell(wire::Kind::Wish, *record_.wish);
    const bool is_news = !record_.wish || wish.outranks(*record_.wish);
    if (!is_news) return;
    const bool was_paused = record_.is_paused();
    record_.wish = wish;
    save_soon();
    if (record_.is_paused() != was_paused) wish_changed();
}

void Transfer::set_limit(std::uint64_t wire_bytes_per_second) {
    record_.rate_limit = wire_bytes_per_second;
    if (LaneControl* control = lane_control()) control->set_limit(record_.rate_limit);
    save_soon();
    context_.moved(row());
}

void Transfer::tell_bytes(wire::Kind kind, const Bytes& body) {
    if (record_.peer.protocol != Protocol::Culver || !is_peer_open()) return;
    auto sent = context_.sessions.send(record_.peer.id, static_cast<std::uint16_t>(kind), body);
    // What matters is said again at the next greeting.
    if (!sent) log::debug("transfer {}: {}", record_.id.text(), sent.error().sentence());
}

void Transfer::set_state(State state, Failure failure) {
    record_.state = state;
    record_.error = std::move(failure);
    record_.updated = to_milliseconds(context_.clock.wall());
    if (state != State::Active) rate_ = 0;
    save_soon();
    update_want();
    show();
}

void Transfer::show() {
    context_.changed(row());
}

void Transfer::save_soon() {
    if (is_dirty_ || !is_kept()) return;
    is_dirty_ = true;
    spawn("saving a transfer", save_task());
}

void Transfer::spawn(std::string name, Task<> task) {
    context_.tasks.spawn(std::move(name), run(Busy(*this), std::move(task)));
}

Task<> Transfer::run(Busy busy, Task<> task) {
    (void)busy;
    co_await std::move(task);
}

Task<> Transfer::save_task() {
    co_await flush();
}

// The store keeps the order: when this is written, what was on its way before is too.
Task<Result<>> Transfer::kept() {
    const Busy busy(*this);
    if (!is_dirty_ && !is_unsaved_ && saving_ == 0) co_return Result<>();
    co_return co_await save_now();
}

Task<> Transfer::flush() {
    if (is_dirty_ || is_unsaved_) (void)co_await save_now();
}

Task<Result<>> Transfer::save_now() {
    is_dirty_ = false;
    store::StoredTransfer stored = to_stored(record_);
    ++saving_;
    auto saved = co_await context_.store.put(std::move(stored));
    --saving_;
    is_unsaved_ = !saved;
    if (!saved) log::warn("transfer {}: {}", record_.id.text(), saved.error().sentence());
    co_return saved;
}

void Transfer::update_want() {
    const bool wanted = record_.peer.protocol == Protocol::Culver && wants_peer();
    if (wanted == is_wanted_) return;
    is_wanted_ = wanted;
    if (wanted) {
        context_.sessions.want(record_.peer.id);
    } else {
        context_.sessions.release(record_.peer.id);
    }
}

void Transfer::let_go() {
    if (std::exchange(is_wanted_, false)) context_.sessions.release(record_.peer.id);
}

void Transfer::lane_moved(const LaneProgress& progress) {
    count_lane(progress);
    rate_ = progress.rate;
    if (record_.state == State::Active) context_.moved(row());
    if (context_.clock.steady() - last_progress_save_ < kProgressSaveInterval) return;
    last_progress_save_ = context_.clock.steady();
    save_soon();
}

void Transfer::count_lane(const LaneProgress& total) {
    record_.bytes_done += total.content_bytes - counted_.content_bytes;
    record_.bytes_on_wire += total.wire_bytes - counted_.wire_bytes;
    record_.bytes_resent += total.resent_bytes - counted_.resent_bytes;
    record_.bytes_saved += total.saved_bytes - counted_.saved_bytes;
    counted_ = total;
}

}  // namespace culver::transfer
