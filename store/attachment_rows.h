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
// from now on, one that was offered may come. Of one that is coming, size is the largest that was let in:
// a label is a claim. What is here stays.
void note_attachment(SQLite::Database& database, const AttachmentDigest& digest, std::uint64_t size,
                     AttachmentState state);

struct AttachmentEntry {
    AttachmentDigest digest;
    KeptAttachment kept;
};
[[nodiscard]] std::vector<AttachmentEntry> load_attachments(SQLite::Database& database);

// Bytes that were let in unasked within a day before that moment (milliseconds since 1970), whatever became
// of them and of the messages that carried them.
struct UnaskedBytes {
    std::uint64_t of_author = 0;
    std::uint64_t of_all = 0;
};
[[nodiscard]] UnaskedBytes unasked_bytes(SQLite::Database& database, const PeerKey& author, std::int64_t now);
void count_unasked(SQLite::Database& database, const PeerKey& author, std::int64_t now, std::uint64_t bytes);

// The messages that carry it, with their marks.
[[nodiscard]] std::vector<StoredMessage> messages_with(SQLite::Database& database,
                                                       const AttachmentDigest& digest, std::size_t limit);
// The newest of each author in each conversation: nobody hides others' labels behind many of their own.
[[nodiscard]] std::vector<StoredMessage> labels_of(SQLite::Database& database, const AttachmentDigest& digest,
                                                   std::size_t limit);

// The bytes came in that group.
void note_group(SQLite::Database& database, const AttachmentDigest& digest, const GroupId& group);
// Whether this node said it there, or had it there from somebody, and somebody else than the asker said it:
// naming the digest opens nothing, neither oneself nor with a second key.
[[nodiscard]] bool may_be_given(SQLite::Database& database, const ConversationId& conversation,
                                const PeerKey& asker, const AttachmentDigest& digest);

// Those that messages carry and nothing is known of: their rows were lost.
[[nodiscard]] std::vector<AttachmentDigest> unknown_attachments(SQLite::Database& database);
// Those that no message carries any more.
[[nodiscard]] std::vector<AttachmentDigest> unused_attachments(SQLite::Database& database);

// Forgets those that no message carries any more, but for some; gives what was forgotten.
std::vector<AttachmentDigest> drop_unused_attachments(SQLite::Database& database,
                                                      const std::set<AttachmentDigest>& except);

}  // namespace culver::store
