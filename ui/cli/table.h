// SPDX-License-Identifier: Apache-2.0
// Tables for terminals, with columns that stay straight when names are Chinese.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace culver::cli {

// Columns a text takes on a terminal: two for a wide character, none for a combining one.
[[nodiscard]] std::size_t display_width(std::string_view text);

// Cut to so many columns, with an ellipsis where something is missing.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

// Filled with blanks to so many columns; longer ones stay.
[[nodiscard]] std::string pad(std::string_view text, std::size_t columns);

class Table {
public:
    explicit Table(std::vector<std::string> headings);

    // Cells are made printable(); missing ones are empty, and those too many are dropped.
    void add(std::vector<std::string> cells);

    // Lines that end with a break. Columns that are empty throughout are left out; no trailing blanks.
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;  // the first are the headings
};

}  // namespace culver::cli
