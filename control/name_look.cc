// SPDX-License-Identifier: Apache-2.0
#include "control/name_look.h"

#include "base/text.h"

#include <utf8proc.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

namespace culver::control {
namespace {

// Letters after case folding (so capitals that look alike count too), and the Latin letter or digit that a
// person reads. Cyrillic, Greek, Armenian; then digits and letters of Latin itself.
constexpr auto kTwins = std::to_array<std::pair<utf8proc_int32_t, char>>(
    {{U'а', 'a'}, {U'в', 'b'}, {U'с', 'c'}, {U'ԁ', 'd'}, {U'е', 'e'}, {U'н', 'h'}, {U'һ', 'h'}, {U'і', 'i'},
     {U'ј', 'j'}, {U'к', 'k'}, {U'м', 'm'}, {U'о', 'o'}, {U'р', 'p'}, {U'ѕ', 's'}, {U'т', 't'}, {U'у', 'y'},
     {U'ү', 'y'}, {U'х', 'x'}, {U'ԛ', 'q'}, {U'ԝ', 'w'}, {U'ѵ', 'v'}, {U'α', 'a'}, {U'β', 'b'}, {U'ε', 'e'},
     {U'ζ', 'z'}, {U'η', 'h'}, {U'ι', 'i'}, {U'κ', 'k'}, {U'μ', 'm'}, {U'ν', 'v'}, {U'ο', 'o'}, {U'ρ', 'p'},
     {U'τ', 't'}, {U'υ', 'y'}, {U'χ', 'x'}, {U'օ', 'o'}, {U'ս', 'u'}, {U'հ', 'h'}, {U'ո', 'n'}, {U'ı', 'i'},
     {U'ɡ', 'g'}, {U'l', 'i'}, {U'1', 'i'}, {U'|', 'i'}, {U'0', 'o'}});

utf8proc_int32_t seen_as(utf8proc_int32_t letter) {
    for (const auto& [twin, latin] : kTwins) {
        if (twin == letter) return latin;
    }
    return letter;
}

struct FreeText {
    void operator()(utf8proc_uint8_t* text) const { std::free(text); }
};

// Compatibility forms (full width, ligatures), folded case, without what is invisible and without accents'
// order.
std::string plain(std::string_view name) {
    constexpr auto kOptions =
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
                                       UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPCC);
    utf8proc_uint8_t* raw = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
                                     static_cast<utf8proc_ssize_t>(name.size()), &raw, kOptions);
    const std::unique_ptr<utf8proc_uint8_t, FreeText> owner(raw);
    if (length < 0) return std::string(name);
    return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length)};
}

}  // namespace

std::string look_of_name(std::string_view name) {
    if (!is_utf8(name)) return std::string(name);
    const std::string folded = plain(name);
    const auto* next = reinterpret_cast<const utf8proc_uint8_t*>(folded.data());
    auto left = static_cast<utf8proc_ssize_t>(folded.size());
    std::string look;
    while (left > 0) {
        utf8proc_int32_t letter = 0;
        const auto length = utf8proc_iterate(next, left, &letter);
        if (length <= 0) break;
        next += length;
        left -= length;
        if (utf8proc_category(letter) == UTF8PROC_CATEGORY_ZS) continue;  // blanks, wherever they are
        std::array<utf8proc_uint8_t, 4> bytes{};
        const auto count = utf8proc_encode_char(seen_as(letter), bytes.data());
        look.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(count));
    }
    return look;
}

}  // namespace culver::control
