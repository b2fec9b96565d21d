// SPDX-License-Identifier: Apache-2.0
// The words of a message between this node and a foreign one: what is cut off, how long ones are parted.
// Pure.
#pragma once
#include "interop/ipmsg/introduction.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace culver::interop::ipmsg {

// FeiQ writes the font of a text behind it: exactly that is taken off.
[[nodiscard]] std::string without_font(std::string_view text);

// What fits into one datagram to that host beside the header: iptux reads 8 191 bytes, Windows 32 767. An old
// program writes an encrypted text in hexadecimal digits.
[[nodiscard]] std::size_t room_for_text(Dialect dialect, bool is_encrypted = false);

// The text in parts of at most so many bytes of the host's charset, cut at line ends where there are some,
// else between characters. Never empty.
struct EncodedParts {
    std::vector<std::string> parts;
    bool has_lost = false;  // characters that the host's charset lacks
};
[[nodiscard]] EncodedParts part_text(std::string_view utf8, Charset charset, std::size_t room);

}  // namespace culver::interop::ipmsg
