// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/terminal_keys.h"

#include "base/text.h"

#include <array>
#include <utility>

namespace culver::cli {
namespace {

constexpr char kEscape = '\x1b';
constexpr std::string_view kPasteEnds = "\x1b[201~";
constexpr std::size_t kMaxWaiting = 256 * 1024;  // a paste longer than any message; the rest of it is text

constexpr std::array<std::pair<char, Key>, 18> kControls{{{'\r', Key::Enter},
                                                          {'\n', Key::Enter},
                                                          {'\t', Key::Tab},
                                                          {'\x7f', Key::Backspace},
                                                          {'\b', Key::Backspace},
                                                          {'\x01', Key::Home},
                                                          {'\x02', Key::Left},
                                                          {'\x03', Key::Interrupt},
                                                          {'\x04', Key::EndOfFile},
                                                          {'\x05', Key::End},
                                                          {'\x06', Key::Right},
                                                          {'\x0b', Key::KillToEnd},
                                                          {'\x0c', Key::Redraw},
                                                          {'\x0e', Key::Down},
                                                          {'\x10', Key::Up},
                                                          {'\x15', Key::KillLine},
                                                          {'\x17', Key::KillWord},
                                                          {'\x16', Key::PageDown}}};

constexpr std::array<std::pair<std::string_view, Key>, 24> kSequences{
    {{"[A", Key::Up},          {"[B", Key::Down},         {"[C", Key::Right},       {"[D", Key::Left},
     {"OA", Key::Up},          {"OB", Key::Down},         {"OC", Key::Right},       {"OD", Key::Left},
     {"[H", Key::Home},        {"[F", Key::End},          {"OH", Key::Home},        {"OF", Key::End},
     {"[1~", Key::Home},       {"[4~", Key::End},         {"[7~", Key::Home},       {"[8~", Key::End},
     {"[3~", Key::Delete},     {"[5~", Key::PageUp},      {"[6~", Key::PageDown},   {"[1;5C", Key::WordRight},
     {"[1;5D", Key::WordLeft}, {"[1;3C", Key::WordRight}, {"[1;3D", Key::WordLeft}, {"b", Key::WordLeft}}};

// Bytes of the character that begins so; 0 when none begins so.
std::size_t length_of(char first) {
    const auto byte = static_cast<unsigned char>(first);
    if (byte < 0x80) return 1;
    if (byte >= 0xc2 && byte < 0xe0) return 2;
    if (byte >= 0xe0 && byte < 0xf0) return 3;
    if (byte >= 0xf0 && byte < 0xf5) return 4;
    return 0;
}

bool is_control(char byte) {
    return static_cast<unsigned char>(byte) < 0x20 || byte == '\x7f';
}

void add_text(std::vector<KeyPress>& keys, std::string_view text) {
    if (!keys.empty() && keys.back().key == Key::Text)
        keys.back().text += text;
    else
        keys.push_back({Key::Text, std::string(text)});
}

}  // namespace

std::vector<KeyPress> TerminalKeys::take(std::string_view bytes) {
    waiting_ += bytes;
    std::vector<KeyPress> keys;
    while (!waiting_.empty()) {
        const auto used = is_pasting_ ? take_paste(keys) : take_one(keys);
        if (used == 0) break;
        waiting_.erase(0, used);
    }
    return keys;
}

void TerminalKeys::settle() {
    if (!is_pasting_ && waiting_ == std::string_view(&kEscape, 1)) waiting_.clear();
}

// How many bytes are done with; 0 when more are needed.
std::size_t TerminalKeys::take_one(std::vector<KeyPress>& keys) {
    const char first = waiting_.front();
    if (first == kEscape) return take_escape(keys);
    if (is_control(first)) {
        for (const auto& [control, key] : kControls) {
            if (control == first) keys.push_back({key, {}});
        }
        return 1;
    }
    const auto length = length_of(first);
    if (length == 0) return 1;
    if (waiting_.size() < length) return 0;
    const auto character = std::string_view(waiting_).substr(0, length);
    if (!is_utf8(character)) return 1;
    add_text(keys, character);
    return length;
}

std::size_t TerminalKeys::take_escape(std::vector<KeyPress>& keys) {
    if (waiting_.size() < 2) return 0;
    std::size_t length = 2;
    if (waiting_[1] == '[') {  // parameters, then one byte from @ to ~
        while (length < waiting_.size() && static_cast<unsigned char>(waiting_[length]) < 0x40) ++length;
        if (length >= waiting_.size()) return 0;
        ++length;
    } else if (waiting_[1] == 'O') {
        if (waiting_.size() < 3) return 0;
        length = 3;
    } else if (waiting_[1] == kEscape) {
        return 1;
    }
    const auto sequence = std::string_view(waiting_).substr(1, length - 1);
    if (sequence == "[200~") is_pasting_ = true;
    if (sequence == "f") keys.push_back({Key::WordRight, {}});
    for (const auto& [known, key] : kSequences) {
        if (known == sequence) keys.push_back({key, {}});
    }
    return length;
}

std::size_t TerminalKeys::take_paste(std::vector<KeyPress>& keys) {
    const auto end = waiting_.find(kPasteEnds);
    if (end == std::string::npos && waiting_.size() < kMaxWaiting) return 0;
    std::string text = waiting_.substr(0, end);
    const auto used = text.size();
    for (auto& byte : text) {
        if (byte == '\r') byte = '\n';
    }
    std::erase_if(text, [](char byte) { return is_control(byte) && byte != '\n' && byte != '\t'; });
    if (is_utf8(text) && !text.empty()) add_text(keys, text);
    is_pasting_ = false;
    return used + (end == std::string::npos ? 0 : kPasteEnds.size());
}

}  // namespace culver::cli
