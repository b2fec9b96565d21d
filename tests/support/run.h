// SPDX-License-Identifier: Apache-2.0
// Runs a coroutine to its end on an event loop of its own, for tests.
#pragma once
#include "base/task.h"

#include <boost/asio/io_context.hpp>

namespace culver::test {

// Rethrows what the task throws; fails the test when the loop runs dry before the task ended.
void run(boost::asio::io_context& loop, Task<> task);

}  // namespace culver::test
