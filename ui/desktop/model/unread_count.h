// SPDX-License-Identifier: Apache-2.0
// How the window counts what is unread. Pure.
#pragma once
#include <algorithm>
#include <cstdint>

namespace culver::desktop {

// What a node says of one conversation, at most 99,999: badges end far below, and sums of all fit.
[[nodiscard]] inline int unread_count(std::uint64_t unread) {
    constexpr std::uint64_t kMost = 99'999;
    return static_cast<int>(std::min(unread, kMost));
}

}  // namespace culver::desktop
