// SPDX-License-Identifier: Apache-2.0
// Owns running coroutines: no coroutine outlives its scope, so tasks may use plain `this` of the object that
// holds the scope as a member.
#pragma once
#include "base/task.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>
#include <string>

namespace culver {

class TaskScope {
public:
    explicit TaskScope(boost::asio::any_io_executor executor);
    TaskScope(const TaskScope&) = delete;
    TaskScope& operator=(const TaskScope&) = delete;
    ~TaskScope();  // requires: close() has returned, or nothing was spawned

    // Starts a task; it begins in a later turn of the executor. An exception ends this task only and is
    // logged under its name. After close() has begun nothing is started.
    void spawn(std::string name, Task<> task);

    // Cancels every task and returns when the last one has ended. May be called again.
    Task<> close();

    [[nodiscard]] bool is_closing() const { return closing_; }
    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }

private:
    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer all_ended_;  // never expires; cancelled to wake close()
    std::list<boost::asio::cancellation_signal> running_;
    bool closing_ = false;
};

// Waits on the coroutine's own executor. A cancelled wait throws, as every cancelled co_await does.
Task<> sleep_for(std::chrono::steady_clock::duration duration);

}  // namespace culver
