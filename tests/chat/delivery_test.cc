// SPDX-License-Identifier: Apache-2.0
#include "chat/delivery.h"

#include <gtest/gtest.h>

#include <vector>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

class DeliveryTest : public testing::Test {
protected:
    void say(std::int64_t row, std::uint64_t sequence, std::uint8_t incarnation = 1, std::size_t bytes = 10) {
        store::StoredMessage message;
        message.row = row;
        message.sequence = sequence;
        message.incarnation.bytes[0] = incarnation;
        message.operation.resize(bytes);
        delivery_.add(std::move(message));
    }
    // Sends all that may go; gives (row, previous).
    std::vector<std::pair<std::int64_t, std::uint64_t>> send() {
        std::vector<std::pair<std::int64_t, std::uint64_t>> sent;
        while (const auto* message = delivery_.next()) {
            sent.emplace_back(message->row, delivery_.previous());
            (void)delivery_.sent(now_);
        }
        return sent;
    }
    void settle(std::vector<std::int64_t> rows) { delivery_.settle(rows, now_); }

    SteadyTime now_{1h};
    Delivery delivery_;
};

using Sent = std::vector<std::pair<std::int64_t, std::uint64_t>>;

TEST_F(DeliveryTest, SendsInOrderAndNamesWhatIsStillOwed) {
    for (std::int64_t row = 1; row <= 3; ++row) say(row, static_cast<std::uint64_t>(row) + 10);
    EXPECT_EQ(send(), Sent{}) << "nobody is there";
    delivery_.opened();
    EXPECT_EQ(send(), (Sent{{1, 0}, {2, 11}, {3, 12}}));
    EXPECT_EQ(send(), Sent{});
    settle({1});
    say(4, 14);
    EXPECT_EQ(send(), (Sent{{4, 13}}));
}

TEST_F(DeliveryTest, EachLifeOfTheProfileCountsForItself) {
    say(1, 7, 1);
    say(2, 1, 2);
    say(3, 8, 1);
    delivery_.opened();
    EXPECT_EQ(send(), (Sent{{1, 0}, {2, 0}, {3, 7}}));
}

TEST_F(DeliveryTest, ANewSessionBeginsAtTheFirstThatIsOwed) {
    for (std::int64_t row = 1; row <= 3; ++row) say(row, static_cast<std::uint64_t>(row));
    delivery_.opened();
    send();
    settle({1});
    delivery_.closed();
    EXPECT_EQ(send(), Sent{});
    delivery_.opened();
    EXPECT_EQ(send(), (Sent{{2, 0}, {3, 2}}));
}

TEST_F(DeliveryTest, KeepsAtMostAWindowOnTheWay) {
    for (std::int64_t row = 1; row <= 100; ++row) say(row, static_cast<std::uint64_t>(row));
    delivery_.opened();
    EXPECT_EQ(send().size(), DeliveryLimits{}.window_messages);
    settle({1, 2});
    EXPECT_EQ(send().size(), 2u);
}

TEST_F(DeliveryTest, AMessageLargerThanTheWindowGoesAlone) {
    say(1, 1, 1, DeliveryLimits{}.window_bytes + 1);
    say(2, 2);
    delivery_.opened();
    EXPECT_EQ(send(), (Sent{{1, 0}}));
    settle({1});
    EXPECT_EQ(send(), (Sent{{2, 0}}));
}

TEST_F(DeliveryTest, SendsAllAgainLaterAndLaterWhileNothingComesBack) {
    say(1, 1);
    say(2, 2);
    delivery_.opened();
    EXPECT_EQ(delivery_.deadline(), std::nullopt);
    send();
    std::vector<Duration> pauses;
    for (int round = 0; round < 6; ++round) {
        pauses.push_back(*delivery_.deadline() - now_);
        EXPECT_FALSE(delivery_.check(*delivery_.deadline() - 1ms));
        now_ = *delivery_.deadline();
        EXPECT_TRUE(delivery_.check(now_));
        EXPECT_EQ(send(), (Sent{{1, 0}, {2, 1}}));
    }
    EXPECT_EQ(pauses, (std::vector<Duration>{5s, 10s, 20s, 40s, 60s, 60s}));
    settle({1});
    EXPECT_EQ(*delivery_.deadline() - now_, 5s) << "progress";
}

TEST_F(DeliveryTest, TellsTheFirstTimeAMessageGoesOut) {
    say(1, 1);
    delivery_.opened();
    EXPECT_FALSE(delivery_.was_sent(1));
    EXPECT_NE(delivery_.sent(now_), nullptr);
    EXPECT_TRUE(delivery_.was_sent(1));
    delivery_.closed();
    delivery_.opened();
    EXPECT_EQ(delivery_.sent(now_), nullptr);
}

TEST_F(DeliveryTest, DropsRowsItKnowsAndForgetsWhatIsSettled) {
    say(5, 1);
    say(5, 1);
    say(3, 9);
    EXPECT_EQ(delivery_.size(), 1u);
    settle({99, 5, 5});
    EXPECT_TRUE(delivery_.is_empty());
    EXPECT_EQ(delivery_.last_row(), 5);
}

}  // namespace
}  // namespace culver::chat
