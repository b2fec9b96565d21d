// SPDX-License-Identifier: Apache-2.0
// The message log as the rest of the node asks for it: pages of a conversation, search over everything,
// states. What must happen in one transaction with other rows is built from message_rows.h.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "store/database.h"
#include "store/message.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace culver::store {

inline constexpr std::size_t kMaxPage = 10'000;  // rows in one answer: bounds memory, not what can be read

struct HistoryQuery {
    ConversationId conversation = {};
    std::size_t limit = 50;                   // the last so many that match; at most kMaxPage
    std::optional<std::int64_t> since = {};   // shown time, inclusive
    std::optional<std::int64_t> until = {};   // shown time, exclusive
    std::optional<MessagePlace> before = {};  // exclusive: the page above one that is shown
    std::optional<MessagePlace> after = {};   // exclusive: the page below one that is shown
    bool is_first = false;                    // the first that match instead of the last
    std::string search = {};                  // words that must stand in the text together; empty: all
};

struct SearchQuery {
    std::string text;
    std::optional<ConversationId> in = {};
    std::optional<PeerKey> from = {};
    std::optional<std::int64_t> since = {};
    std::optional<std::int64_t> until = {};
    std::optional<MessagePlace> before = {};  // exclusive: the hits above those that are shown
    std::size_t limit = 50;                   // at most kMaxPage
};

struct SearchHit {
    StoredMessage message;
    std::string snippet;  // the words around the place, with … where text was left out
};

struct ConversationSummary {
    ConversationId conversation;
    StoredMessage last;
    std::uint64_t unread = 0;
    std::set<PeerId> mentions;  // of unread ones; a zero id means all
};

class History {
public:
    explicit History(Database& database) : database_(database) {}  // keeps database

    // Oldest first.
    Task<Result<std::vector<StoredMessage>>> page(HistoryQuery query);

    // Oldest first, the newest `limit` hits.
    Task<Result<std::vector<SearchHit>>> search(SearchQuery query);

    Task<Result<std::optional<StoredMessage>>> find(ConversationId conversation, MessageId id);

    // Every conversation with its last message, newest first.
    Task<Result<std::vector<ConversationSummary>>> conversations();
    Task<Result<std::uint64_t>> unread(ConversationId conversation);

private:
    Database& database_;
};

}  // namespace culver::store
