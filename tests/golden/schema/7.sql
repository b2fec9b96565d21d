
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
