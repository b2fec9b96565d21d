// SPDX-License-Identifier: Apache-2.0
// What travels on a lane, all numbers big endian. Sender to receiver, a header of 32 bytes and, for a block,
// `wire length` bytes after it:
//
//     kind     u8   1 block, 2 entry failed, 3 end
//     form     u8   of a block: 0 raw, 1 zstd (one frame), 2 zero (no bytes follow)
//     again    u8   1 when this block was sent before (for counting; it may have been lost)
//     reserved u8   0, ignored when read
//     index    u32  of the block, or of the entry that failed
//     raw      u32  length of the block's content; of a failed entry the SourceFault
//     wire     u32  bytes that follow
//     check    16   XXH3-128 of the content, canonical (big endian)
//
// Receiver to sender, 16 bytes: how many blocks of this lane, counted in the order sent, are written together
// with their journal entries, and the rate the receiver wishes not to be exceeded.
//
//     kind     u8   1 confirmation
//     reserved u8[3]
//     blocks   u32
//     limit    u64  bytes per second, 0 none
#pragma once
#include "base/result.h"
#include "transfer/check.h"

#include <array>
#include <cstdint>
#include <span>

namespace culver::transfer {

inline constexpr std::size_t kLaneHeaderBytes = 32;
inline constexpr std::size_t kConfirmationBytes = 16;

enum class LaneKind : std::uint8_t { Block = 1, EntryFailed = 2, End = 3 };
enum class BlockForm : std::uint8_t { Raw = 0, Zstd = 1, Zero = 2 };

// Why a file of the offer will not arrive.
enum class SourceFault : std::uint32_t { Changed = 1, Unreadable = 2 };

struct LaneHeader {
    LaneKind kind = LaneKind::End;
    BlockForm form = BlockForm::Raw;
    bool is_again = false;
    std::uint32_t index = 0;
    std::uint32_t raw_length = 0;
    std::uint32_t wire_length = 0;
    Check128 check{};
    bool operator==(const LaneHeader&) const = default;
};

struct Confirmation {
    std::uint32_t blocks = 0;
    std::uint64_t limit = 0;
    bool operator==(const Confirmation&) const = default;
};

void encode(const LaneHeader& header, std::span<std::uint8_t, kLaneHeaderBytes> into);

// Fails with ProtocolErrc::Malformed for an unknown kind or form and for lengths that contradict the form
// (raw: equal; zstd: smaller; zero: none; others: none). Whether the block exists is the receiver's question.
[[nodiscard]] Result<LaneHeader> decode_lane_header(std::span<const std::uint8_t, kLaneHeaderBytes> bytes);

void encode(const Confirmation& confirmation, std::span<std::uint8_t, kConfirmationBytes> into);
[[nodiscard]] Result<Confirmation> decode_confirmation(
    std::span<const std::uint8_t, kConfirmationBytes> bytes);

}  // namespace culver::transfer
