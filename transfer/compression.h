// SPDX-License-Identifier: Apache-2.0
// How hard to compress: a pure decision from what was measured. The speed of a lane is what its slower part
// allows: making blocks ready (reading, compressing) or bringing them over (encrypting, the link). A level is
// worth its time only while the link is the slower one; the class predicts each level's speed, tries the
// best, and keeps it only if the measured speed agrees, so that compressing is never slower than not
// compressing. What does not shrink is recognised from small samples, taken ever more rarely.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace culver::transfer {

class CompressionPolicy {
public:
    static constexpr int kStored = 0;
    static constexpr std::array<int, 6> kLevels{kStored, 1, 3, 6, 9, 12};

    // A compressed block must be smaller than this part of the content, else it is sent as it is: less gain
    // does not pay for the receiver's work.
    static constexpr double kWorthwhileRatio = 0.94;

    // What happened between two decisions. Seconds; busy is how long blocks were made ready, in contrast to
    // waiting for the link, which here is all that comes after: encrypting, writing, the network, the
    // receiver. The bytes are those confirmed meanwhile, because sent ones may only have filled a buffer.
    struct Window {
        double elapsed = 0;
        double busy = 0;
        std::uint64_t raw_bytes = 0;
        std::uint64_t wire_bytes = 0;
    };
    // One block that was compressed, also when the result was not worth sending.
    struct Attempt {
        int level = 1;
        std::uint64_t raw_bytes = 0;
        std::uint64_t wire_bytes = 0;  // of the compressed form
        double seconds = 0;
    };

    // The level for the next block; kStored: do not even look at it. Counts as a block gone by.
    [[nodiscard]] int next_level();

    // A sample of the block promised too little and it was sent raw; seconds is what the sample cost.
    void sample_refused(double seconds);
    void attempted(const Attempt& attempt);

    // More threads make blocks ready than before: what was measured of the speed counts no longer.
    void became_faster();

    // Called when a window is long enough; decides anew.
    void window_ended(const Window& window);
    // A decision per blink, and not before enough was confirmed: less says nothing about a rate. The first
    // comes sooner, because the level that a lane begins with is a mere guess.
    [[nodiscard]] bool is_long_enough(double elapsed, unsigned blocks, std::uint64_t raw_bytes) const {
        constexpr double kSeconds = 0.03;
        constexpr unsigned kBlocks = 2;
        constexpr std::uint64_t kBytes = 1U << 20;
        constexpr double kFirstSeconds = 0.005;
        constexpr std::uint64_t kFirstBytes = 256U << 10;
        if (window_number_ == 0) return elapsed >= kFirstSeconds && raw_bytes >= kFirstBytes;
        return elapsed >= kSeconds && blocks >= kBlocks && raw_bytes >= kBytes;
    }

    [[nodiscard]] int level() const { return kLevels[current_]; }

    // Content bytes per second that a level is expected to reach; for tests and the log.
    [[nodiscard]] double predicted_rate(std::size_t level_index) const;

private:
    // What a trial of a level brought, remembered longer each time it disappoints. That of not compressing is
    // renewed by another trial when it is over, since a wrong guess about the link would confirm itself.
    struct Memory {
        double rate = 0;
        std::uint64_t until = 0;    // number of the window up to which it counts
        std::uint64_t horizon = 8;  // windows
    };

    void learn(const Window& window);
    void learn_without_trial(const Window& window);
    void judge_trial();
    void propose();
    void begin_trial(std::size_t level_index);
    void switch_to(std::size_t level_index);
    [[nodiscard]] bool is_stored_due() const;
    [[nodiscard]] double expected_rate(std::size_t level_index) const;  // predicted, corrected by memory
    using Figures = std::array<double, kLevels.size()>;
    [[nodiscard]] static double guess(const Figures& known, const Figures& guessed, std::size_t level_index);
    [[nodiscard]] double seconds_per_byte(std::size_t level_index) const;
    [[nodiscard]] double ratio(std::size_t level_index) const;

    // The first blocks are compressed lightly: that costs a fast link a blink, and saves a slow one the raw
    // megabyte that would fill its buffers before anything was measured.
    std::size_t current_ = 1;
    std::optional<std::size_t> trial_from_;  // the level before, while the current one is on trial
    double rate_before_trial_ = 0;
    double trial_bytes_ = 0;  // content since the trial began, without its first window
    double trial_seconds_ = 0;
    int windows_at_level_ = 0;
    double rate_ = 0;  // content bytes per second at the current level, smoothed

    double link_ = 0;   // wire bytes per second; 0 while unknown
    double wire_ = 0;   // wire bytes per second at the current level, smoothed
    double other_ = 0;  // processor seconds per content byte for everything but compressing; 0 unknown
    double spare_ = 0;  // part of the last window in which the processor waited
    double compress_busy_ = 0;                    // seconds spent compressing since the last window
    std::array<double, kLevels.size()> cost_{};   // measured seconds per byte; 0 unknown
    std::array<double, kLevels.size()> ratio_{};  // measured wire / raw of blocks that shrank; 0 unknown
    std::array<Memory, kLevels.size()> memory_{};
    std::uint64_t window_number_ = 0;

    unsigned refusals_ = 0;     // in a row
    unsigned skip_blocks_ = 0;  // to be sent raw without a look
};

// What looking at a block brought: an attempt, or a sample that promised too little and its seconds; or
// neither.
struct Look {
    std::optional<CompressionPolicy::Attempt> attempt{};
    std::optional<double> refused{};
};

}  // namespace culver::transfer
