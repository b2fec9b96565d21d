// SPDX-License-Identifier: Apache-2.0
// An input read as steps, for the targets that play a story.
#pragma once
#include "base/bytes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace culver::fuzz {

// Ends the program where it does not hold, which the fuzzer reports.
inline void require(bool holds) {
    if (!holds) std::abort();
}

// As far as the bytes reach; behind them all is zero and empty. Refers to the bytes.
class Steps {
public:
    explicit Steps(ByteView bytes) : rest_(bytes) {}
    [[nodiscard]] bool is_over() const { return rest_.empty(); }
    std::uint8_t number() {
        if (rest_.empty()) return 0;
        const auto first = rest_.front();
        rest_ = rest_.subspan(1);
        return first;
    }
    ByteView piece() {  // of a length that stands before it
        const std::size_t high = number();
        const std::size_t wished = high << 8 | number();
        const std::size_t length = std::min(rest_.size(), wished);
        const auto piece = rest_.first(length);
        rest_ = rest_.subspan(length);
        return piece;
    }

private:
    ByteView rest_;
};

}  // namespace culver::fuzz
