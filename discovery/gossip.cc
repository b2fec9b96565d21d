// SPDX-License-Identifier: Apache-2.0
#include "discovery/gossip.h"

#include <algorithm>

namespace culver::discovery {

bool may_travel(const boost::asio::ip::address& address) {
    const Endpoint endpoint{.address = address, .port = 0};
    if (address.is_unspecified() || address.is_loopback() || address.is_multicast()) return false;
    if (endpoint.is_link_local()) return false;
    return !address.is_v4() || address.to_v4() != boost::asio::ip::address_v4::broadcast();
}

void HeardBeacons::see(Heard& heard, const Endpoint& from, SteadyTime now) {
    if (!may_travel(from.address)) return;
    heard.seen_at = from;
    heard.seen_at_when = now;
}

void HeardBeacons::note(const PeerKey& peer, Bytes datagram, const Endpoint& from, SteadyTime now) {
    Heard& heard = heard_[peer];
    heard.datagram = std::move(datagram);
    heard.heard_at = now;
    see(heard, from, now);
}

void HeardBeacons::also_at(const PeerKey& peer, const Endpoint& from, SteadyTime now) {
    const auto found = heard_.find(peer);
    if (found != heard_.end()) see(found->second, from, now);
}

std::optional<Rumour> HeardBeacons::about(const PeerKey& peer, SteadyTime now) const {
    const auto found = heard_.find(peer);
    if (found == heard_.end()) return std::nullopt;
    const Heard& heard = found->second;
    const bool is_old = now - heard.heard_at > kOldestRumour || now - heard.seen_at_when > kOldestRumour;
    if (is_old || !heard.seen_at) return std::nullopt;
    return Rumour{peer, heard.datagram, *heard.seen_at, now - heard.heard_at};
}

RumourIntake::Gossiper* RumourIntake::find_or_add(const PeerId& gossiper, SteadyTime now) {
    const auto found = gossipers_.find(gossiper);
    if (found != gossipers_.end()) return &found->second;
    if (gossipers_.size() >= kMaxGossipers) {
        const auto idle = [](const auto& entry) { return entry.second.waiting.empty(); };
        auto oldest = gossipers_.end();
        for (auto entry = gossipers_.begin(); entry != gossipers_.end(); ++entry) {
            const bool is_older =
                oldest == gossipers_.end() || entry->second.last_heard < oldest->second.last_heard;
            if (idle(*entry) && is_older) oldest = entry;
        }
        if (oldest == gossipers_.end()) return nullptr;
        gossipers_.erase(oldest);
    }
    auto& fresh = gossipers_[gossiper];
    fresh.last_dial = now;  // whoever is new has not waited
    return &fresh;
}

std::size_t RumourIntake::waiting_of(bool strangers) const {
    std::size_t count = 0;
    for (const auto& [gossiper, from] : gossipers_) {
        if (from.is_stranger == strangers) count += from.waiting.size();
    }
    return count;
}

// Whoever has most waiting loses the last of it to whoever has less: a crowd leaves a place to each.
bool RumourIntake::makes_room_for(const Gossiper& from) {
    const std::size_t strange = waiting_of(true);
    if (from.waiting.size() >= (from.is_stranger ? kMaxWaitingOfStranger : kMaxWaiting)) return false;
    const bool is_among_strangers = from.is_stranger && strange >= kMaxWaitingOfStrangers;
    if (!is_among_strangers && strange + waiting_of(false) < kMaxWaitingOfAll) return true;
    Gossiper* greediest = nullptr;
    for (auto& [gossiper, other] : gossipers_) {
        if (is_among_strangers && !other.is_stranger) continue;
        if (greediest == nullptr || other.waiting.size() > greediest->waiting.size()) greediest = &other;
    }
    if (greediest == nullptr || greediest->waiting.size() <= from.waiting.size() + 1) return false;
    greediest->waiting.pop_back();
    return true;
}

bool RumourIntake::add(const PeerId& gossiper, Rumour rumour, SteadyTime now, Teller teller) {
    if (!may_travel(rumour.seen_at.address)) return false;
    if (rumour.age < Duration::zero() || rumour.age > kOldestRumour) return false;
    Gossiper* from = find_or_add(gossiper, now);
    if (from == nullptr) return false;
    from->last_heard = now;
    from->is_stranger = teller == Teller::Stranger;
    const auto earlier = std::ranges::find(from->waiting, rumour.peer,
                                           [](const Waiting& waiting) { return waiting.rumour.peer; });
    if (earlier != from->waiting.end()) {
        *earlier = {std::move(rumour), now};
        return true;
    }
    if (!makes_room_for(*from)) return false;
    from->waiting.push_back({std::move(rumour), now});
    return true;
}

// Nobody's turn is used up where there is none left for all.
bool RumourIntake::may_dial(Gossiper& from, SteadyTime now) {
    const bool has_turn =
        from.dials.has(now) && all_dials_.has(now) && (!from.is_stranger || strangers_dials_.has(now));
    if (!has_turn) return false;
    from.last_dial = now;
    return from.dials.take(now) && all_dials_.take(now) && (!from.is_stranger || strangers_dials_.take(now));
}

// Those who are known first, and of each kind who had to wait longest.
std::vector<Rumour> RumourIntake::due(SteadyTime now, const IsKnown& is_known) {
    std::vector<Gossiper*> order;
    for (auto& [gossiper, from] : gossipers_) {
        if (!from.waiting.empty()) order.push_back(&from);
    }
    std::ranges::sort(order, {},
                      [](const Gossiper* from) { return std::pair(from->is_stranger, from->last_dial); });
    std::vector<Rumour> due;
    for (Gossiper* from : order) {
        std::deque<Waiting> later;
        for (Waiting& waiting : from->waiting) {
            waiting.rumour.age += now - waiting.came;
            waiting.came = now;
            if (waiting.rumour.age > kOldestRumour) continue;
            if (is_known(waiting.rumour) || may_dial(*from, now))
                due.push_back(std::move(waiting.rumour));
            else
                later.push_back(std::move(waiting));
        }
        from->waiting = std::move(later);
    }
    return due;
}

void RumourIntake::forget(const PeerId& gossiper) {
    const auto found = gossipers_.find(gossiper);
    if (found != gossipers_.end()) found->second.waiting.clear();
}

}  // namespace culver::discovery
