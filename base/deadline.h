// SPDX-License-Identifier: Apache-2.0
// Time limits: a fixed one for a question and its answer, a moving one for streams.
#pragma once
#include "base/result.h"
#include "base/task.h"

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>

namespace culver {

// The operation's result, or timed_out. The loser is cancelled and awaited before this returns, so whatever
// the operation borrowed is free again.
template <class T>
Task<Result<T>> with_deadline(std::chrono::steady_clock::duration limit, Task<Result<T>> operation) {
    using namespace boost::asio::experimental::awaitable_operators;
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, limit);
    auto winner = co_await (std::move(operation) || timer.async_wait(no_throw));
    if (winner.index() == 0) co_return std::move(std::get<0>(winner));
    co_return fail(boost::asio::error::timed_out);
}

}  // namespace culver
