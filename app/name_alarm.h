// SPDX-License-Identifier: Apache-2.0
// Whom a person is warned of: a stranger who comes with the name of somebody known. Once for each stranger,
// and for one name not more often than once a minute, so that whoever makes keys by the thousand fills no
// screen. Pure.
#pragma once
#include "base/clock.h"
#include "base/ids.h"

#include <map>
#include <set>
#include <string>

namespace culver::app {

class NameAlarm {
public:
    static constexpr Duration kGap = std::chrono::minutes(1);
    static constexpr std::size_t kMaxRemembered = 1'024;  // strangers and names; beyond, all begin anew

    // True when a person has to be told now. name: its control::look_of_name.
    [[nodiscard]] bool is_due(const PeerKey& stranger, const std::string& name, SteadyTime now);

private:
    std::set<std::pair<PeerKey, std::string>> told_;
    std::map<std::string, SteadyTime> last_;  // by name
};

}  // namespace culver::app
