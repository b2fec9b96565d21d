// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/arguments.h"

#include "base/text.h"
#include "base/time_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>

namespace culver::cli {

using control::Outcome;
using control::refuse;
using control::Reply;

namespace {

constexpr char kMark = '\x1f';
// What a person types or pipes as one message; anything longer is a file. Written as JSON it may grow sixfold
// and must still fit a request. The node's own limit is lower and answered by the node.
constexpr std::size_t kMaxMessageBytes = 512u << 10;

std::string unmark(std::string text) {
    if (text.starts_with(kMark)) text.erase(0, 1);
    return text;
}

CLI::Option* without_mark(CLI::Option* option) {
    return option->transform([](std::string text) { return unmark(std::move(text)); }, "", "");
}

struct Unit {
    std::string_view name;
    double factor;
};

constexpr Unit kSizes[] = {{"", 1},
                           {"b", 1},
                           {"k", 1e3},
                           {"kb", 1e3},
                           {"m", 1e6},
                           {"mb", 1e6},
                           {"g", 1e9},
                           {"gb", 1e9},
                           {"t", 1e12},
                           {"tb", 1e12},
                           {"kib", 1024},
                           {"mib", 1048576},
                           {"gib", 1073741824},
                           {"tib", 1099511627776.0}};
constexpr Unit kSpans[] = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}, {"w", 7 * 86400}};

// A number and one of the units behind it.
template <std::size_t Count>
std::optional<double> measure(std::string_view text, const Unit (&units)[Count]) {
    double number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || !std::isfinite(number) || number < 0) return std::nullopt;
    std::string unit(end, text.data() + text.size());
    unit.erase(0, unit.find_first_not_of(' '));
    std::ranges::transform(unit, unit.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    const auto found = std::ranges::find(units, std::string_view(unit), &Unit::name);
    return found != std::end(units) ? std::optional(number * found->factor) : std::nullopt;
}

Reply<std::string> read_stdin() {
    std::string content;
    char piece[4096];
    while (const auto count = std::fread(piece, 1, sizeof piece, stdin)) {
        content.append(piece, count);
        if (content.size() > kMaxMessageBytes) break;
    }
    if (content.ends_with('\n')) content.pop_back();
    return content;
}

}  // namespace

std::vector<std::string> mark_brackets(std::vector<std::string> arguments) {
    for (auto& argument : arguments) {
        if (argument.starts_with('[') && argument.ends_with(']')) argument.insert(0, 1, kMark);
    }
    return arguments;
}

CLI::Option* add_argument(CLI::App& command, const std::string& name, std::string& into,
                          const std::string& help) {
    return without_mark(command.add_option(name, into, help))->option_text(" ");
}

CLI::Option* add_text(CLI::App& command, const std::string& name, std::string& into,
                      const std::string& help) {
    return without_mark(command.add_option(name, into, help));
}

CLI::Option* add_repeated(CLI::App& command, const std::string& name, std::vector<std::string>& into,
                          const std::string& help) {
    return without_mark(command.add_option(name, into, help)->allow_extra_args(false));
}

CLI::Option* add_rest(CLI::App& command, const std::string& name, std::vector<std::string>& into,
                      const std::string& help) {
    return without_mark(command.add_option(name, into, help))->option_text(" ");
}

CLI::Validator whole_number(std::uint64_t least) {
    return CLI::Validator(
        [least](const std::string& text) {
            std::uint64_t number = 0;
            const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool is_number = failure == std::errc{} && end == text.data() + text.size();
            if (is_number && number >= least) return std::string();
            return "'" + text + "' is no whole number from " + std::to_string(least) + " on";
        },
        "");
}

CLI::Validator seconds() {
    return CLI::Validator(
        [](const std::string& text) {
            double number = -1;
            const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool is_number = failure == std::errc{} && end == text.data() + text.size();
            if (is_number && std::isfinite(number) && number >= 0) return std::string();
            return "'" + text + "' is no number of seconds";
        },
        "");
}

CLI::Validator one_of(std::vector<std::string> words) {
    return CLI::Validator(
        [words = std::move(words)](const std::string& text) {
            if (std::ranges::find(words, text) != words.end()) return std::string();
            std::string all;
            for (const auto& word : words) all += (all.empty() ? "" : " or ") + word;
            return "it is " + all + ", not '" + text + "'";
        },
        "");
}

CLI::Option* add_receiver(CLI::App& command, Of of, std::string& into, const std::string& help) {
    const bool is_group = of == Of::Group;
    return add_argument(command, is_group ? "GROUP" : "PEER", into,
                        is_group ? "Its name or the beginning of its id" : help)
        ->required();
}

std::string receiver(Of of, const std::string& word) {
    return of == Of::Peer || word.starts_with("group:") ? word : "group:" + word;
}

Reply<std::optional<WallTime>> parse_moment(std::string_view text, WallTime now) {
    if (text.empty()) return std::nullopt;
    if (const auto time = parse_rfc3339(text)) return time;
    if (const auto seconds = measure(text, kSpans); seconds && *seconds < 1e10) {
        return now - std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
    }
    return refuse(Outcome::Usage,
                  "'" + printable(text) + "' is no time; write 2026-11-22, 2026-11-22T20:35:00Z or 2h.");
}

Reply<std::uint64_t> parse_size(std::string_view text) {
    const auto bytes = measure(text, kSizes);
    if (bytes && *bytes < 1e18) return static_cast<std::uint64_t>(*bytes);
    return refuse(Outcome::Usage, "'" + printable(text) + "' is no size; write 1500000, 100MB or 2GiB.");
}

Reply<std::optional<std::uint64_t>> parse_rate(std::string_view text) {
    if (text == "off") return std::nullopt;
    const std::string_view size = text.ends_with("/s") ? text.substr(0, text.size() - 2) : text;
    const auto bytes = measure(size, kSizes);
    if (!bytes || *bytes >= 1e18) {
        return refuse(Outcome::Usage, "'" + printable(text) + "' is no rate; write 500KB, 2MB or off.");
    }
    if (*bytes < 1) return std::nullopt;
    return static_cast<std::uint64_t>(*bytes);
}

std::string absolute_path(const std::string& path) {
    std::filesystem::path absolute = std::filesystem::absolute(path);
    if (!absolute.has_filename()) absolute = absolute.parent_path();  // a trailing slash
    const auto name = absolute.filename();
    if (name == "." || name == "..") {
        std::error_code ignored;
        if (auto real = std::filesystem::canonical(absolute, ignored); !real.empty())
            absolute = std::move(real);
    }
    return absolute.string();
}

Reply<std::string> message_text(const std::string& argument) {
    Reply<std::string> content = argument == "-" ? read_stdin() : Reply<std::string>(argument);
    if (content->size() > kMaxMessageBytes) {
        return refuse(Outcome::Usage,
                      "The text is too long for a message; send it as a file with 'culver send'.");
    }
    if (!is_utf8(*content))
        return refuse(Outcome::Usage, "The text is no UTF-8; send it as a file with 'culver send'.");
    if (content->empty()) return refuse(Outcome::Usage, "There is nothing to say: the text is empty.");
    return content;
}

std::optional<std::chrono::steady_clock::time_point> deadline_after(std::optional<double> seconds) {
    if (!seconds) return std::nullopt;
    constexpr double kLongest = 10.0 * 365 * 24 * 3600;  // beyond it the clock's arithmetic would overflow
    const auto span = std::chrono::duration<double>(std::clamp(*seconds, 0.0, kLongest));
    return std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::milliseconds>(span);
}

}  // namespace culver::cli
