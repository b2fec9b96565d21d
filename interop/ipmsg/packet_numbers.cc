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
    return found == seen_.end() || std::ranges::find(found->second, number) == found->second.end();
}

void SeenPackets::note(const PeerKey& peer, std::uint32_t number) {
    if (seen_.size() >= kMaxPeers && !seen_.contains(peer)) seen_.erase(seen_.begin());
    auto& numbers = seen_[peer];
    numbers.push_back(number);
    if (numbers.size() > kPerPeer) numbers.pop_front();
}

}  // namespace culver::interop::ipmsg
