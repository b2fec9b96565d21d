
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
