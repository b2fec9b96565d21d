// SPDX-License-Identifier: Apache-2.0
#include "store/rules.h"

#include "store/query.h"

namespace culver::store {

Task<Result<>> Rules::put(AutoAcceptRule rule) {
    auto work = [rule = std::move(rule)](SQLite::Database& database) {
        Query(database,
              "INSERT INTO rules(peer, enabled, folder, max_bytes) VALUES(?, ?, ?, ?) ON CONFLICT(peer) DO "
              "UPDATE SET"
              " enabled = excluded.enabled, folder = excluded.folder, max_bytes = excluded.max_bytes")
            .with(rule.peer)
            .with(rule.on ? 1 : 0)
            .with(rule.folder)
            .with(rule.max_bytes)
            .run();
    };
    co_return co_await database_.write(std::move(work));
}

Task<Result<>> Rules::remove(PeerKey peer) {
    auto work = [peer](SQLite::Database& database) {
        Query(database, "DELETE FROM rules WHERE peer = ?").with(peer).run();
    };
    co_return co_await database_.write(work);
}

Task<Result<std::vector<AutoAcceptRule>>> Rules::load_all() {
    auto work = [](SQLite::Database& database) {
        Query query(database, "SELECT peer, enabled, folder, max_bytes FROM rules ORDER BY peer");
        std::vector<AutoAcceptRule> rules;
        while (query.next()) {
            std::optional<std::uint64_t> max_bytes;
            if (!query.is_null(3)) max_bytes = query.number(3);
            rules.push_back({query.peer(0), query.integer(1) != 0, query.text(2), max_bytes});
        }
        return rules;
    };
    co_return co_await database_.read(work);
}

}  // namespace culver::store
