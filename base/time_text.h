// SPDX-License-Identifier: Apache-2.0
// Times for people and programs: RFC 3339 in UTC with milliseconds, 2026-11-22T20:35:01.123Z.
#pragma once
#include "base/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace culver {

[[nodiscard]] std::string to_rfc3339(WallTime time);

// Accepts the form above, without or with fewer digits of a second, with Z or an offset, and a bare date (its
// first moment in UTC). Nothing when malformed or outside the years 1677 to 2262, which a WallTime cannot
// hold.
[[nodiscard]] std::optional<WallTime> parse_rfc3339(std::string_view text);

}  // namespace culver
