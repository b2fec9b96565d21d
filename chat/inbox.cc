// SPDX-License-Identifier: Apache-2.0
#include "chat/inbox.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace culver::chat {

namespace {

std::size_t ranges_in(const Inbound& inbound) {
    if (const auto* points = std::get_if<std::vector<ReadPoint>>(&inbound.content)) return points->size();
    const auto* acknowledged = std::get_if<std::vector<AckRange>>(&inbound.content);
    if (acknowledged == nullptr) return 0;
    std::uint64_t ranges = 0;
    for (const auto& range : *acknowledged)
        ranges += 1 + std::min<std::uint64_t>((range.last - range.first) / kInboxFrames, kInboxRanges);
    return ranges;
}

}  // namespace

bool Inbox::has_room(std::size_t bytes, std::size_t ranges) const {
    return waiting_.empty() || (waiting_.size() < kInboxFrames && bytes_ + bytes <= kInboxBytes &&
                                ranges_ + ranges <= kInboxRanges);
}

// Counted only with the frame in it: the session of who waits here may end, and the wait with it.
Task<> Inbox::put(Inbound inbound, std::size_t bytes) {
    const std::size_t ranges = ranges_in(inbound);
    while (!is_closed_ && !has_room(bytes, ranges)) co_await changed_.wait();
    if (is_closed_) co_return;
    waiting_.push_back(std::move(inbound));
    bytes_ += bytes;
    ranges_ += ranges;
    changed_.notify();
}

Task<std::vector<Inbound>> Inbox::take_all() {
    while (waiting_.empty() && !is_closed_) co_await changed_.wait();
    bytes_ = 0;
    ranges_ = 0;
    changed_.notify();
    co_return std::exchange(waiting_, {});
}

void Inbox::close() {
    is_closed_ = true;
    changed_.notify();
}

}  // namespace culver::chat
