// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/chat_view.h"

#include "base/text.h"
#include "ui/cli/caller.h"
#include "ui/cli/characters.h"
#include "ui/cli/message_lines.h"
#include "ui/cli/table.h"

#include <algorithm>
#include <array>

namespace culver::cli {
namespace {

using control::MessageRow;
using control::MessageState;

constexpr std::string_view kDim = "2";
constexpr std::string_view kBold = "1";
constexpr std::string_view kAlert = "31";
constexpr std::string_view kReadByThem = "36";
constexpr std::array<std::string_view, 5> kPeople{"32", "33", "34", "35", "36"};  // by whom it is
constexpr std::size_t kIndent = 6;                                                // beneath the time
constexpr std::size_t kNarrow = 20;                                               // no indent below that
constexpr std::size_t kQuoteColumns = 40;

std::string_view colour_of(const std::string& id) {
    std::size_t sum = 0;
    for (const char letter : id) sum = sum * 31 + static_cast<unsigned char>(letter);
    return kPeople[sum % kPeople.size()];
}

void wrap_line(std::string_view line, std::size_t columns, std::vector<std::string>& into) {
    std::string current;
    std::size_t width = 0;
    std::size_t blank = std::string::npos;  // the last one in current
    while (!line.empty()) {
        const auto character = first_character(line);
        const auto takes = display_width(character);
        if (width + takes > columns && !current.empty()) {
            std::string rest;
            if (character != " " && blank != std::string::npos && blank > 0) {
                rest = current.substr(blank + 1);
                current.erase(blank);
            }
            into.push_back(std::move(current));
            current = std::move(rest);
            width = display_width(current);
            blank = std::string::npos;
        }
        if (character == " ") blank = current.size();
        if (character != " " || !current.empty() || into.empty()) {
            current += character;
            width += takes;
        }
        line.remove_prefix(character.size());
    }
    into.push_back(std::move(current));
}

std::string day_of(const MessageRow& row) {
    return shown_time(row.time).substr(0, 10);
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
    std::vector<std::string> lines;
    for (;;) {
        const auto end = text.find('\n');
        std::vector<std::string> some;
        wrap_line(text.substr(0, end), std::max<std::size_t>(columns, 2), some);
        std::ranges::move(some, std::back_inserter(lines));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

std::string receipt_sign(MessageState state) {
    switch (state) {
        case MessageState::Queued: return "·";
        case MessageState::Sent: return "✓";
        case MessageState::Delivered:
        case MessageState::Read: return "✓✓";
        case MessageState::Failed: return "!";
        default: return "";
    }
}

void ChatView::add_earlier(const std::vector<MessageRow>& rows) {
    std::vector<Entry> earlier;
    for (const auto& row : rows) earlier.push_back({row, {}});
    const auto former = line_count();
    entries_.insert(entries_.begin(), earlier.begin(), earlier.end());
    lay_out(0);
    if (above_end_ > 0 && former == 0) above_end_ = 0;
}

void ChatView::put(const MessageRow& row) {
    const auto former = line_count();
    const auto found = std::ranges::find(entries_, row.id, [](const Entry& entry) { return entry.row.id; });
    const auto at = static_cast<std::size_t>(found - entries_.begin());
    if (found == entries_.end())
        entries_.push_back({row, {}});
    else
        found->row = row;
    lay_out(at);
    if (above_end_ > 0 && line_count() > former) above_end_ += line_count() - former;
}

void ChatView::change(const MessageRow& row) {
    const bool is_there =
        std::ranges::any_of(entries_, [&](const Entry& one) { return one.row.id == row.id; });
    const bool is_youngest = std::ranges::all_of(
        entries_, [&](const Entry& one) { return one.row.id.empty() || one.row.time <= row.time; });
    if (is_there || is_youngest) put(row);
}

void ChatView::note(std::string sentence) {
    MessageRow row;
    row.text = std::move(sentence);
    entries_.push_back({std::move(row), {}});
    lay_out(entries_.size() - 1);
    above_end_ = 0;
}

void ChatView::clear() {
    entries_.clear();
    above_end_ = 0;
}

std::optional<std::string> ChatView::last(const std::function<bool(const MessageRow&)>& fits) const {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        if (!entry->row.id.empty() && fits(entry->row)) return entry->row.id;
    }
    return std::nullopt;
}

void ChatView::resize(Size size) {
    if (size.columns == size_.columns && size.rows == size_.rows) return;
    size_ = size;
    lay_out(0);
    scroll(0);
}

void ChatView::scroll(std::ptrdiff_t lines) {
    const auto all = static_cast<std::ptrdiff_t>(line_count());
    const auto highest = std::max<std::ptrdiff_t>(0, all - static_cast<std::ptrdiff_t>(size_.rows));
    above_end_ = static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(above_end_) + lines, 0, highest));
}

bool ChatView::is_at_top() const {
    return above_end_ + size_.rows >= line_count();
}

std::vector<std::string> ChatView::window() const {
    std::vector<std::string> all;
    for (const auto& entry : entries_) all.insert(all.end(), entry.lines.begin(), entry.lines.end());
    const auto end = all.size() - std::min(above_end_, all.size());
    const auto begin = end - std::min(end, size_.rows);
    std::vector<std::string> shown(size_.rows - (end - begin));
    shown.insert(shown.end(), all.begin() + static_cast<std::ptrdiff_t>(begin),
                 all.begin() + static_cast<std::ptrdiff_t>(end));
    return shown;
}

// From that entry on: a day's line depends on the message before.
void ChatView::lay_out(std::size_t from) {
    const Entry* former = nullptr;  // the message before; what the program itself says has no day
    for (std::size_t at = 0; at < entries_.size(); ++at) {
        if (at >= from) entries_[at].lines = lines_of(entries_[at].row, former);
        if (!entries_[at].row.id.empty()) former = &entries_[at];
    }
}

std::size_t ChatView::line_count() const {
    std::size_t count = 0;
    for (const auto& entry : entries_) count += entry.lines.size();
    return count;
}

std::string ChatView::coloured(std::string_view text, std::string_view code) const {
    if (colours_ == Colours::Off || text.empty()) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

std::vector<std::string> ChatView::lines_of(const MessageRow& row, const Entry* former) const {
    std::vector<std::string> lines;
    if (row.id.empty()) {
        for (const auto& line : wrapped(printable_lines(row.text.value_or("")), size_.columns))
            lines.push_back(coloured(line, kDim));
        return lines;
    }
    if (former == nullptr || day_of(former->row) != day_of(row))
        lines.push_back(coloured(fit("── " + day_of(row) + " ──", size_.columns), kDim));
    const std::size_t indent = size_.columns > kNarrow ? kIndent : 0;
    for (auto& line : head_of(row)) lines.push_back(std::move(line));
    const bool is_failed = row.state == MessageState::Failed;
    std::string body = message_body(row);
    std::ranges::replace(body, '\t', ' ');
    const std::string tail = tail_of(row);
    for (const auto& line : wrapped(body, size_.columns - indent))
        lines.push_back(std::string(indent, ' ') + (is_failed ? coloured(line, kAlert) : line));
    if (!tail.empty())
        lines.push_back(std::string(indent, ' ') + coloured(fit(tail, size_.columns - indent), kDim));
    return lines;
}

// When, who, how far it came; what it answers.
std::vector<std::string> ChatView::head_of(const MessageRow& row) const {
    const bool is_own = row.direction == control::Direction::Out;
    const std::string time = shown_time(row.time).substr(11) + " ";
    const std::string sign = is_own ? receipt_sign(row.state) : "";
    const std::string name =
        fit(is_own ? text(phrase::kYou) : shown_name(row.author_name, row.author),
            std::max<std::size_t>(8, size_.columns - std::min(size_.columns, time.size() + sign.size() + 1)));
    std::string line = coloured(time, kDim) + coloured(name, is_own ? kBold : colour_of(row.author));
    if (!sign.empty()) {
        const bool is_read = row.state == MessageState::Read;
        line += " " + coloured(sign, row.state == MessageState::Failed ? kAlert
                                     : is_read                         ? kReadByThem
                                                                       : kDim);
    }
    if (row.mentions_me) line += coloured(" @", kAlert);
    std::vector<std::string> lines{line};
    if (!row.reply_to || row.state == MessageState::Recalled) return lines;
    const auto answered =
        std::ranges::find(entries_, *row.reply_to, [](const auto& entry) { return entry.row.id; });
    if (answered == entries_.end()) return lines;
    std::string quote = message_body(answered->row);
    quote = quote.substr(0, quote.find('\n'));
    lines.push_back(std::string(size_.columns > kNarrow ? kIndent : 0, ' ') +
                    coloured("> " + fit(quote, std::min(kQuoteColumns, size_.columns - kIndent)), kDim));
    return lines;
}

std::string ChatView::tail_of(const MessageRow& row) const {
    std::string line;
    if (row.state == MessageState::Recalled) return line;
    for (const auto& reaction : row.reactions) {
        line += (line.empty() ? "" : "  ") + printable(reaction.reaction);
        if (reaction.by.size() > 1) line += "×" + std::to_string(reaction.by.size());
    }
    if (row.kind == control::MessageKind::Notice) line += (line.empty() ? "" : "  ") + notice_mark(row);
    return line;
}

}  // namespace culver::cli
