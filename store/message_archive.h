// SPDX-License-Identifier: Apache-2.0
// Messages leaving for a file and coming back from one. Store thread only; both throw SQLite::Exception.
#pragma once
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace culver::store {

// In meta: the row that was imported last. Rows up to it do not stand in the order of their places.
inline constexpr std::string_view kLastArchived = "last_archived_row";

struct ArchiveQuery {
    std::optional<ConversationId> conversation = {};
    std::optional<std::int64_t> since = {};  // shown time, inclusive
    std::optional<std::int64_t> until = {};  // shown time, exclusive
    bool with_hidden = false;                // also what only changes another message
    std::int64_t after_row = 0;
    std::size_t limit = 500;
};

// In the order of arrival, with their marks.
[[nodiscard]] std::vector<StoredMessage> load_archive(SQLite::Database& database, const ArchiveQuery& query);

// Adds those whose number and id are free, with their marks and words; their streams count on behind them, so
// that no number is given twice. What came from other programs gets a new number. Gives how many of them are
// shown as messages.
std::uint64_t add_archived(SQLite::Database& database, const std::vector<StoredMessage>& messages);

}  // namespace culver::store
