// SPDX-License-Identifier: Apache-2.0
#include "app/peer_rows.h"

#include "app/message_rows.h"

#include <algorithm>

namespace culver::app {
namespace {

control::Presence presence_of(const discovery::Row* live) {
    if (live == nullptr || live->state == discovery::RowState::Pending) return control::Presence::Offline;
    return presence_word(static_cast<std::uint32_t>(live->label.presence));
}

control::Via via_of(discovery::Way way) {
    switch (way) {
        case discovery::Way::Multicast4: return control::Via::Multicast4;
        case discovery::Way::Multicast6: return control::Via::Multicast6;
        case discovery::Way::Broadcast: return control::Via::Broadcast;
        case discovery::Way::Mdns: return control::Via::Mdns;
        case discovery::Way::Static: return control::Via::Static;
        case discovery::Way::Gossip: return control::Via::Gossip;
        case discovery::Way::Session: return control::Via::Session;
    }
    return control::Via::Unknown;
}

std::vector<Endpoint> addresses_of(const discovery::Row* live, const store::StoredPeer* stored) {
    if (live != nullptr && !live->addresses.empty()) return live->addresses;
    return stored == nullptr ? std::vector<Endpoint>{} : stored->addresses;
}

bool is_present(const discovery::Row* live) {
    return live != nullptr && live->state != discovery::RowState::Pending;
}

}  // namespace

std::string name_of(const PeerKey& key, const discovery::Row* live, const PeerBook& book) {
    if (live != nullptr && !live->label.name.empty()) return live->label.name;
    const auto* stored = book.find(key);
    return stored == nullptr ? std::string() : stored->name;
}

control::Trust trust_of(const PeerKey& key, const std::string& name, const PeerBook& book) {
    const auto* stored = book.find(key);
    const bool is_blocked = stored != nullptr && stored->trust == store::Trust::Blocked;
    if (!is_blocked && book.borrows_known_name(key, name)) return control::Trust::Changed;
    if (stored == nullptr) return control::Trust::New;
    switch (stored->trust) {
        case store::Trust::New: return control::Trust::New;
        case store::Trust::Verified: return control::Trust::Verified;
        case store::Trust::Blocked: return control::Trust::Blocked;
        case store::Trust::Changed: return control::Trust::Changed;
    }
    return control::Trust::Unknown;
}

control::PeerRow peer_row(const PeerKey& key, const discovery::Row* live, const PeerBook& book,
                          WallTime now) {
    const auto* stored = book.find(key);
    control::PeerRow row;
    row.id = key.id.text();
    const std::string name = name_of(key, live, book);
    row.name = text_or_null(name);
    row.department = text_or_null(live != nullptr     ? live->label.department
                                  : stored != nullptr ? stored->department
                                                      : "");
    row.presence = presence_of(live);
    row.status_text = text_or_null(stored != nullptr ? stored->status_text : "");
    row.trust = trust_of(key, name, book);
    row.protocol = key.protocol;
    for (const auto& address : addresses_of(live, stored)) row.addresses.push_back(address.text());
    if (live != nullptr) std::ranges::transform(live->ways, std::back_inserter(row.via), via_of);
    if (is_present(live))
        row.last_seen = now;
    else if (stored != nullptr && stored->last_seen > 0)
        row.last_seen = from_milliseconds(stored->last_seen);
    return row;
}

control::KnownPeer known_peer(const PeerKey& key, const discovery::Row* live, const PeerBook& book) {
    const auto* stored = book.find(key);
    control::KnownPeer peer;
    peer.id = key.id.text();
    peer.name = name_of(key, live, book);
    peer.trust = trust_of(key, peer.name, book);
    peer.talked_to = book.is_known(key);
    peer.present = is_present(live);
    peer.addresses = addresses_of(live, stored);
    const auto& names = book.ever_names(key);
    peer.ever_names.assign(names.begin(), names.end());
    peer.last_seen = stored == nullptr ? 0 : stored->last_seen;
    return peer;
}

}  // namespace culver::app
