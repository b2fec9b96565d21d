// SPDX-License-Identifier: Apache-2.0
// A hybrid logical clock: wall time in milliseconds times 65536, plus a counter, so that what was written
// after something else was seen always has the larger value, even when the clocks of two machines disagree.
// Pure.
#pragma once
#include "base/clock.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace culver::chat {

using ClockValue = std::uint64_t;

inline constexpr std::chrono::minutes kMaxClockLead{
    10};  // desks are never set more wrong than this on purpose

// Older than anything that can still wait in an outbox: the author's machine does not know the date.
inline constexpr std::chrono::days kMaxClockLag{31};

[[nodiscard]] constexpr ClockValue clock_at(std::int64_t milliseconds) {
    constexpr std::int64_t kLast = (std::int64_t{1} << 46) - 1;  // the year 4199
    return static_cast<ClockValue>(std::clamp<std::int64_t>(milliseconds, 0, kLast)) << 16;
}
[[nodiscard]] constexpr std::int64_t milliseconds_of(ClockValue value) {
    return static_cast<std::int64_t>(value >> 16);
}

class HybridClock {
public:
    // last: the highest value given or adopted before, from the store.
    explicit HybridClock(ClockValue last = 0) : last_(last) {}

    // Higher than every value given or adopted before.
    ClockValue next(WallTime now) {
        last_ = std::max(clock_at(to_milliseconds(now)), last_ + 1);
        return last_;
    }

    // Somebody else's value was seen. It is adopted unless it lies further ahead of our own clock than
    // kMaxClockLead: one machine with a wrong date must not drag all others along.
    void observe(ClockValue seen, WallTime now) {
        if (seen <= clock_at(to_milliseconds(now + kMaxClockLead))) last_ = std::max(last_, seen);
    }

    [[nodiscard]] ClockValue last() const { return last_; }

private:
    ClockValue last_;
};

}  // namespace culver::chat
