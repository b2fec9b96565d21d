// SPDX-License-Identifier: Apache-2.0
// Messages on a terminal: one line each, further lines of a text indented below it.
#pragma once
#include "control/rows.h"

#include <string>

namespace culver::cli {

// "2026-11-22 20:35  bob: lunch?", and behind our own the state.
[[nodiscard]] std::string message_line(const control::MessageRow& row);

// What was said, without when and by whom: its line breaks kept, all of it safe to print.
[[nodiscard]] std::string message_body(const control::MessageRow& row);

// Of a notice: how many have confirmed it.
[[nodiscard]] std::string notice_mark(const control::MessageRow& row);

// What became of a message that was just said: it waits in the outbox, or, to oneself, it is there.
[[nodiscard]] std::string said_line(const control::SaidRow& row);

}  // namespace culver::cli
