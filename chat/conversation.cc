// SPDX-License-Identifier: Apache-2.0
#include "chat/conversation.h"

#include "base/signature.h"

#include <algorithm>

namespace culver::chat {
namespace {

bool is_same(const Held& held, const Candidate& candidate) {
    if (held.id != candidate.id) return false;
    if (held.is_recalled && std::ranges::equal(held.raw, sha256(candidate.raw))) return true;
    return std::ranges::equal(held.raw, candidate.raw);
}

}  // namespace

Verdict judge(const Candidate& candidate, const StreamView& stream) {
    if (stream.by_number) return is_same(*stream.by_number, candidate) ? Verdict::Repeat : Verdict::Conflict;
    if (candidate.sequence <= stream.highest) return Verdict::Withdrawn;
    if (candidate.previous > stream.highest) return Verdict::Gap;
    if (stream.by_id) return Verdict::Conflict;
    return Verdict::Take;
}

Place place_of(ClockValue written, WallTime arrival, ClockValue after) {
    const auto latest = clock_at(to_milliseconds(arrival + kMaxClockLead));
    const auto earliest = clock_at(to_milliseconds(arrival - kMaxClockLag));
    auto believed = std::min(written, latest);
    if (written < earliest) believed = clock_at(to_milliseconds(arrival));
    return {.position = std::max(believed, after + 1), .milliseconds = milliseconds_of(believed)};
}

}  // namespace culver::chat
