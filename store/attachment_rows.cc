// SPDX-License-Identifier: Apache-2.0
#include "store/attachment_rows.h"

#include "store/message_changes.h"
#include "store/message_columns.h"
#include "store/query.h"

#include <string>

namespace culver::store {
namespace {

const std::string kColumns = "size, state, asked, kind, type, width, height, duration";

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
    const bool is_better =
        !kept || kept->state == AttachmentState::Gone ||
        (kept->state == AttachmentState::Offered && (state == AttachmentState::Coming || kept->size != size));
    if (is_better) put_attachment(database, digest, {.state = state, .size = size, .media = {}});
}

std::vector<AttachmentEntry> load_attachments(SQLite::Database& database) {
    Query query(database, "SELECT digest, " + kColumns + " FROM attachments");
    std::vector<AttachmentEntry> entries;
    while (query.next()) entries.push_back({query.id<AttachmentDigest>(0), kept_of(query, 1)});
    return entries;
}

std::uint64_t attachment_bytes_from(SQLite::Database& database, const PeerKey& author, std::int64_t since) {
    Query query(database,
                "SELECT coalesce(sum(attachments.size), 0) FROM messages JOIN attachments USING(digest)"
                " WHERE messages.digest IS NOT NULL AND author = ? AND arrival >= ? AND direction = 0"
                " AND attachments.state IN (1, 2) AND asked = 0");
    return query.with(author).with(since).next() ? query.number(0) : 0;
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

bool is_carried_in(SQLite::Database& database, const ConversationId& conversation, const PeerKey& asker,
                   const AttachmentDigest& digest) {
    Query query(database,
                "SELECT 1 FROM messages WHERE digest = ? AND conversation = ? AND author <> ? AND shown = 1"
                " LIMIT 1");
    return query.with(digest).with(conversation).with(asker).next();
}

std::vector<AttachmentDigest> drop_unused_attachments(SQLite::Database& database,
                                                      const std::set<AttachmentDigest>& except) {
    Query query(database,
                "SELECT digest FROM attachments WHERE NOT EXISTS"
                " (SELECT 1 FROM messages WHERE messages.digest = attachments.digest)");
    std::vector<AttachmentDigest> unused;
    while (query.next()) {
        const auto digest = query.id<AttachmentDigest>(0);
        if (!except.contains(digest)) unused.push_back(digest);
    }
    for (const auto& digest : unused)
        Query(database, "DELETE FROM attachments WHERE digest = ?").with(digest).run();
    return unused;
}

}  // namespace culver::store
