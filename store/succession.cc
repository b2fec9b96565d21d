// SPDX-License-Identifier: Apache-2.0
#include "store/succession.h"

#include "store/message_rows.h"
#include "store/peers.h"
#include "store/query.h"
#include "store/search_text.h"

#include <limits>

namespace culver::store {
namespace {

void remove_message(SQLite::Database& database, const StoredMessage& message) {
    if (message.is_shown && !message.text.empty()) {
        // A contentless index has to be told the words that it shall forget.
        Query(database, "INSERT INTO message_words(message_words, rowid, words) VALUES('delete', ?, ?)")
            .with(message.row)
            .with(shadow_of(message.text))
            .run();
    }
    Query(database, "DELETE FROM messages WHERE row = ?").with(message.row).run();
}

// Row numbers are unique, so they serve as the numbers of the archived life.
void move_messages(SQLite::Database& database, const Succession& succession) {
    const auto from = ConversationId::with(succession.former);
    const auto to = ConversationId::with(succession.successor);
    Query(database,
          "UPDATE messages SET conversation = ?, incarnation = ?, sequence = row,"
          " author = CASE WHEN author = ? THEN ? ELSE author END WHERE conversation = ?")
        .with(to)
        .with(succession.archive)
        .with(succession.former)
        .with(succession.successor)
        .with(from)
        .run();
    Query(database,
          "UPDATE OR IGNORE marks SET conversation = ?, author = CASE WHEN author = ? THEN ? ELSE author END"
          " WHERE conversation = ?")
        .with(to)
        .with(succession.former)
        .with(succession.successor)
        .with(from)
        .run();
    Query(database, "DELETE FROM marks WHERE conversation = ?").with(from).run();
    Query(database, "DELETE FROM streams WHERE conversation = ?").with(from).run();
}

void move_rows_of_peer(SQLite::Database& database, const Succession& succession) {
    for (const char* statement :
         {"INSERT OR IGNORE INTO rules(peer, enabled, folder, max_bytes)"
          " SELECT ?, enabled, folder, max_bytes FROM rules WHERE peer = ?",
          "INSERT OR IGNORE INTO peer_names(peer, name) SELECT ?, name FROM peer_names WHERE peer = ?",
          "INSERT OR IGNORE INTO peers(key, name, department, first_seen)"
          " SELECT ?, name, department, first_seen FROM peers WHERE key = ?"}) {
        Query(database, statement).with(succession.successor).with(succession.former).run();
    }
    for (const char* statement :
         {"DELETE FROM rules WHERE peer = ?", "DELETE FROM peer_names WHERE peer = ?",
          "DELETE FROM recent_addresses WHERE peer = ?", "DELETE FROM peers WHERE key = ?"}) {
        Query(database, statement).with(succession.former).run();
    }
    Query(database, "UPDATE peers SET trust = ?, talked = 1 WHERE key = ?")
        .with(static_cast<int>(Trust::Verified))
        .with(succession.successor)
        .run();
}

}  // namespace

std::vector<StoredMessage> take_outbox(SQLite::Database& database, const PeerKey& former) {
    auto waiting =
        load_outbox(database, ConversationId::with(former), 0, std::numeric_limits<std::int32_t>::max());
    for (const auto& message : waiting) remove_message(database, message);
    return waiting;
}

void carry_over(SQLite::Database& database, const Succession& succession) {
    move_messages(database, succession);
    move_rows_of_peer(database, succession);
}

}  // namespace culver::store
