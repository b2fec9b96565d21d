// SPDX-License-Identifier: Apache-2.0
// A rate that follows the last second or so, for people and for the credit window; and a limit of a rate.
// Pure.
#pragma once
#include "base/clock.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace culver::transfer {

// Bytes per second, smoothed: a step in the true rate is followed to two thirds after kTimeConstant.
class RateMeter {
public:
    static constexpr std::chrono::milliseconds kTimeConstant{500};
    static constexpr std::chrono::milliseconds kSlice{
        20};  // shorter ones are collected: a clock is not exact

    explicit RateMeter(SteadyTime start) : slice_began_(start) {}

    void add(std::uint64_t bytes, SteadyTime now) {
        pending_ += bytes;
        const auto elapsed = now - slice_began_;
        if (elapsed < kSlice) return;
        const double seconds = std::chrono::duration<double>(elapsed).count();
        const double sample = static_cast<double>(pending_) / seconds;
        const double weight = has_sample_ ? 1.0 - std::exp(-seconds / kSeconds) : 1.0;
        rate_ += weight * (sample - rate_);
        has_sample_ = true;
        pending_ = 0;
        slice_began_ = now;
    }

    // The rate as of now: falls towards nothing while no bytes come.
    [[nodiscard]] std::uint64_t rate(SteadyTime now) const {
        const double idle = std::chrono::duration<double>(now - slice_began_).count();
        return static_cast<std::uint64_t>(idle < kSeconds ? rate_ : rate_ * std::exp(1.0 - idle / kSeconds));
    }

private:
    static constexpr double kSeconds = std::chrono::duration<double>(kTimeConstant).count();
    SteadyTime slice_began_;
    std::uint64_t pending_ = 0;
    double rate_ = 0;
    bool has_sample_ = false;
};

// A token bucket for a limit that a person set; a limit of 0 is none. A new limit forgives what was owed
// under the old one.
class RateLimit {
public:
    static constexpr double kBurstSeconds = 0.05;  // short enough that the wire looks even

    void set(std::uint64_t bytes_per_second) {
        if (bytes_per_second != limit_) balance_ = 0;
        limit_ = bytes_per_second;
    }

    // How long to wait before so many bytes may go; they are taken as gone.
    [[nodiscard]] Duration take(std::uint64_t bytes, SteadyTime now) {
        if (limit_ == 0) return Duration::zero();
        const double rate = static_cast<double>(limit_);
        const double passed = std::chrono::duration<double>(now - last_).count();
        last_ = now;
        balance_ = std::min(balance_ + passed * rate, rate * kBurstSeconds) - static_cast<double>(bytes);
        if (balance_ >= 0) return Duration::zero();
        return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(-balance_ / rate));
    }

private:
    std::uint64_t limit_ = 0;
    double balance_ = 0;
    SteadyTime last_{};
};

}  // namespace culver::transfer
