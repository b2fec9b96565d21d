// SPDX-License-Identifier: Apache-2.0
// Fed: a text and a search, divided by the first zero byte, as a peer may write it and a person may type it.
// Reached: the shadow text, the FTS5 expression asked of a real index, and the snippet; no input may be an
// error.
#include "store/query.h"
#include "store/search_text.h"

#include <SQLiteCpp/Database.h>

#include <string_view>

namespace {

SQLite::Database& words() {
    static SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    [[maybe_unused]] static const int made = database.exec(
        "CREATE VIRTUAL TABLE words USING fts5(w, content='', tokenize='unicode61 remove_diacritics 2')");
    return database;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace culver;
    const std::string_view all(reinterpret_cast<const char*>(bytes), size);
    const auto text = all.substr(0, all.find('\0'));
    const auto search = text.size() < all.size() ? all.substr(text.size() + 1) : text;
    auto& database = words();
    database.exec("SAVEPOINT one");
    store::Query(database, "INSERT INTO words(rowid, w) VALUES(1, ?)").with(store::shadow_of(text)).run();
    if (const auto phrase = store::phrase_of(search); !phrase.empty()) {
        store::Query query(database, "SELECT rowid FROM words WHERE words MATCH ?");
        while (query.with(phrase).next()) break;
    }
    (void)store::snippet_of(text, search);
    database.exec("ROLLBACK TO one");
    database.exec("RELEASE one");
    return 0;
}
