// SPDX-License-Identifier: Apache-2.0
// A transfer as faces see it: a value, complete and self-contained.
#pragma once
#include "base/ids.h"
#include "transfer/protocol_errors.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::transfer {

enum class Direction : std::uint8_t { In = 0, Out = 1 };

// The numbers are stored.
enum class State : std::uint8_t {
    Offered = 0,  // out: the other side has not answered, perhaps is not there; in: a person has to decide
    Waiting = 1,  // agreed; waits for its turn
    Active = 2,   // blocks move, or the receiver brings all to its final names
    Paused = 3,   // by a person on either side
    Interrupted = 4,  // goes on by itself when the cause is gone; error says what the cause is
    Done = 5,         // proven by the receiver's signed receipt
    Declined = 6,
    Cancelled = 7,
    Failed = 8,  // for good; error says why
};

[[nodiscard]] std::string_view to_string(Direction direction);  // in out
[[nodiscard]] std::string_view to_string(State state);          // offered waiting active …
[[nodiscard]] inline bool is_final(State state) {
    return state >= State::Done;
}

// Files and folders below what a person named that are not sent.
struct LeftOut {
    std::uint32_t count = 0;
    std::string message;  // which, the first of them, and why; empty when there are none
    bool operator==(const LeftOut&) const = default;
};

struct TransferRow {
    TransferId id;
    Direction direction = Direction::In;
    PeerKey peer;
    State state = State::Offered;
    bool is_listed = true;  // false while the files are still being listed: the next two say nothing
    std::uint32_t files = 0;
    std::uint64_t bytes_total = 0;    // of what is wanted
    std::uint64_t bytes_done = 0;     // confirmed by the receiver's journal
    std::uint64_t bytes_on_wire = 0;  // blocks with their headers, on all lanes so far
    std::uint64_t bytes_resent = 0;   // the part of bytes_on_wire that had been sent before
    std::uint64_t bytes_saved = 0;    // by compression and holes
    std::uint64_t bytes_reused = 0;   // the part of bytes_done that the receiver had in an earlier version
    std::uint64_t rate = 0;           // content bytes per second; 0 unless active
    std::uint64_t rate_limit = 0;     // bytes on the wire per second, set on this side; 0: none
    // Out: what a person gave. In: top-level names of the offer, and once done their absolute final paths.
    std::vector<std::string> paths;
    std::optional<GroupId> group;  // that it was sent to; in: only when both sides are known as members
    std::string folder;            // in: where it goes; empty until accepted
    Failure error;                 // none in ordinary states
    std::int64_t created = 0;      // milliseconds since 1970
    std::int64_t updated = 0;
    bool paused_by_peer = false;  // meaningful while paused
    bool follow_links = false;    // out: links inside folders are sent as what they lead to
    LeftOut left_out{};           // out: known once the files are listed
    bool operator==(const TransferRow&) const = default;
};

}  // namespace culver::transfer
