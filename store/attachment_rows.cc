// SPDX-License-Identifier: Apache-2.0
#include "store/attachment_rows.h"

#include "store/message_changes.h"
#include "store/message_columns.h"
#include "store/query.h"

#include <string>

namespace culver::store {
namespace {

const std::string kColumns = "size, state, asked, kind, type, width, height, duration";

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kHoursCounted = 25;  // a whole day, and the hour that has begun

KeptAttachment kept_of(Query& query, int first) {
    KeptAttachment kept;
    kept.size = query.number(first);
    kept.state = static_cast<AttachmentState>(query.integer(first + 1));
    kept.is_asked_for = query.integer(first + 2) != 0;
    kept.media.kind = static_cast<MediaKind>(query.integer(first + 3));
    kept.media.type = query.text(first + 4);
    kept.media.width = static_cast<std::uint32_t>(query.integer(first + 5));
    kept.media.height = static_cast<std::uint32_t>(query.integer(first + 6));
    kept.media.duration_ms = static_cast<std::uint32_t>(query.integer(first + 7));
    return kept;
}

std::vector<AttachmentDigest> digests_of(Query& query) {
    std::vector<AttachmentDigest> digests;
    while (query.next()) digests.push_back(query.id<AttachmentDigest>(0));
    return digests;
}

}  // namespace

std::optional<KeptAttachment> find_attachment(SQLite::Database& database, const AttachmentDigest& digest) {
    Query query(database, "SELECT " + kColumns + " FROM attachments WHERE digest = ?");
    if (!query.with(digest).next()) return std::nullopt;
    return kept_of(query, 0);
}

void put_attachment(SQLite::Database& database, const AttachmentDigest& digest, const KeptAttachment& kept) {
    Query(database,
          "INSERT OR REPLACE INTO attachments(digest, " + kColumns + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .with(digest)
        .with(kept.size)
        .with(static_cast<int>(kept.state))
        .with(kept.is_asked_for ? 1 : 0)
        .with(static_cast<int>(kept.media.kind))
        .with(kept.media.type)
        .with(kept.media.width)
        .with(kept.media.height)
        .with(kept.media.duration_ms)
        .run();
}

void note_attachment(SQLite::Database& database, const AttachmentDigest& digest, std::uint64_t size,
                     AttachmentState state) {
    auto kept = find_attachment(database, digest);
    if (!kept || kept->state == AttachmentState::Gone)
        return put_attachment(database, digest, {.state = state, .size = size, .media = {}});
    const bool is_better =
        (kept->state == AttachmentState::Offered &&
         (state == AttachmentState::Coming || kept->size != size)) ||
        (kept->state == AttachmentState::Coming && state == AttachmentState::Coming && size > kept->size);
    if (!is_better) return;
    kept->state = state;
    kept->size = size;
    put_attachment(database, digest, *kept);
}

std::vector<AttachmentEntry> load_attachments(SQLite::Database& database) {
    Query query(database, "SELECT digest, " + kColumns + " FROM attachments");
    std::vector<AttachmentEntry> entries;
    while (query.next()) entries.push_back({query.id<AttachmentDigest>(0), kept_of(query, 1)});
    return entries;
}

UnaskedBytes unasked_bytes(SQLite::Database& database, const PeerKey& author, std::int64_t now) {
    Query query(database,
                "SELECT coalesce(sum(bytes) FILTER (WHERE author = ?), 0), coalesce(sum(bytes), 0)"
                " FROM unasked_bytes WHERE hour > ? AND hour <= ?");
    const auto hour = now / kHour;
    query.with(author).with(hour - kHoursCounted).with(hour).next();
    return {query.number(0), query.number(1)};
}

void count_unasked(SQLite::Database& database, const PeerKey& author, std::int64_t now, std::uint64_t bytes) {
    const auto hour = now / kHour;
    Query(database, "DELETE FROM unasked_bytes WHERE hour <= ? OR hour > ?")
        .with(hour - kHoursCounted)
        .with(hour)
        .run();
    Query(database,
          "INSERT INTO unasked_bytes(author, hour, bytes) VALUES(?, ?, ?)"
          " ON CONFLICT(author, hour) DO UPDATE SET bytes = bytes + excluded.bytes")
        .with(author)
        .with(hour)
        .with(bytes)
        .run();
}

std::vector<StoredMessage> messages_with(SQLite::Database& database, const AttachmentDigest& digest,
                                         std::size_t limit) {
    Query query(database,
                "SELECT " + kMessageColumns + " FROM messages WHERE digest = ? ORDER BY row DESC LIMIT ?");
    query.with(digest).with(limit);
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    for (auto& message : messages) load_marks(database, message);
    return messages;
}

std::vector<StoredMessage> labels_of(SQLite::Database& database, const AttachmentDigest& digest,
                                     std::size_t limit) {
    Query query(database, "SELECT " + kMessageColumns +
                              " FROM messages WHERE row IN (SELECT max(row) FROM messages WHERE digest = ?"
                              " GROUP BY conversation, author) ORDER BY row DESC LIMIT ?");
    query.with(digest).with(limit);
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    return messages;
}

void note_group(SQLite::Database& database, const AttachmentDigest& digest, const GroupId& group) {
    Query(database, "INSERT OR IGNORE INTO attachment_groups(digest, group_id) VALUES(?, ?)")
        .with(digest)
        .with(group)
        .run();
}

bool may_be_given(SQLite::Database& database, const ConversationId& conversation, const PeerKey& asker,
                  const AttachmentDigest& digest) {
    Query query(database,
                "SELECT 1 FROM messages WHERE digest = ? AND conversation = ? AND author <> ? AND shown = 1"
                " AND (direction = 1 OR EXISTS(SELECT 1 FROM attachment_groups AS known"
                " WHERE known.digest = messages.digest AND known.group_id = substr(conversation, 2)))"
                " LIMIT 1");
    return query.with(digest).with(conversation).with(asker).next();
}

std::vector<AttachmentDigest> unknown_attachments(SQLite::Database& database) {
    Query query(database,
                "SELECT DISTINCT digest FROM messages WHERE digest IS NOT NULL"
                " AND digest NOT IN (SELECT digest FROM attachments)");
    return digests_of(query);
}

std::vector<AttachmentDigest> unused_attachments(SQLite::Database& database) {
    Query query(database,
                "SELECT digest FROM attachments WHERE NOT EXISTS"
                " (SELECT 1 FROM messages WHERE messages.digest = attachments.digest)");
    return digests_of(query);
}

std::vector<AttachmentDigest> drop_unused_attachments(SQLite::Database& database,
                                                      const std::set<AttachmentDigest>& except) {
    auto unused = unused_attachments(database);
    std::erase_if(unused, [&](const auto& digest) { return except.contains(digest); });
    for (const auto& digest : unused) {
        for (const auto* table : {"attachments", "attachment_groups"})
            Query(database, "DELETE FROM " + std::string(table) + " WHERE digest = ?").with(digest).run();
    }
    return unused;
}

}  // namespace culver::store
