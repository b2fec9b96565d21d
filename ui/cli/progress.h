// SPDX-License-Identifier: Apache-2.0
// How far a transfer is, in words and as a bar. Pure.
#pragma once
#include "control/rows.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace culver::cli {

// 0:07, 12:34, 3:25:00, 2 d 4 h.
[[nodiscard]] std::string duration_text(std::chrono::seconds duration);

// From the bytes that are missing and the rate; nothing when no rate is known.
[[nodiscard]] std::optional<std::chrono::seconds> time_left(const control::TransferRow& row);

// Rounded down, so that 100 means all; nothing when the size is not known. An empty transfer is at 100 once
// done.
[[nodiscard]] std::optional<unsigned> percent_done(const control::TransferRow& row);

// [=====>    ] of so many columns in all.
[[nodiscard]] std::string bar(unsigned percent, std::size_t columns);

// One line for a terminal of so many columns: who, what, bar, percent, size, rate, time left. Narrow
// terminals get less of it, never a broken line.
[[nodiscard]] std::string progress_line(const control::TransferRow& row, std::size_t columns);

// What is sent or received: "holiday and 2 more".
[[nodiscard]] std::string contents_text(const control::TransferRow& row);

// "990 MB of 1.0 GB was there already" when the receiver held that in an earlier version, else empty.
[[nodiscard]] std::string reused_text(const control::TransferRow& row);

}  // namespace culver::cli
