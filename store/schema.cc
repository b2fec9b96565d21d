// SPDX-License-Identifier: Apache-2.0
#include "store/schema.h"

namespace culver::store {
namespace {

// Version 1. Peers and conversations are 33 bytes (protocol or group mark, then the id); times are
// milliseconds since 1970; states, kinds and directions are the numbers of message.h, transfers.h and
// peers.h.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE meta(
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE peers(
    key         BLOB PRIMARY KEY CHECK(length(key) = 33),
    public_key  BLOB CHECK(public_key IS NULL OR length(public_key) = 32),
    name        TEXT NOT NULL DEFAULT '',
    department  TEXT NOT NULL DEFAULT '',
    status_text TEXT NOT NULL DEFAULT '',
    trust       INTEGER NOT NULL DEFAULT 0,
    talked      INTEGER NOT NULL DEFAULT 0,
    first_seen  INTEGER NOT NULL DEFAULT 0,
    last_seen   INTEGER NOT NULL DEFAULT 0,
    addresses   TEXT NOT NULL DEFAULT ''      -- endpoints, one a line
) STRICT, WITHOUT ROWID;

-- Every name a remembered peer was ever seen with, as its look (control/name_look.h).
CREATE TABLE peer_names(
    peer BLOB NOT NULL CHECK(length(peer) = 33),
    name TEXT NOT NULL,
    PRIMARY KEY(peer, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE recent_addresses(
    peer         BLOB NOT NULL CHECK(length(peer) = 33),
    endpoint     TEXT NOT NULL,
    last_success INTEGER NOT NULL,
    PRIMARY KEY(peer, endpoint)
) STRICT, WITHOUT ROWID;

CREATE TABLE transfers(
    id        BLOB PRIMARY KEY CHECK(length(id) = 16),
    peer      BLOB NOT NULL CHECK(length(peer) = 33),
    direction INTEGER NOT NULL,
    created   INTEGER NOT NULL,
    updated   INTEGER NOT NULL,
    finished  INTEGER NOT NULL,
    record    BLOB NOT NULL
) STRICT;

CREATE TABLE rules(
    peer      BLOB PRIMARY KEY CHECK(length(peer) = 33),
    enabled   INTEGER NOT NULL,
    folder    TEXT NOT NULL,
    max_bytes INTEGER
) STRICT, WITHOUT ROWID;

-- The log of operations. Rows are never removed while a copy of them may still be sent by somebody: what is
-- recalled or forgotten loses its words and keeps its place.
CREATE TABLE messages(
    row          INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation BLOB NOT NULL CHECK(length(conversation) = 33),
    author       BLOB NOT NULL CHECK(length(author) = 33),
    incarnation  BLOB NOT NULL CHECK(length(incarnation) = 16),
    sequence     INTEGER NOT NULL CHECK(sequence > 0),
    id           BLOB NOT NULL CHECK(length(id) = 16),
    clock        INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    target       BLOB,
    operation    BLOB NOT NULL,
    text         TEXT NOT NULL,
    time         INTEGER NOT NULL,
    arrival      INTEGER NOT NULL,
    direction    INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    failure      TEXT NOT NULL DEFAULT '',
    UNIQUE(conversation, author, incarnation, sequence),
    UNIQUE(conversation, id, author)
) STRICT;
CREATE INDEX messages_in_order ON messages(conversation, position, id);
CREATE INDEX messages_by_target ON messages(conversation, target) WHERE target IS NOT NULL;
CREATE INDEX outbox ON messages(conversation, row) WHERE direction = 1 AND state IN (0, 1);
CREATE INDEX unread ON messages(conversation, position) WHERE direction = 0 AND state = 2;

-- One author's count in one conversation, per incarnation.
CREATE TABLE streams(
    conversation BLOB NOT NULL CHECK(length(conversation) = 33),
    author       BLOB NOT NULL CHECK(length(author) = 33),
    incarnation  BLOB NOT NULL CHECK(length(incarnation) = 16),
    highest      INTEGER NOT NULL DEFAULT 0,   -- own: last number given; others: last one judged
    clock        INTEGER NOT NULL DEFAULT 0,   -- highest clock adopted
    position     INTEGER NOT NULL DEFAULT 0,   -- of the author's last message: the next stands after it
    read_up_to   INTEGER NOT NULL DEFAULT 0,   -- others: read here; own: read there
    PRIMARY KEY(conversation, author, incarnation)
) STRICT, WITHOUT ROWID;

-- Words for the search: search_text.h's form of messages.text under the same row number. The form can be made again
-- from the text, so it is not stored a second time.
CREATE VIRTUAL TABLE message_words USING fts5(words, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2');
)sql";

// Messages that change other messages, and what people attached to one.
constexpr std::string_view kTalk = R"sql(
ALTER TABLE messages ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;    -- when the words were changed last
ALTER TABLE messages ADD COLUMN mentions BLOB NOT NULL DEFAULT x'';   -- 32 bytes for each person; zeros: all
ALTER TABLE messages ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;     -- 0: only changes another message

CREATE TABLE marks(
    conversation BLOB NOT NULL CHECK(length(conversation) = 33),
    target       BLOB NOT NULL CHECK(length(target) = 16),
    kind         INTEGER NOT NULL,
    author       BLOB NOT NULL CHECK(length(author) = 33),
    text         TEXT NOT NULL DEFAULT '',
    time         INTEGER NOT NULL,
    PRIMARY KEY(conversation, target, kind, author)
) STRICT, WITHOUT ROWID;

-- What remembered peers told about themselves.
CREATE TABLE cards(
    peer  BLOB PRIMARY KEY CHECK(length(peer) = 33),
    room  TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    note  TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
)sql";

// Groups: the signed operations as they came, in an order in which causes stand before effects.
constexpr std::string_view kGroups = R"sql(
CREATE TABLE talk_groups(
    id         BLOB PRIMARY KEY CHECK(length(id) = 32),
    answer     INTEGER NOT NULL,
    invited_by BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE group_operations(
    row       INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id  BLOB NOT NULL CHECK(length(group_id) = 32),
    hash      BLOB NOT NULL CHECK(length(hash) = 32),
    header    BLOB NOT NULL,
    signature BLOB NOT NULL,
    body      BLOB NOT NULL,              -- empty: not for this reader, recalled or forgotten
    UNIQUE(group_id, hash)
) STRICT;

CREATE TABLE group_receipts(
    group_id    BLOB NOT NULL CHECK(length(group_id) = 32),
    reader      BLOB NOT NULL CHECK(length(reader) = 32),
    incarnation BLOB NOT NULL CHECK(length(incarnation) = 16),
    delivered   INTEGER NOT NULL,
    read        INTEGER NOT NULL,
    PRIMARY KEY(group_id, reader, incarnation)
) STRICT, WITHOUT ROWID;
)sql";

// What messages carry. The bytes lie in attachments/ (attachment_folder.h); facts about them are those found
// in them.
constexpr std::string_view kAttachments = R"sql(
ALTER TABLE messages ADD COLUMN attachment BLOB NOT NULL DEFAULT x'';  -- chat's label
ALTER TABLE messages ADD COLUMN digest BLOB;
CREATE INDEX messages_by_digest ON messages(digest) WHERE digest IS NOT NULL;
CREATE INDEX attachments_by_author ON messages(author, arrival) WHERE digest IS NOT NULL;

CREATE TABLE attachments(
    digest   BLOB PRIMARY KEY CHECK(length(digest) = 32),
    size     INTEGER NOT NULL,
    state    INTEGER NOT NULL,
    asked    INTEGER NOT NULL DEFAULT 0,
    kind     INTEGER NOT NULL DEFAULT 3,
    type     TEXT NOT NULL DEFAULT '',
    width    INTEGER NOT NULL DEFAULT 0,
    height   INTEGER NOT NULL DEFAULT 0,
    duration INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
)sql";

// What became too old is found by it (retention.h).
constexpr std::string_view kRetention = "CREATE INDEX messages_by_arrival ON messages(arrival);";

// Words that were here once and are wanted no more. What an earlier version forgot cannot be told from what
// never came: it may come once more, and is forgotten again by its arrival.
constexpr std::string_view kForgotten =
    "ALTER TABLE group_operations ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;";

// What was let in unasked, by author and hour of arrival: nobody fills a disk in a day, whatever becomes of
// the messages. And the groups in which bytes came, whose members may have them from here; of what was there
// before, the first that carried it.
constexpr std::string_view kShares = R"sql(
CREATE TABLE unasked_bytes(
    author BLOB NOT NULL CHECK(length(author) = 33),
    hour   INTEGER NOT NULL,
    bytes  INTEGER NOT NULL,
    PRIMARY KEY(author, hour)
) STRICT, WITHOUT ROWID;
DROP INDEX attachments_by_author;

CREATE TABLE attachment_groups(
    digest   BLOB NOT NULL CHECK(length(digest) = 32),
    group_id BLOB NOT NULL CHECK(length(group_id) = 32),
    PRIMARY KEY(digest, group_id)
) STRICT, WITHOUT ROWID;
INSERT INTO attachment_groups SELECT digest, substr(conversation, 2)
    FROM (SELECT digest, conversation, min(row) FROM messages WHERE digest IS NOT NULL GROUP BY digest)
    WHERE substr(conversation, 1, 1) = x'80';
)sql";

// The small picture that a person shows: its digest, empty for none.
constexpr std::string_view kPictures = "ALTER TABLE cards ADD COLUMN picture BLOB NOT NULL DEFAULT x'';";

}  // namespace

const Schema& current_schema() {
    static const Schema schema = {kFirst,     kTalk,      kGroups, kAttachments,
                                  kRetention, kForgotten, kShares, kPictures};
    return schema;
}

}  // namespace culver::store
