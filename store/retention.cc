// SPDX-License-Identifier: Apache-2.0
#include "store/retention.h"

#include "store/group_rows.h"
#include "store/message_changes.h"
#include "store/message_columns.h"
#include "store/query.h"

#include <string>
#include <vector>

namespace culver::store {
namespace {

// Read here, or written here and on its way no longer.
const std::string kDone =
    " AND NOT (direction = 0 AND state = 2) AND NOT (direction = 1 AND state IN (0, 1))";

std::vector<StoredMessage> chosen(Query& query) {
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    return messages;
}

// Messages of groups, and those of peers that hold anything but their place.
std::vector<StoredMessage> worded_before(SQLite::Database& database, std::int64_t arrival) {
    Query query(database, "SELECT " + kMessageColumns +
                              " FROM messages WHERE arrival < ? AND (shown = 1 OR length(operation) > 32"
                              " OR substr(conversation, 1, 1) = x'80')" +
                              kDone + " ORDER BY arrival LIMIT ?");
    return chosen(query.with(arrival).with(kForgetAtOnce));
}

void remove_marks(SQLite::Database& database, const StoredMessage& message) {
    Query(database, "DELETE FROM marks WHERE conversation = ? AND target = ?")
        .with(message.conversation)
        .with(message.id)
        .run();
}

void forget(SQLite::Database& database, StoredMessage& message) {
    remove_marks(database, message);
    forget_words(database, message);
    if (message.conversation.is_group()) {
        forget_body(database, message.conversation.group(), message.id);
        Query(database, "DELETE FROM messages WHERE row = ?").with(message.row).run();
        return;
    }
    digest_operation(message);
    Query(database,
          "UPDATE messages SET text = '', operation = ?, attachment = x'', digest = NULL, mentions = x'',"
          " failure = '', shown = 0 WHERE row = ?")
        .with(ByteView(message.operation))
        .with(message.row)
        .run();
}

}  // namespace

std::size_t forget_messages_before(SQLite::Database& database, std::int64_t arrival) {
    auto messages = worded_before(database, arrival);
    for (auto& message : messages) forget(database, message);
    const auto places = Query(database,
                              "DELETE FROM messages WHERE row IN (SELECT row FROM messages WHERE arrival < ?"
                              " AND shown = 0 AND length(operation) = 32" +
                                  kDone + " LIMIT ?)")
                            .with(arrival - kRepetitionMilliseconds)
                            .with(kForgetAtOnce - messages.size())
                            .run();
    return messages.size() + static_cast<std::size_t>(places);
}

std::optional<std::int64_t> newest_arrival(SQLite::Database& database) {
    Query query(database, "SELECT arrival FROM messages ORDER BY arrival DESC LIMIT 1");
    if (!query.next()) return std::nullopt;
    return query.integer(0);
}

}  // namespace culver::store
