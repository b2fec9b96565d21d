// SPDX-License-Identifier: Apache-2.0
#include "discovery/knocks.h"

namespace culver::discovery {
namespace {
constexpr std::size_t kMaxRemembered = 1'024;  // peers with a limit of their own; then all begin anew
}  // namespace

bool Knocks::may_dial(const PeerId& peer, SteadyTime now) {
    std::erase_if(dialled_, [&](const auto& entry) { return now - entry.second >= kBetweenDials; });
    if (dialled_.contains(peer) || !dials_.take(now)) return false;
    dialled_[peer] = now;
    return true;
}

bool Knocks::may_pass_on(const PeerId& from, SteadyTime now) {
    if (passed_.size() >= kMaxRemembered && !passed_.contains(from)) passed_.clear();
    return passed_.try_emplace(from, kPassedPerMinute).first->second.take(now);
}

const std::set<PeerId>& Knocks::keep(const std::vector<PeerId>& candidates, SteadyTime now) {
    if (!is_own_port_closed(now)) kept_.clear();
    if (!is_own_port_closed(now)) return kept_;
    for (const PeerId& candidate : candidates) {
        if (kept_.size() >= kKept) break;
        kept_.insert(candidate);
    }
    return kept_;
}

}  // namespace culver::discovery
