// SPDX-License-Identifier: Apache-2.0
// What peers sent, judged and written in one transaction: everything that waits becomes one commit, and what
// is to be answered and told is handed back for after it. Store thread; throws SQLite::Exception.
#pragma once
#include "base/ids.h"
#include "chat/chat_event.h"
#include "chat/hybrid_clock.h"
#include "chat/wire.h"

#include <SQLiteCpp/Database.h>

#include <map>
#include <variant>
#include <vector>

namespace culver::chat {

// A stranger may fill a screen, not a disk: somebody has to read before more is taken.
inline constexpr std::uint64_t kMaxUnreadFromStranger = 100;

struct Inbound {
    PeerId from;
    bool is_stranger = false;
    bool is_welcome = true;  // false: messages are refused
    std::variant<MessageFrame, std::vector<AckRange>, Refusal, std::vector<ReadPoint>> content;
};

// What follows from a batch once it is committed.
struct Digest {
    struct Answers {
        std::vector<AckRange> acks;
        std::vector<Refusal> refusals;
    };
    std::vector<ChatEvent> events;
    std::map<PeerId, Answers> answers;
    std::map<PeerId, std::vector<std::int64_t>> settled;  // rows of the outbox that wait no longer
    ClockValue clock = 0;                                 // the highest that was taken
};

struct IngestContext {
    PeerId self;
    WallTime now;
};

[[nodiscard]] Digest ingest(SQLite::Database& database, const std::vector<Inbound>& batch,
                            const IngestContext& context);

// Adds one number, growing the last range where it fits.
void add_to(std::vector<AckRange>& ranges, const IncarnationId& incarnation, std::uint64_t sequence);

}  // namespace culver::chat
