// SPDX-License-Identifier: Apache-2.0
// A clock that moves only when a test moves it.
#pragma once
#include "base/clock.h"

namespace culver::test {

class ManualClock final : public Clock {
public:
    [[nodiscard]] SteadyTime steady() const override { return steady_; }
    [[nodiscard]] WallTime wall() const override { return wall_; }
    [[nodiscard]] std::chrono::nanoseconds since_boot() const override { return boot_; }

    void advance(Duration step) {
        steady_ += step;
        wall_ += std::chrono::duration_cast<WallTime::duration>(step);
        boot_ += step;
    }
    void sleep_machine(Duration step) {
        boot_ += step, wall_ += std::chrono::duration_cast<WallTime::duration>(step);
    }
    void set_wall(WallTime wall) { wall_ = wall; }

private:
    SteadyTime steady_{std::chrono::hours(1)};
    WallTime wall_{std::chrono::seconds(1'700'000'000)};
    std::chrono::nanoseconds boot_{std::chrono::hours(1)};
};

}  // namespace culver::test
