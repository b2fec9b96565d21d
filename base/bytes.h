// SPDX-License-Identifier: Apache-2.0
// Plain bytes, and their two text forms: hexadecimal, and base32 (RFC 4648 alphabet in lower case, no
// padding).
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace culver {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// The characters of a string as bytes; borrows text.
[[nodiscard]] ByteView as_bytes(std::string_view text);
[[nodiscard]] Bytes to_bytes(std::string_view text);

// The bytes as characters; borrows bytes.
[[nodiscard]] std::string_view as_text(ByteView bytes);

[[nodiscard]] std::string to_hex(ByteView bytes);
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

[[nodiscard]] std::string to_base32(ByteView bytes);

// Accepts upper and lower case. Nothing when a character is foreign or the unused last bits are not zero.
[[nodiscard]] std::optional<Bytes> from_base32(std::string_view text);

// True when equal; takes the same time wherever the difference is.
[[nodiscard]] bool equal_in_constant_time(ByteView left, ByteView right);

}  // namespace culver
