// SPDX-License-Identifier: Apache-2.0
// What is taken, in which order, and where it stands. Pure; one decision at a time, about one message of one
// stream (one author's count in one conversation, in one life of the author's profile).
//
// Exactly once, in order:
//  - every message names the one before it that its author still owes (previous);
//  - it is taken when that one was judged before, else it is a gap: not taken, not acknowledged, and the
//  author, who
//    sends everything that is not acknowledged again and in order, closes the gap;
//  - numbers that are passed over were given up by the author (refused, expired) and are never taken
//  afterwards;
//  - what was judged is known by number and by id, with its bytes: the same again is acknowledged again,
//  anything
//    else under a known number or id is refused.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "chat/hybrid_clock.h"

#include <cstdint>
#include <optional>

namespace culver::chat {

struct Candidate {
    std::uint64_t sequence = 0;
    std::uint64_t previous = 0;
    MessageId id;
    ByteView raw;
};

// A stored message that has the candidate's number or id.
struct Held {
    MessageId id;
    ByteView raw;
    bool is_recalled = false;  // or forgotten: raw is the SHA-256 of what was there
};

struct StreamView {
    std::uint64_t highest = 0;      // the last number judged, taken or refused
    std::optional<Held> by_number;  // of the same stream
    std::optional<Held> by_id;      // of anybody in the conversation
};

enum class Verdict {
    Take,
    Repeat,    // already here: acknowledge again
    Gap,       // something before it is missing: say nothing
    Conflict,  // another message under the same number or id
    Withdrawn  // a number that was passed over
};

[[nodiscard]] Verdict judge(const Candidate& candidate, const StreamView& stream);

struct Place {
    ClockValue position = 0;        // where the message stands in the conversation
    std::int64_t milliseconds = 0;  // the time to show
};

// A clock further than kMaxClockLead ahead of arrival counts as that far ahead; one further than kMaxClockLag
// behind counts as the arrival. A message never stands before an earlier one of its stream (after).
[[nodiscard]] Place place_of(ClockValue written, WallTime arrival, ClockValue after);

}  // namespace culver::chat
