// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/caller.h"

#include "base/text.h"
#include "control/profile_path.h"
#include "control/rpc.h"
#include "ui/cli/interrupt.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>

namespace culver::cli {
namespace {

constexpr std::size_t kUsualColumns = 80;
constexpr std::size_t kShortIdCharacters = 8;

void write_line(std::FILE* stream, std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stream);
    if (!line.ends_with('\n')) std::fputc('\n', stream);
    std::fflush(stream);
}

}  // namespace

Reply<std::filesystem::path> Caller::profile() const {
    if (!options_.profile.empty()) return std::filesystem::absolute(options_.profile);
    if (auto path = control::default_profile_path()) return *path;
    return control::refuse(Outcome::Usage, "There is no home folder; name the profile with --profile DIR.");
}

Reply<control::Client> Caller::connect() {
    if (interrupt_ < 0) interrupt_ = catch_interrupts();
    const auto path = profile();
    if (!path) return std::unexpected(path.error());
    return control::Client::connect(*path, interrupt_);
}

void Caller::print_row(const Json& row) const {
    write_line(stdout, control::json_text(row));
}
void Caller::print(std::string_view line) const {
    write_line(stdout, line);
}

int Caller::fail(const Refusal& refusal) const {
    write_line(stderr, "culver: " + printable(refusal.message));
    if (json()) {
        print_row(Json{{"error", control::encode_refusal(refusal)}});
    } else {
        for (const auto& candidate : refusal.candidates) {
            write_line(stderr,
                       "  id:" + printable(candidate.id) + "  " + printable(candidate.name.value_or("")));
        }
    }
    return control::exit_code_of(refusal.outcome);
}

std::size_t Caller::columns() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualColumns;
    return size.ws_col;
}

bool Caller::is_terminal() {
    return ::isatty(STDOUT_FILENO) == 1;
}

std::string shown_name(const control::Text& name, const std::string& id) {
    return printable(name && !name->empty() ? *name : id.substr(0, kShortIdCharacters));
}

std::string shown_time(const control::Time& time) {
    if (!time) return {};
    const std::time_t seconds = std::chrono::system_clock::to_time_t(*time);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &parts);
    return {text.data(), length};
}

}  // namespace culver::cli
