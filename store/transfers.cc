// SPDX-License-Identifier: Apache-2.0
#include "store/transfers.h"

#include "store/query.h"

namespace culver::store {
namespace {

const std::string kSelect = "SELECT id, peer, direction, created, updated, finished, record FROM transfers ";

StoredTransfer transfer_of(Query& query) {
    return {.id = query.id<TransferId>(0),
            .peer = query.peer(1),
            .direction = static_cast<TransferDirection>(query.integer(2)),
            .created = query.integer(3),
            .updated = query.integer(4),
            .finished = query.integer(5) != 0,
            .record = query.bytes(6)};
}

}  // namespace

Task<Result<>> Transfers::put(StoredTransfer transfer) {
    auto work = [transfer = std::move(transfer)](SQLite::Database& database) {
        Query(database,
              "INSERT INTO transfers(id, peer, direction, created, updated, finished, record) VALUES(?, ?, "
              "?, ?, ?, ?, ?)"
              " ON CONFLICT(id) DO UPDATE SET peer = excluded.peer, direction = excluded.direction,"
              " created = excluded.created, updated = excluded.updated, finished = excluded.finished,"
              " record = excluded.record")
            .with(transfer.id)
            .with(transfer.peer)
            .with(static_cast<int>(transfer.direction))
            .with(transfer.created)
            .with(transfer.updated)
            .with(transfer.finished ? 1 : 0)
            .with(ByteView(transfer.record))
            .run();
    };
    co_return co_await database_.write(std::move(work));
}

Task<Result<>> Transfers::remove(TransferId id) {
    auto work = [id](SQLite::Database& database) {
        Query(database, "DELETE FROM transfers WHERE id = ?").with(id).run();
    };
    co_return co_await database_.write(work);
}

Task<Result<std::optional<StoredTransfer>>> Transfers::find(TransferId id) {
    auto work = [id](SQLite::Database& database) -> std::optional<StoredTransfer> {
        Query query(database, kSelect + "WHERE id = ?");
        if (!query.with(id).next()) return std::nullopt;
        return transfer_of(query);
    };
    co_return co_await database_.read(work);
}

Task<Result<std::vector<StoredTransfer>>> Transfers::load_all() {
    auto work = [](SQLite::Database& database) {
        Query query(database, kSelect + "ORDER BY created, rowid");
        std::vector<StoredTransfer> transfers;
        while (query.next()) transfers.push_back(transfer_of(query));
        return transfers;
    };
    co_return co_await database_.read(work);
}

Task<Result<std::int64_t>> Transfers::remove_finished_before(std::int64_t updated) {
    auto work = [updated](SQLite::Database& database) -> std::int64_t {
        return Query(database, "DELETE FROM transfers WHERE finished = 1 AND updated < ?")
            .with(updated)
            .run();
    };
    co_return co_await database_.write(work);
}

}  // namespace culver::store
