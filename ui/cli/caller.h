// SPDX-License-Identifier: Apache-2.0
// What every command has in hand: the profile, the way to its node, and the way to the screen. With --json
// stdout holds one JSON object per line and nothing else; sentences about errors go to stderr in both cases.
#pragma once
#include "control/client.h"
#include "control/json.h"
#include "control/outcome.h"
#include "ui/cli/words.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace culver::cli {

using control::decode;
using control::encode;
using control::Json;
using control::Outcome;
using control::Refusal;
using control::Reply;

// Options that stand before or after the arguments of every command.
struct CommonOptions {
    std::string profile;  // empty: the person's own
    bool json = false;
};

class Caller {
public:
    explicit Caller(const CommonOptions& options) : options_(options) {}

    [[nodiscard]] bool json() const { return options_.json; }

    // Absolute. Fails with Usage when there is no home folder and none was named.
    [[nodiscard]] Reply<std::filesystem::path> profile() const;

    // Ctrl-C interrupts every wait of the client from here on.
    [[nodiscard]] Reply<control::Client> connect();

    // One JSON object, or a line for people; both are flushed at once.
    void print_row(const Json& row) const;
    void print(std::string_view line) const;

    // Tells why it went wrong, with the candidates, and gives the exit code.
    [[nodiscard]] int fail(const Refusal& refusal) const;

    // Terminal columns of stdout; 80 when they cannot be told.
    [[nodiscard]] static std::size_t columns();
    [[nodiscard]] static bool is_terminal();

private:
    CommonOptions options_;
    int interrupt_ = -1;
};

// A peer's name for people: the name, else the beginning of the id.
[[nodiscard]] std::string shown_name(const control::Text& name, const std::string& id);

// In the person's own time zone: 2026-11-22 20:35.
[[nodiscard]] std::string shown_time(const control::Time& time);

}  // namespace culver::cli
