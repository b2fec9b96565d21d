// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/message_text.h"

#include "base/text.h"

#include <algorithm>

namespace culver::interop::ipmsg {
namespace {

constexpr std::size_t kIptuxRoom = 7'600;          // of 8 191, with a header of two long names
constexpr std::size_t kSessionKeyRoom = 300;       // of 1 024 bits, in digits
constexpr std::size_t kModernRoom = 20'000;        // Windows' own limit, encrypted or not, is 23 000
constexpr std::size_t kModernClosedRoom = 15'000;  // in digits, where it knows no Base64, within 32 767

}  // namespace

std::string without_font(std::string_view text) {
    const auto begin = text.rfind("{/font;");
    if (begin == std::string_view::npos || !text.ends_with('}')) return std::string(text);
    if (text.find('}', begin) != text.size() - 1) return std::string(text);
    return std::string(text.substr(0, begin));
}

std::size_t room_for_text(Dialect dialect, bool is_encrypted) {
    if (dialect == Dialect::Modern) return is_encrypted ? kModernClosedRoom : kModernRoom;
    return is_encrypted ? kIptuxRoom / 2 - kSessionKeyRoom : kIptuxRoom;
}

EncodedParts part_text(std::string_view utf8, Charset charset, std::size_t room) {
    EncodedParts made;
    do {
        // No charset here needs more bytes than UTF-8 does.
        auto part = cut_utf8(utf8, room);
        if (part.size() < utf8.size()) {
            const auto line = part.rfind('\n');
            if (line != std::string_view::npos && line > room / 2) part = part.substr(0, line + 1);
        }
        auto encoded = encode(part, charset);
        made.has_lost |= encoded.has_lost;
        made.parts.push_back(std::move(encoded.bytes));
        utf8.remove_prefix(part.size());
    } while (!utf8.empty());
    return made;
}

}  // namespace culver::interop::ipmsg
