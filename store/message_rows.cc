// SPDX-License-Identifier: Apache-2.0
#include "store/message_rows.h"

#include "store/message_changes.h"
#include "store/message_columns.h"
#include "store/query.h"

#include <algorithm>

namespace culver::store {
namespace {

constexpr auto kWaiting =
    "direction = 1 AND state IN (0, 1)";  // word for word the condition of the index "outbox"

// A group's log is owed by everybody who has it: it neither expires nor ends with a key.
constexpr auto kNoGroup = " AND substr(conversation, 1, 1) <> x'80'";

// With their marks: whatever is told about a message tells all of it.
std::vector<StoredMessage> all_of(SQLite::Database& database, Query& query) {
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    for (auto& message : messages) load_marks(database, message);
    return messages;
}

std::optional<StoredMessage> first_of(SQLite::Database& database, Query& query) {
    if (!query.next()) return std::nullopt;
    auto message = message_of(query);
    load_marks(database, message);
    return message;
}

Bytes joined(const std::vector<PeerId>& ids) {
    Bytes bytes;
    for (const auto& id : ids) bytes.insert(bytes.end(), id.bytes.begin(), id.bytes.end());
    return bytes;
}

std::string select(const std::string& condition) {
    return "SELECT " + kMessageColumns + " FROM messages WHERE " + condition;
}

// Changes the state of rows that were read before, so that the caller can tell what changed.
std::vector<StoredMessage> moved_to(SQLite::Database& database, std::vector<StoredMessage> messages,
                                    MessageState state, const std::string& failure = {}) {
    for (auto& message : messages) {
        set_message_state(database, message.row, state, failure);
        message.state = state;
        message.failure = failure;
    }
    return messages;
}

}  // namespace

Stream load_stream(SQLite::Database& database, const StreamKey& key) {
    Query query(database,
                "SELECT highest, clock, position, read_up_to FROM streams"
                " WHERE conversation = ? AND author = ? AND incarnation = ?");
    query.with(key.conversation).with(key.author).with(key.incarnation);
    if (!query.next()) return {};
    return {.highest = query.number(0),
            .clock = query.number(1),
            .position = query.number(2),
            .read_up_to = query.number(3)};
}

void save_stream(SQLite::Database& database, const StreamKey& key, const Stream& stream) {
    Query(database,
          "INSERT INTO streams(conversation, author, incarnation, highest, clock, position, read_up_to)"
          " VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(conversation, author, incarnation) DO UPDATE SET"
          " highest = excluded.highest, clock = excluded.clock, position = excluded.position,"
          " read_up_to = excluded.read_up_to")
        .with(key.conversation)
        .with(key.author)
        .with(key.incarnation)
        .with(stream.highest)
        .with(stream.clock)
        .with(stream.position)
        .with(stream.read_up_to)
        .run();
}

std::vector<ReadPoint> load_read_points(SQLite::Database& database, const ConversationId& conversation,
                                        const PeerKey& author, std::size_t limit) {
    Query query(
        database,
        "SELECT incarnation, read_up_to FROM streams WHERE conversation = ? AND author = ? AND read_up_to > 0"
        " ORDER BY position DESC LIMIT ?");
    query.with(conversation).with(author).with(limit);
    std::vector<ReadPoint> points;
    while (query.next())
        points.push_back({{conversation, author, query.id<IncarnationId>(0)}, query.number(1)});
    return points;
}

std::map<IncarnationId, std::uint64_t> load_highest(SQLite::Database& database,
                                                    const ConversationId& conversation,
                                                    const PeerKey& author) {
    Query query(database, "SELECT incarnation, highest FROM streams WHERE conversation = ? AND author = ?");
    query.with(conversation).with(author);
    std::map<IncarnationId, std::uint64_t> highest;
    while (query.next()) highest.emplace(query.id<IncarnationId>(0), query.number(1));
    return highest;
}

std::uint64_t highest_clock(SQLite::Database& database) {
    Query query(database, "SELECT coalesce(max(clock), 0) FROM streams");
    return query.next() ? query.number(0) : 0;
}

std::int64_t insert_message(SQLite::Database& database, const StoredMessage& message) {
    Query(
        database,
        "INSERT INTO messages(conversation, author, incarnation, sequence, id, clock, position, kind, target,"
        " operation, text, time, arrival, direction, state, failure, edited, mentions, shown,"
        " attachment, digest) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(message.conversation)
        .with(message.author)
        .with(message.incarnation)
        .with(message.sequence)
        .with(message.id)
        .with(message.clock)
        .with(message.position)
        .with(message.kind)
        .with(message.target)
        .with(ByteView(message.operation))
        .with(message.text)
        .with(message.time)
        .with(message.arrival)
        .with(static_cast<int>(message.direction))
        .with(static_cast<int>(message.state))
        .with(message.failure)
        .with(message.edited)
        .with(ByteView(joined(message.mentions)))
        .with(message.is_shown ? 1 : 0)
        .with(ByteView(message.attachment))
        .with(message.digest)
        .run();
    const auto row = database.getLastInsertRowid();
    if (message.is_shown) index_words(database, row, message.text);
    return row;
}

std::optional<StoredMessage> find_message(SQLite::Database& database, std::int64_t row) {
    Query query(database, select("row = ?"));
    return first_of(database, query.with(row));
}

std::optional<StoredMessage> find_message(SQLite::Database& database, const ConversationId& conversation,
                                          const MessageId& id) {
    Query query(database, select("conversation = ? AND id = ? LIMIT 1"));
    return first_of(database, query.with(conversation).with(id));
}

std::optional<StoredMessage> find_message(SQLite::Database& database, const StreamKey& stream,
                                          std::uint64_t sequence) {
    Query query(database, select("conversation = ? AND author = ? AND incarnation = ? AND sequence = ?"));
    return first_of(
        database,
        query.with(stream.conversation).with(stream.author).with(stream.incarnation).with(sequence));
}

void set_message_state(SQLite::Database& database, std::int64_t row, MessageState state,
                       const std::string& failure) {
    Query(database, "UPDATE messages SET state = ?, failure = ? WHERE row = ?")
        .with(static_cast<int>(state))
        .with(failure)
        .with(row)
        .run();
}

std::uint64_t count_unread(SQLite::Database& database, const ConversationId& conversation) {
    Query query(database,
                "SELECT count(*) FROM messages WHERE conversation = ? AND direction = 0 AND state = 2");
    query.with(conversation).next();
    return query.number(0);
}

UnreadOfStrangers count_unread_of_strangers(SQLite::Database& database) {
    Query query(database,
                "SELECT count(*), coalesce(sum(length(operation)), 0) FROM messages"
                " WHERE direction = 0 AND state = 2" +
                    std::string(kNoGroup) +
                    " AND conversation NOT IN"
                    " (SELECT key FROM peers WHERE talked = 1 OR trust IN (1, 2))");
    query.next();
    return {.messages = query.number(0), .bytes = query.number(1)};
}

std::uint64_t count_unread_before(SQLite::Database& database, const ConversationId& conversation,
                                  const MessagePlace& place) {
    Query query(database,
                "SELECT count(*) FROM messages WHERE conversation = ? AND direction = 0 AND state = 2"
                " AND shown = 1 AND (position, id, row) < (?, ?, ?)");
    query.with(conversation).with(place.position).with(place.id).with(place.row).next();
    return query.number(0);
}

std::vector<StoredMessage> mark_read_here(SQLite::Database& database, const ConversationId& conversation,
                                          const MessagePlace& up_to) {
    Query query(database, select("conversation = ? AND direction = 0 AND state = 2"
                                 " AND (position, id, row) <= (?, ?, ?) ORDER BY position, id, row"));
    query.with(conversation).with(up_to.position).with(up_to.id).with(up_to.row);
    auto changed = moved_to(database, all_of(database, query), MessageState::Read);
    for (const auto& message : changed) {
        const StreamKey key{conversation, message.author, message.incarnation};
        auto stream = load_stream(database, key);
        if (stream.read_up_to >= message.sequence) continue;
        stream.read_up_to = message.sequence;
        save_stream(database, key, stream);
    }
    return changed;
}

std::vector<StoredMessage> mark_delivered(SQLite::Database& database, const StreamKey& own,
                                          std::uint64_t first, std::uint64_t last) {
    const auto read_up_to = load_stream(database, own).read_up_to;
    Query query(database,
                select("conversation = ? AND author = ? AND incarnation = ? AND sequence BETWEEN ? AND ?"
                       " AND direction = 1 AND state IN (0, 1, 4) ORDER BY sequence"));
    query.with(own.conversation).with(own.author).with(own.incarnation).with(first).with(last);
    std::vector<StoredMessage> changed;
    for (auto& message : all_of(database, query)) {
        message.state = message.sequence <= read_up_to ? MessageState::Read : MessageState::Delivered;
        message.failure.clear();
        set_message_state(database, message.row, message.state);
        changed.push_back(std::move(message));
    }
    return changed;
}

std::vector<StoredMessage> mark_read_there(SQLite::Database& database, const StreamKey& own,
                                           std::uint64_t up_to) {
    auto stream = load_stream(database, own);
    up_to = std::min(up_to, stream.highest);
    if (stream.read_up_to >= up_to) return {};
    Query query(
        database,
        select("conversation = ? AND author = ? AND incarnation = ? AND sequence > ? AND sequence <= ?"
               " AND direction = 1 AND state = 2 ORDER BY sequence"));
    query.with(own.conversation).with(own.author).with(own.incarnation).with(stream.read_up_to).with(up_to);
    auto changed = moved_to(database, all_of(database, query), MessageState::Read);
    stream.read_up_to = up_to;
    save_stream(database, own, stream);
    return changed;
}

std::vector<StoredMessage> load_outbox(SQLite::Database& database, const ConversationId& conversation,
                                       std::int64_t after_row, std::size_t limit) {
    Query query(database, select("conversation = ? AND row > ? AND " + std::string(kWaiting) +
                                 " ORDER BY row LIMIT ?"));
    return all_of(database, query.with(conversation).with(after_row).with(limit));
}

std::vector<ConversationId> outbox_conversations(SQLite::Database& database) {
    Query query(database, "SELECT DISTINCT conversation FROM messages WHERE " + std::string(kWaiting));
    std::vector<ConversationId> conversations;
    while (query.next()) conversations.push_back(query.id<ConversationId>(0));
    return conversations;
}

std::vector<StoredMessage> expire_outbox(SQLite::Database& database, std::int64_t queued_before,
                                         const std::string& sentence) {
    Query query(database, select("arrival < ? AND " + std::string(kWaiting) + kNoGroup + " ORDER BY row"));
    return moved_to(database, all_of(database, query.with(queued_before)), MessageState::Failed, sentence);
}

std::vector<StoredMessage> abandon_outbox(SQLite::Database& database, const PeerKey& self,
                                          const std::string& sentence) {
    Query query(database, select("author <> ? AND " + std::string(kWaiting) + kNoGroup + " ORDER BY row"));
    return moved_to(database, all_of(database, query.with(self)), MessageState::Failed, sentence);
}

void restart_outbox_clocks(SQLite::Database& database, std::int64_t earliest_plausible, std::int64_t now) {
    Query(database, "UPDATE messages SET arrival = ? WHERE arrival < ? AND " + std::string(kWaiting))
        .with(now)
        .with(earliest_plausible)
        .run();
}

void mark_talked(SQLite::Database& database, const PeerKey& peer, std::int64_t now) {
    Query(
        database,
        "INSERT INTO peers(key, talked, first_seen) VALUES(?, 1, ?) ON CONFLICT(key) DO UPDATE SET talked = 1"
        " WHERE talked = 0")
        .with(peer)
        .with(now)
        .run();
}

}  // namespace culver::store
