// SPDX-License-Identifier: Apache-2.0
// Texts of peers in their charsets, and back. Which one a text is in is seldom said: UTF-8 is recognised by
// its bytes, everything else is the peer's legacy charset. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver::interop::ipmsg {

enum class Charset : std::uint8_t { Utf8, Gbk, ShiftJis };
[[nodiscard]] std::optional<Charset> parse_charset(std::string_view word);  // utf-8 gbk shift_jis

// UTF-8 of it, with U+FFFD for bytes that mean nothing.
[[nodiscard]] std::string decode(std::string_view bytes, Charset charset);

struct Encoded {
    std::string bytes;
    bool has_lost = false;  // characters that the charset lacks became '?'
};
[[nodiscard]] Encoded encode(std::string_view utf8, Charset charset);

// What bytes without a mark are in. Those that could be either are, as the sender is likely to write: words
// of two-byte charsets (谢谢 in GBK) are UTF-8 too, of letters below U+0800. ASCII is called legacy.
enum class Likely : std::uint8_t { Legacy, Utf8 };
[[nodiscard]] Charset guess(std::string_view bytes, Charset legacy, Likely likely = Likely::Legacy);
[[nodiscard]] bool is_ascii(std::string_view text);

// One line for a name or group: without control characters, cut to 64 bytes at a character.
[[nodiscard]] std::string clean_name(std::string_view utf8);
// Text of a message: LF and tab stay, CR and other control characters go.
[[nodiscard]] std::string clean_text(std::string_view utf8);

}  // namespace culver::interop::ipmsg
