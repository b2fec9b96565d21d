// SPDX-License-Identifier: Apache-2.0
// Messages that a person keeps no longer. What nobody here has read, and what still waits in the outbox,
// stays whatever its age. Store thread only; throws SQLite::Exception.
//
// Between two people words and attachments go at once; the place of the message, with the digest of its
// bytes, stays until nobody sends it again, so that a late repetition is recognised and shown to nobody. Of a
// group the message goes, and of its log the body: the chain of headers still verifies.
#pragma once
#include "base/ids.h"

#include <SQLiteCpp/Database.h>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace culver::store {

// One transaction's work: a few milliseconds, so that no message waits behind it.
inline constexpr std::size_t kForgetAtOnce = 200;
// An outbox gives up after 30 days; a day more for clocks.
inline constexpr std::int64_t kRepetitionMilliseconds = 31LL * 24 * 3'600'000;

// Forgets at most kForgetAtOnce messages that arrived before that moment (milliseconds since 1970). Gives how
// many it were: fewer than that when nothing older is left.
std::size_t forget_messages_before(SQLite::Database& database, std::int64_t arrival);

// When the newest message arrived; nothing when there is none.
[[nodiscard]] std::optional<std::int64_t> newest_arrival(SQLite::Database& database);

}  // namespace culver::store
