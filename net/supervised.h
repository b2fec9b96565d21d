// SPDX-License-Identifier: Apache-2.0
// Runs an operation inside its owner's scope and waits for it here: the owner's close() ends the operation,
// and a caller that was cancelled leaves nothing behind that the owner does not know of.
#pragma once
#include "base/result.h"
#include "base/task_scope.h"
#include "net/errors.h"
#include "net/signal.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace culver::net {

template <class T>
struct Supervision {
    explicit Supervision(boost::asio::any_io_executor executor) : ended(std::move(executor)) {}
    std::optional<Result<T>> result;
    Signal ended;
};

// Part of the operation's frame, so that it speaks even when the operation was cancelled before it began.
template <class T>
struct SupervisedEnd {
    explicit SupervisedEnd(std::shared_ptr<Supervision<T>> watched) : state(std::move(watched)) {}
    SupervisedEnd(const SupervisedEnd&) = delete;
    SupervisedEnd& operator=(const SupervisedEnd&) = delete;
    ~SupervisedEnd() {
        if (!state->result) state->result.emplace(fail(NetErrc::ShuttingDown));
        state->ended.notify();
    }
    std::shared_ptr<Supervision<T>> state;
};

template <class T>
Task<> carry_out(std::shared_ptr<SupervisedEnd<T>> end, Task<Result<T>> operation) {
    Result<T> result = co_await std::move(operation);
    end->state->result.emplace(std::move(result));
}

template <class T>
Task<Result<T>> supervised(TaskScope& scope, std::string name, Task<Result<T>> operation) {
    if (scope.is_closing()) co_return fail(NetErrc::ShuttingDown);
    auto state = std::make_shared<Supervision<T>>(scope.executor());
    auto end = std::make_shared<SupervisedEnd<T>>(state);
    scope.spawn(std::move(name), carry_out(std::move(end), std::move(operation)));
    while (!state->result) co_await state->ended.wait();
    co_return std::move(*state->result);
}

}  // namespace culver::net
