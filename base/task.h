// SPDX-License-Identifier: Apache-2.0
// Coroutines. Every one is owned by a TaskScope; asio::detached is never used, because it swallows
// exceptions.
#pragma once
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace culver {

template <class T = void>
using Task = boost::asio::awaitable<T>;

// Errors come back as the first element of a tuple: auto [failure, count] = co_await read(..., no_throw);
inline constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace culver
