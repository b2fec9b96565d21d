// SPDX-License-Identifier: Apache-2.0
// Whether the machine's date may decide what is old. A battery that failed, or a mistake in a menu, gives a
// date decades ahead, and one start with it would forget all that was ever read. Pure.
#pragma once
#include "base/clock.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver::chat {

// A machine that was switched off over a long leave comes back further than this at most; wrong dates are
// years away.
inline constexpr std::chrono::hours kMaxClockLeap{31 * 24};
// A person who looks at the wrong date sets it right within a day of work.
inline constexpr std::chrono::hours kBelievedAfter{24};

class ClockTrust {
public:
    // The date that was right when nothing else is known: that of the newest message.
    explicit ClockTrust(std::int64_t believed) : believed_(believed) {}
    // As text() gave it; nothing when it is none.
    [[nodiscard]] static std::optional<ClockTrust> from_text(std::string_view text);
    [[nodiscard]] std::string text() const;

    // The date (milliseconds since 1970) as it is at that moment: believed when it is not far ahead of the
    // last one that was, or when it has held for a day of running, over restarts too.
    [[nodiscard]] bool believes(std::int64_t wall, SteadyTime steady);

private:
    std::int64_t believed_ = 0;
    std::int64_t doubted_ = 0;      // the date at which the doubt began; 0: none
    std::int64_t doubted_for_ = 0;  // milliseconds of running since then
    std::optional<SteadyTime> looked_;
};

}  // namespace culver::chat
