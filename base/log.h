// SPDX-License-Identifier: Apache-2.0
// The program's log, on stderr. Every line goes through text.h's printable(), whoever chose its words.
// Safe on any thread.
#pragma once
#include <spdlog/spdlog.h>

#include <string>

namespace culver::log {

using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

// Levels: debug info warn error off. False when the word is none of them.
[[nodiscard]] bool set_level(const std::string& level);

// Sends the log to stderr, one line per entry with time and level. Called once at the start of a program.
void start();

}  // namespace culver::log
