// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <algorithm>
#include <ctime>

namespace culver {
namespace {

class RealClock final : public Clock {
public:
    SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
    WallTime wall() const override { return std::chrono::system_clock::now(); }
    std::chrono::nanoseconds since_boot() const override {
        timespec now{};
        clock_gettime(CLOCK_BOOTTIME, &now);
        return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
    }
};

}  // namespace

const Clock& real_clock() {
    static const RealClock clock;
    return clock;
}

std::int64_t to_milliseconds(WallTime time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

// What a peer sends may lie outside of what the clock can hold (the years 1677 to 2262): the nearest time
// inside.
WallTime from_milliseconds(std::int64_t milliseconds) {
    constexpr auto kFirst =
        std::chrono::ceil<std::chrono::milliseconds>(WallTime::min().time_since_epoch()).count();
    constexpr auto kLast =
        std::chrono::floor<std::chrono::milliseconds>(WallTime::max().time_since_epoch()).count();
    return WallTime(std::chrono::milliseconds(std::clamp(milliseconds, kFirst, kLast)));
}

}  // namespace culver
