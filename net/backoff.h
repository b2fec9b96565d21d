// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next dial: doubling, with jitter, so that a whole office does not dial in step.
#pragma once
#include <algorithm>
#include <chrono>

namespace culver::net {

class Backoff {
public:
    using Span = std::chrono::milliseconds;
    Backoff(Span first, Span last) : first_(first), last_(last), step_(first) {}

    // Between half and the whole of the current step, which then doubles. chance is uniform in [0, 1).
    [[nodiscard]] Span next(double chance) {
        const double share = 0.5 + chance / 2;
        const Span wait(static_cast<Span::rep>(static_cast<double>(step_.count()) * share));
        step_ = std::min(step_ * 2, last_);
        return wait;
    }

    void reset() { step_ = first_; }

private:
    Span first_;
    Span last_;
    Span step_;
};

}  // namespace culver::net
