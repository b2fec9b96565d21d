// SPDX-License-Identifier: Apache-2.0
// The order of things for one block: credit, make ready (block_ahead.h; the next one while this is written),
// note in the sent log, write, look for confirmations.
#include "transfer/sender_lane.h"

#include "base/log.h"
#include "transfer/block_ahead.h"
#include "transfer/credit.h"
#include "transfer/protocol_errors.h"
#include "transfer/rates.h"

#include <deque>
#include <optional>
#include <thread>
#include <utility>

namespace culver::transfer {
namespace {

constexpr std::chrono::milliseconds kOrderInterval{50};  // how soon an order to stop is noticed while waiting

SteadyTime now() {
    return std::chrono::steady_clock::now();
}

SourceFault fault_of(TransferErrc reason) {
    return reason == TransferErrc::SourceChanged ? SourceFault::Changed : SourceFault::Unreadable;
}

// A reader that may outlive its lane, and what it refers to.
std::shared_ptr<SourceReader> reader_of(std::shared_ptr<const SourceTree> tree) {
    struct Both {
        explicit Both(std::shared_ptr<const SourceTree> kept) : tree(std::move(kept)) {}
        std::shared_ptr<const SourceTree> tree;
        SourceReader reader{*tree};
    };
    auto both = std::make_shared<Both>(std::move(tree));
    return {both, &both->reader};
}

class SenderLane {
public:
    SenderLane(SenderJob job, SentLog log, net::LaneStream& stream, LaneControl& control,
               const ProgressReport& report)
        : job_(std::move(job)),
          log_(std::move(log)),
          stream_(stream),
          control_(control),
          report_(report),
          reader_(reader_of(job_.tree)),
          credit_(job_.tree->manifest().block_bytes()),
          meter_(now()),
          ahead_(std::in_place, *reader_, job_.tree->manifest().block_bytes(), job_.compressors) {}

    SenderOutcome run();

private:
    struct Unconfirmed {
        std::uint32_t raw = 0;
        std::uint32_t wire = 0;
    };
    void recall_earlier_lanes();
    [[nodiscard]] Result<> send_all();
    [[nodiscard]] Result<> wait_for_credit(std::uint32_t bytes);
    [[nodiscard]] Result<> wait_until_confirmed(std::optional<SteadyTime> limit);
    void order_blocks();
    void learn(const PreparedBlock& block);
    [[nodiscard]] Result<> send_block(const PreparedBlock& block);
    [[nodiscard]] Result<> send_fault(std::uint32_t entry, SourceFault fault);
    [[nodiscard]] Result<> write_header(const LaneHeader& header);
    [[nodiscard]] Result<> write(ByteView bytes);
    [[nodiscard]] Result<bool> hear(std::chrono::milliseconds wait);
    [[nodiscard]] Result<> apply(const Confirmation& confirmation);
    void end_window();
    void report_progress();

    SenderJob job_;
    SentLog log_;
    net::LaneStream& stream_;
    LaneControl& control_;
    const ProgressReport& report_;
    std::shared_ptr<SourceReader> reader_;
    Credit credit_;
    RateMeter meter_;
    RateLimit limit_;
    std::uint64_t receiver_limit_ = 0;
    bool was_stopped_ = false;
    bool is_end_sent_ = false;
    CompressionPolicy policy_;
    unsigned threads_ = 1;                   // of ahead_
    std::optional<std::uint32_t> to_order_;  // the next block
    std::vector<std::uint8_t> written_;      // memory of the block before
    std::deque<Unconfirmed> under_way_;
    std::uint32_t confirmed_blocks_ = 0;
    std::array<std::uint8_t, kConfirmationBytes> heard_{};
    std::size_t heard_bytes_ = 0;
    LaneProgress progress_;
    SteadyTime last_report_ = now();
    SteadyTime window_began_ = now();
    CompressionPolicy::Window window_;
    unsigned window_blocks_ = 0;
    std::optional<Error> wait_;        // why no block can be read at the moment
    std::optional<BlockAhead> ahead_;  // the last: its thread reads
};

SenderOutcome SenderLane::run() {
    recall_earlier_lanes();
    const Result<> sent = send_all();
    ahead_.reset();  // nobody else reads from here on
    SenderOutcome outcome;
    outcome.progress = progress_;
    outcome.totals = log_.totals();
    for (auto entry = log_.given_up().next(0); entry; entry = log_.given_up().next(*entry + 1)) {
        outcome.given_up.push_back(*entry);
    }
    outcome.end = LaneEnd::Complete;
    if (!sent) {
        outcome.end = LaneEnd::Broken;
        outcome.error = sent.error();
    }
    if (wait_) {
        outcome.end = LaneEnd::Failed;
        outcome.error = *wait_;
        outcome.waiting = reader_;
    }
    reader_->give_way_when({});
    outcome.proof = reader_->proof();
    if (control_.is_stopping() && (was_stopped_ || !sent)) outcome.end = LaneEnd::Stopped;
    return outcome;
}

void SenderLane::recall_earlier_lanes() {
    BlockSet there = BlockSet::all(job_.missing.size());
    there -= job_.missing;
    reader_->know_sent(there);
    reader_->know_proof(std::move(job_.proof));
    reader_->give_way_when([this] { return control_.is_stopping(); });
    for (const auto& [block, check] : job_.vouched) {
        if (there.contains(block)) reader_->know_check(block, check);
    }
    for (const SentBlock& block : log_.take_blocks()) {
        if (!job_.missing.contains(block.index)) reader_->know_check(block.index, block.check);
    }
    for (auto entry = log_.given_up().next(0); entry; entry = log_.given_up().next(*entry + 1)) {
        reader_->give_up(*entry);
    }
}

Result<> SenderLane::send_all() {
    for (auto entry = log_.given_up().next(0); entry; entry = log_.given_up().next(*entry + 1)) {
        if (auto told = send_fault(*entry, SourceFault::Changed); !told) return told;
    }
    to_order_ = job_.missing.next(0);
    for (order_blocks(); !ahead_->is_empty();) {
        if (auto allowed = wait_for_credit(job_.tree->manifest().block_length(ahead_->next())); !allowed)
            return allowed;
        was_stopped_ = control_.is_stopping();
        if (was_stopped_) break;
        PreparedBlock prepared = ahead_->take();
        wait_ = std::move(prepared.wait);
        if (wait_) return wait_until_confirmed(now() + kDrainLimit);
        learn(prepared);
        order_blocks();
        if (auto sent = send_block(prepared); !sent) return sent;
        written_ = std::move(prepared.bytes);
    }
    if (was_stopped_) return wait_until_confirmed(now() + kDrainLimit);
    if (auto ended = write_header({.kind = LaneKind::End}); !ended) return ended;
    is_end_sent_ = true;
    return wait_until_confirmed(std::nullopt);
}

// Waits for room in the window, hearing at least what is there already. Also returns when ordered to stop.
Result<> SenderLane::wait_for_credit(std::uint32_t bytes) {
    auto heard = hear(std::chrono::milliseconds(0));
    SteadyTime last_heard = now();
    while (heard && !credit_.allows(bytes) && !control_.is_stopping()) {
        heard = hear(kOrderInterval);
        if (!heard) break;
        if (*heard) last_heard = now();
        if (now() - last_heard > kConfirmationSilence) return fail(ProtocolErrc::LaneLost);
    }
    if (!heard) return fail_as(heard);
    return {};
}

Result<> SenderLane::wait_until_confirmed(std::optional<SteadyTime> limit) {
    SteadyTime last_heard = now();
    while (!under_way_.empty()) {
        auto heard = hear(kOrderInterval);
        if (!heard) return fail_as(heard);
        if (*heard) last_heard = now();
        if (limit && now() > *limit) return {};
        if (!limit && control_.is_stopping()) limit = now() + kDrainLimit;
        if (now() - last_heard > kConfirmationSilence) return fail(ProtocolErrc::LaneLost);
    }
    return {};
}

void SenderLane::order_blocks() {
    while (to_order_ && ahead_->has_room()) {
        const int level = job_.may_compress ? policy_.next_level() : CompressionPolicy::kStored;
        ahead_->order({*to_order_, level, log_.sent().contains(*to_order_)}, std::exchange(written_, {}));
        to_order_ = job_.missing.next(*to_order_ + 1);
    }
}

// Threads beside each other are one that is so much faster.
void SenderLane::learn(const PreparedBlock& block) {
    if (const auto threads = ahead_->threads(); std::exchange(threads_, threads) != threads)
        policy_.became_faster();
    const double share = 1.0 / threads_;
    window_.busy += share * block.seconds;
    if (block.look.attempt) {
        auto attempt = *block.look.attempt;
        attempt.seconds *= share;
        policy_.attempted(attempt);
    }
    if (block.look.refused) policy_.sample_refused(share * *block.look.refused);
}

Result<> SenderLane::send_block(const PreparedBlock& block) {
    for (const BrokenEntry& broken : block.broken) {
        (void)log_.note_given_up(broken.entry);  // a full disk here costs a count, not the transfer
        if (auto told = send_fault(broken.entry, fault_of(broken.reason)); !told) return told;
    }
    const LaneHeader& header = block.header;
    const auto wire = static_cast<std::uint32_t>(block.wire().size());
    const std::uint32_t saved = header.raw_length - header.wire_length;
    (void)log_.note({header.index, wire, saved, header.check});
    progress_.wire_bytes += wire;
    progress_.saved_bytes += saved;
    if (header.is_again) progress_.resent_bytes += wire;
    credit_.sent(header.raw_length);
    under_way_.push_back({header.raw_length, wire});
    return write(block.wire());
}

Result<> SenderLane::send_fault(std::uint32_t entry, SourceFault fault) {
    return write_header(
        {.kind = LaneKind::EntryFailed, .index = entry, .raw_length = static_cast<std::uint32_t>(fault)});
}

Result<> SenderLane::write_header(const LaneHeader& header) {
    std::array<std::uint8_t, kLaneHeaderBytes> bytes{};
    encode(header, bytes);
    return stream_.write_all(bytes);
}

// Under a limit, slice by slice, so that the receiver never sees a lane on which nothing moves.
Result<> SenderLane::write(ByteView bytes) {
    const std::uint64_t own = control_.limit();
    const std::uint64_t limit =
        own == 0 || receiver_limit_ == 0 ? std::max(own, receiver_limit_) : std::min(own, receiver_limit_);
    const std::uint64_t shared = job_.node_limit != nullptr ? job_.node_limit->bytes_per_second() : 0;
    limit_.set(limit);
    if (limit == 0 && shared == 0) return stream_.write_all(bytes);
    while (!bytes.empty()) {
        const std::size_t most = std::min(slice_under(limit), slice_under(shared));
        const ByteView slice = bytes.first(std::min(bytes.size(), most));
        Duration wait = limit_.take(slice.size(), now());
        if (shared != 0) wait = std::max(wait, job_.node_limit->take(slice.size(), now()));
        std::this_thread::sleep_for(wait);
        if (auto written = stream_.write_all(slice); !written) return written;
        bytes = bytes.subspan(slice.size());
    }
    return {};
}

// Reads confirmations until none is there; waits for the first. True when there was one.
Result<bool> SenderLane::hear(std::chrono::milliseconds wait) {
    bool heard = false;
    // After the last confirmation the receiver may close at once; that is not a failure, so it is not read.
    const auto is_over = [this] { return is_end_sent_ && under_way_.empty(); };
    while (!is_over() && stream_.is_readable(heard ? std::chrono::milliseconds(0) : wait)) {
        auto count = stream_.read_some(std::span(heard_).subspan(heard_bytes_));
        if (!count) return fail_as(count);
        if (*count == 0) return fail(ProtocolErrc::LaneLost);
        heard_bytes_ += *count;
        if (heard_bytes_ < heard_.size()) continue;
        heard_bytes_ = 0;
        auto confirmation = decode_confirmation(heard_);
        if (!confirmation) return fail_as(confirmation);
        if (auto applied = apply(*confirmation); !applied) return fail_as(applied);
        heard = true;
    }
    report_progress();
    return heard;
}

Result<> SenderLane::apply(const Confirmation& confirmation) {
    const std::uint32_t fresh = confirmation.blocks - confirmed_blocks_;
    if (confirmation.blocks < confirmed_blocks_ || fresh > under_way_.size()) {
        return fail(ProtocolErrc::Malformed, "reading a confirmation");
    }
    receiver_limit_ = confirmation.limit;
    std::uint64_t raw = 0;
    for (std::uint32_t number = 0; number < fresh; ++number) {
        raw += under_way_.front().raw;
        window_.wire_bytes += under_way_.front().wire;
        under_way_.pop_front();
    }
    confirmed_blocks_ = confirmation.blocks;
    credit_.confirmed(raw);
    meter_.add(raw, now());
    credit_.set_rate(meter_.rate(now()));
    progress_.content_bytes += raw;
    window_.raw_bytes += raw;
    window_blocks_ += fresh;
    control_.moved();
    end_window();
    return {};
}

void SenderLane::end_window() {
    window_.elapsed = std::chrono::duration<double>(now() - window_began_).count();
    if (!policy_.is_long_enough(window_.elapsed, window_blocks_, window_.raw_bytes)) return;
    const int before = policy_.level();
    policy_.window_ended(window_);
    if (policy_.level() != before)
        log::debug("lane: compressing with level {} after {}", policy_.level(), before);
    window_began_ = now();
    window_ = {};
    window_blocks_ = 0;
}

void SenderLane::report_progress() {
    if (now() - last_report_ < kReportInterval) return;
    last_report_ = now();
    progress_.rate = meter_.rate(last_report_);
    report_(progress_);
}

}  // namespace

SenderOutcome send_blocks(SenderJob job, net::LaneStream& stream, LaneControl& control,
                          const ProgressReport& report) {
    const Manifest& manifest = job.tree->manifest();
    auto log = SentLog::open(job.sent_log, manifest.block_count(), manifest.entry_count());
    if (!log) {
        SenderOutcome outcome;
        outcome.end = LaneEnd::Failed;
        outcome.error = log.error();
        return outcome;
    }
    return SenderLane(std::move(job), std::move(*log), stream, control, report).run();
}

}  // namespace culver::transfer
