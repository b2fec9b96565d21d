// SPDX-License-Identifier: Apache-2.0
// The check of a block: XXH3-128 over its raw bytes. The link is authenticated; the check is for memory, disk
// and resume. It identifies nothing where a peer could choose the content.
#pragma once
#include "base/bytes.h"

#include <array>
#include <compare>
#include <cstdint>

namespace culver::transfer {

struct Check128 {
    std::array<std::uint8_t, 16> bytes{};  // canonical form: big endian, high half first
    auto operator<=>(const Check128&) const = default;
};

[[nodiscard]] Check128 check_of(ByteView raw);

// The check of that many zero bytes; keeps none of them in memory.
[[nodiscard]] Check128 check_of_zeros(std::size_t length);

// True when every byte is zero.
[[nodiscard]] bool is_all_zero(ByteView raw);

// XXH3-64, for the records of our own files.
[[nodiscard]] std::uint64_t short_check(ByteView bytes, std::uint64_t seed);

}  // namespace culver::transfer
