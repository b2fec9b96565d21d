
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
