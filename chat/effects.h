// SPDX-License-Identifier: Apache-2.0
// What an edit, a recall, a reaction or a confirmation does to the message it is about. Only an author edits
// and recalls; what has no right or no target does nothing and stays in the log. Store thread; throws
// SQLite::Exception.
#pragma once
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <optional>
#include <vector>

namespace culver::chat {

struct Effect {
    std::optional<store::StoredMessage> changed;  // with its marks
    std::vector<std::int64_t> withdrawn;          // rows that need not go out any longer
};

// Requires: message is stored.
// by_authority: the author may recall what others wrote (a group's admin).
[[nodiscard]] Effect apply_effect(SQLite::Database& database, const store::StoredMessage& message,
                                  bool by_authority = false);

// Sets what follows from the kind alone: whether it is shown, and how an incoming one counts. A stranger's
// are counted as unread, so that the limit for strangers holds for them too.
void classify(store::StoredMessage& message, bool is_from_stranger);

}  // namespace culver::chat
