// SPDX-License-Identifier: Apache-2.0
// The line in which a person writes: editing by whole characters as people see them (an emoji of several code
// points is one), earlier lines, completion. Knows no terminal. Pure.
#pragma once
#include "ui/cli/terminal_keys.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::cli {

class LineEditor {
public:
    // What the word before the cursor may become; `line` ends at the cursor, `word` begins somewhere in it.
    struct Completions {
        std::size_t from = 0;  // where in the line the word begins
        std::vector<std::string> words;
    };
    using Completer = std::function<Completions(std::string_view line)>;

    explicit LineEditor(Completer completer) : completer_(std::move(completer)) {}

    // True when the line is to be sent: take it with finish(). Keys it does not know change nothing.
    bool press(const KeyPress& press);
    [[nodiscard]] std::string finish();  // the text, remembered as an earlier line; the line is empty then
    void set(std::string text);

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] const std::vector<std::string>& choices() const { return choices_; }  // of the last Tab

    // The piece of the line around the cursor that fits, and the cursor's column in it. Line breaks show as
    // ⏎.
    struct Shown {
        std::string text;
        std::size_t cursor = 0;
    };
    [[nodiscard]] Shown shown(std::size_t columns) const;

private:
    [[nodiscard]] std::size_t before(std::size_t at) const;
    [[nodiscard]] std::size_t behind(std::size_t at) const;
    [[nodiscard]] std::size_t word_before(std::size_t at) const;
    [[nodiscard]] std::size_t word_behind(std::size_t at) const;
    void erase(std::size_t from, std::size_t to);
    void recall(std::size_t which);
    void complete();

    Completer completer_;
    std::string text_;
    std::size_t cursor_ = 0;  // in bytes, at a border of what a person sees as a character
    std::vector<std::string> earlier_;
    std::size_t recalled_ = 0;  // index into earlier_; its size means the line being written
    std::string unfinished_;
    std::vector<std::string> choices_;
};

}  // namespace culver::cli
