// SPDX-License-Identifier: Apache-2.0
#include "store/migration.h"

#include "base/files.h"
#include "store/errors.h"
#include "store/query.h"

#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <unistd.h>

#include <string>

namespace culver::store {
namespace {

Result<> copy_aside(SQLite::Database& database, const std::filesystem::path& copy) {
    std::error_code ignored;
    std::filesystem::remove(copy, ignored);  // left by a start that failed half-way
    if (auto made = create_file(copy, ""); !made) return made;
    Query(database, "VACUUM INTO ?").with(copy.string()).run();
    FileHandle handle(::open(copy.c_str(), O_RDONLY | O_CLOEXEC));
    if (!handle.is_open() || ::fsync(handle.get()) != 0)
        return fail_errno(errno, "copying the database to " + copy.string());
    return {};
}

}  // namespace

Result<> migrate(SQLite::Database& database, const std::filesystem::path& path, const Schema& schema) {
    const auto version = static_cast<std::size_t>(database.execAndGet("PRAGMA user_version").getInt64());
    if (version == schema.size()) return {};
    if (version > schema.size()) return fail(StoreErrc::TooNew);
    if (version > 0) {
        const auto copy = path.string() + ".before-v" + std::to_string(schema.size());
        if (auto copied = copy_aside(database, copy); !copied) return copied;
    }
    SQLite::Transaction transaction(database);
    for (auto step = version; step < schema.size(); ++step) database.exec(std::string(schema[step]));
    database.exec("PRAGMA user_version=" + std::to_string(schema.size()));
    transaction.commit();
    return {};
}

}  // namespace culver::store
