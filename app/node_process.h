// SPDX-License-Identifier: Apache-2.0
// A node as a process of its own: its loop, its signals and its log. `culver up` is this and nothing else.
#pragma once
#include "app/engine.h"
#include "base/result.h"

#include <functional>
#include <string>

namespace culver::app {

// Runs until SIGINT, SIGTERM or a face's request to stop, then says goodbye. Each event, from `ready` on, is
// given to on_event as one line of JSON without its end. Fails with one sentence when the node cannot start.
[[nodiscard]] Result<> run_node(EngineOptions options, std::function<void(const std::string&)> on_event);

}  // namespace culver::app
