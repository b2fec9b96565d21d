// SPDX-License-Identifier: Apache-2.0
// What peers sent, judged and written in one transaction: everything that waits becomes one commit, and what
// is to be answered and told is handed back for after it. Store thread; throws SQLite::Exception.
#pragma once
#include "base/ids.h"
#include "chat/chat_event.h"
#include "chat/hybrid_clock.h"
#include "chat/wire.h"
#include "store/message_rows.h"

#include <SQLiteCpp/Database.h>

#include <map>
#include <variant>
#include <vector>

namespace culver::chat {

// A stranger may fill a screen, not a disk: somebody has to read before more is taken.
inline constexpr std::uint64_t kMaxUnreadFromStranger = 100;
// A key costs nothing: of all strangers together no more waits to be read than twenty say who say all they
// may, or bytes that no disk misses (how fast it may come: stranger_mail.h). Whom a person wrote to, verified
// or blocked is no stranger.
inline constexpr std::uint64_t kMaxUnreadFromStrangers = 2'000;
inline constexpr std::uint64_t kMaxUnreadBytesFromStrangers = 4 * 1024 * 1024;

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

// Nothing more is taken from this stranger, or from any, until somebody reads.
[[nodiscard]] bool is_too_much(std::uint64_t unread, const store::UnreadOfStrangers& of_all);

// What is left to look up of ranges that a peer acknowledges, who may say what he likes: numbers that were
// used, in incarnations that are own ones, none of them twice. highest: of own incarnations, in this
// conversation.
[[nodiscard]] std::vector<AckRange> ranges_to_look_up(std::vector<AckRange> said,
                                                      const std::map<IncarnationId, std::uint64_t>& highest);

// Adds one number, growing the last range where it fits.
void add_to(std::vector<AckRange>& ranges, const IncarnationId& incarnation, std::uint64_t sequence);

}  // namespace culver::chat
