// SPDX-License-Identifier: Apache-2.0
// A rate limit with a burst: tokens come at a steady rate up to a fill, and may be owed.
#pragma once
#include "base/clock.h"

#include <algorithm>
#include <chrono>

namespace culver::net {

class TokenBucket {
public:
    // Full at the start.
    TokenBucket(double per_second, double burst, SteadyTime now)
        : per_second_(per_second), burst_(burst), tokens_(burst), filled_(now) {}

    // Takes them, even when that leaves a debt; returns how long to wait until the debt is paid (0 for none).
    Duration spend(double tokens, SteadyTime now) {
        fill(now);
        tokens_ -= tokens;
        if (tokens_ >= 0) return Duration::zero();
        return std::chrono::ceil<Duration>(std::chrono::duration<double>(-tokens_ / per_second_));
    }

    // Takes them only when they are there.
    [[nodiscard]] bool try_spend(double tokens, SteadyTime now) {
        fill(now);
        if (tokens_ < tokens) return false;
        tokens_ -= tokens;
        return true;
    }

private:
    void fill(SteadyTime now) {
        const std::chrono::duration<double> passed = now - filled_;
        tokens_ = std::min(burst_, tokens_ + passed.count() * per_second_);
        filled_ = now;
    }

    double per_second_;
    double burst_;
    double tokens_;
    SteadyTime filled_;
};

}  // namespace culver::net
