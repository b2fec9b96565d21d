// SPDX-License-Identifier: Apache-2.0
#include "store/meta.h"

#include "store/query.h"

namespace culver::store {

void put_meta(SQLite::Database& database, std::string_view name, std::string_view value) {
    Query(database,
          "INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value")
        .with(name)
        .with(value)
        .run();
}

std::optional<std::string> get_meta(SQLite::Database& database, std::string_view name) {
    Query query(database, "SELECT value FROM meta WHERE name = ?");
    if (!query.with(name).next()) return std::nullopt;
    return query.text(0);
}

Task<Result<>> Meta::put(std::string name, std::string value) {
    auto work = [=](SQLite::Database& database) { put_meta(database, name, value); };
    co_return co_await database_.write(std::move(work));
}

Task<Result<std::optional<std::string>>> Meta::get(std::string name) {
    auto work = [name = std::move(name)](SQLite::Database& database) { return get_meta(database, name); };
    co_return co_await database_.read(std::move(work));
}

}  // namespace culver::store
