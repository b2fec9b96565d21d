// SPDX-License-Identifier: Apache-2.0
#include "chat/delivery.h"

#include <algorithm>
#include <utility>

namespace culver::chat {
namespace {
std::int64_t row_of(const Waiting& waiting) {
    return waiting.message.row;
}
}  // namespace

void Delivery::add(store::StoredMessage message) {
    if (message.row <= last_row_) return;
    last_row_ = message.row;
    waiting_.push_back({.message = std::move(message)});
}

void Delivery::opened() {
    is_open_ = true;
    on_their_way_ = 0;
    bytes_on_their_way_ = 0;
    pause_ = limits_.resend_first;
    last_progress_.reset();
}

void Delivery::closed() {
    opened();
    is_open_ = false;
}

const store::StoredMessage* Delivery::next() const {
    if (!is_open_ || on_their_way_ >= waiting_.size()) return nullptr;
    if (on_their_way_ >= limits_.window_messages) return nullptr;
    const auto& candidate = waiting_[on_their_way_].message;
    const bool fits = bytes_on_their_way_ + candidate.operation.size() <= limits_.window_bytes;
    return fits || on_their_way_ == 0 ? &candidate : nullptr;
}

std::uint64_t Delivery::previous() const {
    const auto& candidate = waiting_[on_their_way_].message;
    for (auto at = on_their_way_; at > 0; --at) {
        const auto& earlier = waiting_[at - 1].message;
        if (earlier.incarnation == candidate.incarnation) return earlier.sequence;
    }
    return 0;
}

const store::StoredMessage* Delivery::sent(SteadyTime now) {
    auto& waiting = waiting_[on_their_way_];
    if (on_their_way_ == 0) last_progress_ = now;
    ++on_their_way_;
    bytes_on_their_way_ += waiting.message.operation.size();
    return std::exchange(waiting.was_sent, true) ? nullptr : &waiting.message;
}

void Delivery::settle(std::span<const std::int64_t> rows, SteadyTime now) {
    for (const auto row : rows) {
        const auto found = std::ranges::lower_bound(waiting_, row, {}, row_of);
        if (found == waiting_.end() || found->message.row != row) continue;
        if (static_cast<std::size_t>(found - waiting_.begin()) < on_their_way_) {
            --on_their_way_;
            bytes_on_their_way_ -= found->message.operation.size();
        }
        waiting_.erase(found);
        last_progress_ = now;
        pause_ = limits_.resend_first;
    }
}

std::optional<SteadyTime> Delivery::deadline() const {
    if (!is_open_ || on_their_way_ == 0 || !last_progress_) return std::nullopt;
    return *last_progress_ + pause_;
}

bool Delivery::check(SteadyTime now) {
    const auto due = deadline();
    if (!due || now < *due) return false;
    on_their_way_ = 0;
    bytes_on_their_way_ = 0;
    pause_ = std::min(pause_ * 2, limits_.resend_last);
    return true;
}

bool Delivery::was_sent(std::int64_t row) const {
    const auto found = std::ranges::lower_bound(waiting_, row, {}, row_of);
    return found != waiting_.end() && found->message.row == row && found->was_sent;
}

}  // namespace culver::chat
