
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
