// SPDX-License-Identifier: Apache-2.0
#include "store/recent_addresses.h"

#include "store/query.h"

namespace culver::store {
namespace {

void note_row(SQLite::Database& database, const RecentAddress& met) {
    Query(database,
          "INSERT INTO recent_addresses(peer, endpoint, last_success) VALUES(?, ?, ?) ON CONFLICT(peer, "
          "endpoint)"
          " DO UPDATE SET last_success = max(last_success, excluded.last_success)")
        .with(met.peer)
        .with(met.endpoint.text())
        .with(met.last_success)
        .run();
    Query(database,
          "DELETE FROM recent_addresses WHERE peer = ?1 AND endpoint NOT IN"
          " (SELECT endpoint FROM recent_addresses WHERE peer = ?1 ORDER BY last_success DESC LIMIT ?2)")
        .with(met.peer)
        .with(kMaxRecentAddressesPerPeer)
        .run();
}

}  // namespace

Task<Result<>> RecentAddresses::note(RecentAddress met) {
    auto work = [met = std::move(met)](SQLite::Database& database) { note_row(database, met); };
    co_return co_await database_.write(std::move(work));
}

Task<Result<std::vector<RecentAddress>>> RecentAddresses::load_since(std::int64_t since) {
    auto work = [since](SQLite::Database& database) {
        Query query(database,
                    "SELECT peer, endpoint, last_success FROM recent_addresses WHERE last_success >= ?"
                    " ORDER BY last_success DESC");
        query.with(since);
        std::vector<RecentAddress> addresses;
        while (query.next()) {
            if (auto endpoint = Endpoint::parse(query.text(1), 0)) {
                addresses.push_back({query.peer(0), *endpoint, query.integer(2)});
            }
        }
        return addresses;
    };
    co_return co_await database_.read(work);
}

}  // namespace culver::store
