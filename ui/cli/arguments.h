// SPDX-License-Identifier: Apache-2.0
// What the arguments of a command mean, and how they are declared to the parser.
#pragma once
#include "base/clock.h"
#include "control/outcome.h"

#include <CLI/App.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::cli {

// CLI11 takes "[a,b]" for a list where several values are possible; a folder may be called so. Arguments are
// marked before parsing, and every text argument declared with the functions below loses the mark again.
[[nodiscard]] std::vector<std::string> mark_brackets(std::vector<std::string> arguments);

// A text that stands by its place, an option with a text, an option that may be repeated, and the rest of the
// line.
CLI::Option* add_argument(CLI::App& command, const std::string& name, std::string& into,
                          const std::string& help);
CLI::Option* add_text(CLI::App& command, const std::string& name, std::string& into, const std::string& help);
CLI::Option* add_repeated(CLI::App& command, const std::string& name, std::vector<std::string>& into,
                          const std::string& help);
CLI::Option* add_rest(CLI::App& command, const std::string& name, std::vector<std::string>& into,
                      const std::string& help);

// A command that stands for itself and again in `group` names a PEER here and a GROUP there, which needs no
// "group:" before it.
enum class Of { Peer, Group };
CLI::Option* add_receiver(CLI::App& command, Of of, std::string& into, const std::string& help);
[[nodiscard]] std::string receiver(Of of, const std::string& word);  // as the node is told

// Checks of options, with a sentence for people.
[[nodiscard]] CLI::Validator whole_number(std::uint64_t least);
[[nodiscard]] CLI::Validator seconds();  // 0 or more, with a fraction
[[nodiscard]] CLI::Validator one_of(std::vector<std::string> words);

// A moment: RFC 3339, a date, or how long ago: 45s 30m 2h 3d 1w. Empty text gives nothing. Fails with Usage.
[[nodiscard]] control::Reply<std::optional<WallTime>> parse_moment(std::string_view text, WallTime now);

// Bytes: 1500, 10MB, 1.5 GB, 2MiB; decimal units unless written with i. Fails with Usage.
[[nodiscard]] control::Reply<std::uint64_t> parse_size(std::string_view text);

// Bytes a second: a size, with or without /s; "off" and 0 give nothing, no limit. Fails with Usage.
[[nodiscard]] control::Reply<std::optional<std::uint64_t>> parse_rate(std::string_view text);

// As the node sees it: absolute, without a trailing slash; "." and ".." are resolved, so that it has a name.
[[nodiscard]] std::string absolute_path(const std::string& path);

// "-" stands for all of stdin, without one final line break. Fails with Usage when the text is too long for
// one message or is no UTF-8.
[[nodiscard]] control::Reply<std::string> message_text(const std::string& argument);

// The moment a wait of --timeout seconds ends; nothing when there is no limit.
[[nodiscard]] std::optional<std::chrono::steady_clock::time_point> deadline_after(
    std::optional<double> seconds);

}  // namespace culver::cli
