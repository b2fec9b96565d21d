// SPDX-License-Identifier: Apache-2.0
// An incoming transfer and its lane.
#include "base/log.h"
#include "base/offload.h"
#include "transfer/errors.h"
#include "transfer/incoming.h"

namespace culver::transfer {
namespace {

constexpr std::chrono::milliseconds kFirstRetry{100};
// A sender that was asked to pause stops by itself; one that does not is cut off.
constexpr std::chrono::seconds kPausePatience{3};

}  // namespace

void Incoming::take_lane(std::unique_ptr<net::LaneStream> stream) {
    const bool is_awaited = is_started_ && partial_ && !is_preparing_ && !lane_ && may_go_on();
    if (!is_awaited) {
        log::warn("transfer {}: a lane came that was not awaited; it is closed", record_.id.text());
        stream->shutdown();
        return go_on();  // its Start fell into a change of sessions: the sender needs another one
    }
    is_started_ = false;
    begin_counting();
    LaneThread<ReceiverOutcome>::Listener listener;
    listener.progress = [this](const LaneProgress& progress) { lane_moved(progress); };
    listener.ended = [this](ReceiverOutcome outcome) { lane_ended(std::move(outcome)); };
    const ReceiverLimits limits{.of_node = &context_.receive_limit, .closing = context_.closing.get_token()};
    auto body = [partial = std::move(partial_), limits](net::LaneStream& lane, LaneControl& control,
                                                        const ProgressReport& report) mutable {
        partial->confine_thread();
        return receive_blocks(std::move(partial), lane, control, report, limits);
    };
    lane_ = std::make_unique<LaneThread<ReceiverOutcome>>(context_.tasks.executor(), std::move(stream),
                                                          std::move(body), std::move(listener));
    lane_->control().set_limit(record_.rate_limit);
    set_state(State::Active);
}

void Incoming::lane_ended(ReceiverOutcome outcome) {
    lane_.reset();
    partial_ = std::move(outcome.partial);
    count_lane(outcome.progress);
    context_.receiving.release(record_.id);
    if (outcome.progress.content_bytes > 0) {
        retry_delay_ = kFirstRetry;
        // Files that vanish each time they have arrived would be sent for ever.
        const bool is_incomplete = outcome.error.code == make_error_code(TransferErrc::NotComplete);
        if (!is_incomplete) strikes_ = 0;
    }
    // Done wins over a cancel or a pause that came too late.
    if (outcome.finished) return spawn("finishing", conclude(std::move(*outcome.finished)));
    if (is_final(record_.state)) return spawn("removing partial data", clean_up());
    count_partial();
    if (record_.is_paused()) {
        set_state(State::Paused);
        return spawn("syncing", sync_partial(Afterwards::KeepOpen));
    }
    if (outcome.end == LaneEnd::Failed) return failed(outcome.error);
    set_state(State::Interrupted, describe(Error{make_error_code(ProtocolErrc::LaneLost), {}}));
    retry_later();
}

Task<> Incoming::abort_unless_it_ends() {
    const auto* paused = lane_.get();
    co_await sleep_for(kPausePatience);
    if (lane_ && lane_.get() == paused && record_.is_paused()) lane_->abort();
}

void Incoming::abandon_lane() {
    if (lane_) lane_->abandon();
}

Task<> Incoming::end_lane() {
    co_await join_lane(std::move(lane_), context_.workers);
    if (!partial_) co_return;
    auto work = [partial = std::move(partial_)] { return partial->sync(); };
    auto synced = co_await offload(context_.workers, std::move(work));
    if (!synced) log::warn("transfer {}: {}", record_.id.text(), synced.error().sentence());
}

}  // namespace culver::transfer
