// SPDX-License-Identifier: Apache-2.0
#include "transfer/lane_frame.h"

#include "transfer/protocol_errors.h"

#include <algorithm>

namespace culver::transfer {
namespace {

// Places of the fields in the 32 bytes.
constexpr std::size_t kIndexAt = 4;
constexpr std::size_t kRawAt = 8;
constexpr std::size_t kWireAt = 12;
constexpr std::size_t kCheckAt = 16;
// And in the 16 bytes of a confirmation.
constexpr std::size_t kBlocksAt = 4;
constexpr std::size_t kLimitAt = 8;
constexpr std::uint8_t kConfirmationKind = 1;

template <class Number>
void put(std::uint8_t* into, Number value) {
    for (std::size_t place = sizeof(Number); place-- > 0; value = static_cast<Number>(value >> 8)) {
        into[place] = static_cast<std::uint8_t>(value);
    }
}

template <class Number>
Number get(const std::uint8_t* from) {
    Number value = 0;
    for (std::size_t place = 0; place < sizeof(Number); ++place)
        value = static_cast<Number>(value << 8 | from[place]);
    return value;
}

std::unexpected<Error> malformed() {
    return fail(ProtocolErrc::Malformed, "reading from a lane");
}

bool has_sound_lengths(const LaneHeader& header) {
    if (header.kind != LaneKind::Block) return header.wire_length == 0;
    switch (header.form) {
        case BlockForm::Raw: return header.wire_length == header.raw_length && header.raw_length > 0;
        case BlockForm::Zstd: return header.wire_length < header.raw_length && header.wire_length > 0;
        case BlockForm::Zero: return header.wire_length == 0 && header.raw_length > 0;
    }
    return false;
}

}  // namespace

void encode(const LaneHeader& header, std::span<std::uint8_t, kLaneHeaderBytes> into) {
    std::ranges::fill(into, std::uint8_t{0});
    into[0] = static_cast<std::uint8_t>(header.kind);
    into[1] = static_cast<std::uint8_t>(header.form);
    into[2] = header.is_again ? 1 : 0;
    put(&into[kIndexAt], header.index);
    put(&into[kRawAt], header.raw_length);
    put(&into[kWireAt], header.wire_length);
    std::ranges::copy(header.check.bytes, &into[kCheckAt]);
}

Result<LaneHeader> decode_lane_header(std::span<const std::uint8_t, kLaneHeaderBytes> bytes) {
    LaneHeader header;
    if (bytes[0] < 1 || bytes[0] > 3 || bytes[1] > 2) return malformed();
    header.kind = static_cast<LaneKind>(bytes[0]);
    header.form = static_cast<BlockForm>(bytes[1]);
    header.is_again = bytes[2] == 1;
    header.index = get<std::uint32_t>(&bytes[kIndexAt]);
    header.raw_length = get<std::uint32_t>(&bytes[kRawAt]);
    header.wire_length = get<std::uint32_t>(&bytes[kWireAt]);
    std::copy_n(&bytes[kCheckAt], header.check.bytes.size(), header.check.bytes.begin());
    if (!has_sound_lengths(header)) return malformed();
    return header;
}

void encode(const Confirmation& confirmation, std::span<std::uint8_t, kConfirmationBytes> into) {
    std::ranges::fill(into, std::uint8_t{0});
    into[0] = kConfirmationKind;
    put(&into[kBlocksAt], confirmation.blocks);
    put(&into[kLimitAt], confirmation.limit);
}

Result<Confirmation> decode_confirmation(std::span<const std::uint8_t, kConfirmationBytes> bytes) {
    if (bytes[0] != kConfirmationKind) return malformed();
    return Confirmation{get<std::uint32_t>(&bytes[kBlocksAt]), get<std::uint64_t>(&bytes[kLimitAt])};
}

}  // namespace culver::transfer
