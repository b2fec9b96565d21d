// SPDX-License-Identifier: Apache-2.0
#include "base/task_scope.h"

#include "base/log.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/this_coro.hpp>

#include <cassert>
#include <exception>

namespace culver {
namespace {

void log_failure(const std::string& name, std::exception_ptr failure) {
    try {
        std::rethrow_exception(std::move(failure));
    } catch (const boost::asio::multiple_exceptions& several) {
        // Both branches of an || or && were cancelled together: the first says why.
        log_failure(name, several.first_exception());
    } catch (const boost::system::system_error& error) {
        // A cancelled task ends like this: it is no fault.
        if (error.code() != boost::asio::error::operation_aborted) {
            log::error("task {} failed: {}", name, error.what());
        }
    } catch (const std::exception& error) {
        log::error("task {} failed: {}", name, error.what());
    }
}

}  // namespace

TaskScope::TaskScope(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)), all_ended_(executor_, boost::asio::steady_timer::time_point::max()) {}

TaskScope::~TaskScope() {
    assert(running_.empty());
}

void TaskScope::spawn(std::string name, Task<> task) {
    if (closing_) return;
    auto entry = running_.emplace(running_.end());
    auto on_end = [this, entry, name = std::move(name)](std::exception_ptr failure) {
        if (failure) log_failure(name, std::move(failure));
        running_.erase(entry);
        if (running_.empty()) all_ended_.cancel();
    };
    boost::asio::co_spawn(executor_, std::move(task),
                          boost::asio::bind_cancellation_slot(entry->slot(), std::move(on_end)));
}

Task<> TaskScope::close() {
    co_await boost::asio::this_coro::reset_cancellation_state();  // must finish even if the closer is
                                                                  // cancelled
    closing_ = true;
    for (auto entry = running_.begin(); entry != running_.end();) {
        auto current = entry++;  // the task may end, and leave the list, inside emit()
        current->emit(boost::asio::cancellation_type::terminal);
    }
    while (!running_.empty()) co_await all_ended_.async_wait(no_throw);
}

Task<> sleep_for(std::chrono::steady_clock::duration duration) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace culver
