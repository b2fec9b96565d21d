// SPDX-License-Identifier: Apache-2.0
#include "store/history.h"

#include "store/message_archive.h"
#include "store/message_changes.h"
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

// The order of the index messages_in_order, which ends with the row.
constexpr auto kNewestFirst = " ORDER BY position DESC, id DESC, messages.row DESC LIMIT ?";
constexpr auto kOldestFirst = " ORDER BY position, id, messages.row LIMIT ?";
constexpr auto kBefore = " AND (position, id, messages.row) < (?, ?, ?)";
constexpr auto kAfter = " AND (position, id, messages.row) > (?, ?, ?)";

void bind_place(Query& query, const std::optional<MessagePlace>& place) {
    if (place) query.with(place->position).with(place->id).with(place->row);
}

std::vector<StoredMessage> load_page(SQLite::Database& database, const HistoryQuery& wanted) {
    auto sql = "SELECT " + kMessageColumns + " FROM messages WHERE conversation = ? AND shown = 1";
    if (wanted.since) sql += " AND time >= ?";
    if (wanted.until) sql += " AND time < ?";
    if (wanted.before) sql += kBefore;
    if (wanted.after) sql += kAfter;
    const bool is_first = wanted.is_first || wanted.after;
    Query query(database, sql + words_condition(wanted.search) + (is_first ? kOldestFirst : kNewestFirst));
    query.with(wanted.conversation);
    if (wanted.since) query.with(*wanted.since);
    if (wanted.until) query.with(*wanted.until);
    bind_place(query, wanted.before);
    bind_place(query, wanted.after);
    bind_words(query, wanted.search);
    query.with(std::min(wanted.limit, kMaxPage));
    auto messages = newest_turned_round(query);
    if (is_first) std::ranges::reverse(messages);
    for (auto& message : messages) load_marks(database, message);
    return messages;
}

// The newest rows with a word are found at once in the index, however common it is. Arrival and position
// differ by what came late, so a good many more than are asked for are looked at.
constexpr std::size_t kNewestRows = 2'000;
constexpr auto kAmongNewest =
    " AND messages.row IN (SELECT rowid FROM message_words WHERE message_words MATCH ? ORDER BY rowid DESC "
    "LIMIT ?)";

enum class Reach { Newest, All };

std::vector<StoredMessage> hits_within(SQLite::Database& database, const SearchQuery& wanted, Reach reach) {
    auto sql = "SELECT " + kMessageColumns + " FROM messages WHERE shown = 1";
    if (wanted.in) sql += " AND conversation = ?";
    if (wanted.from) sql += " AND author = ?";
    if (wanted.since) sql += " AND time >= ?";
    if (wanted.until) sql += " AND time < ?";
    if (wanted.before) sql += kBefore;
    const auto condition = reach == Reach::Newest ? std::string(kAmongNewest) : words_condition(wanted.text);
    Query query(database, sql + condition + kNewestFirst);
    if (wanted.in) query.with(*wanted.in);
    if (wanted.from) query.with(*wanted.from);
    if (wanted.since) query.with(*wanted.since);
    if (wanted.until) query.with(*wanted.until);
    bind_place(query, wanted.before);
    bind_words(query, wanted.text);
    if (reach == Reach::Newest) query.with(kNewestRows);
    query.with(std::min(wanted.limit, kMaxPage));
    return newest_turned_round(query);
}

// The latest rows are the latest messages, except where some were imported.
bool has_many_since_import(SQLite::Database& database, const std::string& phrase) {
    Query query(
        database,
        "SELECT count(*), min(rowid) FROM (SELECT rowid FROM message_words WHERE message_words MATCH ?"
        " ORDER BY rowid DESC LIMIT ?)");
    if (!query.with(phrase).with(kNewestRows).next() || query.number(0) < kNewestRows) return false;
    Query imported(database, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = ?");
    return !imported.with(kLastArchived).next() || query.integer(1) > imported.integer(0);
}

std::vector<SearchHit> load_hits(SQLite::Database& database, const SearchQuery& wanted) {
    const auto phrase = phrase_of(wanted.text);
    const bool is_common = !phrase.empty() && has_many_since_import(database, phrase);
    auto messages = hits_within(database, wanted, is_common ? Reach::Newest : Reach::All);
    if (is_common && messages.size() < wanted.limit) messages = hits_within(database, wanted, Reach::All);
    std::vector<SearchHit> hits;
    for (auto& message : messages) {
        load_marks(database, message);
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

std::set<PeerId> unread_mentions(SQLite::Database& database, const ConversationId& conversation) {
    Query query(database,
                "SELECT mentions FROM messages WHERE conversation = ? AND direction = 0 AND state = 2"
                " AND length(mentions) > 0");
    query.with(conversation);
    std::set<PeerId> people;
    while (query.next()) {
        const auto ids = query.bytes(0);
        for (std::size_t at = 0; at + PeerId::kBytes <= ids.size(); at += PeerId::kBytes)
            people.insert(*PeerId::from_bytes(ByteView(ids).subspan(at, PeerId::kBytes)));
    }
    return people;
}

std::vector<ConversationSummary> load_conversations(SQLite::Database& database) {
    std::vector<ConversationSummary> summaries;
    auto conversation = conversation_after(database, {});
    for (; conversation; conversation = conversation_after(database, *conversation)) {
        auto last = load_page(database, {.conversation = *conversation, .limit = 1});
        if (last.empty()) continue;
        summaries.push_back({*conversation, std::move(last.front()), count_unread(database, *conversation),
                             unread_mentions(database, *conversation)});
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
    auto work = [=](SQLite::Database& database) {
        auto found = find_message(database, conversation, id);
        if (found) load_marks(database, *found);
        return found;
    };
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
