// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/passphrase.h"

#include "base/files.h"
#include "ui/cli/words.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include <optional>
#include <string_view>

namespace culver::cli {
namespace {

using control::Outcome;
using control::refuse;
using control::Reply;

constexpr std::size_t kMaxPassphraseBytes = 1024;  // a sentence; more is a file that was piped by mistake

// The terminal shows again what is typed, whatever happens.
class Unseen {
public:
    explicit Unseen(int terminal) : terminal_(terminal) {
        if (::tcgetattr(terminal_, &former_) != 0) return;
        termios silent = former_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= ECHONL;
        is_changed_ = ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;
    ~Unseen() {
        if (is_changed_)
            ::tcsetattr(terminal_, TCSADRAIN, &former_);  // what was typed for the shell is its own
    }

private:
    int terminal_;
    termios former_{};
    bool is_changed_ = false;
};

// Byte by byte, so that nothing behind the line is taken from whoever reads next.
Reply<std::string> read_line(int from) {
    std::string line;
    char letter = 0;
    while (::read(from, &letter, 1) == 1 && letter != '\n') {
        line += letter;
        if (line.size() > kMaxPassphraseBytes) return refuse(Outcome::Usage, "The passphrase is too long.");
    }
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) return refuse(Outcome::Usage, "There is no passphrase: type one, or pipe one line in.");
    return line;
}

Reply<std::string> ask(int terminal, const Phrase& question) {
    const std::string shown = text(question) + " ";
    (void)!::write(terminal, shown.data(), shown.size());
    return read_line(terminal);
}

}  // namespace

Reply<std::string> read_passphrase(Asking asking) {
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);  // no file of it, or of the key, is left when the program dies
    if (::isatty(STDIN_FILENO) != 1) return read_line(STDIN_FILENO);
    const FileHandle terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
    const int where = terminal.is_open() ? terminal.get() : STDIN_FILENO;
    const Unseen unseen(
        where);  // before the question: whoever answers at once is not shown, and not forgotten
    auto first = ask(where, phrase::kPassphrase);
    if (!first || asking == Asking::Once) return first;
    const auto second = ask(where, phrase::kPassphraseAgain);
    if (!second) return second;
    if (*first != *second) return refuse(Outcome::Usage, "The two passphrases differ; nothing was written.");
    return first;
}

}  // namespace culver::cli
