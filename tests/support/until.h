// SPDX-License-Identifier: Apache-2.0
// Waits for what other tasks of a test's event loop bring about.
#pragma once
#include "base/clock.h"
#include "base/task_scope.h"

#include <chrono>
#include <functional>

namespace culver::test {

// True as soon as the condition holds; false when it does not after the limit, which only a fault meets or a
// machine that stands still.
inline Task<bool> until(std::function<bool()> condition, Duration limit = std::chrono::seconds(30)) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition() && std::chrono::steady_clock::now() < deadline)
        co_await sleep_for(std::chrono::milliseconds(1));
    co_return condition();
}

}  // namespace culver::test
