// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/terminal.h"

#include "ui/cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace culver::cli {
namespace {

// A screen of its own, and pastes in brackets; and back.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?2004h\x1b[2J";
constexpr std::string_view kLeave = "\x1b[?2004l\x1b[?25h\x1b[0m\x1b[?1049l";
constexpr ChatView::Size kUsual{80, 24};
constexpr ChatView::Size kLeast{10, 4};  // below that nothing can be read, and nothing need be right

void write_all(std::string_view text) {
    while (!text.empty()) {
        const auto count = ::write(STDOUT_FILENO, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace

bool Terminal::is_there() {
    const char* kind = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): one thread
    if (kind == nullptr || *kind == '\0' || std::string_view(kind) == "dumb") return false;
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

Colours Terminal::colours() {
    const char* unwanted = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): one thread
    return unwanted != nullptr && *unwanted != '\0' ? Colours::Off : Colours::On;
}

Terminal::Terminal() {
    ::tcgetattr(STDIN_FILENO, &former_);
    termios raw = former_;
    raw.c_iflag &= static_cast<tcflag_t>(~(BRKINT | ICRNL | INPCK | ISTRIP | IXON));
    raw.c_lflag &= static_cast<tcflag_t>(~(ECHO | ICANON | IEXTEN | ISIG));
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
    // A new size interrupts the wait for keys; there is nothing else to do about it.
    struct sigaction resized{};
    resized.sa_handler = [](int) {};
    ::sigaction(SIGWINCH, &resized, nullptr);
    write_all(kEnter);
}

Terminal::~Terminal() {
    write_all(kLeave);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &former_);
}

ChatView::Size Terminal::size() const {
    winsize found{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &found) != 0 || found.ws_col == 0 || found.ws_row == 0)
        return kUsual;
    return {std::max<std::size_t>(found.ws_col, kLeast.columns),
            std::max<std::size_t>(found.ws_row, kLeast.rows)};
}

void Terminal::draw(const std::vector<std::string>& lines, std::string_view bar,
                    const LineEditor::Shown& input, std::string_view prompt) const {
    const auto whole = size();
    std::string frame = "\x1b[?25l\x1b[H";
    for (const auto& line : lines) frame += line + "\x1b[0m\x1b[K\r\n";
    frame += "\x1b[7m" + pad(fit(bar, whole.columns), whole.columns) + "\x1b[0m\r\n";
    frame += std::string(prompt) + input.text + "\x1b[K";
    const auto column = std::min(whole.columns, display_width(prompt) + input.cursor + 1);
    frame += "\x1b[" + std::to_string(lines.size() + 2) + ";" + std::to_string(column) + "H\x1b[?25h";
    write_all(frame);
}

void Terminal::ring() const {
    write_all("\a");
}

}  // namespace culver::cli
