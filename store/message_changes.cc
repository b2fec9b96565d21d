// SPDX-License-Identifier: Apache-2.0
#include "store/message_changes.h"

#include "base/signature.h"
#include "store/attachment_rows.h"
#include "store/message_columns.h"
#include "store/query.h"
#include "store/search_text.h"
#include "store/word_purge.h"

namespace culver::store {

void index_words(SQLite::Database& database, std::int64_t row, const std::string& words) {
    if (words.empty()) return;
    Query(database, "INSERT INTO message_words(rowid, words) VALUES(?, ?)")
        .with(row)
        .with(shadow_of(words))
        .run();
}

void forget_words(SQLite::Database& database, const StoredMessage& message) {
    if (!message.is_shown || message.text.empty()) return;
    // An index without content has to be told what it holds to forget it.
    Query(database, "INSERT INTO message_words(message_words, rowid, words) VALUES('delete', ?, ?)")
        .with(message.row)
        .with(shadow_of(message.text))
        .run();
    note_words_gone(database);
}

void digest_operation(StoredMessage& message) {
    if (message.operation.size() == kDigestBytes) return;
    const auto digest = sha256(message.operation);
    message.operation.assign(digest.begin(), digest.end());
}

void replace_words(SQLite::Database& database, StoredMessage& message, std::string text,
                   std::int64_t edited) {
    forget_words(database, message);
    message.text = std::move(text);
    message.edited = edited;
    Query(database, "UPDATE messages SET text = ?, edited = ? WHERE row = ?")
        .with(message.text)
        .with(edited)
        .with(message.row)
        .run();
    index_words(database, message.row, message.text);
}

void erase_words(SQLite::Database& database, StoredMessage& message) {
    if (message.state == MessageState::Recalled) return;
    forget_words(database, message);
    digest_operation(message);
    message.text.clear();
    message.attachment.clear();
    message.digest.reset();
    message.kept.reset();
    message.state = MessageState::Recalled;
    Query(database,
          "UPDATE messages SET text = '', operation = ?, state = ?, failure = '', attachment = x'',"
          " digest = NULL WHERE row = ?")
        .with(ByteView(message.operation))
        .with(static_cast<int>(message.state))
        .with(message.row)
        .run();
}

std::vector<StoredMessage> find_about(SQLite::Database& database, const StoredMessage& target,
                                      const PeerKey& author) {
    Query query(database, "SELECT " + kMessageColumns +
                              " FROM messages WHERE conversation = ? AND target = ? AND author = ?"
                              " ORDER BY row");
    query.with(target.conversation).with(target.id).with(author);
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    return messages;
}

std::vector<StoredMessage> find_about(SQLite::Database& database, const StoredMessage& target) {
    Query query(database, "SELECT " + kMessageColumns +
                              " FROM messages WHERE conversation = ? AND target = ? ORDER BY row");
    query.with(target.conversation).with(target.id);
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    return messages;
}

void put_mark(SQLite::Database& database, const StoredMessage& target, const Mark& mark) {
    Query(database,
          "INSERT OR REPLACE INTO marks(conversation, target, kind, author, text, time)"
          " VALUES(?, ?, ?, ?, ?, ?)")
        .with(target.conversation)
        .with(target.id)
        .with(mark.kind)
        .with(mark.author)
        .with(mark.text)
        .with(mark.time)
        .run();
}

void remove_mark(SQLite::Database& database, const StoredMessage& target, const Mark& mark) {
    Query(database, "DELETE FROM marks WHERE conversation = ? AND target = ? AND kind = ? AND author = ?")
        .with(target.conversation)
        .with(target.id)
        .with(mark.kind)
        .with(mark.author)
        .run();
}

void load_marks(SQLite::Database& database, StoredMessage& message) {
    Query query(database,
                "SELECT author, kind, text, time FROM marks WHERE conversation = ? AND target = ?"
                " ORDER BY kind, author");
    query.with(message.conversation).with(message.id);
    message.marks.clear();
    while (query.next()) {
        message.marks.push_back(
            {query.peer(0), static_cast<std::uint8_t>(query.integer(1)), query.text(2), query.integer(3)});
    }
    message.kept = message.digest ? find_attachment(database, *message.digest) : std::nullopt;
}

}  // namespace culver::store
