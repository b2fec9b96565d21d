// SPDX-License-Identifier: Apache-2.0
// Slow or blocking work (scanning folders, hashing) on a worker thread, its result at home.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>

#include "base/task.h"

namespace culver {

// Runs work() on a worker and returns its value on the caller's own thread. Work holds everything by value:
// room state belongs to the network thread. A cancelled caller still waits for work() to end.
template <class Work>
auto offload(boost::asio::thread_pool& workers, Work work) -> Task<decltype(work())> {
    auto run = [](Work task) -> Task<decltype(work())> { co_return task(); };
    co_return co_await boost::asio::co_spawn(workers, run(std::move(work)), boost::asio::use_awaitable);
}

}  // namespace culver
