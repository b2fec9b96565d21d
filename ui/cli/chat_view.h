// SPDX-License-Identifier: Apache-2.0
// A conversation as lines of a terminal: messages that are changed in their place, wrapped by the width of
// their characters, coloured, with receipts, and a window of them that scrolls. Everything that peers wrote
// is made printable here, so nothing of theirs is obeyed by the terminal. Pure.
#pragma once
#include "control/rows.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::cli {

enum class Colours { Off, On };

// A text in lines of at most so many columns, broken at blanks where there are some and anywhere between wide
// characters; line breaks in it are kept.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

// How far an own message came, as a sign: · queued, ✓ sent, ✓✓ delivered or read, ! failed.
[[nodiscard]] std::string receipt_sign(control::MessageState state);

class ChatView {
public:
    struct Size {
        std::size_t columns = 80;
        std::size_t rows = 22;
    };

    ChatView(Colours colours, Size size) : colours_(colours), size_(size) {}

    void add_earlier(const std::vector<control::MessageRow>& rows);  // oldest first, before all others
    void put(const control::MessageRow& row);  // new at the end, or changed in its place
    // In its place; added only when it is younger than all: one's own words. Else it stands on a page that
    // was not asked for yet.
    void change(const control::MessageRow& row);
    void note(std::string sentence);  // what the program itself says
    void clear();
    // The id of the last message that fits.
    [[nodiscard]] std::optional<std::string> last(
        const std::function<bool(const control::MessageRow&)>& fits) const;

    void resize(Size size);
    // Up is positive. The window stays where it is when something comes while it is not at the end.
    void scroll(std::ptrdiff_t lines);
    void scroll_to_end() { above_end_ = 0; }
    [[nodiscard]] bool is_at_top() const;
    [[nodiscard]] std::size_t lines_below() const { return above_end_; }

    // Exactly as many lines as the window has, each with its colours and without a line break.
    [[nodiscard]] std::vector<std::string> window() const;

private:
    struct Entry {
        control::MessageRow row;         // without an id: a note
        std::vector<std::string> lines;  // for the present width
    };
    [[nodiscard]] std::vector<std::string> lines_of(const control::MessageRow& row,
                                                    const Entry* former) const;
    [[nodiscard]] std::vector<std::string> head_of(const control::MessageRow& row) const;
    [[nodiscard]] std::string tail_of(const control::MessageRow& row) const;
    [[nodiscard]] std::string coloured(std::string_view text, std::string_view code) const;
    [[nodiscard]] std::size_t line_count() const;
    void lay_out(std::size_t from);

    Colours colours_;
    Size size_;
    std::vector<Entry> entries_;
    std::size_t above_end_ = 0;
};

}  // namespace culver::cli
