// SPDX-License-Identifier: Apache-2.0
// Rows about peers for faces and for the search of PEER: what the roster sees and what the book remembers,
// merged. Pure.
#pragma once
#include "app/peer_book.h"
#include "control/peer_name.h"
#include "control/rows.h"
#include "discovery/roster.h"

#include <optional>

namespace culver::app {

// Either source may be missing. last_seen of somebody present is now.
[[nodiscard]] control::PeerRow peer_row(const PeerKey& key, const discovery::Row* live, const PeerBook& book,
                                        WallTime now);

// As control/peer_name.h searches it.
[[nodiscard]] control::KnownPeer known_peer(const PeerKey& key, const discovery::Row* live,
                                            const PeerBook& book);

// What the peer is called: by itself now, else as remembered; empty when nobody knows.
[[nodiscard]] std::string name_of(const PeerKey& key, const discovery::Row* live, const PeerBook& book);

// Changed: a stranger who bears a known person's name.
[[nodiscard]] control::Trust trust_of(const PeerKey& key, const std::string& name, const PeerBook& book);

}  // namespace culver::app
