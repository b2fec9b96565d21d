// SPDX-License-Identifier: Apache-2.0
#include "store/peers.h"

#include "store/query.h"

#include <algorithm>

namespace culver::store {
namespace {

constexpr auto kColumns =
    "key, public_key, name, department, status_text, trust, talked, first_seen, last_seen, addresses";

std::string lines_of(const std::vector<Endpoint>& addresses) {
    std::string lines;
    const auto count = std::min(addresses.size(), kMaxPeerAddresses);
    for (std::size_t at = 0; at < count; ++at) lines += addresses[at].text() + '\n';
    return lines;
}

std::vector<Endpoint> addresses_of(std::string_view lines) {
    std::vector<Endpoint> addresses;
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        if (auto endpoint = Endpoint::parse(lines.substr(0, end), 0)) addresses.push_back(*endpoint);
        lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    }
    return addresses;
}

StoredPeer peer_of(Query& query) {
    StoredPeer peer;
    peer.key = query.peer(0);
    if (const auto key = query.bytes(1); key.size() == kPublicKeyBytes) {
        std::ranges::copy(key, peer.public_key.emplace().begin());
    }
    peer.name = query.text(2);
    peer.department = query.text(3);
    peer.status_text = query.text(4);
    peer.trust = static_cast<Trust>(query.integer(5));
    peer.talked = query.integer(6) != 0;
    peer.first_seen = query.integer(7);
    peer.last_seen = query.integer(8);
    peer.addresses = addresses_of(query.text(9));
    return peer;
}

void put_row(SQLite::Database& database, const StoredPeer& peer) {
    std::optional<ByteView> public_key;
    if (peer.public_key) public_key = *peer.public_key;
    Query(database,
          "INSERT INTO peers(key, public_key, name, department, status_text, trust, talked, first_seen, "
          "last_seen,"
          " addresses) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(key) DO UPDATE SET"
          " public_key = coalesce(excluded.public_key, public_key), name = excluded.name,"
          " department = excluded.department, status_text = excluded.status_text, trust = excluded.trust,"
          " talked = max(talked, excluded.talked), first_seen = min(first_seen, excluded.first_seen),"
          " last_seen = excluded.last_seen, addresses = excluded.addresses")
        .with(peer.key)
        .with(public_key)
        .with(peer.name)
        .with(peer.department)
        .with(peer.status_text)
        .with(static_cast<int>(peer.trust))
        .with(peer.talked ? 1 : 0)
        .with(peer.first_seen)
        .with(peer.last_seen)
        .with(lines_of(peer.addresses))
        .run();
}

}  // namespace

std::string_view to_string(Trust trust) {
    switch (trust) {
        case Trust::New: return "new";
        case Trust::Verified: return "verified";
        case Trust::Blocked: return "blocked";
        case Trust::Changed: return "changed";
    }
    return "new";
}

std::optional<Trust> parse_trust(std::string_view text) {
    for (const auto trust : {Trust::New, Trust::Verified, Trust::Blocked, Trust::Changed}) {
        if (to_string(trust) == text) return trust;
    }
    return std::nullopt;
}

Task<Result<>> Peers::put(StoredPeer peer) {
    auto work = [peer = std::move(peer)](SQLite::Database& database) { put_row(database, peer); };
    co_return co_await database_.write(std::move(work));
}

Task<Result<>> Peers::set_trust(PeerKey key, Trust trust) {
    auto work = [=](SQLite::Database& database) {
        Query(database,
              "INSERT INTO peers(key, trust) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET trust = "
              "excluded.trust")
            .with(key)
            .with(static_cast<int>(trust))
            .run();
    };
    co_return co_await database_.write(work);
}

Task<Result<>> Peers::mark_talked(PeerKey key) {
    auto work = [key](SQLite::Database& database) {
        Query(database,
              "INSERT INTO peers(key, talked) VALUES(?, 1) ON CONFLICT(key) DO UPDATE SET talked = 1")
            .with(key)
            .run();
    };
    co_return co_await database_.write(work);
}

Task<Result<std::optional<StoredPeer>>> Peers::find(PeerKey key) {
    auto work = [key](SQLite::Database& database) -> std::optional<StoredPeer> {
        Query query(database, std::string("SELECT ") + kColumns + " FROM peers WHERE key = ?");
        if (!query.with(key).next()) return std::nullopt;
        return peer_of(query);
    };
    co_return co_await database_.read(work);
}

Task<Result<std::vector<StoredPeer>>> Peers::load_all() {
    auto work = [](SQLite::Database& database) {
        Query query(database, std::string("SELECT ") + kColumns + " FROM peers ORDER BY first_seen, key");
        std::vector<StoredPeer> peers;
        while (query.next()) peers.push_back(peer_of(query));
        return peers;
    };
    co_return co_await database_.read(work);
}

Task<Result<>> Peers::remove(PeerKey key) {
    auto work = [key](SQLite::Database& database) {
        Query(database, "DELETE FROM peers WHERE key = ?").with(key).run();
        Query(database, "DELETE FROM peer_names WHERE peer = ?").with(key).run();
    };
    co_return co_await database_.write(work);
}

}  // namespace culver::store
