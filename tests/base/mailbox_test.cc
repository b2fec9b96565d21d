// SPDX-License-Identifier: Apache-2.0
#include "base/mailbox.h"

#include "base/task_scope.h"
#include "tests/support/run.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace culver {
namespace {

class MailboxOfTwo : public testing::Test {
protected:
    boost::asio::io_context loop_;
    Mailbox<int> box_{loop_.get_executor(), 2};
};

Task<> put_all(Mailbox<int>& box, std::vector<int> values, std::string& log) {
    for (const int value : values) {
        const bool taken = co_await box.put(value);
        log += taken ? "+" + std::to_string(value) : "!" + std::to_string(value);
    }
}

Task<> take_until_closed(Mailbox<int>& box, std::string& log) {
    for (;;) {
        const auto value = co_await box.take();
        if (!value) co_return;
        log += "-" + std::to_string(*value);
    }
}

TEST_F(MailboxOfTwo, KeepsOrderAndRefusesTheThird) {
    EXPECT_TRUE(box_.try_put(1));
    EXPECT_TRUE(box_.try_put(2));
    EXPECT_FALSE(box_.try_put(3));
    EXPECT_EQ(box_.size(), 2u);
    std::string log;
    box_.close();
    test::run(loop_, take_until_closed(box_, log));
    EXPECT_EQ(log, "-1-2");
    EXPECT_TRUE(box_.is_empty());
}

TEST_F(MailboxOfTwo, AFullOneMakesTheGiverWait) {
    std::string log;
    TaskScope tasks(loop_.get_executor());
    tasks.spawn("giver", put_all(box_, {1, 2, 3}, log));
    while (loop_.poll() > 0) {
    }
    EXPECT_EQ(log, "+1+2");
    auto take_one = [](Mailbox<int>& box, std::string& into) -> Task<> {
        const auto value = co_await box.take();
        into += "-" + std::to_string(*value);
    };
    test::run(loop_, take_one(box_, log));
    while (loop_.poll() > 0) {
    }
    EXPECT_EQ(log, "+1+2-1+3");
    test::run(loop_, tasks.close());
}

TEST_F(MailboxOfTwo, AClosedOneWakesWhoWaits) {
    std::string log;
    TaskScope tasks(loop_.get_executor());
    tasks.spawn("giver", put_all(box_, {1, 2, 3}, log));
    while (loop_.poll() > 0) {
    }
    box_.close();
    EXPECT_TRUE(box_.is_closed());
    EXPECT_FALSE(box_.try_put(4));
    while (loop_.poll() > 0) {
    }
    EXPECT_EQ(log, "+1+2!3");
    test::run(loop_, take_until_closed(box_, log));
    EXPECT_EQ(log, "+1+2!3-1-2");
    test::run(loop_, tasks.close());
}

TEST_F(MailboxOfTwo, AWaitingTakerGetsWhatComes) {
    std::string log;
    TaskScope tasks(loop_.get_executor());
    tasks.spawn("taker", take_until_closed(box_, log));
    tasks.spawn("giver", put_all(box_, {1, 2, 3, 4, 5}, log));
    while (loop_.poll() > 0) {
    }
    EXPECT_EQ(std::count(log.begin(), log.end(), '-'), 5);
    box_.close();
    test::run(loop_, tasks.close());
}

}  // namespace
}  // namespace culver
