// SPDX-License-Identifier: Apache-2.0
#include "app/event_bus.h"

#include "base/task_scope.h"
#include "tests/support/run.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace culver::app {
namespace {

class EventBusTest : public testing::Test {
protected:
    void publish(const std::string& text) {
        bus_.publish([&](std::uint64_t) { return text; });
    }
    EventBus::Next after(std::uint64_t seen) {
        EventBus::Next next;
        auto read = [&]() -> Task<> { next = co_await bus_.after(seen); };
        test::run(loop_, read());
        return next;
    }

    boost::asio::io_context loop_{1};
    std::uint64_t number_ = 100;
    EventBus bus_{loop_.get_executor(), [this] { return ++number_; }};
};

TEST_F(EventBusTest, GivesEventsInOrderToAReaderThatAsksOneAfterAnother) {
    publish("a");
    publish("b");
    EXPECT_EQ(after(100).text, "a");
    EXPECT_EQ(after(101).text, "b");
}

TEST_F(EventBusTest, TellsAReaderWhatItMissed) {
    publish("a");
    const auto next = after(40);
    EXPECT_EQ(next.kind, EventBus::Next::Kind::Lost);
    EXPECT_EQ(next.from, 41u);
    EXPECT_EQ(next.number, 100u);
    EXPECT_EQ(after(next.number).text, "a");
}

TEST_F(EventBusTest, ForgetsTheOldestAboveItsBoundAndSaysSo) {
    for (std::size_t count = 0; count < EventBus::kMaxKeptEvents + 5; ++count) publish("x");
    const auto next = after(100);
    EXPECT_EQ(next.kind, EventBus::Next::Kind::Lost);
    EXPECT_EQ(next.number, 105u);
}

TEST_F(EventBusTest, WakesAReaderThatWaits) {
    EventBus::Next got;
    auto both = [&]() -> Task<> {
        TaskScope scope(loop_.get_executor());
        auto reader = [&]() -> Task<> { got = co_await bus_.after(100); };
        scope.spawn("reader", reader());
        co_await sleep_for(std::chrono::milliseconds(1));
        publish("late");
        co_await sleep_for(std::chrono::milliseconds(1));
        co_await scope.close();
    };
    test::run(loop_, both());
    EXPECT_EQ(got.text, "late");
}

}  // namespace
}  // namespace culver::app
