// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/progress.h"

#include "base/text.h"
#include "ui/cli/table.h"
#include "ui/cli/words.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

namespace culver::cli {

using control::TransferRow;
using control::TransferState;

namespace {

constexpr std::size_t kMinBarColumns = 12;
constexpr std::size_t kMaxBarColumns = 30;
constexpr std::size_t kMaxTitleColumns = 40;

// What stands behind the bar, most important first, so that a narrow terminal loses the end.
std::vector<std::string> figures_of(const TransferRow& row) {
    std::vector<std::string> figures;
    if (const auto percent = percent_done(row)) figures.push_back(std::to_string(*percent) + " %");
    if (row.state == TransferState::Active) {
        if (row.rate) figures.push_back(human_bytes(*row.rate) + "/s");
        if (const auto left = time_left(row))
            figures.push_back(duration_text(*left) + " " + text(phrase::kLeft));
    } else {
        figures.emplace_back(control::to_word(row.state));
    }
    const std::string reused = row.state == TransferState::Done ? reused_text(row) : std::string();
    if (!reused.empty()) {
        figures.push_back(reused);
    } else if (row.bytes_total) {
        figures.push_back(human_bytes(*row.bytes_total));
    }
    return figures;
}

}  // namespace

std::string duration_text(std::chrono::seconds duration) {
    const auto seconds = std::max<std::int64_t>(duration.count(), 0);
    std::array<char, 48> text{};
    if (seconds < 3600) {
        std::snprintf(text.data(), text.size(), "%d:%02d", static_cast<int>(seconds / 60),
                      static_cast<int>(seconds % 60));
    } else if (seconds < 24 * 3600) {
        std::snprintf(text.data(), text.size(), "%d:%02d:%02d", static_cast<int>(seconds / 3600),
                      static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    } else {
        std::snprintf(text.data(), text.size(), "%lld d %d h", static_cast<long long>(seconds / 86400),
                      static_cast<int>(seconds / 3600 % 24));
    }
    return text.data();
}

std::optional<std::chrono::seconds> time_left(const TransferRow& row) {
    if (!row.bytes_total || !row.bytes_done || row.rate.value_or(0) == 0) return std::nullopt;
    const std::uint64_t missing = *row.bytes_total - std::min(*row.bytes_done, *row.bytes_total);
    return std::chrono::seconds((missing + *row.rate - 1) / *row.rate);
}

std::optional<unsigned> percent_done(const TransferRow& row) {
    if (row.state == TransferState::Done) return 100;
    if (!row.bytes_total || !row.bytes_done) return std::nullopt;
    if (*row.bytes_total == 0) return 0;
    const double part = static_cast<double>(*row.bytes_done) / static_cast<double>(*row.bytes_total);
    return static_cast<unsigned>(std::min(part * 100, 99.0));  // 100 is said when it is done, not before
}

std::string bar(unsigned percent, std::size_t columns) {
    if (columns < 3) return {};
    const std::size_t inside = columns - 2;
    const std::size_t filled = inside * std::min(percent, 100u) / 100;
    std::string line(filled, '=');
    if (filled < inside) line += '>';
    line.resize(inside, ' ');
    return "[" + line + "]";
}

std::string contents_text(const TransferRow& row) {
    if (row.paths.empty()) return {};
    std::filesystem::path first(row.paths.front());
    if (!first.has_filename()) first = first.parent_path();
    std::string name = printable(first.filename().string());
    if (row.paths.size() > 1) name += " +" + std::to_string(row.paths.size() - 1);
    return name;
}

std::string reused_text(const TransferRow& row) {
    if (row.bytes_reused.value_or(0) == 0) return {};
    const std::uint64_t total = row.bytes_total.value_or(*row.bytes_reused);
    return text(phrase::kReused, {human_bytes(*row.bytes_reused), human_bytes(total)});
}

std::string progress_line(const TransferRow& row, std::size_t columns) {
    const std::string arrow = row.direction == control::Direction::In ? "<- " : "-> ";
    const std::string who = printable(row.peer_name.value_or(row.peer.substr(0, 8)));
    const std::string title =
        fit(arrow + who + "  " + contents_text(row), std::min(kMaxTitleColumns, columns));
    std::string tail;
    for (const auto& figure : figures_of(row)) {
        const std::string longer = tail + "  " + figure;
        if (display_width(title) + display_width(longer) > columns) break;
        tail = longer;
    }
    const std::size_t used = display_width(title) + display_width(tail) + 2;
    const auto percent = percent_done(row);
    if (!percent || used + kMinBarColumns > columns) return title + tail;
    return title + "  " + bar(*percent, std::min(kMaxBarColumns, columns - used)) + tail;
}

}  // namespace culver::cli
