// SPDX-License-Identifier: Apache-2.0
// What a terminal sends when keys are pressed, as keys. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace culver::cli {

enum class Key : std::uint8_t {
    Text,  // typed or pasted characters
    Enter,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Up,
    Down,
    PageUp,
    PageDown,
    KillLine,   // Ctrl-U
    KillWord,   // Ctrl-W
    KillToEnd,  // Ctrl-K
    Redraw,     // Ctrl-L
    Interrupt,  // Ctrl-C
    EndOfFile   // Ctrl-D
};

struct KeyPress {
    Key key = Key::Text;
    std::string text = {};  // of Text: whole UTF-8 characters; a paste may hold line breaks
    bool operator==(const KeyPress&) const = default;
};

// Bytes come in any pieces; what is not whole yet waits for the next piece. Sequences that mean nothing here
// are dropped, and so are bytes that are no UTF-8.
class TerminalKeys {
public:
    [[nodiscard]] std::vector<KeyPress> take(std::string_view bytes);

    // Nothing follows soon: a lone escape that waits for more is dropped.
    void settle();

private:
    [[nodiscard]] std::size_t take_one(std::vector<KeyPress>& keys);
    [[nodiscard]] std::size_t take_escape(std::vector<KeyPress>& keys);
    [[nodiscard]] std::size_t take_paste(std::vector<KeyPress>& keys);

    std::string waiting_;
    bool is_pasting_ = false;
};

}  // namespace culver::cli
