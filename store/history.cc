// SPDX-License-Identifier: Apache-2.0
#include "store/history.h"

#include "store/message_columns.h"
#include "store/message_rows.h"
#include "store/query.h"
#include "store/search_text.h"

#include <algorithm>

namespace culver::store {
namespace {

// The condition that finds words: through the index, or by comparing when the search holds no letter or
// digit.
std::string words_condition(const std::string& search) {
    if (search.empty()) return "";
    if (phrase_of(search).empty()) return " AND instr(text, ?) > 0";
    return " AND messages.row IN (SELECT rowid FROM message_words WHERE message_words MATCH ?)";
}

void bind_words(Query& query, const std::string& search) {
    if (search.empty()) return;
    const auto phrase = phrase_of(search);
    query.with(phrase.empty() ? search : phrase);
}

std::vector<StoredMessage> newest_turned_round(Query& query) {
    std::vector<StoredMessage> messages;
    while (query.next()) messages.push_back(message_of(query));
    std::ranges::reverse(messages);
    return messages;
}

constexpr auto kNewestFirst = " ORDER BY position DESC, id DESC LIMIT ?";

std::vector<StoredMessage> load_page(SQLite::Database& database, const HistoryQuery& wanted) {
    auto sql = "SELECT " + kMessageColumns + " FROM messages WHERE conversation = ?";
    if (wanted.since) sql += " AND time >= ?";
    if (wanted.until) sql += " AND time < ?";
    if (wanted.before) sql += " AND position < ?";
    Query query(database, sql + words_condition(wanted.search) + kNewestFirst);
    query.with(wanted.conversation);
    if (wanted.since) query.with(*wanted.since);
    if (wanted.until) query.with(*wanted.until);
    if (wanted.before) query.with(*wanted.before);
    bind_words(query, wanted.search);
    query.with(std::min(wanted.limit, kMaxPage));
    return newest_turned_round(query);
}

std::vector<SearchHit> load_hits(SQLite::Database& database, const SearchQuery& wanted) {
    auto sql = "SELECT " + kMessageColumns + " FROM messages WHERE 1";
    if (wanted.in) sql += " AND conversation = ?";
    if (wanted.from) sql += " AND author = ?";
    if (wanted.since) sql += " AND time >= ?";
    if (wanted.until) sql += " AND time < ?";
    Query query(database, sql + words_condition(wanted.text) + kNewestFirst);
    if (wanted.in) query.with(*wanted.in);
    if (wanted.from) query.with(*wanted.from);
    if (wanted.since) query.with(*wanted.since);
    if (wanted.until) query.with(*wanted.until);
    bind_words(query, wanted.text);
    query.with(std::min(wanted.limit, kMaxPage));
    std::vector<SearchHit> hits;
    for (auto& message : newest_turned_round(query)) {
        auto snippet = snippet_of(message.text, wanted.text);
        hits.push_back({std::move(message), std::move(snippet)});
    }
    return hits;
}

// From one conversation to the next by the index: the number of messages does not matter.
std::optional<ConversationId> conversation_after(SQLite::Database& database, const ConversationId& former) {
    Query query(database,
                "SELECT conversation FROM messages WHERE conversation > ? ORDER BY conversation LIMIT 1");
    if (!query.with(former).next()) return std::nullopt;
    return query.id<ConversationId>(0);
}

std::vector<ConversationSummary> load_conversations(SQLite::Database& database) {
    std::vector<ConversationSummary> summaries;
    auto conversation = conversation_after(database, {});
    for (; conversation; conversation = conversation_after(database, *conversation)) {
        auto last = load_page(database, {.conversation = *conversation, .limit = 1});
        summaries.push_back({*conversation, std::move(last.front()), count_unread(database, *conversation)});
    }
    std::ranges::sort(summaries, std::greater{}, [](const auto& summary) { return summary.last.position; });
    return summaries;
}

}  // namespace

Task<Result<std::vector<StoredMessage>>> History::page(HistoryQuery query) {
    auto work = [query](SQLite::Database& database) { return load_page(database, query); };
    co_return co_await database_.read(work);
}

Task<Result<std::vector<SearchHit>>> History::search(SearchQuery query) {
    auto work = [query](SQLite::Database& database) { return load_hits(database, query); };
    co_return co_await database_.read(work);
}

Task<Result<std::optional<StoredMessage>>> History::find(ConversationId conversation, MessageId id) {
    auto work = [=](SQLite::Database& database) { return find_message(database, conversation, id); };
    co_return co_await database_.read(work);
}

Task<Result<std::vector<ConversationSummary>>> History::conversations() {
    auto work = [](SQLite::Database& database) { return load_conversations(database); };
    co_return co_await database_.read(work);
}

Task<Result<std::uint64_t>> History::unread(ConversationId conversation) {
    auto work = [conversation](SQLite::Database& database) { return count_unread(database, conversation); };
    co_return co_await database_.read(work);
}

}  // namespace culver::store
