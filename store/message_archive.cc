// SPDX-License-Identifier: Apache-2.0
#include "store/message_archive.h"

#include "store/message_changes.h"
#include "store/message_columns.h"
#include "store/message_rows.h"
#include "store/meta.h"
#include "store/query.h"

#include <algorithm>

namespace culver::store {

std::vector<StoredMessage> load_archive(SQLite::Database& database, const ArchiveQuery& wanted) {
    auto sql = "SELECT " + kMessageColumns + " FROM messages WHERE row > ?";
    if (wanted.conversation) sql += " AND conversation = ?";
    if (wanted.since) sql += " AND time >= ?";
    if (wanted.until) sql += " AND time < ?";
    if (!wanted.with_hidden) sql += " AND shown = 1";
    Query query(database, sql + " ORDER BY row LIMIT ?");
    query.with(wanted.after_row);
    if (wanted.conversation) query.with(*wanted.conversation);
    if (wanted.since) query.with(*wanted.since);
    if (wanted.until) query.with(*wanted.until);
    query.with(wanted.limit);
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    for (auto& message : messages) load_marks(database, message);
    return messages;
}

std::uint64_t add_archived(SQLite::Database& database, const std::vector<StoredMessage>& messages) {
    std::uint64_t added = 0;
    std::optional<std::int64_t> last;
    for (auto message : messages) {
        const StreamKey key{message.conversation, message.author, message.incarnation};
        if (find_message(database, message.conversation, message.id)) continue;
        auto stream = load_stream(database, key);
        // The numbers of other programs' messages are this node's own count, and another history counts anew.
        const bool is_foreign = message.author.protocol != Protocol::Culver;
        if (is_foreign && message.direction == MessageDirection::In) {
            do message.sequence = ++stream.highest;
            while (find_message(database, key, message.sequence));
        } else if (find_message(database, key, message.sequence)) {
            continue;
        }
        last = insert_message(database, message);
        for (const auto& mark : message.marks) put_mark(database, message, mark);
        stream.highest = std::max(stream.highest, message.sequence);
        stream.position = std::max(stream.position, message.position);
        stream.clock = std::max(stream.clock, message.direction == MessageDirection::Out ? message.clock : 0);
        save_stream(database, key, stream);
        if (message.is_shown) ++added;
    }
    if (last) put_meta(database, kLastArchived, std::to_string(*last));
    return added;
}

}  // namespace culver::store
