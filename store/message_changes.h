// SPDX-License-Identifier: Apache-2.0
// What is done to a message after it was stored: other words, no words, marks of people. Store thread only;
// all throw SQLite::Exception.
#pragma once
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <string>
#include <vector>

namespace culver::store {

// Of a message whose words are gone, operation is the SHA-256 of what it was. No operation is so short: its
// two ids alone are longer.
inline constexpr std::size_t kDigestBytes = 32;
void digest_operation(StoredMessage& message);

// The search finds words in that row, which it did not before; nothing else changes.
void index_words(SQLite::Database& database, std::int64_t row, const std::string& words);
// The search finds it no more, and its words are overwritten soon (word_purge.h); nothing else changes.
void forget_words(SQLite::Database& database, const StoredMessage& message);

// Other words for the row, also in the search. Its operation stays as its author wrote it.
void replace_words(SQLite::Database& database, StoredMessage& message, std::string text, std::int64_t edited);

// The words leave the row and the search, and the operation is replaced by its SHA-256, so that the same one
// is recognised when it comes again. The state becomes Recalled.
void erase_words(SQLite::Database& database, StoredMessage& message);

// The rows about a message, of everybody or of one author, in the order of arrival.
[[nodiscard]] std::vector<StoredMessage> find_about(SQLite::Database& database, const StoredMessage& target);
[[nodiscard]] std::vector<StoredMessage> find_about(SQLite::Database& database, const StoredMessage& target,
                                                    const PeerKey& author);

// One mark for each author and kind: a second one replaces the first.
void put_mark(SQLite::Database& database, const StoredMessage& target, const Mark& mark);
void remove_mark(SQLite::Database& database, const StoredMessage& target, const Mark& mark);

// Fills message.marks, by kind and author.
void load_marks(SQLite::Database& database, StoredMessage& message);

}  // namespace culver::store
