// SPDX-License-Identifier: Apache-2.0
#include "chat/inbox.h"

#include "base/random.h"
#include "base/task_scope.h"
#include "tests/support/run.h"
#include "tests/support/until.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

constexpr std::size_t kLong = kInboxBytes / 2 + 1;

class InboxTest : public testing::Test {
protected:
    // A session's reader, which ends with its session.
    void give(TaskScope& session, std::size_t bytes) {
        auto reader = [](InboxTest& test, std::size_t length) -> Task<> {
            ++test.tried_;
            co_await test.inbox_.put({.from = random_id<PeerId>(), .content = {}}, length);
            ++test.given_;
        };
        ++givers_;
        session.spawn("reader", reader(*this, bytes));
    }
    void give_ranges(TaskScope& session, const std::vector<AckRange>& ranges) {
        auto reader = [](InboxTest& test, std::vector<AckRange> said) -> Task<> {
            ++test.tried_;
            co_await test.inbox_.put({.from = random_id<PeerId>(), .content = std::move(said)}, 10);
            ++test.given_;
        };
        ++givers_;
        session.spawn("reader", reader(*this, ranges));
    }
    template <class Story>
    void tell(Story story) {
        test::run(loop_, story());
    }

    // Everybody has tried to give; who has not given by then waits for room.
    Task<bool> all_have_tried() {
        return test::until([this] { return tried_ == givers_; });
    }
    Task<bool> have_given(int count) {
        return test::until([this, count] { return given_ == count; });
    }

    boost::asio::io_context loop_{1};
    Inbox inbox_{loop_.get_executor()};
    int givers_ = 0;
    int tried_ = 0;
    int given_ = 0;
};

TEST_F(InboxTest, ABatchIsAllThatWaits) {
    tell([&]() -> Task<> {
        TaskScope session(loop_.get_executor());
        for (int number = 0; number < 3; ++number) give(session, 10);
        EXPECT_TRUE(co_await all_have_tried());
        EXPECT_EQ((co_await inbox_.take_all()).size(), 3u);
        co_await session.close();
    });
}

TEST_F(InboxTest, WhoFindsItFullWaits) {
    tell([&]() -> Task<> {
        TaskScope session(loop_.get_executor());
        for (int number = 0; number < 2; ++number) give(session, kLong);
        EXPECT_TRUE(co_await all_have_tried());
        EXPECT_EQ(given_, 1) << "two are too many bytes";
        EXPECT_EQ((co_await inbox_.take_all()).size(), 1u);
        EXPECT_TRUE(co_await have_given(2));
        EXPECT_EQ((co_await inbox_.take_all()).size(), 1u);
        for (std::size_t number = 0; number < kInboxFrames + 2; ++number) give(session, 1);
        EXPECT_TRUE(co_await all_have_tried());
        EXPECT_EQ((co_await inbox_.take_all()).size(), kInboxFrames);
        co_await session.close();
    });
}

TEST_F(InboxTest, WhoAcknowledgesMuchWaitsToo) {
    const std::vector<AckRange> many(kMaxAckRanges, AckRange{IncarnationId{}, 1, 1});
    tell([&]() -> Task<> {
        TaskScope session(loop_.get_executor());
        for (int number = 0; number < 10; ++number) give_ranges(session, many);
        EXPECT_TRUE(co_await all_have_tried());
        EXPECT_EQ((co_await inbox_.take_all()).size(), kInboxRanges / kMaxAckRanges);
        co_await session.close();
    });
}

TEST_F(InboxTest, ARangeThatIsWiderThanAnyBatchCountsAsMany) {
    const std::vector<AckRange> wide{AckRange{IncarnationId{}, 1, kMaxSequence}};
    tell([&]() -> Task<> {
        TaskScope session(loop_.get_executor());
        for (int number = 0; number < 3; ++number) give_ranges(session, wide);
        EXPECT_TRUE(co_await all_have_tried());
        EXPECT_EQ((co_await inbox_.take_all()).size(), 1u) << "one has room always";
        co_await session.close();
    });
}

TEST_F(InboxTest, WhatHonestPeersAcknowledgeDoesNotWait) {
    const std::vector<AckRange> of_a_batch{AckRange{IncarnationId{}, 1, kInboxFrames}};
    tell([&]() -> Task<> {
        TaskScope session(loop_.get_executor());
        for (std::size_t number = 0; number < kInboxFrames; ++number) give_ranges(session, of_a_batch);
        EXPECT_TRUE(co_await all_have_tried());
        EXPECT_EQ((co_await inbox_.take_all()).size(), kInboxFrames);
        co_await session.close();
    });
}

TEST_F(InboxTest, OneFrameHasRoomHoweverLongItIs) {
    tell([&]() -> Task<> {
        TaskScope session(loop_.get_executor());
        give(session, 3 * kInboxBytes);
        EXPECT_TRUE(co_await all_have_tried());
        EXPECT_EQ((co_await inbox_.take_all()).size(), 1u);
        co_await session.close();
    });
}

TEST_F(InboxTest, WhoIsCutOffWhileWaitingTakesNoRoom) {
    tell([&]() -> Task<> {
        TaskScope honest(loop_.get_executor());
        for (int round = 0; round < 5; ++round) {
            TaskScope cut(loop_.get_executor());
            for (std::size_t number = 0; number < kInboxFrames; ++number) give(honest, 1);
            EXPECT_TRUE(co_await all_have_tried());
            give(cut, kLong);
            EXPECT_TRUE(co_await all_have_tried());
            co_await cut.close();
            EXPECT_EQ((co_await inbox_.take_all()).size(), kInboxFrames);
        }
        const int before = given_;
        give(honest, kLong);
        EXPECT_TRUE(co_await all_have_tried());
        EXPECT_EQ(given_, before + 1) << "it is empty, and takes nothing";
        EXPECT_EQ((co_await inbox_.take_all()).size(), 1u);
        co_await honest.close();
    });
}

TEST_F(InboxTest, ClosingWakesAllAndKeepsWhatIsInside) {
    tell([&]() -> Task<> {
        TaskScope session(loop_.get_executor());
        for (int number = 0; number < 2; ++number) give(session, kLong);
        EXPECT_TRUE(co_await all_have_tried());
        inbox_.close();
        EXPECT_TRUE(co_await have_given(2));
        EXPECT_EQ((co_await inbox_.take_all()).size(), 1u) << "the second was dropped";
        EXPECT_TRUE((co_await inbox_.take_all()).empty());
        co_await session.close();
    });
}

}  // namespace
}  // namespace culver::chat
