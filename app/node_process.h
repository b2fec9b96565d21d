// SPDX-License-Identifier: Apache-2.0
// A node as a process of its own: its loop, its signals and its log. `culver up` is this and nothing else.
#pragma once
#include "app/engine.h"
#include "base/result.h"

#include <optional>

namespace culver::app {

// Runs until SIGINT, SIGTERM or a face's request to stop, then says goodbye. Each event, from `ready` on, is
// written to the descriptor events as one line of JSON; a reader who is late holds up nothing, and is told
// {"event":"lost"} where the bus keeps them no longer. Fails with one sentence when the node cannot start.
[[nodiscard]] Result<> run_node(EngineOptions options, std::optional<int> events);

}  // namespace culver::app
