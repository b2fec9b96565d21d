// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/message_lines.h"

#include "base/text.h"
#include "ui/cli/caller.h"
#include "ui/cli/row_errors.h"

namespace culver::cli {
namespace {

constexpr std::string_view kContinued = "\n    ";

std::string indented(std::string_view content) {
    std::string lines;
    for (const char letter : content) {
        if (letter == '\n')
            lines += kContinued;
        else
            lines += letter;
    }
    return lines;
}

std::string length_text(std::uint64_t milliseconds) {
    const auto seconds = (milliseconds + 500) / 1000;
    const auto rest = std::to_string(seconds % 60);
    return std::to_string(seconds / 60) + (rest.size() == 1 ? ":0" : ":") + rest;
}

// "[picture lobby.jpg, 1600×1200, 482 KB, still coming] "
std::string attachment_of(const control::AttachmentRow& row) {
    const auto& what = row.kind == control::AttachmentKind::Picture ? phrase::kPicture
                       : row.kind == control::AttachmentKind::Voice ? phrase::kVoice
                                                                    : phrase::kAttachedFile;
    std::string line = "[" + text(what);
    if (row.name) line += " " + printable(*row.name);
    if (row.width && row.height)
        line += ", " + std::to_string(*row.width) + "×" + std::to_string(*row.height);
    if (row.duration_ms) line += ", " + length_text(*row.duration_ms);
    if (row.size) line += ", " + human_bytes(*row.size);
    if (row.state == control::AttachmentState::Coming) line += ", " + text(phrase::kStillComing);
    if (row.state == control::AttachmentState::Offered) line += ", " + text(phrase::kNotFetched);
    if (row.state == control::AttachmentState::Gone) line += ", " + text(phrase::kNotToBeHad);
    return line + "]";
}

}  // namespace

std::string message_body(const control::MessageRow& row) {
    if (row.state == control::MessageState::Recalled) return text(phrase::kRecalled);
    if (row.snippet) return printable_lines(*row.snippet);
    const std::string words = printable_lines(row.text.value_or(""));
    const std::string edited = row.edited ? text(phrase::kEdited) : "";
    if (row.attachment) return attachment_of(*row.attachment) + (words.empty() ? "" : " " + words) + edited;
    if (row.text) return words + edited;
    return "[" + std::string(control::to_word(row.kind)) + "]";
}

std::string notice_mark(const control::MessageRow& row) {
    const std::size_t confirmed = row.confirmed_by ? row.confirmed_by->size() : 0;
    const std::size_t all = confirmed + (row.not_confirmed ? row.not_confirmed->size() : 0);
    return text(phrase::kNoticeMark, {std::to_string(confirmed), std::to_string(all)});
}

std::string message_line(const control::MessageRow& row) {
    const bool mine = row.direction == control::Direction::Out;
    const std::string who = mine ? text(phrase::kYou) : shown_name(row.author_name, row.author);
    const bool is_reply = row.reply_to && row.state != control::MessageState::Recalled;
    std::string line = shown_time(row.time) + "  " + who + ": " + (is_reply ? text(phrase::kReply) : "") +
                       indented(message_body(row));
    if (row.state == control::MessageState::Recalled) return line;
    if (mine) line += "  (" + std::string(control::to_word(row.state)) + ")";
    if (row.kind == control::MessageKind::Notice) line += "  " + notice_mark(row);
    for (const auto& reaction : row.reactions) {
        line += "  " + printable(reaction.reaction);
        if (reaction.by.size() > 1) line += "×" + std::to_string(reaction.by.size());
    }
    return line;
}

std::string said_line(const control::SaidRow& row) {
    if (row.error) return error_line(row);
    const auto name = shown_name(row.peer_name, row.peer);
    if (row.state == control::MessageState::Queued) return text(phrase::kMessageQueued, {name});
    return text(phrase::kMessageState, {name, control::to_word(row.state)});
}

}  // namespace culver::cli
