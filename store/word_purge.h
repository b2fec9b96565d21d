// SPDX-License-Identifier: Apache-2.0
// Words that left their message still stand in the index of the search and in the database's log until both
// are written anew. It is noted with the change that took them away, and done later, a piece at a time.
// Store thread only; all throw SQLite::Exception.
#pragma once
#include <SQLiteCpp/Database.h>

namespace culver::store {

// In the transaction in which words go.
void note_words_gone(SQLite::Database& database);
[[nodiscard]] bool has_words_gone(SQLite::Database& database);

enum class Purge { Goes, Done };

// One piece of some 1 MiB, in a transaction of its own that the caller opened. Done when the index holds no
// word of a message that lost it before the first piece.
[[nodiscard]] Purge purge_words(SQLite::Database& database);

// Outside of a transaction, after the last piece: the log is emptied into the file.
void empty_log(SQLite::Database& database);

}  // namespace culver::store
