
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
