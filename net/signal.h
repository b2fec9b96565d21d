// SPDX-License-Identifier: Apache-2.0
// Wakes coroutines of one thread that wait for something to change. Who waits checks its condition first and
// again after waking; nothing is remembered between.
#pragma once
#include "base/clock.h"
#include "base/task.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>

namespace culver::net {

class Signal {
public:
    explicit Signal(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;

    void notify() {
        for (auto* timer : waiting_) timer->cancel();
    }

    // Returns after notify(), at the deadline, or when cancelled; then the next co_await throws as usual.
    Task<> wait_until(SteadyTime deadline) {
        Entry entry(*this, deadline);
        co_await entry.timer.async_wait(no_throw);
    }
    Task<> wait() { return wait_until(SteadyTime::max()); }

private:
    struct Entry {
        Entry(Signal& owner, SteadyTime deadline)
            : signal(owner),
              timer(owner.executor_, deadline),
              place(owner.waiting_.insert(owner.waiting_.end(), &timer)) {}
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;
        ~Entry() { signal.waiting_.erase(place); }
        Signal& signal;
        boost::asio::steady_timer timer;
        std::list<boost::asio::steady_timer*>::iterator place;
    };
    boost::asio::any_io_executor executor_;
    std::list<boost::asio::steady_timer*> waiting_;
};

}  // namespace culver::net
