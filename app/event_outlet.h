// SPDX-License-Identifier: Apache-2.0
// The descriptor to which a node tells its events, as `culver up --json` does. Whoever holds its other end
// may read late or never: a thread of its own does the writing, one line at a time, and what waits stays in
// the bus, which says `lost` to a reader who comes too late. Thread: the network thread.
#pragma once
#include "app/event_bus.h"
#include "base/files.h"
#include "base/task.h"

#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <string>

namespace culver::app {

class EventOutlet {
public:
    // Keeps events and descriptor; tells what comes behind the number seen.
    EventOutlet(EventBus& events, int descriptor, std::uint64_t seen);

    // Until it is cancelled or nobody reads any more. A cancellation while a line is on its way waits for it.
    Task<> run();

    // From here on only what the other end has room for is written; what waits for it is given up.
    void leave();
    // What was published until here. Requires: leave() was called, run() has ended.
    Task<> finish();

private:
    [[nodiscard]] Task<bool> write(std::string line);
    Task<> tell_next();

    EventBus& events_;
    int descriptor_;
    FileHandle leaving_;  // readable from leave() on
    std::uint64_t seen_;
    bool is_heard_ = true;  // false: nobody reads any more, or a line was given up in its middle
    boost::asio::thread_pool writer_{1};
};

}  // namespace culver::app
