// SPDX-License-Identifier: Apache-2.0
// A bounded queue between coroutines of one thread: a full mailbox makes the giver wait, an empty one the
// taker.
#pragma once
#include "base/result.h"
#include "base/task.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>

namespace culver {

template <class T>
class Mailbox {
public:
    // Requires: capacity ≥ 1.
    Mailbox(boost::asio::any_io_executor executor, std::size_t capacity)
        : capacity_(capacity), changed_(std::move(executor), boost::asio::steady_timer::time_point::max()) {}

    // False, and the value is dropped, when full or closed.
    [[nodiscard]] bool try_put(T value) {
        if (closed_ || values_.size() >= capacity_) return false;
        values_.push_back(std::move(value));
        changed_.cancel();
        return true;
    }

    // Waits for room. False when the mailbox is closed.
    Task<bool> put(T value) {
        while (!closed_ && values_.size() >= capacity_) co_await changed_.async_wait(no_throw);
        co_return try_put(std::move(value));
    }

    // The oldest value. Fails with operation_aborted when closed and empty.
    Task<Result<T>> take() {
        while (values_.empty()) {
            if (closed_) co_return fail(boost::asio::error::operation_aborted);
            co_await changed_.async_wait(no_throw);
        }
        T value = std::move(values_.front());
        values_.pop_front();
        changed_.cancel();
        co_return value;
    }

    // Wakes all who wait; what is inside can still be taken.
    void close() {
        closed_ = true;
        changed_.cancel();
    }

    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] bool is_empty() const { return values_.empty(); }
    [[nodiscard]] bool is_closed() const { return closed_; }

private:
    std::size_t capacity_;
    std::deque<T> values_;
    boost::asio::steady_timer changed_;  // never expires; cancelled whenever something changed
    bool closed_ = false;
};

}  // namespace culver
