// SPDX-License-Identifier: Apache-2.0
#include "transfer/peer_transfers.h"

namespace culver::transfer {

void PeerTransfers::add(const PeerKey& peer, const TransferId& id) {
    if (!places_.try_emplace(id, peer, last_number_ + 1).second) return;
    by_peer_[peer].emplace(++last_number_, id);
}

void PeerTransfers::remove(const TransferId& id) {
    const auto place = places_.find(id);
    if (place == places_.end()) return;
    const auto peer = by_peer_.find(place->second.peer);
    peer->second.erase(place->second.number);
    if (peer->second.empty()) by_peer_.erase(peer);
    places_.erase(place);
}

std::size_t PeerTransfers::count(const PeerKey& peer) const {
    const auto found = by_peer_.find(peer);
    return found == by_peer_.end() ? 0 : found->second.size();
}

std::vector<TransferId> PeerTransfers::of(const PeerKey& peer) const {
    std::vector<TransferId> ids;
    const auto found = by_peer_.find(peer);
    if (found == by_peer_.end()) return ids;
    for (const auto& [number, id] : found->second) ids.push_back(id);
    return ids;
}

std::optional<TransferId> PeerTransfers::oldest(
    const PeerKey& peer, const std::function<bool(const TransferId&)>& is_meant) const {
    const auto found = by_peer_.find(peer);
    if (found == by_peer_.end()) return std::nullopt;
    for (const auto& [number, id] : found->second)
        if (is_meant(id)) return id;
    return std::nullopt;
}

}  // namespace culver::transfer
