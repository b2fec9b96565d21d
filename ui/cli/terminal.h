// SPDX-License-Identifier: Apache-2.0
// The terminal as a screen of its own: keys come at once and unechoed, what stood there before comes back at
// the end, also after a signal that ends the command in order. One at a time.
#pragma once
#include "ui/cli/chat_view.h"
#include "ui/cli/line_editor.h"

#include <termios.h>

#include <string>
#include <string_view>
#include <vector>

namespace culver::cli {

class Terminal {
public:
    // Whether stdin and stdout are a terminal that can be drawn on.
    [[nodiscard]] static bool is_there();
    // Colours unless NO_COLOR is set.
    [[nodiscard]] static Colours colours();

    Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal();

    [[nodiscard]] ChatView::Size size() const;  // of the whole screen

    // Lines from the top, a bar beneath them, and the line in which the person writes.
    void draw(const std::vector<std::string>& lines, std::string_view bar, const LineEditor::Shown& input,
              std::string_view prompt) const;
    void ring() const;

private:
    termios former_{};
};

}  // namespace culver::cli
