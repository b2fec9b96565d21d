// SPDX-License-Identifier: Apache-2.0
// Bytes in, lines out, without searching or moving a byte twice. Bounds the length of a line.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace culver::desktop {

class LineBuffer {
public:
    explicit LineBuffer(std::size_t limit) : limit_(limit) {}

    // False when what is held exceeds the limit and has no line break.
    [[nodiscard]] bool add(std::string_view bytes);
    // The next whole line without its break; valid until add() or clear().
    [[nodiscard]] std::optional<std::string_view> next();
    void clear();

private:
    std::size_t limit_;
    std::string held_;
    std::size_t taken_ = 0;     // bytes of held_ that were given out
    std::size_t searched_ = 0;  // bytes of held_ known to hold no further break
};

}  // namespace culver::desktop
