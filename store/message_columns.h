// SPDX-License-Identifier: Apache-2.0
// The columns of a message in the one order in which every query reads them. Store thread only.
#pragma once
#include "store/message.h"
#include "store/query.h"

#include <string>

namespace culver::store {

inline const std::string kMessageColumns =
    "messages.row, conversation, author, incarnation, sequence, id, clock, position, kind, target, "
    "operation, text,"
    " time, arrival, direction, state, failure, edited, mentions, shown, attachment, digest";

// The row under the query's cursor; its message begins at column 0.
[[nodiscard]] StoredMessage message_of(Query& query);

}  // namespace culver::store
