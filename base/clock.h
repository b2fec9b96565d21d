// SPDX-License-Identifier: Apache-2.0
// Time as an injected thing: tests move it by hand. Durations are always measured on steady time; wall time
// is only shown and stored; boot time also runs while the machine sleeps, so a jump against steady time is a
// wake-up.
#pragma once
#include <chrono>
#include <cstdint>

namespace culver {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
    [[nodiscard]] virtual WallTime wall() const = 0;
    [[nodiscard]] virtual std::chrono::nanoseconds since_boot() const = 0;  // CLOCK_BOOTTIME
};

// The machine's own clocks. Safe on any thread; lives as long as the process.
[[nodiscard]] const Clock& real_clock();

// Milliseconds since 1970, the form in which wall time is stored and sent.
[[nodiscard]] std::int64_t to_milliseconds(WallTime time);
[[nodiscard]] WallTime from_milliseconds(std::int64_t milliseconds);

}  // namespace culver
