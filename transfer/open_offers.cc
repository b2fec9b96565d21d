// SPDX-License-Identifier: Apache-2.0
#include "transfer/open_offers.h"

#include "net/admission.h"

#include <algorithm>

namespace culver::transfer {

// Else so many could be connected that each of them holds one, and nobody gives way.
static_assert(kMaxStrangerOffersOfAll >= 2 * net::kMaxStrangerSessions);

bool OpenOffers::admits_known(const PeerKey& from) const {
    return known_.count(from) + strangers_.count(from) < kMaxKnownOffers;
}

OpenOffers::Admission OpenOffers::admit_stranger(const PeerKey& from, const IsHere& is_here) const {
    const std::size_t own = strangers_.count(from);
    if (own >= kMaxStrangerOffers) return {};
    if (strangers_.size() < kMaxStrangerOffersOfAll) return {.is_admitted = true, .leaves = {}};
    const auto& all = strangers_.all();
    for (const auto& [peer, offers] : all) {
        if (!is_here(peer)) return {.is_admitted = true, .leaves = offers.begin()->second};
    }
    const auto greediest =
        std::ranges::max_element(all, {}, [](const auto& entry) { return entry.second.size(); });
    if (greediest->second.size() <= own + 1) return {};
    return {.is_admitted = true, .leaves = greediest->second.rbegin()->second};
}

void OpenOffers::remove(const TransferId& id) {
    known_.remove(id);
    strangers_.remove(id);
}

}  // namespace culver::transfer
