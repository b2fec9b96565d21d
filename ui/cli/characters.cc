// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/characters.h"

#include <utf8proc.h>

#include <algorithm>

namespace culver::cli {

std::string_view first_character(std::string_view text) {
    utf8proc_int32_t former = -1;
    utf8proc_int32_t state = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        utf8proc_int32_t character = 0;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                             static_cast<utf8proc_ssize_t>(text.size() - at), &character);
        if (length <= 0) return text.substr(0, std::max<std::size_t>(at, 1));
        if (former >= 0 && utf8proc_grapheme_break_stateful(former, character, &state)) break;
        former = character;
        at += static_cast<std::size_t>(length);
    }
    return text.substr(0, at);
}

std::vector<std::size_t> character_borders(std::string_view text) {
    std::vector<std::size_t> found{0};
    while (found.back() < text.size())
        found.push_back(found.back() + first_character(text.substr(found.back())).size());
    return found;
}

}  // namespace culver::cli
