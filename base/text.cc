// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace culver {
namespace {

struct FreeText {
    void operator()(utf8proc_uint8_t* text) const { std::free(text); }  // utf8proc allocates with malloc
};

// The next character, or nothing where the bytes are no UTF-8.
std::optional<std::pair<utf8proc_int32_t, std::size_t>> next_character(std::string_view text) {
    utf8proc_int32_t character = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &character);
    if (length <= 0) return std::nullopt;
    return std::pair{character, static_cast<std::size_t>(length)};
}

// Characters that move the cursor, reorder the line or cannot be seen: a name must not be able to lie with
// them.
bool is_deceptive(utf8proc_int32_t character) {
    switch (utf8proc_category(character)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP:
        case UTF8PROC_CATEGORY_CS: break;
        default: return false;
    }
    return character != 0x200d;  // the joiner of emoji sequences changes nothing else
}

std::string escape(utf8proc_int32_t character) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), character < 0x100 ? "\\x%02x" : "\\u%04x",
                  static_cast<unsigned>(character));
    return text.data();
}

enum class LineBreaks { Escape, Keep };

std::string safe(std::string_view text, LineBreaks breaks) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const auto next = next_character(text);
        if (!next) {
            result += escape(static_cast<unsigned char>(text[0]));
            text.remove_prefix(1);
            continue;
        }
        const auto [character, length] = *next;
        const bool keep = breaks == LineBreaks::Keep && (character == '\n' || character == '\t');
        if (!keep && is_deceptive(character))
            result += escape(character);
        else
            result += text.substr(0, length);
        text.remove_prefix(length);
    }
    return result;
}

std::string mapped(std::string_view text, int options) {
    utf8proc_uint8_t* raw = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &raw,
                                     static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, FreeText> owner(raw);
    if (length < 0) return std::string(text);
    return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length)};
}

}  // namespace

bool is_utf8(std::string_view text) {
    // Most names are ASCII, and each is asked several times on its way.
    const auto beyond_ascii =
        std::ranges::find_if(text, [](char byte) { return static_cast<unsigned char>(byte) >= 0x80; });
    text.remove_prefix(static_cast<std::size_t>(beyond_ascii - text.begin()));
    while (!text.empty()) {
        const auto next = next_character(text);
        if (!next) return false;
        text.remove_prefix(next->second);
    }
    return true;
}

std::string repair_utf8(std::string_view text) {
    constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
    std::string repaired;
    repaired.reserve(text.size());
    while (!text.empty()) {
        const auto next = next_character(text);
        const auto length = next ? next->second : 1;
        repaired += next ? text.substr(0, length) : kReplacement;
        text.remove_prefix(length);
    }
    return repaired;
}

std::string printable(std::string_view text) {
    if (text.size() <= kMaxPrintableBytes) return safe(text, LineBreaks::Escape);
    return safe(cut_utf8(text, kMaxPrintableBytes), LineBreaks::Escape) + "…";
}

std::string printable_lines(std::string_view text) {
    return safe(text, LineBreaks::Keep);
}

std::string to_nfc(std::string_view text) {
    return mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::string fold_name(std::string_view text) {
    return mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
}

std::string_view cut_utf8(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    auto end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}

std::string human_bytes(std::uint64_t bytes) {
    if (bytes < 1000) return std::to_string(bytes) + " bytes";
    constexpr std::array units = {"KB", "MB", "GB", "TB", "PB", "EB"};
    double value = static_cast<double>(bytes) / 1000;
    std::size_t unit = 0;
    for (; value >= 999.95 && unit + 1 < units.size(); ++unit) value /= 1000;
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), value < 99.95 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    return text.data();
}

}  // namespace culver
