// SPDX-License-Identifier: Apache-2.0
// Texts in characters as people see them: an emoji of several code points or a letter with its accents is
// one, a byte that is no UTF-8 is one too. Pure.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace culver::cli {

// Empty only of an empty text.
[[nodiscard]] std::string_view first_character(std::string_view text);

// Where the characters begin, and where the last one ends: {0} of an empty text.
[[nodiscard]] std::vector<std::size_t> character_borders(std::string_view text);

}  // namespace culver::cli
