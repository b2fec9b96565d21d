// SPDX-License-Identifier: Apache-2.0
// A peer whose machine was set up anew has another key: what belonged to the former one becomes the
// successor's. For a work given to Database::write, so that all of it happens or nothing. Store thread;
// throws SQLite::Exception.
#pragma once
#include "base/ids.h"
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <vector>

namespace culver::store {

struct Succession {
    PeerKey former;
    PeerKey successor;
    IncarnationId archive;  // random: what was said before counts in a life of its own, so no numbers clash
};

// Takes what waits for the former peer out of the log and gives it, oldest first: the room above writes it
// again for the successor.
[[nodiscard]] std::vector<StoredMessage> take_outbox(SQLite::Database& database, const PeerKey& former);

// The rest: messages (those of the former peer become the successor's), rule, names. The successor is
// verified and no stranger; the former peer is forgotten. A rule that the successor has already stays.
void carry_over(SQLite::Database& database, const Succession& succession);

}  // namespace culver::store
