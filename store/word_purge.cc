// SPDX-License-Identifier: Apache-2.0
#include "store/word_purge.h"

#include "store/meta.h"
#include "store/query.h"

#include <string>

namespace culver::store {
namespace {

constexpr auto kName = "words_gone";
constexpr auto kNoted = "noted";      // nothing was done about it yet
constexpr auto kMerging = "merging";  // the pieces of the index become one
constexpr int kPages = 256;           // of 4 KiB, written in one piece

// A merge that did nothing changes at most one row (SQLite's FTS5, "merge").
constexpr int kRowsOfNothing = 2;

void put(SQLite::Database& database, const char* value) {
    put_meta(database, kName, value);
}

std::string get(SQLite::Database& database) {
    return get_meta(database, kName).value_or(std::string());
}

// A negative number makes one piece of the whole index to be merged; what was deleted is not in the outcome.
bool merge(SQLite::Database& database, int pages) {
    const auto before = database.getTotalChanges();
    Query(database, "INSERT INTO message_words(message_words, rank) VALUES('merge', ?)").with(pages).run();
    return database.getTotalChanges() - before >= kRowsOfNothing;
}

}  // namespace

void note_words_gone(SQLite::Database& database) {
    put(database, kNoted);
}

bool has_words_gone(SQLite::Database& database) {
    return !get(database).empty();
}

Purge purge_words(SQLite::Database& database) {
    const auto state = get(database);
    if (state.empty()) return Purge::Done;
    const bool is_begun = state == kMerging;
    if (merge(database, is_begun ? kPages : -kPages)) {
        if (!is_begun) put(database, kMerging);
        return Purge::Goes;
    }
    Query(database, "DELETE FROM meta WHERE name = ?").with(std::string_view(kName)).run();
    return Purge::Done;
}

void empty_log(SQLite::Database& database) {
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace culver::store
