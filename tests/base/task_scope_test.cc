// SPDX-License-Identifier: Apache-2.0
// Tasks: owners, time limits and work on other threads.
#include "base/task_scope.h"

#include "base/clock.h"
#include "base/deadline.h"
#include "base/offload.h"
#include "tests/support/run.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace culver {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;
using std::chrono::milliseconds;

Task<> wait_for_ever(bool& ended) {
    struct Note {
        bool& flag;
        ~Note() { flag = true; }
    } note{ended};
    asio::steady_timer timer(co_await asio::this_coro::executor, hours(1));
    co_await timer.async_wait(asio::use_awaitable);
}

TEST(TaskScope, CloseCancelsAllAndWaitsForTheirEnd) {
    asio::io_context loop;
    TaskScope tasks(loop.get_executor());
    bool first = false;
    bool second = false;
    tasks.spawn("first", wait_for_ever(first));
    tasks.spawn("second", wait_for_ever(second));
    while (loop.poll() > 0) {
    }
    EXPECT_FALSE(first || second);
    test::run(loop, tasks.close());
    EXPECT_TRUE(first && second);
    test::run(loop, tasks.close());  // may be called again
}

TEST(TaskScope, NothingStartsAfterClose) {
    asio::io_context loop;
    TaskScope tasks(loop.get_executor());
    test::run(loop, tasks.close());
    bool ended = false;
    tasks.spawn("late", wait_for_ever(ended));
    while (loop.poll() > 0) {
    }
    EXPECT_TRUE(tasks.is_closing());
    EXPECT_FALSE(ended);  // it never began
}

TEST(TaskScope, AnExceptionEndsItsTaskAlone) {
    asio::io_context loop;
    TaskScope tasks(loop.get_executor());
    auto broken = []() -> Task<> {
        throw std::runtime_error("a bug");
        co_return;
    };
    auto sound = [](int& count) -> Task<> {
        ++count;
        co_return;
    };
    int count = 0;
    tasks.spawn("broken", broken());
    tasks.spawn("sound", sound(count));
    while (loop.poll() > 0) {
    }
    EXPECT_EQ(count, 1);
    test::run(loop, tasks.close());
}

Task<Result<int>> answer_after(Duration delay, bool& ended) {
    struct Note {
        bool& flag;
        ~Note() { flag = true; }
    } note{ended};
    asio::steady_timer timer(co_await asio::this_coro::executor, delay);
    co_await timer.async_wait(asio::use_awaitable);
    co_return 7;
}

TEST(Deadline, AnAnswerInTimeIsTheAnswer) {
    asio::io_context loop;
    auto ask = []() -> Task<> {
        bool ended = false;
        const auto answer = co_await with_deadline(hours(1), answer_after(milliseconds(1), ended));
        EXPECT_EQ(answer, 7);
    };
    test::run(loop, ask());
}

TEST(Deadline, ALateOneIsCancelledAndAwaited) {
    asio::io_context loop;
    auto ask = []() -> Task<> {
        bool ended = false;
        const auto answer = co_await with_deadline(milliseconds(1), answer_after(hours(1), ended));
        EXPECT_TRUE(ended);
        EXPECT_EQ(answer.error().code, asio::error::timed_out);
    };
    test::run(loop, ask());
}

TEST(Offload, WorksElsewhereAndComesHome) {
    asio::io_context loop;
    asio::thread_pool workers(1);
    auto ask = [](asio::thread_pool& pool) -> Task<> {
        const auto home = std::this_thread::get_id();
        auto work = [] { return std::this_thread::get_id(); };
        const auto elsewhere = co_await offload(pool, work);
        EXPECT_NE(elsewhere, home);
        EXPECT_EQ(std::this_thread::get_id(), home);
    };
    test::run(loop, ask(workers));
    workers.join();
}

}  // namespace
}  // namespace culver
