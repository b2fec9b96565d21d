// SPDX-License-Identifier: Apache-2.0
// Private to the engine's two files: what it owns and nobody else needs to name.
#pragma once
#include "app/card_book.h"
#include "app/engine.h"
#include "net/tcp_transport.h"
#include "store/cards.h"
#include "store/meta.h"
#include "store/peer_names.h"
#include "store/peers.h"
#include "store/rules.h"
#include "store/transfers.h"

#include <map>

namespace culver::app {

struct Engine::Rows {
    explicit Rows(store::Database& database)
        : peers(database),
          names(database),
          transfers(database),
          rules(database),
          meta(database),
          cards(database) {}
    store::Peers peers;
    store::PeerNames names;
    store::Transfers transfers;
    store::Rules rules;
    store::Meta meta;
    store::Cards cards;
};

struct Engine::Network {
    std::unique_ptr<net::Identity> identity;
    std::unique_ptr<net::TcpTransport> transport;
    std::unique_ptr<net::Listener> listener;
    std::map<PeerId, Endpoint> open_at;  // the other end of each session's link
};

}  // namespace culver::app
