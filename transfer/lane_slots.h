// SPDX-License-Identifier: Apache-2.0
// How many lanes run at once in one direction; the others wait in the order in which they asked. Pure.
#pragma once
#include "base/ids.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <utility>

namespace culver::transfer {

// Lanes share a link evenly, so whoever sends a note does not wait for the ten gigabytes of somebody else;
// more threads than this would only make every transfer end later.
inline constexpr std::size_t kMaxLanes = 16;
// What the buffers of all lanes of one direction may take: four of the largest blocks, fourteen of the usual.
inline constexpr std::uint64_t kLaneMemory = 64ULL << 20;

// A block as it is and compressed, and another that is under way meanwhile; the tables of a compressor, the
// buffers of TLS. Threads that help to compress are few, and counted by Compressors.
[[nodiscard]] constexpr std::uint64_t lane_memory(std::uint32_t block_bytes) {
    constexpr std::uint64_t kTables = 3ULL << 20;
    return 3ULL * block_bytes + kTables;
}

class LaneSlots {
public:
    // granted is called for those who had to wait, from within release().
    LaneSlots(std::size_t slots, std::uint64_t memory, std::function<void(const TransferId&)> granted)
        : slots_(slots), memory_(memory), granted_(std::move(granted)) {}

    // True when the slot is there at once; else granted() comes later. Asking again changes nothing. Nobody
    // overtakes, so a large one is not kept waiting by small ones; a lone one always gets its slot.
    bool request(const TransferId& transfer, std::uint32_t block_bytes) {
        if (holders_.contains(transfer)) return true;
        const Waiting asker{transfer, lane_memory(block_bytes)};
        const bool is_known = std::ranges::find(waiting_, transfer, &Waiting::transfer) != waiting_.end();
        if (waiting_.empty() && fits(asker)) {
            admit(asker);
            return true;
        }
        if (!is_known) waiting_.push_back(asker);
        return false;
    }

    // Gives a slot back, or stops waiting for one.
    void release(const TransferId& transfer) {
        std::erase_if(waiting_, [&](const Waiting& one) { return one.transfer == transfer; });
        if (const auto held = holders_.find(transfer); held != holders_.end()) {
            used_ -= held->second;
            holders_.erase(held);
        }
        while (!waiting_.empty() && fits(waiting_.front())) {
            const Waiting next = waiting_.front();
            waiting_.pop_front();
            admit(next);
            granted_(next.transfer);
        }
    }

    [[nodiscard]] bool holds(const TransferId& transfer) const { return holders_.contains(transfer); }

private:
    struct Waiting {
        TransferId transfer;
        std::uint64_t memory = 0;
    };
    [[nodiscard]] bool fits(const Waiting& one) const {
        return holders_.empty() || (holders_.size() < slots_ && used_ + one.memory <= memory_);
    }
    void admit(const Waiting& one) {
        holders_.emplace(one.transfer, one.memory);
        used_ += one.memory;
    }

    std::size_t slots_;
    std::uint64_t memory_;
    std::function<void(const TransferId&)> granted_;
    std::map<TransferId, std::uint64_t> holders_;
    std::uint64_t used_ = 0;
    std::deque<Waiting> waiting_;
};

}  // namespace culver::transfer
