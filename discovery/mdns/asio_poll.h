// SPDX-License-Identifier: Apache-2.0
// Avahi's event loop abstraction (AvahiPoll) on an Asio executor: watches are waits of a descriptor, timeouts
// are timers. All calls and callbacks on that executor's one thread, except sever().
#pragma once
#include <avahi-common/watch.h>
#include <boost/asio/any_io_executor.hpp>

#include <mutex>
#include <set>

namespace culver::discovery::mdns {

class AsioPoll {
public:
    // Must outlive everything that Avahi made with api().
    explicit AsioPoll(boost::asio::any_io_executor executor);
    AsioPoll(const AsioPoll&) = delete;
    AsioPoll& operator=(const AsioPoll&) = delete;

    [[nodiscard]] const AvahiPoll* api() const { return &api_; }

    // Shuts every watched connection down, so that a call that waits for the other end's answer fails at
    // once. Safe on any thread.
    void sever();

    [[nodiscard]] const boost::asio::any_io_executor& executor() const { return executor_; }
    void watched(int descriptor);
    void unwatched(int descriptor);

private:
    boost::asio::any_io_executor executor_;
    AvahiPoll api_;
    std::mutex guard_;  // mutex: sever() comes from the thread that waits for this one
    std::multiset<int> descriptors_;
};

}  // namespace culver::discovery::mdns
