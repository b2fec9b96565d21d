// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/packet_numbers.h"

#include <algorithm>

namespace culver::interop::ipmsg {

std::uint32_t PacketNumbers::next(WallTime now) {
    const auto seconds = static_cast<std::uint32_t>(to_milliseconds(now) / 1'000);
    last_ = std::max(last_ + 1, seconds);
    if (last_ >= kept_) {
        kept_ = last_ + kAhead;
        keep_(kept_);
    }
    return last_;
}

bool SeenPackets::is_new(const PeerKey& peer, std::uint32_t number) const {
    const auto found = seen_.find(peer);
    return found == seen_.end() ||
           std::ranges::find(found->second.numbers, number) == found->second.numbers.end();
}

void SeenPackets::note(const PeerKey& peer, std::uint32_t number, SteadyTime now) {
    if (seen_.size() >= kMaxPeers && !seen_.contains(peer)) seen_.erase(seen_.begin());
    auto& seen = seen_[peer];
    seen.last = now;
    seen.numbers.push_back(number);
    if (seen.numbers.size() > kPerPeer) seen.numbers.pop_front();
}

void SeenPackets::forget(const PeerKey& peer) {
    if (const auto found = seen_.find(peer); found != seen_.end()) found->second.numbers.clear();
}

bool SeenPackets::begin_run(const PeerKey& peer, SteadyTime now) {
    const auto found = seen_.find(peer);
    if (found == seen_.end() || now - found->second.last < kRepeated) return false;
    ++found->second.run;
    return true;
}

std::uint32_t SeenPackets::run_of(const PeerKey& peer) const {
    const auto found = seen_.find(peer);
    return found == seen_.end() ? 0 : found->second.run;
}

}  // namespace culver::interop::ipmsg
