// SPDX-License-Identifier: Apache-2.0
// How many lanes run at once in one direction; the others wait in the order in which they asked. Pure.
#pragma once
#include "base/ids.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <set>
#include <utility>

namespace culver::transfer {

// Each lane is a thread with up to ten MiB of buffers, and four already fill any LAN: more would only make
// every transfer end later.
inline constexpr std::size_t kMaxLanes = 4;

class LaneSlots {
public:
    // granted is called for those who had to wait, from within release().
    LaneSlots(std::size_t slots, std::function<void(const TransferId&)> granted)
        : slots_(slots), granted_(std::move(granted)) {}

    // True when the slot is there at once; else granted() comes later. Asking again changes nothing.
    bool request(const TransferId& transfer) {
        if (holders_.contains(transfer)) return true;
        if (holders_.size() < slots_) return holders_.insert(transfer).second;
        if (std::ranges::find(waiting_, transfer) == waiting_.end()) waiting_.push_back(transfer);
        return false;
    }

    // Gives a slot back, or stops waiting for one.
    void release(const TransferId& transfer) {
        std::erase(waiting_, transfer);
        if (holders_.erase(transfer) == 0 || waiting_.empty()) return;
        const TransferId next = waiting_.front();
        waiting_.pop_front();
        holders_.insert(next);
        granted_(next);
    }

    [[nodiscard]] bool holds(const TransferId& transfer) const { return holders_.contains(transfer); }

private:
    std::size_t slots_;
    std::function<void(const TransferId&)> granted_;
    std::set<TransferId> holders_;
    std::deque<TransferId> waiting_;
};

}  // namespace culver::transfer
