// SPDX-License-Identifier: Apache-2.0
// The message log row by row, for works given to Database::write and read: a room above composes from these
// what must happen in one transaction. Store thread only; all throw SQLite::Exception.
#pragma once
#include "base/ids.h"
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace culver::store {

// One author's count in one conversation, in one life of the author's profile.
struct StreamKey {
    ConversationId conversation;
    PeerKey author;
    IncarnationId incarnation;
};

struct Stream {
    std::uint64_t highest = 0;   // own: the last number given; others: the last one judged, taken or refused
    std::uint64_t clock = 0;     // the highest clock adopted from it
    std::uint64_t position = 0;  // of its last message: the next one stands after it
    std::uint64_t read_up_to = 0;  // others: read here; own: the peer has read it
    bool operator==(const Stream&) const = default;
};

[[nodiscard]] Stream load_stream(SQLite::Database& database,
                                 const StreamKey& key);  // zeros when there is none
void save_stream(SQLite::Database& database, const StreamKey& key, const Stream& stream);

// Others' streams of a conversation of which something was read here, newest first.
struct ReadPoint {
    StreamKey stream;
    std::uint64_t up_to = 0;
};
[[nodiscard]] std::vector<ReadPoint> load_read_points(SQLite::Database& database,
                                                      const ConversationId& conversation,
                                                      const PeerKey& author, std::size_t limit);

// The highest clock of all streams: a start must not give a lower one.
[[nodiscard]] std::uint64_t highest_clock(SQLite::Database& database);

// Adds the row and makes its words searchable; gives its number.
std::int64_t insert_message(SQLite::Database& database, const StoredMessage& message);

[[nodiscard]] std::optional<StoredMessage> find_message(SQLite::Database& database, std::int64_t row);
[[nodiscard]] std::optional<StoredMessage> find_message(SQLite::Database& database,
                                                        const ConversationId& conversation,
                                                        const MessageId& id);
[[nodiscard]] std::optional<StoredMessage> find_message(SQLite::Database& database, const StreamKey& stream,
                                                        std::uint64_t sequence);

void set_message_state(SQLite::Database& database, std::int64_t row, MessageState state,
                       const std::string& failure = {});

// How far an author has counted in a conversation, in each of his incarnations.
[[nodiscard]] std::map<IncarnationId, std::uint64_t> load_highest(SQLite::Database& database,
                                                                  const ConversationId& conversation,
                                                                  const PeerKey& author);

[[nodiscard]] std::uint64_t count_unread(SQLite::Database& database, const ConversationId& conversation);

// What people wrote whom nobody here wrote to, verified or blocked, and nobody read. Groups are not counted.
struct UnreadOfStrangers {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
};
[[nodiscard]] UnreadOfStrangers count_unread_of_strangers(SQLite::Database& database);

// How many incoming ones that are shown and unread stand before a place.
[[nodiscard]] std::uint64_t count_unread_before(SQLite::Database& database,
                                                const ConversationId& conversation,
                                                const MessagePlace& place);

// Incoming messages up to a place become Read, and the read points of their streams rise. Gives the rows
// changed.
std::vector<StoredMessage> mark_read_here(SQLite::Database& database, const ConversationId& conversation,
                                          const MessagePlace& up_to);

// Own messages of a stream from first to last that wait, or were given up too early, become Delivered, or
// Read when the peer said so before. Gives the rows changed.
std::vector<StoredMessage> mark_delivered(SQLite::Database& database, const StreamKey& own,
                                          std::uint64_t first, std::uint64_t last);

// Own delivered messages of a stream up to that number become Read. Gives the rows changed.
std::vector<StoredMessage> mark_read_there(SQLite::Database& database, const StreamKey& own,
                                           std::uint64_t up_to);

// What waits for a conversation's peer, in the order of writing, after that row.
[[nodiscard]] std::vector<StoredMessage> load_outbox(SQLite::Database& database,
                                                     const ConversationId& conversation,
                                                     std::int64_t after_row, std::size_t limit);
[[nodiscard]] std::vector<ConversationId> outbox_conversations(SQLite::Database& database);

// What waits and was queued before that time becomes Failed with the sentence. Gives the rows changed.
std::vector<StoredMessage> expire_outbox(SQLite::Database& database, std::int64_t queued_before,
                                         const std::string& sentence);

// What waits and was written under another id than this node has (its key was renewed) becomes Failed with
// the sentence: nobody could acknowledge it. Gives the rows changed.
std::vector<StoredMessage> abandon_outbox(SQLite::Database& database, const PeerKey& self,
                                          const std::string& sentence);

// Entries that were queued by a clock that could not be right count from now on.
void restart_outbox_clocks(SQLite::Database& database, std::int64_t earliest_plausible, std::int64_t now);

// A person wrote to this peer or took something from them: no stranger from now on.
void mark_talked(SQLite::Database& database, const PeerKey& peer, std::int64_t now);

}  // namespace culver::store
