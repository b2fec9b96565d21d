// SPDX-License-Identifier: Apache-2.0
#include "store/peer_names.h"

#include "store/query.h"

namespace culver::store {

Task<Result<>> PeerNames::add(PeerKey peer, std::string name) {
    auto work = [peer, name = std::move(name)](SQLite::Database& database) {
        Query count(database, "SELECT count(*) FROM peer_names WHERE peer = ?");
        count.with(peer);
        if (count.next() && count.integer(0) >= kMaxNamesPerPeer) return;
        Query(database, "INSERT OR IGNORE INTO peer_names(peer, name) VALUES(?, ?)")
            .with(peer)
            .with(name)
            .run();
    };
    co_return co_await database_.write(std::move(work));
}

Task<Result<std::vector<std::pair<PeerKey, std::string>>>> PeerNames::load_all() {
    auto work = [](SQLite::Database& database) {
        std::vector<std::pair<PeerKey, std::string>> names;
        Query rows(database, "SELECT peer, name FROM peer_names");
        while (rows.next()) names.emplace_back(rows.peer(0), rows.text(1));
        return names;
    };
    co_return co_await database_.read(std::move(work));
}

}  // namespace culver::store
