// SPDX-License-Identifier: Apache-2.0
// Groups row by row, for works given to Database::write and read: which there are, their signed operations,
// and how far each reader came. Store thread only; all throw SQLite::Exception.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace culver::store {

// Values are stored; never renumber. Whether the node's person takes part; left and removed follow from the
// log.
enum class GroupAnswer : std::uint8_t { Invited = 0, Joined = 1, Left = 2 };

struct StoredGroup {
    GroupId id;
    GroupAnswer answer = GroupAnswer::Invited;
    std::optional<PeerId> invited_by;
};
void put_group(SQLite::Database& database, const StoredGroup& group);
[[nodiscard]] std::vector<StoredGroup> load_groups(SQLite::Database& database);

struct StoredOperation {
    Bytes hash;
    Bytes header;
    Bytes signature;
    Bytes body;  // empty: not here
    bool is_forgotten = false;
};
// Adds it, or the body to one that lacks it. Gives false when its body was forgotten here: it stays so.
bool put_operation(SQLite::Database& database, const GroupId& group, const StoredOperation& operation);
[[nodiscard]] std::vector<StoredOperation> load_operations(SQLite::Database& database, const GroupId& group);
[[nodiscard]] std::optional<StoredOperation> find_operation(SQLite::Database& database, const GroupId& group,
                                                            ByteView hash);
[[nodiscard]] bool has_operation(SQLite::Database& database, const GroupId& group, ByteView hash);
// Its words are forgotten for good; header and signature stay. A message's id is the beginning of its hash.
void forget_body(SQLite::Database& database, const GroupId& group, const MessageId& id);

// How far a reader has, and has read, what this node wrote in one life of its profile.
struct GroupReceipt {
    PeerId reader;
    IncarnationId incarnation;
    std::uint64_t delivered = 0;
    std::uint64_t read = 0;
};
// Raises the marks; gives false when they stood there already.
bool raise_receipt(SQLite::Database& database, const GroupId& group, const GroupReceipt& receipt);
[[nodiscard]] std::vector<GroupReceipt> load_receipts(SQLite::Database& database, const GroupId& group);

// Own shown messages of that stream that wait for receipts, or are only delivered, in a range of numbers.
[[nodiscard]] std::vector<StoredMessage> load_unsettled(SQLite::Database& database,
                                                        const ConversationId& conversation,
                                                        const PeerKey& author,
                                                        const IncarnationId& incarnation, std::uint64_t after,
                                                        std::uint64_t up_to);

// Shows or hides a message, also to the search.
void set_shown(SQLite::Database& database, const ConversationId& conversation, const MessageId& id,
               bool is_shown);

}  // namespace culver::store
