// SPDX-License-Identifier: Apache-2.0
// What a person should know and was perhaps not there to hear: the warnings of the last day, each once, with
// when it was last given. An event passes; these stand in the node's status for whoever asks later. Whoever
// causes warnings of one code by the thousand pushes out none of another. Pure.
#pragma once
#include "base/clock.h"
#include "control/rows.h"

#include <deque>
#include <vector>

namespace culver::app {

class StandingWarnings {
public:
    static constexpr Duration kLife = std::chrono::hours(24);  // what was not repeated for a day is over
    static constexpr std::size_t kMaxOfOneCode = 4;            // the latest; codes are ours, and few

    // One of the same code and words takes the place of the former.
    void note(const control::Finding& finding, SteadyTime now, WallTime shown);

    // Oldest first.
    [[nodiscard]] std::vector<control::WarningRow> list(SteadyTime now) const;

private:
    struct Standing {
        control::WarningRow row;
        SteadyTime given{};
    };
    std::deque<Standing> standing_;  // in the order in which they were given
};

}  // namespace culver::app
