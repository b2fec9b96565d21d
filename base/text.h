// SPDX-License-Identifier: Apache-2.0
// Text that comes from people and from the network: validity, safe display, and comparison of names.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver {

[[nodiscard]] bool is_utf8(std::string_view text);

// Every byte that belongs to no character (RFC 3629: none beyond U+10FFFF, no surrogates) becomes U+FFFD.
[[nodiscard]] std::string repair_utf8(std::string_view text);

// For terminals, logs and notifications: invalid bytes, control characters (line breaks too), and characters
// that change the direction of text become visible escapes like \x1b or \u202e. Never longer than
// kMaxPrintableBytes plus an ellipsis.
[[nodiscard]] std::string printable(std::string_view text);
inline constexpr std::size_t kMaxPrintableBytes = 4096;  // a name or a line for people, not a document

// As printable(), but line breaks and tabs stay: for the text of a message. Not shortened.
[[nodiscard]] std::string printable_lines(std::string_view text);

// Normalisation form C; text that is not UTF-8 comes back unchanged.
[[nodiscard]] std::string to_nfc(std::string_view text);

// Equal for names that a person, or a file system that ignores case or normalisation, takes for the same:
// NFC of the case-folded text.
[[nodiscard]] std::string fold_name(std::string_view text);

// Cuts at a character border so that at most limit bytes remain.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t limit);

// 1.5 MB, 320 KB, 12 bytes: decimal units, for people.
[[nodiscard]] std::string human_bytes(std::uint64_t bytes);

}  // namespace culver
