// SPDX-License-Identifier: Apache-2.0
#include "tests/support/run.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <exception>

namespace culver::test {

void run(boost::asio::io_context& loop, Task<> task) {
    bool ended = false;
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr thrown) {
        ended = true;
        failure = std::move(thrown);
    });
    loop.restart();
    while (!ended && loop.run_one() > 0) {
    }
    if (failure) std::rethrow_exception(failure);
    ASSERT_TRUE(ended) << "the task waits for something that never happens";
}

}  // namespace culver::test
