// SPDX-License-Identifier: Apache-2.0
// The part of the roster that bounds its memory: who gets a row, who is evicted, and which stamps of peers
// that left are kept.
#include "discovery/roster.h"

#include <algorithm>

namespace culver::discovery {

Roster::Entry& Roster::add(const PeerKey& peer) {
    Entry entry{.peer = peer, .addresses = AddressList(limits_.addresses_per_peer)};
    if (const auto departed = departed_.find(peer); departed != departed_.end()) {
        entry.stamp = departed->second.stamp;
    }
    if (!is_known(peer)) ++unknown_;
    return entries_.emplace(peer, std::move(entry)).first->second;
}

Roster::Entry* Roster::admit(const Sighting& sighting) {
    if (!is_known(sighting.peer) && !make_room(sighting)) return nullptr;
    Entry& entry = add(sighting.peer);
    if (sighting.dial && !is_known(sighting.peer)) charge(entry, sighting.dial->address);
    return &entry;
}

bool Roster::make_room(const Sighting& sighting) {
    if (sighting.dial) {
        const auto& address = sighting.dial->address;
        const auto ids = ids_at_.find(address);
        const bool is_full = ids != ids_at_.end() && ids->second >= limits_.ids_per_address;
        const auto same_address = [&](const Entry& entry) { return entry.charged == address; };
        if (is_full && !evict_pending(same_address)) return false;
    }
    const auto anybody = [](const Entry&) { return true; };
    return unknown_ < limits_.unknown_rows || evict_pending(anybody);
}

bool Roster::evict_pending(const std::function<bool(const Entry&)>& choice) {
    const Entry* oldest = nullptr;
    for (const auto& [peer, entry] : entries_) {
        if (entry.state != RowState::Pending || is_known(peer) || !choice(entry)) continue;
        if (oldest == nullptr || entry.heard_at < oldest->heard_at) oldest = &entry;
    }
    if (oldest == nullptr) return false;
    const PeerKey peer = oldest->peer;
    remove(peer);
    return true;
}

void Roster::charge(Entry& entry, const boost::asio::ip::address& address) {
    entry.charged = address;
    ++ids_at_[address];
}

void Roster::discharge(Entry& entry) {
    if (!entry.charged) return;
    const auto ids = ids_at_.find(*entry.charged);
    if (--ids->second == 0) ids_at_.erase(ids);
    entry.charged.reset();
}

void Roster::remove(const PeerKey& peer) {
    Entry& entry = entries_.at(peer);
    agenda_.erase({entry.due, peer});
    discharge(entry);
    if (!is_known(peer)) --unknown_;
    if (entry.state != RowState::Pending) --shown_;
    entries_.erase(peer);
}

void Roster::remember_departed(const PeerKey& peer, const Stamp& stamp) {
    Departed& departed = departed_[peer];
    departed_order_.erase(departed.order);
    departed = {.stamp = std::max(departed.stamp, stamp), .order = ++departures_};
    if (is_known(peer)) return;
    departed_order_.emplace(departed.order, peer);
    if (departed_order_.size() <= limits_.departed_strangers) return;
    departed_.erase(departed_order_.begin()->second);
    departed_order_.erase(departed_order_.begin());
}

void Roster::mark_known(const PeerKey& peer) {
    if (!known_.insert(peer).second) return;
    if (const auto departed = departed_.find(peer); departed != departed_.end()) {
        departed_order_.erase(departed->second.order);
    }
    if (Entry* entry = find(peer); entry != nullptr) {
        --unknown_;
        discharge(*entry);
    }
}

void Roster::forget_known(const PeerKey& peer) {
    if (known_.erase(peer) == 0) return;
    if (find(peer) != nullptr) ++unknown_;
    if (const auto departed = departed_.find(peer); departed != departed_.end()) {
        departed_order_.emplace(departed->second.order, peer);
    }
}

}  // namespace culver::discovery
