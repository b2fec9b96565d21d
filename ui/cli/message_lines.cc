// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/message_lines.h"

#include "base/text.h"
#include "ui/cli/caller.h"

namespace culver::cli {
namespace {

std::string indented(std::string_view content) {
    std::string lines;
    for (const char letter : printable_lines(content)) {
        lines += letter;
        if (letter == '\n') lines += "    ";
    }
    return lines;
}

std::string body_of(const control::MessageRow& row) {
    if (row.state == control::MessageState::Recalled) return text(phrase::kRecalled);
    if (row.snippet) return indented(*row.snippet);
    if (row.text) return indented(*row.text) + (row.edited ? text(phrase::kEdited) : "");
    return "[" + std::string(control::to_word(row.kind)) + "]";
}

}  // namespace

std::string message_line(const control::MessageRow& row) {
    const bool mine = row.direction == control::Direction::Out;
    const std::string who = mine ? text(phrase::kYou) : shown_name(row.author_name, row.author);
    std::string line = shown_time(row.time) + "  " + who + ": " + body_of(row);
    if (mine) line += "  (" + std::string(control::to_word(row.state)) + ")";
    for (const auto& reaction : row.reactions) {
        line += "  " + printable(reaction.reaction);
        if (reaction.by.size() > 1) line += "×" + std::to_string(reaction.by.size());
    }
    return line;
}

}  // namespace culver::cli
