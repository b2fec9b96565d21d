// SPDX-License-Identifier: Apache-2.0
// The order of things for one block: header, bounds, payload; then, while the next one arrives, unpack,
// check, store with its journal entry (block_store.h); confirm.
#include "transfer/receiver_lane.h"

#include "transfer/block_store.h"
#include "transfer/protocol_errors.h"
#include "transfer/rates.h"

#include <algorithm>
#include <deque>
#include <thread>
#include <utility>

namespace culver::transfer {
namespace {

SteadyTime now() {
    return std::chrono::steady_clock::now();
}

class ReceiverLane {
public:
    ReceiverLane(PartialFolder& partial, net::LaneStream& stream, LaneControl& control,
                 const ProgressReport& report, SharedLimit* node_limit)
        : partial_(partial),
          stream_(stream),
          control_(control),
          report_(report),
          node_limit_(node_limit),
          share_(node_limit),
          meter_(now()),
          awaited_(partial.missing()),
          store_(partial) {
        awaited_ |= partial.done();
    }

    [[nodiscard]] Result<Finished> run();
    [[nodiscard]] const LaneProgress& progress() const { return progress_; }
    // A failure of the stream, after which going on is possible.
    [[nodiscard]] bool is_link_broken() const { return is_link_broken_; }

private:
    [[nodiscard]] Result<> announce_limit();
    [[nodiscard]] std::uint64_t wished_limit() const;
    [[nodiscard]] Result<> take_all();
    [[nodiscard]] Result<bool> take_one();  // false after the end
    [[nodiscard]] Result<> await_more();
    [[nodiscard]] Result<> take_block(const LaneHeader& header);
    [[nodiscard]] Result<> take_fault(const LaneHeader& header);
    [[nodiscard]] Result<> check_agreed(const LaneHeader& header) const;
    [[nodiscard]] Result<> read_exactly(std::span<std::uint8_t> into);
    [[nodiscard]] Result<> confirm();
    [[nodiscard]] Result<> count_up_to(const Result<std::uint32_t>& stored);
    void count(const LaneHeader& header);
    void report_progress();

    PartialFolder& partial_;
    net::LaneStream& stream_;
    LaneControl& control_;
    const ProgressReport& report_;
    SharedLimit* node_limit_;
    SharedLimit::Sharer share_;
    RateMeter meter_;
    BlockSet awaited_;  // as of the beginning: a file that is given up shrinks what is missing
    BlockStore store_;
    std::deque<LaneHeader> under_way_;  // given to be stored and not yet counted
    LaneProgress progress_;
    SteadyTime last_report_ = now();
    std::uint32_t blocks_ = 0;             // stored on this lane
    std::uint64_t unconfirmed_bytes_ = 0;  // stored, the sender not yet told
    bool is_link_broken_ = false;
};

Result<Finished> ReceiverLane::run() {
    auto taken = announce_limit();
    if (taken) taken = take_all();
    // What arrived before the end, however that came, is kept.
    if (auto kept = count_up_to(store_.settle()); !kept) {
        is_link_broken_ = false;
        return fail_as(kept);
    }
    if (!taken) return fail_as(taken);
    if (!partial_.is_complete()) return fail(ProtocolErrc::Incomplete);
    return partial_.finish();
}

// Before the first block is written at full speed. A sender with nothing to send has perhaps closed already.
Result<> ReceiverLane::announce_limit() {
    const bool is_awaiting = !partial_.missing().is_empty();
    return is_awaiting && wished_limit() != 0 ? confirm() : Result<>{};
}

// What a person set for this transfer, or this lane's share of what the node may take; the lower one.
std::uint64_t ReceiverLane::wished_limit() const {
    const std::uint64_t own = control_.limit();
    const std::uint64_t share = share_.share(now());
    return own == 0 || share == 0 ? std::max(own, share) : std::min(own, share);
}

Result<> ReceiverLane::take_all() {
    while (true) {
        auto goes_on = take_one();
        if (!goes_on) return fail_as(goes_on);
        if (!*goes_on) return {};
        report_progress();
    }
}

// Confirms what is stored before it waits for the sender, who may wait for just that.
Result<> ReceiverLane::await_more() {
    auto counted = count_up_to(store_.stored());
    while (counted) {
        const bool must_confirm = unconfirmed_bytes_ >= kConfirmBytes;
        const bool is_more_there = stream_.is_readable(std::chrono::milliseconds(0));
        if (must_confirm || (unconfirmed_bytes_ > 0 && !is_more_there)) {
            if (auto told = confirm(); !told) return told;
        }
        if (is_more_there || under_way_.empty()) return {};
        counted = count_up_to(store_.more_than(blocks_));
    }
    return counted;
}

Result<bool> ReceiverLane::take_one() {
    if (auto ready = await_more(); !ready) return fail_as(ready);
    std::array<std::uint8_t, kLaneHeaderBytes> bytes{};
    if (auto got = read_exactly(bytes); !got) return fail_as(got);
    auto header = decode_lane_header(bytes);
    if (!header) return fail_as(header);
    Result<> taken;
    switch (header->kind) {
        case LaneKind::Block: taken = take_block(*header); break;
        case LaneKind::EntryFailed: taken = take_fault(*header); break;
        case LaneKind::End:
            // All is here, whether or not the sender hears it on this lane: one that sent no block does not
            // wait, and has closed. The receipt tells it.
            taken = count_up_to(store_.settle());
            if (taken) (void)confirm();
            is_link_broken_ = false;
            break;
    }
    if (!taken) return fail_as(taken);
    return header->kind != LaneKind::End;
}

Result<> ReceiverLane::take_block(const LaneHeader& header) {
    if (auto agreed = check_agreed(header); !agreed) return agreed;
    if (header.form != BlockForm::Zero) {
        auto payload = store_.buffer().first(header.wire_length);
        while (!payload.empty()) {
            const auto part = payload.first(std::min<std::size_t>(payload.size(), kConfirmBytes));
            if (auto got = read_exactly(part); !got) return got;
            payload = payload.subspan(part.size());
            // The block before may be stored meanwhile: large ones are half of what may be under way.
            if (auto counted = count_up_to(store_.stored()); !counted) return counted;
            if (unconfirmed_bytes_ >= kConfirmBytes) {
                if (auto told = confirm(); !told) return told;
            }
        }
    }
    store_.put(header);
    under_way_.push_back(header);
    return {};
}

Result<> ReceiverLane::check_agreed(const LaneHeader& header) const {
    const Manifest& manifest = partial_.manifest();
    if (!awaited_.contains(header.index) || header.raw_length != manifest.block_length(header.index)) {
        return fail(ProtocolErrc::BrokeRules, "receiving a block");
    }
    return {};
}

Result<> ReceiverLane::take_fault(const LaneHeader& header) {
    const Manifest& manifest = partial_.manifest();
    if (header.index >= manifest.entry_count() || manifest.entry(header.index).kind != EntryKind::File) {
        return fail(ProtocolErrc::BrokeRules, "receiving a file's end");
    }
    if (auto settled = count_up_to(store_.settle()); !settled) return settled;
    return partial_.mark_broken(header.index);
}

Result<> ReceiverLane::read_exactly(std::span<std::uint8_t> into) {
    while (!into.empty()) {
        // The first block is on its way before the sender can know of the limit, and one that has to push it
        // into a wire on which nothing moves takes the lane for lost.
        const bool is_heard = blocks_ > 0 || !under_way_.empty();
        const std::uint64_t limit = node_limit_ != nullptr && is_heard ? node_limit_->bytes_per_second() : 0;
        auto count =
            stream_.read_some(limit == 0 ? into : into.first(std::min(into.size(), slice_under(limit))));
        is_link_broken_ = !count || *count == 0;
        if (!count) return fail_as(count);
        if (*count == 0) return fail(ProtocolErrc::LaneLost);
        into = into.subspan(*count);
        if (limit != 0) std::this_thread::sleep_for(share_.take(*count, now()));
    }
    return {};
}

Result<> ReceiverLane::confirm() {
    unconfirmed_bytes_ = 0;
    std::array<std::uint8_t, kConfirmationBytes> bytes{};
    encode(Confirmation{blocks_, wished_limit()}, bytes);
    auto told = stream_.write_all(bytes);
    is_link_broken_ = !told;
    return told;
}

Result<> ReceiverLane::count_up_to(const Result<std::uint32_t>& stored) {
    if (!stored) return std::unexpected(stored.error());
    for (; blocks_ < *stored; under_way_.pop_front()) count(under_way_.front());
    return {};
}

void ReceiverLane::count(const LaneHeader& header) {
    const std::uint64_t wire = kLaneHeaderBytes + header.wire_length;
    ++blocks_;
    unconfirmed_bytes_ += header.raw_length;
    progress_.content_bytes += header.raw_length;
    progress_.wire_bytes += wire;
    progress_.saved_bytes += header.raw_length - header.wire_length;
    if (header.is_again) progress_.resent_bytes += wire;
    meter_.add(header.raw_length, now());
    control_.moved();
}

void ReceiverLane::report_progress() {
    if (now() - last_report_ < kReportInterval) return;
    last_report_ = now();
    progress_.rate = meter_.rate(last_report_);
    report_(progress_);
}

}  // namespace

ReceiverOutcome receive_blocks(std::unique_ptr<PartialFolder> partial, net::LaneStream& stream,
                               LaneControl& control, const ProgressReport& report,
                               const ReceiverLimits& limits) {
    ReceiverOutcome outcome;
    {
        ReceiverLane lane(*partial, stream, control, report, limits.of_node);
        Result<Finished> finished = lane.run();
        outcome.progress = lane.progress();
        if (finished) {
            outcome.end = LaneEnd::Complete;
            outcome.finished = std::move(*finished);
        } else {
            outcome.end = !lane.is_link_broken()  ? LaneEnd::Failed
                          : control.is_stopping() ? LaneEnd::Stopped
                                                  : LaneEnd::Broken;
            outcome.error = std::move(finished.error());
        }
    }
    // A disk that is pulled out after the node has ended, within the same boot, loses what was not synced,
    // and the journal would be believed. What cannot be synced is noted as lost.
    if (!outcome.finished && limits.closing.stop_requested()) (void)partial->sync();
    outcome.partial = std::move(partial);
    return outcome;
}

}  // namespace culver::transfer
