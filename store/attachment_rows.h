// SPDX-License-Identifier: Apache-2.0
// What is known of the bytes that messages carry. Store thread only; throws SQLite::Exception.
#pragma once
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace culver::store {

[[nodiscard]] std::optional<KeptAttachment> find_attachment(SQLite::Database& database,
                                                            const AttachmentDigest& digest);

void put_attachment(SQLite::Database& database, const AttachmentDigest& digest, const KeptAttachment& kept);

// Somebody says that there is such a thing: one that was not known, or could not be had, is in that state
// from now on, one that was offered may come. What is here stays.
void note_attachment(SQLite::Database& database, const AttachmentDigest& digest, std::uint64_t size,
                     AttachmentState state);

struct AttachmentEntry {
    AttachmentDigest digest;
    KeptAttachment kept;
};
[[nodiscard]] std::vector<AttachmentEntry> load_attachments(SQLite::Database& database);

// Bytes that came, or are to come, unasked from that author since then.
[[nodiscard]] std::uint64_t attachment_bytes_from(SQLite::Database& database, const PeerKey& author,
                                                  std::int64_t since);

// The messages that carry it, with their marks.
[[nodiscard]] std::vector<StoredMessage> messages_with(SQLite::Database& database,
                                                       const AttachmentDigest& digest, std::size_t limit);
// Whether somebody else than the asker said it there: naming the digest oneself opens nothing.
[[nodiscard]] bool is_carried_in(SQLite::Database& database, const ConversationId& conversation,
                                 const PeerKey& asker, const AttachmentDigest& digest);

// Forgets those that no message carries any more, but for some; gives what was forgotten.
std::vector<AttachmentDigest> drop_unused_attachments(SQLite::Database& database,
                                                      const std::set<AttachmentDigest>& except);

}  // namespace culver::store
