// SPDX-License-Identifier: Apache-2.0
// The order of things for one block: header, bounds, payload, unpack, check, store with its journal entry,
// confirm.
#include "transfer/receiver_lane.h"

#include "transfer/block_codec.h"
#include "transfer/errors.h"
#include "transfer/protocol_errors.h"
#include "transfer/rates.h"

#include <algorithm>
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
          meter_(now()),
          awaited_(partial.missing()),
          content_(partial.manifest().block_bytes()) {
        awaited_ |= partial.done();
    }

    [[nodiscard]] Result<Finished> run();
    [[nodiscard]] const LaneProgress& progress() const { return progress_; }
    // A failure of the stream, after which going on is possible.
    [[nodiscard]] bool is_link_broken() const { return is_link_broken_; }

private:
    [[nodiscard]] Result<bool> take_one();  // false after the end
    [[nodiscard]] Result<> take_block(const LaneHeader& header);
    [[nodiscard]] Result<> take_fault(const LaneHeader& header);
    [[nodiscard]] Result<> check_agreed(const LaneHeader& header) const;
    [[nodiscard]] Result<> read_content(const LaneHeader& header);
    [[nodiscard]] Result<> store(const LaneHeader& header);
    [[nodiscard]] Result<> read_exactly(std::span<std::uint8_t> into);
    [[nodiscard]] Result<> confirm();
    void count(const LaneHeader& header);
    void report_progress();

    PartialFolder& partial_;
    net::LaneStream& stream_;
    LaneControl& control_;
    const ProgressReport& report_;
    SharedLimit* node_limit_;
    RateMeter meter_;
    BlockSet awaited_;  // as of the beginning: a file that is given up shrinks what is missing
    std::vector<std::uint8_t> content_;
    std::vector<std::uint8_t> packed_;  // empty until a compressed block comes
    BlockDecoder decoder_;
    LaneProgress progress_;
    SteadyTime last_report_ = now();
    std::uint32_t blocks_ = 0;             // stored on this lane
    std::uint64_t unconfirmed_bytes_ = 0;  // stored, the sender not yet told
    bool is_link_broken_ = false;
};

Result<Finished> ReceiverLane::run() {
    while (true) {
        auto goes_on = take_one();
        if (!goes_on) return fail_as(goes_on);
        if (!*goes_on) break;
        report_progress();
    }
    if (!partial_.is_complete()) return fail(ProtocolErrc::Incomplete);
    return partial_.finish();
}

Result<bool> ReceiverLane::take_one() {
    const bool must_confirm = unconfirmed_bytes_ >= kConfirmBytes;
    if (must_confirm || (unconfirmed_bytes_ > 0 && !stream_.is_readable(std::chrono::milliseconds(0)))) {
        if (auto told = confirm(); !told) return fail_as(told);
    }
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
            (void)confirm();
            is_link_broken_ = false;
            break;
    }
    if (!taken) return fail_as(taken);
    return header->kind != LaneKind::End;
}

Result<> ReceiverLane::take_block(const LaneHeader& header) {
    if (auto agreed = check_agreed(header); !agreed) return agreed;
    if (auto content = read_content(header); !content) return content;
    if (auto stored = store(header); !stored) return stored;
    count(header);
    return {};
}

Result<> ReceiverLane::check_agreed(const LaneHeader& header) const {
    const Manifest& manifest = partial_.manifest();
    if (!awaited_.contains(header.index) || header.raw_length != manifest.block_length(header.index)) {
        return fail(ProtocolErrc::BrokeRules, "receiving a block");
    }
    return {};
}

Result<> ReceiverLane::read_content(const LaneHeader& header) {
    const std::span content = std::span(content_).first(header.raw_length);
    switch (header.form) {
        case BlockForm::Zero: return {};
        case BlockForm::Raw: return read_exactly(content);
        case BlockForm::Zstd: break;
    }
    if (packed_.empty()) packed_.resize(content_.size());
    const std::span packed = std::span(packed_).first(header.wire_length);
    if (auto got = read_exactly(packed); !got) return got;
    return decoder_.decompress(packed, content);
}

Result<> ReceiverLane::store(const LaneHeader& header) {
    const bool is_zero = header.form == BlockForm::Zero;
    const ByteView content = ByteView(content_).first(header.raw_length);
    const Check128 check = is_zero ? check_of_zeros(header.raw_length) : check_of(content);
    if (check != header.check) return fail(ProtocolErrc::CheckFailed, "receiving a block");
    return is_zero ? partial_.store_zeros(header.index, check) : partial_.store(header.index, content, check);
}

Result<> ReceiverLane::take_fault(const LaneHeader& header) {
    const Manifest& manifest = partial_.manifest();
    if (header.index >= manifest.entry_count() || manifest.entry(header.index).kind != EntryKind::File) {
        return fail(ProtocolErrc::BrokeRules, "receiving a file's end");
    }
    return partial_.mark_broken(header.index);
}

Result<> ReceiverLane::read_exactly(std::span<std::uint8_t> into) {
    while (!into.empty()) {
        const std::uint64_t limit = node_limit_ != nullptr ? node_limit_->bytes_per_second() : 0;
        auto count =
            stream_.read_some(limit == 0 ? into : into.first(std::min(into.size(), slice_under(limit))));
        is_link_broken_ = !count || *count == 0;
        if (!count) return fail_as(count);
        if (*count == 0) return fail(ProtocolErrc::LaneLost);
        into = into.subspan(*count);
        if (limit != 0) std::this_thread::sleep_for(node_limit_->take(*count, now()));
    }
    return {};
}

Result<> ReceiverLane::confirm() {
    unconfirmed_bytes_ = 0;
    std::array<std::uint8_t, kConfirmationBytes> bytes{};
    encode(Confirmation{blocks_, control_.limit()}, bytes);
    auto told = stream_.write_all(bytes);
    is_link_broken_ = !told;
    return told;
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
                               LaneControl& control, const ProgressReport& report, SharedLimit* node_limit) {
    ReceiverLane lane(*partial, stream, control, report, node_limit);
    Result<Finished> finished = lane.run();
    ReceiverOutcome outcome;
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
    outcome.partial = std::move(partial);
    return outcome;
}

}  // namespace culver::transfer
