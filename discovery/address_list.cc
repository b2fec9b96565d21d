// SPDX-License-Identifier: Apache-2.0
#include "discovery/address_list.h"

#include <algorithm>

namespace culver::discovery {
namespace {

// Works on this link only: others come first.
bool is_link_local6(const KnownAddress& known) {
    return known.dial.address.is_v6() && known.dial.address.to_v6().is_link_local();
}

}  // namespace

KnownAddress& AddressList::entry(const Endpoint& dial, bool& is_new) {
    const auto found = std::ranges::find(addresses_, dial, &KnownAddress::dial);
    is_new = found == addresses_.end();
    if (!is_new) return *found;
    if (addresses_.size() >= limit_) {
        const Endpoint worst = sorted().back()->dial;
        std::erase_if(addresses_, [&](const KnownAddress& known) { return known.dial == worst; });
    }
    return addresses_.emplace_back(KnownAddress{.dial = dial});
}

bool AddressList::drop_former_ports(const Endpoint& dial, const Stamp& stamp) {
    // The peer restarted at the same address: its former port leads nowhere.
    const auto former = [&](const KnownAddress& known) {
        return known.dial.address == dial.address && known.dial.port != dial.port &&
               known.stamp.epoch < stamp.epoch && !is_session(known);
    };
    return std::erase_if(addresses_, former) > 0;
}

bool AddressList::note(const Sighting& sighting, SteadyTime now) {
    if (!sighting.dial) return false;
    bool changed = false;
    if (sighting.is_direct && sighting.stamp) changed = drop_former_ports(*sighting.dial, *sighting.stamp);
    bool is_new = false;
    KnownAddress& known = entry(*sighting.dial, is_new);
    if (sighting.reply_port != 0) known.reply_port = sighting.reply_port;
    if (sighting.is_direct && sighting.stamp) known.stamp = std::max(known.stamp, *sighting.stamp);
    known.is_direct = known.is_direct || sighting.is_direct;
    known.is_proven = known.is_proven || (sighting.is_direct && sighting.proof >= Proof::Answered);
    known.last_heard = std::max(known.last_heard, now - sighting.age);
    return changed || is_new;
}

bool AddressList::note_session(const Endpoint& dial, SteadyTime now) {
    session_ = dial;
    bool is_new = false;
    KnownAddress& known = entry(dial, is_new);
    known.is_direct = true;
    known.is_proven = true;
    known.last_heard = now;
    return is_new;
}

bool AddressList::drop_if_left(const Endpoint& dial, const Stamp& latest) {
    return std::erase_if(addresses_, [&](const KnownAddress& known) {
               return known.dial == dial && known.stamp < latest && !is_session(known);
           }) > 0;
}

bool AddressList::forget_before(SteadyTime limit) {
    const auto old = [&](const KnownAddress& known) {
        return known.last_heard < limit && !is_session(known);
    };
    return std::erase_if(addresses_, old) > 0;
}

bool AddressList::is_proven(const Endpoint& dial) const {
    const auto found = std::ranges::find(addresses_, dial, &KnownAddress::dial);
    return found != addresses_.end() && found->is_proven;
}

bool AddressList::was_heard_from(const boost::asio::ip::address& address) const {
    return std::ranges::any_of(addresses_, [&](const KnownAddress& known) {
        return known.is_direct && known.dial.address == address;
    });
}

std::vector<const KnownAddress*> AddressList::sorted() const {
    std::vector<const KnownAddress*> sorted;
    sorted.reserve(addresses_.size());
    for (const KnownAddress& known : addresses_) sorted.push_back(&known);
    std::ranges::sort(sorted, [this](const KnownAddress* left, const KnownAddress* right) {
        if (is_session(*left) != is_session(*right)) return is_session(*left);
        if (left->is_direct != right->is_direct) return left->is_direct;
        if (left->stamp != right->stamp) return left->stamp > right->stamp;
        if (left->is_proven != right->is_proven) return left->is_proven;
        if (is_link_local6(*left) != is_link_local6(*right)) return is_link_local6(*right);
        return left < right;  // both are elements of addresses_: the older acquaintance first
    });
    return sorted;
}

std::vector<Endpoint> AddressList::ranked() const {
    std::vector<Endpoint> endpoints;
    endpoints.reserve(addresses_.size());
    for (const KnownAddress* known : sorted()) {
        if (known->dial.port != 0) endpoints.push_back(known->dial);  // 0: a node that accepts no links
    }
    return endpoints;
}

std::vector<Endpoint> AddressList::reply_endpoints(std::size_t limit, std::uint16_t default_port) const {
    std::vector<Endpoint> endpoints;
    endpoints.reserve(addresses_.size());
    for (const KnownAddress* known : sorted()) {
        if (endpoints.size() == limit) break;
        const auto port = known->reply_port != 0 ? known->reply_port : default_port;
        endpoints.push_back({.address = known->dial.address, .port = port});
    }
    return endpoints;
}

}  // namespace culver::discovery
