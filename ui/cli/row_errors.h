// SPDX-License-Identifier: Apache-2.0
// Of a command to several receivers some rows may tell why that receiver got nothing.
#pragma once
#include "base/text.h"
#include "control/rows.h"
#include "ui/cli/caller.h"

#include <algorithm>
#include <string>
#include <vector>

namespace culver::cli {

// "To carol: nothing was sent. …"
template <class Row>
[[nodiscard]] std::string error_line(const Row& row) {
    return text(phrase::kNothingSent, {shown_name(row.peer_name, row.peer), printable(row.error->message)});
}

// Those that got something.
template <class Row>
[[nodiscard]] std::vector<Row> without_failed(std::vector<Row> rows) {
    std::erase_if(rows, [](const Row& row) { return row.error.has_value(); });
    return rows;
}

// How the command ends for them, after their rows were printed: as the first of them did. 0 where all went
// well.
template <class Row>
[[nodiscard]] int fail_of_rows(const Caller& caller, const std::vector<Row>& rows) {
    const auto is_failed = [](const Row& row) { return row.error.has_value(); };
    const auto first = std::ranges::find_if(rows, is_failed);
    if (first == rows.end()) return 0;
    const auto count = std::ranges::count_if(rows, is_failed);
    const auto outcome = control::outcome_from_word(first->error->code);
    return caller.fail(
        {outcome, text(phrase::kSomeGotNothing, {std::to_string(count), std::to_string(rows.size())}), {}});
}

}  // namespace culver::cli
