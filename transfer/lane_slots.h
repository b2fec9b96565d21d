// SPDX-License-Identifier: Apache-2.0
// How many lanes run at once in one direction; the others wait in the order in which they asked, and small
// ones beside the line when it does not move. Pure.
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

// When that is used up, a few small ones run all the same, so that a note does not wait for the day's fifth
// film: blocks up to this length are those of transfers below a gigabyte. Their buffers come on top, 24 MiB
// at the most.
inline constexpr std::size_t kSmallLanes = 4;
inline constexpr std::uint32_t kSmallBlock = 1U << 20;

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
    // overtakes but a few small ones that wait for memory, beside the line, so a large one is not kept
    // waiting by them; a lone one always gets its slot.
    bool request(const TransferId& transfer, std::uint32_t block_bytes) {
        if (holders_.contains(transfer)) return true;
        const Waiting asker{transfer, lane_memory(block_bytes), block_bytes <= kSmallBlock};
        const bool is_known = std::ranges::find(waiting_, transfer, &Waiting::transfer) != waiting_.end();
        if (waiting_.empty() && fits(asker)) {
            admit(asker);
            return true;
        }
        if (!is_known && fits_aside(asker)) {
            admit_aside(asker);
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
            if (held->second == 0) --aside_;
            holders_.erase(held);
        }
        while (!waiting_.empty() && fits(waiting_.front())) {
            const Waiting next = waiting_.front();
            waiting_.pop_front();
            admit(next);
            granted_(next.transfer);
        }
        for (auto next = first_aside(); next != waiting_.end(); next = first_aside()) {
            const Waiting one = *next;
            waiting_.erase(next);
            admit_aside(one);
            granted_(one.transfer);
        }
    }

    [[nodiscard]] bool holds(const TransferId& transfer) const { return holders_.contains(transfer); }

private:
    struct Waiting {
        TransferId transfer;
        std::uint64_t memory = 0;
        bool is_small = false;
    };
    [[nodiscard]] bool fits(const Waiting& one) const {
        const std::size_t in_line = holders_.size() - aside_;
        return in_line == 0 || (holders_.size() < slots_ && used_ + one.memory <= memory_);
    }
    [[nodiscard]] bool fits_aside(const Waiting& one) const {
        return one.is_small && aside_ < kSmallLanes && holders_.size() < slots_;
    }
    [[nodiscard]] std::deque<Waiting>::iterator first_aside() {
        return std::ranges::find_if(waiting_, [this](const Waiting& one) { return fits_aside(one); });
    }
    void admit_aside(const Waiting& one) {
        holders_.emplace(one.transfer, 0);
        ++aside_;
    }
    void admit(const Waiting& one) {
        holders_.emplace(one.transfer, one.memory);
        used_ += one.memory;
    }

    std::size_t slots_;
    std::uint64_t memory_;
    std::function<void(const TransferId&)> granted_;
    std::map<TransferId, std::uint64_t> holders_;  // and their memory; 0 of those beside the line
    std::size_t aside_ = 0;
    std::uint64_t used_ = 0;
    std::deque<Waiting> waiting_;
};

}  // namespace culver::transfer
