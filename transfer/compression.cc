// SPDX-License-Identifier: Apache-2.0
#include "transfer/compression.h"

#include <algorithm>

namespace culver::transfer {
namespace {

// Before a level was tried: what zstd does with text on an ordinary desk machine. Wrong guesses cost one
// trial.
constexpr std::array<double, 6> kGuessedCost{0, 2.5e-9, 4.0e-9, 10e-9, 20e-9, 50e-9};  // seconds per byte
constexpr std::array<double, 6> kGuessedRatio{1, 0.50, 0.46, 0.43, 0.42, 0.41};

constexpr double kSmoothing = 0.3;         // weight of the newest window or block
constexpr double kWaitingPart = 0.15;      // a processor that waits longer is not what limits the lane
constexpr double kIdlePart = 0.3;          // so idle that looking at every block costs nothing
constexpr double kGainToTry = 1.04;        // smaller promises drown in noise
constexpr double kGainToStore = 1.08;      // not compressing costs a slow link most if the promise is wrong
constexpr double kLossToKeep = 0.97;       // an easier level may be slower by so much: that is noise
constexpr double kGainToKeep = 1.03;       // a trial that is not faster is undone
constexpr double kLinkOptimism = 1.02;     // growth of the guess per window while the link is not the limit
constexpr int kTrialWindows = 3;           // the first is a mixture of both levels and is not counted
constexpr double kClearlyWorse = 0.8;      // no noise
constexpr double kHopeless = 0.6;          // not even in a single window
constexpr std::uint64_t kClearFactor = 4;  // so much longer until a clear loss is risked again
constexpr int kCloseTrialWindows = 6;      // levels that both compress differ by less than one window's noise
constexpr std::uint64_t kStoredHorizon =
    32;                            // windows; until not compressing is tried again for the first time
constexpr double kLinkNews = 1.5;  // so much more on the wire than without compressing: the link has changed
// In the first window the lane waits for its first confirmation, whatever the link.
constexpr std::uint64_t kFirstTelling = 2;
constexpr double kSlowLink = 40e6;          // bytes per second; on a faster one a trial costs little
constexpr std::uint64_t kQuiet = 256;       // windows; without such news not compressing is tried so rarely
constexpr std::uint64_t kMaxHorizon = 512;  // windows; a disappointing level is tried again at least so often
constexpr unsigned kMaxSkip = 15;           // blocks

void smooth(double& value, double sample) {
    value = value == 0 ? sample : value + kSmoothing * (sample - value);
}

}  // namespace

int CompressionPolicy::next_level() {
    if (current_ == 0) return kStored;
    if (skip_blocks_ > 0) {
        --skip_blocks_;
        return kStored;
    }
    return level();
}

void CompressionPolicy::sample_refused(double seconds) {
    compress_busy_ += seconds;
    refusals_ = std::min(refusals_ + 1, 8u);
    skip_blocks_ = spare_ > kIdlePart ? 0 : std::min((1u << refusals_) - 1, kMaxSkip);
}

void CompressionPolicy::attempted(const Attempt& attempt) {
    const auto found = std::find(kLevels.begin(), kLevels.end(), attempt.level);
    if (found == kLevels.end() || attempt.raw_bytes == 0) return;
    const auto index = static_cast<std::size_t>(found - kLevels.begin());
    const double raw = static_cast<double>(attempt.raw_bytes);
    const double shrunk = static_cast<double>(attempt.wire_bytes) / raw;
    if (shrunk >= kWorthwhileRatio) return sample_refused(attempt.seconds);
    compress_busy_ += attempt.seconds;
    refusals_ = 0;
    smooth(cost_[index], attempt.seconds / raw);
    smooth(ratio_[index], shrunk);
}

void CompressionPolicy::became_faster() {
    trial_from_.reset();
    windows_at_level_ = 0;
    rate_ = other_ = spare_ = 0;
    for (std::size_t index = 1; index < memory_.size(); ++index) memory_[index] = {};
}

void CompressionPolicy::window_ended(const Window& window) {
    if (window.elapsed <= 0 || window.raw_bytes == 0) return;
    ++window_number_;
    ++windows_at_level_;
    learn(window);
    compress_busy_ = 0;
    if (!trial_from_) return propose();
    const bool is_clear = trial_bytes_ < kClearlyWorse * rate_before_trial_ * trial_seconds_;
    const bool is_close = current_ > 0 && *trial_from_ > 0 && !is_clear;
    const bool is_hopeless = trial_bytes_ < kHopeless * rate_before_trial_ * trial_seconds_;
    const int windows = is_close ? kCloseTrialWindows : is_hopeless ? kTrialWindows - 1 : kTrialWindows;
    if (windows_at_level_ >= windows) judge_trial();
}

void CompressionPolicy::learn(const Window& window) {
    const double raw = static_cast<double>(window.raw_bytes);
    const double wire_rate = static_cast<double>(window.wire_bytes) / window.elapsed;
    // Confirmations come in lumps, so that one window says little of how much the processor waited.
    const double spare = std::max(0.0, 1.0 - window.busy / window.elapsed);
    spare_ = windows_at_level_ <= 1 ? spare : spare_ + kSmoothing * (spare - spare_);
    smooth(other_, std::max(0.0, window.busy - compress_busy_) / raw);
    const bool is_mixture = trial_from_ && windows_at_level_ == 1;
    if (is_mixture) return;
    learn_without_trial(window);
    smooth(rate_, raw / window.elapsed);
    trial_bytes_ += raw;
    trial_seconds_ += window.elapsed;
    smooth(wire_, wire_rate);
    if (spare_ > kWaitingPart) {
        smooth(link_, wire_rate);
    } else {
        link_ = std::max(link_ * kLinkOptimism, wire_rate);
    }
}

// While the lane waits, the link is at work all the time: it carries no more a second than all that was sent,
// divided by the time of waiting. Where content that is not compressed would be slower even so, not
// compressing needs no trial, which would cost a slow link some megabytes. A lane may also wait for its
// receiver, who unpacks; then the bound would be wrong, so that it counts for slow links only.
void CompressionPolicy::learn_without_trial(const Window& window) {
    const double waiting = window.elapsed - window.busy;
    if (window_number_ < kFirstTelling || current_ == 0 || memory_[0].rate > 0 || waiting <= 0) return;
    const double bound = static_cast<double>(window.wire_bytes) / waiting;
    if (bound < kSlowLink && bound * kGainToStore < static_cast<double>(window.raw_bytes) / window.elapsed)
        memory_[0] = {bound, window_number_ + kStoredHorizon, kStoredHorizon};
}

void CompressionPolicy::judge_trial() {
    Memory& memory = memory_[current_];
    const std::size_t before = *trial_from_;
    trial_from_.reset();
    const double needed = current_ > before ? kGainToKeep : kLossToKeep;
    rate_ = trial_bytes_ / trial_seconds_;
    if (rate_ >= rate_before_trial_ * needed) {
        memory.horizon = Memory{}.horizon;
        // What the trial was compared with counts as known for a while.
        if (before == 0) memory_[0] = {rate_before_trial_, window_number_ + kStoredHorizon, kStoredHorizon};
        return;
    }
    const std::uint64_t least = current_ == 0 ? kStoredHorizon : 0;
    memory.rate = rate_;
    if (rate_ < kClearlyWorse * rate_before_trial_) memory.horizon *= kClearFactor;
    memory.until = window_number_ + memory.horizon;
    memory.horizon = std::clamp(memory.horizon * 2, least, kMaxHorizon);
    switch_to(before);
    rate_ = rate_before_trial_;
}

void CompressionPolicy::propose() {
    if (current_ > 0 && is_stored_due()) {
        if (window_number_ >= kFirstTelling) begin_trial(0);
        return;
    }
    std::size_t best = current_;
    for (std::size_t index = 0; index < kLevels.size(); ++index) {
        if (expected_rate(index) > expected_rate(best)) best = index;
    }
    const double promise = expected_rate(best);
    const double gain = best == 0 ? kGainToStore : kGainToTry;
    if (best == current_ || promise < gain * predicted_rate(current_) || promise < rate_) return;
    begin_trial(best);
}

// Stored blocks go as fast as the link. While no more than that is on the wire, nothing tells that the link
// has become faster, and a trial would only cost.
bool CompressionPolicy::is_stored_due() const {
    if (window_number_ <= memory_[0].until) return false;
    return wire_ > kLinkNews * memory_[0].rate || window_number_ > memory_[0].until + kQuiet;
}

void CompressionPolicy::begin_trial(std::size_t level_index) {
    trial_from_ = current_;
    rate_before_trial_ = rate_;
    switch_to(level_index);
    rate_ = trial_bytes_ = trial_seconds_ = 0;
}

void CompressionPolicy::switch_to(std::size_t level_index) {
    current_ = level_index;
    windows_at_level_ = 0;
    wire_ = 0;
    skip_blocks_ = 0;
}

double CompressionPolicy::expected_rate(std::size_t level_index) const {
    const double predicted = predicted_rate(level_index);
    const Memory& memory = memory_[level_index];
    return window_number_ <= memory.until ? std::min(predicted, memory.rate) : predicted;
}

double CompressionPolicy::predicted_rate(std::size_t level_index) const {
    const double processor = other_ + seconds_per_byte(level_index);
    const double wire = link_ > 0 ? ratio(level_index) / link_ : 0;
    const double slower = std::max(processor, wire);
    return slower > 0 ? 1 / slower : 0;
}

// A level that was not tried is guessed from the nearest one that was: below it, else above.
double CompressionPolicy::guess(const Figures& known, const Figures& guessed, std::size_t level_index) {
    for (std::size_t index = level_index; index > 0; --index) {
        if (known[index] > 0) return known[index] * guessed[level_index] / guessed[index];
    }
    for (std::size_t index = level_index + 1; level_index > 0 && index < known.size(); ++index) {
        if (known[index] > 0) return known[index] * guessed[level_index] / guessed[index];
    }
    return guessed[level_index];
}

double CompressionPolicy::seconds_per_byte(std::size_t level_index) const {
    return guess(cost_, kGuessedCost, level_index);
}

double CompressionPolicy::ratio(std::size_t level_index) const {
    return guess(ratio_, kGuessedRatio, level_index);
}

}  // namespace culver::transfer
