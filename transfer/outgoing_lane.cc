// SPDX-License-Identifier: Apache-2.0
// An outgoing transfer and its lane: Start → a slot → the files' list → a lane → the thread → its outcome.
#include "base/log.h"
#include "base/offload.h"
#include "transfer/errors.h"
#include "transfer/outgoing.h"

namespace culver::transfer {
namespace {

constexpr std::chrono::seconds kGreetAgain{1};  // after a lane could not be opened, or broke
// A receipt needs no more than a sync of the other disk; the offer after that is answered with it.
constexpr std::chrono::seconds kReceiptPatience{5};
// How often is looked for a disk that is not there.
constexpr std::chrono::seconds kSourceLook{3};
// Who looks looks for all: what takes long comes back piece by piece.
constexpr std::chrono::seconds kComparePiece{1};

}  // namespace

void Outgoing::on_start(wire::Start start) {
    if (is_final(record_.state)) return tell_over();
    if (record_.is_paused()) return tell(wire::Kind::Wish, *record_.wish);
    if (!record_.shape) return;
    record_.is_accepted = true;
    start_ = std::move(start);
    if (lane_) return lane_->abort();  // the receiver lost it; its end begins the next one
    if (!is_source_awaited_) begin_lane();
}

void Outgoing::begin_lane() {
    if (is_opening_) return;
    if (!context_.sending.request(record_.id, record_.shape->block_bytes)) return set_state(State::Waiting);
    is_opening_ = true;
    spawn("opening a lane", open_lane());
}

void Outgoing::slot_granted() {
    if (!start_ || record_.is_paused() || lane_) return give_slot_back();
    begin_lane();
}

Task<> Outgoing::open_lane() {
    auto files = co_await tree();
    Result<std::unique_ptr<net::LaneStream>> stream;
    if (files) stream = co_await context_.sessions.open_lane(record_.peer.id, record_.id);
    is_opening_ = false;
    if (start_) last_attempt_ = start_->attempt;
    const bool is_wanted = start_ && !record_.is_paused() && !is_final(record_.state);
    if (files && stream && *stream && is_wanted) {
        const std::uint32_t count = (*files)->manifest().block_count();
        auto have = BlockSet::from_packed(count, start_->have);
        record_.bytes_reused = std::min(start_->reused_bytes, record_.bytes_total());
        start_.reset();
        if (have) {
            BlockSet missing = BlockSet::all(count);
            missing -= *have;
            co_return run_lane(*files, std::move(missing), std::move(*stream));
        }
    }
    if (stream && *stream) (*stream)->shutdown();
    give_slot_back();
    if (!is_wanted) co_return;
    start_.reset();
    spawn("offering again", greet_again(kGreetAgain));
    if (!files) {
        set_state(State::Interrupted, describe(files.error()));
    } else if (!stream) {
        set_state(State::Interrupted, describe(stream.error()));
    }
}

void Outgoing::run_lane(Tree files, BlockSet missing, std::unique_ptr<net::LaneStream> stream) {
    std::uint64_t missing_bytes = 0;
    for (auto block = missing.next(0); block; block = missing.next(*block + 1)) {
        missing_bytes += files->manifest().block_length(*block);
    }
    record_.bytes_done = record_.bytes_total() - std::min(record_.bytes_total(), missing_bytes);
    begin_counting();
    SenderJob job{.tree = std::move(files),
                  .missing = std::move(missing),
                  .vouched = vouched_,
                  .proof = proof_,
                  .sent_log = sent_path(),
                  .may_compress = context_.may_compress,
                  .node_limit = &context_.send_limit,
                  .compressors = &context_.compressors};
    LaneThread<SenderOutcome>::Listener listener;
    listener.progress = [this](const LaneProgress& progress) { lane_moved(progress); };
    listener.ended = [this](SenderOutcome outcome) { lane_ended(std::move(outcome)); };
    auto body = [job = std::move(job)](net::LaneStream& lane, LaneControl& control,
                                       const ProgressReport& report) mutable {
        return send_blocks(std::move(job), lane, control, report);
    };
    lane_ = std::make_unique<LaneThread<SenderOutcome>>(context_.tasks.executor(), std::move(stream),
                                                        std::move(body), std::move(listener));
    lane_->control().set_limit(record_.rate_limit);
    set_state(State::Active);
}

void Outgoing::lane_ended(SenderOutcome outcome) {
    lane_.reset();
    count_lane(outcome.progress);
    // The log of what was sent knows better than a record that a kill may have left behind.
    record_.bytes_on_wire = outcome.totals.wire_bytes;
    record_.bytes_resent = outcome.totals.resent_bytes;
    record_.bytes_saved = outcome.totals.saved_bytes;
    proof_ = std::move(outcome.proof);
    give_slot_back();
    if (const Bytes receipt = std::exchange(receipt_, {}); !receipt.empty()) return on_receipt(receipt);
    if (is_final(record_.state)) {
        show();
        spawn("removing a list of files", remove_files());
        return;
    }
    if (record_.is_paused()) return set_state(State::Paused);
    if (outcome.end == LaneEnd::Failed && outcome.waiting) {
        is_source_awaited_ = true;
        set_state(State::Interrupted, describe(outcome.error));
        const bool was_in_vain = outcome.error.code == make_error_code(TransferErrc::SourceAway) &&
                                 outcome.progress.content_bytes == 0;
        return spawn("awaiting what is sent", await_source(std::move(outcome.waiting), was_in_vain));
    }
    if (start_) return begin_lane();
    if (outcome.end == LaneEnd::Complete) {  // it stays active until the receipt comes
        rate_ = 0;
        save_soon();
        spawn("awaiting a receipt", greet_again(kReceiptPatience));
        return show();
    }
    // The receiver may have refused this lane, because its Start fell into a change of sessions: it has to
    // hear that the lane led to nothing.
    if (outcome.end != LaneEnd::Failed) spawn("offering again", greet_again(kGreetAgain));
    // A trouble that the receiver told stays the reason.
    if (record_.state == State::Interrupted && !record_.error.is_none()) return;
    const Error lost{make_error_code(ProtocolErrc::LaneLost), {}};
    set_state(State::Interrupted, describe(outcome.end == LaneEnd::Failed ? outcome.error : lost));
}

// The receiver says Start again when it hears that the last one led to nothing.
Task<> Outgoing::greet_again(Duration delay) {
    co_await sleep_for(delay);
    if (!lane_ && !start_ && !is_opening_) greet();
}

// Looks for a disk that is not there, and compares what is on it, or was touched, with what was sent. No lane
// is open meanwhile: the other side takes one on which nothing comes for lost. What it says is kept. After a
// lane on which nothing could be sent, whatever was found before, it takes its time.
Task<> Outgoing::await_source(std::shared_ptr<SourceReader> reader, bool was_in_vain) {
    reader->give_way_when([stop = context_.closing.get_token()] { return stop.stop_requested(); });
    if (was_in_vain) co_await sleep_for(kSourceLook);
    while (is_source_wanted()) {
        auto work = [reader] { return reader->settle(kComparePiece); };
        const auto settled = co_await offload(context_.source_looks, std::move(work));
        if (!is_source_wanted() || (settled && *settled)) break;
        const Error unproven{make_error_code(TransferErrc::SourceUnproven), {}};
        Failure reason = describe(settled ? unproven : settled.error());
        if (record_.error.code != reason.code) set_state(State::Interrupted, std::move(reason));
        if (!settled) co_await sleep_for(kSourceLook);
    }
    is_source_awaited_ = false;
    proof_ = reader->proof();
    if (!is_source_wanted()) co_return;
    if (start_) co_return begin_lane();
    greet();
}

void Outgoing::give_slot_back() {
    context_.sending.release(record_.id);
}

void Outgoing::abandon_lane() {
    listing_.request_stop();
    if (lane_) lane_->abandon();
}

Task<> Outgoing::end_lane() {
    co_await join_lane(std::move(lane_), context_.workers);
}

}  // namespace culver::transfer
