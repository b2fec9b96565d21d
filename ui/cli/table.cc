// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/table.h"

#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <utility>

namespace culver::cli {
namespace {

constexpr std::size_t kGap = 2;              // blanks between columns
constexpr std::size_t kMaxCellColumns = 60;  // one long name must not push the rest off the screen
constexpr std::string_view kEllipsis = "…";

struct Glyph {
    std::size_t bytes;
    std::size_t columns;
};

// The first character of a text; a byte that is no UTF-8 counts as one column.
Glyph first_glyph(std::string_view text) {
    utf8proc_int32_t character = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &character);
    if (length <= 0) return {1, 1};
    return {static_cast<std::size_t>(length),
            static_cast<std::size_t>(std::max(0, utf8proc_charwidth(character)))};
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        const Glyph glyph = first_glyph(text);
        columns += glyph.columns;
        text.remove_prefix(glyph.bytes);
    }
    return columns;
}

std::string fit(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::size_t bytes = 0;
    for (std::size_t used = 0; bytes < text.size();) {
        const Glyph glyph = first_glyph(text.substr(bytes));
        if (used + glyph.columns > columns - 1) break;
        used += glyph.columns;
        bytes += glyph.bytes;
    }
    return std::string(text.substr(0, bytes)).append(kEllipsis);
}

std::string pad(std::string_view text, std::size_t columns) {
    const std::size_t width = display_width(text);
    return std::string(text) + std::string(width < columns ? columns - width : 0, ' ');
}

Table::Table(std::vector<std::string> headings) {
    rows_.push_back(std::move(headings));
}

void Table::add(std::vector<std::string> cells) {
    cells.resize(rows_.front().size());
    for (auto& cell : cells) cell = fit(printable(cell), kMaxCellColumns);
    rows_.push_back(std::move(cells));
}

std::string Table::text() const {
    const std::size_t columns = rows_.front().size();
    std::vector<std::size_t> widths(columns, 0);
    for (std::size_t row = 1; row < rows_.size(); ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            widths[column] = std::max(widths[column], display_width(rows_[row][column]));
        }
    }
    std::string result;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t column = 0; column < columns; ++column) {
            if (widths[column] == 0) continue;
            const std::size_t width = std::max(widths[column], display_width(rows_.front()[column]));
            line += pad(row[column], width + kGap);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        result += line + "\n";
    }
    return result;
}

}  // namespace culver::cli
