// SPDX-License-Identifier: Apache-2.0
#include "app/toml_edit.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>

namespace culver::app {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Lines are counted from 1 and columns in characters, as the parser does.
std::size_t offset_of(std::string_view text, toml::source_position place) {
    std::size_t at = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    for (auto line = decltype(place.line){1}; line < place.line; ++line) {
        const auto end = text.find('\n', at);
        if (end == std::string_view::npos) return text.size();
        at = end + 1;
    }
    const auto is_inside = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; };
    for (auto column = decltype(place.column){1}; column < place.column && at < text.size(); ++column) {
        ++at;
        while (at < text.size() && is_inside(text[at])) ++at;
    }
    return at;
}

const toml::node* find(const toml::table& table, std::string_view key) {
    if (const auto* node = table.get(key)) return node;
    const auto dot = key.find('.');
    if (dot == std::string_view::npos) return nullptr;
    const auto* inner = table.get(key.substr(0, dot));
    return inner != nullptr && inner->is_table() ? find(*inner->as_table(), key.substr(dot + 1)) : nullptr;
}

std::size_t end_of_line(std::string_view text, std::size_t at) {
    const auto end = text.find('\n', at);
    return end == std::string_view::npos ? text.size() : end;
}

std::string in_place_of(const std::string& text, std::size_t begin, std::size_t end,
                        const std::string& words) {
    return text.substr(0, begin) + words + text.substr(end);
}

std::string line_break_of(const std::string& text) {
    return text.contains("\r\n") ? "\r\n" : "\n";
}

// "# key = …": the line that a first start wrote, or a person put out of use.
void add_commented(std::vector<std::string>& ways, const std::string& text, std::string_view key,
                   const std::string& line) {
    for (std::size_t at = 0; at < text.size(); at = end_of_line(text, at) + 1) {
        auto end = end_of_line(text, at);
        if (end > at && text[end - 1] == '\r') --end;
        std::string_view words = std::string_view(text).substr(at, end - at);
        const auto pass_blanks = [&words] {
            words.remove_prefix(std::min(words.find_first_not_of(" \t"), words.size()));
        };
        pass_blanks();
        if (!words.starts_with('#')) continue;
        words.remove_prefix(1);
        pass_blanks();
        if (!words.starts_with(key)) continue;
        words.remove_prefix(key.size());
        pass_blanks();
        if (words.starts_with('=')) ways.push_back(in_place_of(text, at, end, line));
    }
}

// [discovery] on a line of its own, or discovery = { … }.
void add_into_table(std::vector<std::string>& ways, const std::string& text, const toml::table& table,
                    const std::string& line) {
    const auto begin = offset_of(text, table.source().begin);
    if (!table.is_inline()) {
        const auto end = end_of_line(text, begin);
        const bool is_last = end == text.size();
        const auto break_ = line_break_of(text);
        ways.push_back(in_place_of(text, is_last ? end : end + 1, is_last ? end : end + 1,
                                   is_last ? break_ + line + break_ : line + break_));
        return;
    }
    const auto end = offset_of(text, table.source().end);
    const auto brace = text.rfind('}', end == 0 ? 0 : end - 1);
    if (brace == std::string::npos || brace <= begin) return;
    ways.push_back(in_place_of(text, brace, brace, (table.empty() ? " " : ", ") + line + " "));
}

}  // namespace

std::vector<std::string> ways_to_set(const std::string& text, std::string_view key,
                                     const std::string& value) {
    std::vector<std::string> ways;
    const toml::table table = toml::parse(text);
    const std::string line = std::string(key) + " = " + value;
    if (const auto* node = find(table, key)) {
        const auto begin = offset_of(text, node->source().begin);
        const auto end = offset_of(text, node->source().end);
        if (begin < end) ways.push_back(in_place_of(text, begin, end, value));
        return ways;
    }
    add_commented(ways, text, key, line);
    if (const auto dot = key.rfind('.'); dot != std::string_view::npos) {
        const auto* outer = find(table, key.substr(0, dot));
        if (outer != nullptr && outer->is_table())
            add_into_table(ways, text, *outer->as_table(), std::string(key.substr(dot + 1)) + " = " + value);
    }
    // Before any [table], where a dotted key means what it says.
    const auto begin = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    ways.push_back(in_place_of(text, begin, begin, line + line_break_of(text)));
    return ways;
}

}  // namespace culver::app
