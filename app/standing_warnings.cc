// SPDX-License-Identifier: Apache-2.0
#include "app/standing_warnings.h"

#include <algorithm>

namespace culver::app {

void StandingWarnings::note(const control::Finding& finding, SteadyTime now, WallTime shown) {
    std::erase_if(standing_, [&](const Standing& former) {
        const bool is_same = former.row.code == finding.code && former.row.message == finding.message;
        return is_same || now - former.given >= kLife;
    });
    const auto has_code = [&](const Standing& one) { return one.row.code == finding.code; };
    if (std::ranges::count_if(standing_, has_code) >= static_cast<std::ptrdiff_t>(kMaxOfOneCode))
        standing_.erase(std::ranges::find_if(standing_, has_code));
    standing_.push_back({{finding.code, finding.severity, finding.message, finding.advice, shown}, now});
}

std::vector<control::WarningRow> StandingWarnings::list(SteadyTime now) const {
    std::vector<control::WarningRow> rows;
    for (const auto& one : standing_) {
        if (now - one.given < kLife) rows.push_back(one.row);
    }
    return rows;
}

}  // namespace culver::app
