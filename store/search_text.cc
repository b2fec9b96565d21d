// SPDX-License-Identifier: Apache-2.0
#include "store/search_text.h"

#include "base/text.h"

#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace culver::store {
namespace {

using Character = utf8proc_int32_t;

struct Range {
    Character first;
    Character last;
};
// Scripts written without blanks between words, and Hangul, whose words carry endings.
constexpr std::array kUnspaced = {
    Range{0x1100, 0x11ff}, Range{0x2e80, 0x2fdf}, Range{0x3005, 0x3007},   Range{0x3040, 0x30ff},
    Range{0x3130, 0x318f}, Range{0x31f0, 0x31ff}, Range{0x3400, 0x4dbf},   Range{0x4e00, 0x9fff},
    Range{0xac00, 0xd7af}, Range{0xf900, 0xfaff}, Range{0x20000, 0x3ffff},
};
constexpr Range kHangulSyllables{0xac00, 0xd7a3};

bool contains(const Range& range, Character character) {
    return character >= range.first && character <= range.last;
}

bool is_unspaced(Character character) {
    if (character < kUnspaced.front().first) return false;
    for (const auto& range : kUnspaced) {
        if (contains(range, character)) return true;
    }
    return false;
}

// What unicode61 takes for a part of a word.
bool is_word_part(Character character) {
    const auto category = utf8proc_category(character);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) ||
           category == UTF8PROC_CATEGORY_CO;
}

void append_character(std::string& into, Character character) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(character, bytes.data());
    into.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

// One character with case and width folded: mostly one, sometimes several characters.
void append_folded(std::string& into, Character character) {
    if (is_unspaced(character)) into += ' ';
    if (contains(kHangulSyllables, character)) {
        append_character(into, character);  // decomposing would tear it into its letters
    } else {
        std::array<Character, 32> folded{};
        int boundary = 0;
        const auto options =
            static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
        const auto count =
            utf8proc_decompose_char(character, folded.data(), folded.size(), options, &boundary);
        if (count < 0 || static_cast<std::size_t>(count) > folded.size())
            return append_character(into, character);
        for (utf8proc_ssize_t at = 0; at < count; ++at)
            append_character(into, folded[static_cast<std::size_t>(at)]);
    }
    if (is_unspaced(character)) into += ' ';
}

struct Shadow {
    std::string text;
    std::vector<std::size_t> origin;  // for each byte of text, where its character began in the original
};

void each_character(std::string_view text, const std::function<void(Character, std::size_t)>& visit) {
    for (std::size_t at = 0; at < text.size();) {
        Character character = 0;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                             static_cast<utf8proc_ssize_t>(text.size() - at), &character);
        visit(length > 0 ? character : ' ', at);
        at += length > 0 ? static_cast<std::size_t>(length) : 1;
    }
}

Shadow shadow_with_origin(std::string_view text) {
    Shadow shadow;
    each_character(text, [&shadow](Character character, std::size_t at) {
        append_folded(shadow.text, character);
        shadow.origin.resize(shadow.text.size(), at);
    });
    return shadow;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    const auto shadow = shadow_of(text);
    each_character(shadow, [&words](Character character, std::size_t) {
        if (is_word_part(character))
            append_character(words.back(), character);
        else if (!words.back().empty())
            words.emplace_back();
    });
    if (words.back().empty()) words.pop_back();
    return words;
}

}  // namespace

std::string shadow_of(std::string_view text) {
    std::string shadow;
    shadow.reserve(text.size() + text.size() / 2);
    each_character(text, [&shadow](Character character, std::size_t) {
        if (character >= 'A' && character <= 'Z')
            shadow += static_cast<char>(character - 'A' + 'a');
        else if (character < 0x80)
            shadow += character == 0 ? ' ' : static_cast<char>(character);
        else
            append_folded(shadow, character);
    });
    return shadow;
}

std::string phrase_of(std::string_view text) {
    std::string phrase;
    for (const auto& word : words_of(text)) phrase += (phrase.empty() ? "" : " ") + word;
    if (phrase.empty()) return phrase;
    return '"' + phrase + "\"*";
}

std::string snippet_of(std::string_view text, std::string_view search) {
    const auto words = words_of(search);
    const auto shadow = shadow_with_origin(text);
    auto whole = shadow_of(search);
    whole.erase(0, std::min(whole.find_first_not_of(' '), whole.size()));
    whole.erase(whole.find_last_not_of(' ') + 1);
    auto found = whole.empty() ? std::string::npos : shadow.text.find(whole);
    if (found == std::string::npos && !words.empty()) found = shadow.text.find(words.front());
    const auto place = found == std::string::npos ? 0 : shadow.origin[found];
    const auto from = place <= kSnippetBytes ? 0 : cut_utf8(text, place - kSnippetBytes).size();
    const auto rest = text.substr(from);
    const auto shown = cut_utf8(rest, place - from + kSnippetBytes);
    return (from > 0 ? "…" : "") + std::string(shown) + (shown.size() < rest.size() ? "…" : "");
}

}  // namespace culver::store
