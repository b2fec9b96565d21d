// SPDX-License-Identifier: Apache-2.0
// Slow or blocking work (scanning folders, hashing) on a worker thread, its result at home.
#pragma once
#include "base/task.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

namespace culver {

// Runs work() on a worker and returns its value on the caller's own thread. Work holds everything by value:
// room state belongs to the network thread. A cancelled caller still waits for work() to end.
template <class Work>
auto offload(boost::asio::thread_pool& workers, Work work) -> Task<decltype(work())> {
    auto run = [](Work task) -> Task<decltype(work())> { co_return task(); };
    // No cancellation reaches the worker: it would be emitted on another thread, and a task that is cancelled
    // before it began there would end the process (Boost 1.81).
    auto at_home =
        boost::asio::bind_cancellation_slot(boost::asio::cancellation_slot(), boost::asio::use_awaitable);
    co_return co_await boost::asio::co_spawn(workers, run(std::move(work)), at_home);
}

}  // namespace culver
