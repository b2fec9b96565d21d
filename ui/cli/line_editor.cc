// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/line_editor.h"

#include "ui/cli/characters.h"
#include "ui/cli/table.h"

#include <algorithm>
#include <utility>

namespace culver::cli {
namespace {

constexpr std::size_t kMaxEarlier = 500;  // lines of one session

std::string visible(std::string_view text) {
    std::string line;
    for (const char byte : text) {
        if (byte == '\n')
            line += "⏎";
        else
            line += byte == '\t' ? ' ' : byte;
    }
    return line;
}

std::string common_beginning(const std::vector<std::string>& words) {
    std::string common = words.front();
    for (const auto& word : words) {
        const auto differs = std::ranges::mismatch(common, word);
        common.erase(differs.in1, common.end());
    }
    return common.substr(0, character_borders(common).back());
}

}  // namespace

std::size_t LineEditor::before(std::size_t at) const {
    const auto all = character_borders(std::string_view(text_).substr(0, at));
    return all.size() < 2 ? 0 : all[all.size() - 2];
}

std::size_t LineEditor::behind(std::size_t at) const {
    const auto all = character_borders(std::string_view(text_).substr(at));
    return at + (all.size() < 2 ? 0 : all[1]);
}

std::size_t LineEditor::word_before(std::size_t at) const {
    while (at > 0 && text_[at - 1] == ' ') --at;
    while (at > 0 && text_[at - 1] != ' ') --at;
    return at;
}

std::size_t LineEditor::word_behind(std::size_t at) const {
    while (at < text_.size() && text_[at] == ' ') ++at;
    while (at < text_.size() && text_[at] != ' ') ++at;
    return at;
}

void LineEditor::erase(std::size_t from, std::size_t to) {
    text_.erase(from, to - from);
    cursor_ = from;
}

bool LineEditor::press(const KeyPress& press) {
    choices_.clear();
    switch (press.key) {
        case Key::Text:
            text_.insert(cursor_, press.text);
            cursor_ += press.text.size();
            break;
        case Key::Enter: return !text_.empty();
        case Key::Tab: complete(); break;
        case Key::Backspace: erase(before(cursor_), cursor_); break;
        case Key::Delete:
        case Key::EndOfFile: erase(cursor_, behind(cursor_)); break;
        case Key::Left: cursor_ = before(cursor_); break;
        case Key::Right: cursor_ = behind(cursor_); break;
        case Key::WordLeft: cursor_ = word_before(cursor_); break;
        case Key::WordRight: cursor_ = word_behind(cursor_); break;
        case Key::Home: cursor_ = 0; break;
        case Key::End: cursor_ = text_.size(); break;
        case Key::Up:
            if (recalled_ > 0) recall(recalled_ - 1);
            break;
        case Key::Down:
            if (recalled_ < earlier_.size()) recall(recalled_ + 1);
            break;
        case Key::KillLine: erase(0, cursor_); break;
        case Key::KillWord: erase(word_before(cursor_), cursor_); break;
        case Key::KillToEnd: erase(cursor_, text_.size()); break;
        default: break;
    }
    return false;
}

std::string LineEditor::finish() {
    std::string line = std::exchange(text_, {});
    cursor_ = 0;
    if (earlier_.empty() || earlier_.back() != line) earlier_.push_back(line);
    if (earlier_.size() > kMaxEarlier) earlier_.erase(earlier_.begin());
    recalled_ = earlier_.size();
    unfinished_.clear();
    return line;
}

void LineEditor::set(std::string text) {
    text_ = std::move(text);
    cursor_ = text_.size();
}

void LineEditor::recall(std::size_t which) {
    if (recalled_ == earlier_.size()) unfinished_ = text_;
    recalled_ = which;
    set(which == earlier_.size() ? unfinished_ : earlier_[which]);
}

// As far as all possible words agree; the whole word and a blank when there is only one.
void LineEditor::complete() {
    auto found = completer_(std::string_view(text_).substr(0, cursor_));
    if (found.words.empty() || found.from > cursor_) return;
    const bool is_one = found.words.size() == 1;
    std::string word = common_beginning(found.words);
    if (is_one && !word.ends_with('/')) word += ' ';
    if (!is_one) choices_ = std::move(found.words);
    if (word.size() < cursor_ - found.from) return;
    text_.replace(found.from, cursor_ - found.from, word);
    cursor_ = found.from + word.size();
}

LineEditor::Shown LineEditor::shown(std::size_t columns) const {
    const std::string left = visible(std::string_view(text_).substr(0, cursor_));
    const std::string right = visible(std::string_view(text_).substr(cursor_));
    // The cursor needs a column of its own; what does not fit on its left is pushed out.
    const auto starts = character_borders(left);
    std::size_t from = 0;
    while (from + 1 < starts.size() && display_width(left.substr(starts[from])) + 1 > columns) ++from;
    std::string text = left.substr(starts[from]);
    const std::size_t cursor = display_width(text);
    const auto ends = character_borders(right);
    std::size_t to = ends.size() - 1;
    while (to > 0 && cursor + display_width(right.substr(0, ends[to])) > columns) --to;
    return {text + right.substr(0, ends[to]), cursor};
}

}  // namespace culver::cli
