// SPDX-License-Identifier: Apache-2.0
// Runs a coroutine to its end on an event loop of its own, for tests.
#pragma once
#include "base/task.h"

#include <boost/asio/io_context.hpp>

#include <optional>
#include <utility>

namespace culver::test {

// Rethrows what the task throws; fails the test when the loop runs dry before the task ended.
void run(boost::asio::io_context& loop, Task<> task);

// The same of a task that has a result.
template <class T>
T result_of(boost::asio::io_context& loop, Task<T> task) {
    std::optional<T> value;
    auto keep = [](Task<T> inner, std::optional<T>& into) -> Task<> {
        into.emplace(co_await std::move(inner));
    };
    run(loop, keep(std::move(task), value));
    return std::move(*value);
}

}  // namespace culver::test
