// SPDX-License-Identifier: Apache-2.0
#include "app/name_alarm.h"

namespace culver::app {

bool NameAlarm::is_due(const PeerKey& stranger, const std::string& name, SteadyTime now) {
    if (told_.contains({stranger, name})) return false;
    const auto last = last_.find(name);
    if (last != last_.end() && now - last->second < kGap) return false;
    if (told_.size() >= kMaxRemembered) told_.clear();
    if (last_.size() >= kMaxRemembered) last_.clear();
    told_.emplace(stranger, name);
    last_[name] = now;
    return true;
}

}  // namespace culver::app
