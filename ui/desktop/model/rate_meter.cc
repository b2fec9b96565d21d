// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/rate_meter.h"

#include <algorithm>

namespace culver::desktop {
namespace {

// Two samples that lie closer say nothing.
constexpr qint64 kShortestSpanMs = 300;
// Time left grows on the screen only when it grows by so much.
constexpr double kGrowsFrom = 1.25;

}  // namespace

void RateMeter::add(qint64 now_ms, quint64 bytes) {
    if (!samples_.empty() && (bytes < samples_.back().bytes || now_ms < samples_.back().ms)) {
        samples_.clear();  // begun anew
        shown_left_ = -1;
    }
    samples_.push_back({now_ms, bytes});
    // The oldest sample kept is the last one outside the window, so that a whole window is measured.
    while (samples_.size() > 2 && samples_[1].ms <= now_ms - kWindowMs) samples_.pop_front();
}

qint64 RateMeter::rate() const {
    if (samples_.size() < 2) return 0;
    const qint64 span = samples_.back().ms - samples_.front().ms;
    if (span < kShortestSpanMs) return 0;
    const quint64 grown = samples_.back().bytes - samples_.front().bytes;
    constexpr double kMilliseconds = 1000;
    return static_cast<qint64>(static_cast<double>(grown) * kMilliseconds / static_cast<double>(span));
}

qint64 RateMeter::seconds_left(quint64 total) {
    const qint64 speed = rate();
    if (speed <= 0 || samples_.empty()) return -1;
    const quint64 done = std::min(samples_.back().bytes, total);
    const auto left =
        static_cast<qint64>((total - done + static_cast<quint64>(speed) - 1) / static_cast<quint64>(speed));
    const bool is_noise = shown_left_ > 0 && left > shown_left_ &&
                          static_cast<double>(left) < kGrowsFrom * static_cast<double>(shown_left_);
    if (!is_noise) shown_left_ = left;
    return shown_left_;
}

}  // namespace culver::desktop
