// SPDX-License-Identifier: Apache-2.0
// A line of the control API in, a line out. A connection of the server is a loop: write hello_line(); then
// for each line read, co_await dispatch() and write its reply; after a reply with stream_from, also write
// event_line() for every event from that number on. Lines have no line break at their end.
// docs/control-api.md is the grammar.
#pragma once
#include "control/event.h"
#include "control/json.h"
#include "control/node.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace culver::control {

// The longest request a node reads. A message or a list of paths fits many times, and a face cannot make the
// node hold more. A connection that sends a longer line gets too_long_line() and is closed.
inline constexpr std::size_t kMaxRequestBytes = 4u << 20;

struct Dispatched {
    std::string reply;                         // empty: nothing is to be written
    std::optional<std::uint64_t> stream_from;  // events from this number on follow the reply
};

// Why whoever sent a request may not have it done; nothing where they may. Asked before the node is.
using Guard = std::function<std::optional<Refusal>(std::string_view method, const Json& params)>;

// Keeps node. Never fails: what is wrong with the line is told in the reply. Cancellation passes through.
[[nodiscard]] Task<Dispatched> dispatch(Node& node, std::string line, Guard guard = {});

[[nodiscard]] std::string hello_line(const Hello& hello);
[[nodiscard]] std::string event_line(const Event& event);
[[nodiscard]] std::string event_line(std::string_view text);  // text: what event_text() gave
[[nodiscard]] std::string too_long_line();

// The event alone, as `culver events --json` and `culver up --json` print it.
[[nodiscard]] std::string event_text(const Event& event);

}  // namespace culver::control
