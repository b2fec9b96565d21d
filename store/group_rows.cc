// SPDX-License-Identifier: Apache-2.0
#include "store/group_rows.h"

#include "store/message_changes.h"
#include "store/message_columns.h"
#include "store/message_rows.h"
#include "store/query.h"

namespace culver::store {
namespace {

StoredOperation operation_of(Query& query) {
    return {query.bytes(0), query.bytes(1), query.bytes(2), query.bytes(3), query.integer(4) != 0};
}

}  // namespace

void put_group(SQLite::Database& database, const StoredGroup& group) {
    Query(database, "INSERT OR REPLACE INTO talk_groups(id, answer, invited_by) VALUES(?, ?, ?)")
        .with(group.id)
        .with(static_cast<int>(group.answer))
        .with(group.invited_by)
        .run();
}

std::vector<StoredGroup> load_groups(SQLite::Database& database) {
    Query query(database, "SELECT id, answer, invited_by FROM talk_groups");
    std::vector<StoredGroup> groups;
    while (query.next()) {
        StoredGroup group{query.id<GroupId>(0), static_cast<GroupAnswer>(query.integer(1)), std::nullopt};
        if (!query.is_null(2)) group.invited_by = query.id<PeerId>(2);
        groups.push_back(group);
    }
    return groups;
}

bool put_operation(SQLite::Database& database, const GroupId& group, const StoredOperation& operation) {
    const auto held = find_operation(database, group, operation.hash);
    if (held && held->is_forgotten) return false;
    Query(database,
          "INSERT INTO group_operations(group_id, hash, header, signature, body) VALUES(?, ?, ?, ?, ?)"
          " ON CONFLICT(group_id, hash) DO UPDATE SET body = excluded.body WHERE body = x''")
        .with(group)
        .with(ByteView(operation.hash))
        .with(ByteView(operation.header))
        .with(ByteView(operation.signature))
        .with(ByteView(operation.body))
        .run();
    return true;
}

std::vector<StoredOperation> load_operations(SQLite::Database& database, const GroupId& group) {
    Query query(database,
                "SELECT hash, header, signature, body, forgotten FROM group_operations WHERE group_id = ?"
                " ORDER BY row");
    query.with(group);
    std::vector<StoredOperation> operations;
    while (query.next()) operations.push_back(operation_of(query));
    return operations;
}

std::optional<StoredOperation> find_operation(SQLite::Database& database, const GroupId& group,
                                              ByteView hash) {
    Query query(database,
                "SELECT hash, header, signature, body, forgotten FROM group_operations"
                " WHERE group_id = ? AND hash = ?");
    if (!query.with(group).with(hash).next()) return std::nullopt;
    return operation_of(query);
}

bool has_operation(SQLite::Database& database, const GroupId& group, ByteView hash) {
    Query query(database, "SELECT 1 FROM group_operations WHERE group_id = ? AND hash = ?");
    return query.with(group).with(hash).next();
}

void forget_body(SQLite::Database& database, const GroupId& group, const MessageId& id) {
    Bytes first(id.bytes.begin(), id.bytes.end());
    Bytes last = first;
    first.resize(32, 0x00);
    last.resize(32, 0xff);
    Query(database,
          "UPDATE group_operations SET body = x'', forgotten = 1 WHERE group_id = ? AND hash BETWEEN ? AND ?")
        .with(group)
        .with(ByteView(first))
        .with(ByteView(last))
        .run();
}

bool raise_receipt(SQLite::Database& database, const GroupId& group, const GroupReceipt& receipt) {
    return Query(database,
                 "INSERT INTO group_receipts(group_id, reader, incarnation, delivered, read)"
                 " VALUES(?, ?, ?, ?, ?) ON CONFLICT(group_id, reader, incarnation) DO UPDATE SET"
                 " delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)"
                 " WHERE excluded.delivered > delivered OR excluded.read > read")
               .with(group)
               .with(receipt.reader)
               .with(receipt.incarnation)
               .with(receipt.delivered)
               .with(receipt.read)
               .run() > 0;
}

std::vector<GroupReceipt> load_receipts(SQLite::Database& database, const GroupId& group) {
    Query query(database,
                "SELECT reader, incarnation, delivered, read FROM group_receipts WHERE group_id = ?");
    query.with(group);
    std::vector<GroupReceipt> receipts;
    while (query.next())
        receipts.push_back(
            {query.id<PeerId>(0), query.id<IncarnationId>(1), query.number(2), query.number(3)});
    return receipts;
}

std::vector<StoredMessage> load_unsettled(SQLite::Database& database, const ConversationId& conversation,
                                          const PeerKey& author, const IncarnationId& incarnation,
                                          std::uint64_t after, std::uint64_t up_to) {
    Query query(
        database,
        "SELECT " + kMessageColumns +
            " FROM messages WHERE conversation = ? AND author = ? AND incarnation = ?"
            " AND sequence > ? AND sequence <= ? AND shown = 1 AND state IN (0, 1, 2) ORDER BY sequence");
    query.with(conversation).with(author).with(incarnation).with(after).with(up_to);
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    for (auto& message : messages) load_marks(database, message);
    return messages;
}

void set_shown(SQLite::Database& database, const ConversationId& conversation, const MessageId& id,
               bool is_shown) {
    const auto message = find_message(database, conversation, id);
    if (!message || message->is_shown == is_shown) return;
    if (is_shown)
        index_words(database, message->row, message->text);
    else
        forget_words(database, *message);
    Query(database, "UPDATE messages SET shown = ? WHERE row = ?")
        .with(is_shown ? 1 : 0)
        .with(message->row)
        .run();
}

}  // namespace culver::store
