// SPDX-License-Identifier: Apache-2.0
// How often two nodes may compare codes: each try is one chance for somebody in between. Pure.
#pragma once
#include "base/clock.h"

#include <optional>

namespace culver::app {

class TryLimit {
public:
    static constexpr Duration kGap = std::chrono::seconds(3);  // no person compares faster
    static constexpr int kTries = 5;  // without a match in between: then somebody plays, or attacks
    static constexpr Duration kLock = std::chrono::minutes(10);  // from the last try on; then all begins anew

    // How long until the next try is allowed; zero when it is now.
    [[nodiscard]] Duration wait(SteadyTime now) const {
        if (last_ == SteadyTime{}) return Duration::zero();
        const Duration since = now - last_;
        const Duration needed = is_locked(now) ? kLock : kGap;
        return since >= needed ? Duration::zero() : needed - since;
    }
    [[nodiscard]] bool is_locked(SteadyTime now) const { return tries_ >= kTries && now - last_ < kLock; }

    // Requires: wait() is zero.
    void begin(SteadyTime now) {
        if (now - last_ >= kLock) tries_ = 0;
        ++tries_;
        last_ = now;
    }

    // The try that began last told nobody anything; the gap before the next one stays. Requires: begin()
    // before.
    void forgive() { --tries_; }

    // The codes were found to be equal.
    void matched() {
        tries_ = 0;
        last_ = {};
    }

    // Nothing is remembered that would matter later.
    [[nodiscard]] bool is_idle(SteadyTime now) const {
        return (tries_ == 0 && now - last_ >= kGap) || now - last_ >= kLock;
    }

private:
    int tries_ = 0;
    SteadyTime last_{};
};

}  // namespace culver::app
