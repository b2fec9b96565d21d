// SPDX-License-Identifier: Apache-2.0
#include "chat/signals.h"

#include "chat/errors.h"
#include "tests/chat/person.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

class SignalsTest : public testing::Test {
protected:
    SignalsTest() {
        alice_.start();
        bob_.start();
        (void)alice_.say(bob_, "hello");
        EXPECT_TRUE(until([&] { return bob_.heard(alice_).size() == 1; }));
    }
    bool until(const std::function<bool()>& holds) { return Person::until(loop_, holds); }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    Person alice_{loop_, network_, 1};
    Person bob_{loop_, network_, 2};
};

TEST_F(SignalsTest, TypingIsToldOnceAndEnds) {
    alice_.service().typing(bob_.id(), true);
    alice_.service().typing(bob_.id(), true);
    ASSERT_TRUE(until([&] { return !bob_.typing.empty(); }));
    alice_.service().typing(bob_.id(), false);
    ASSERT_TRUE(until([&] { return bob_.typing.size() == 2; }));
    EXPECT_EQ(bob_.typing, (std::vector{true, false}));
}

TEST_F(SignalsTest, TypingEndsWithTheSession) {
    alice_.service().typing(bob_.id(), true);
    ASSERT_TRUE(until([&] { return bob_.typing.size() == 1; }));
    alice_.stop();
    ASSERT_TRUE(until([&] { return bob_.typing.size() == 2; }));
}

TEST_F(SignalsTest, NobodyLearnsOfTypingWhenReadMarksAreKept) {
    alice_.service().set_read_marks(ReadMarks::Keep);
    alice_.service().typing(bob_.id(), true);
    (void)alice_.say(bob_, "said");
    ASSERT_TRUE(until([&] { return bob_.heard(alice_).size() == 2; }));
    EXPECT_TRUE(bob_.typing.empty());
}

TEST_F(SignalsTest, ABuzzIsRare) {
    ASSERT_TRUE(alice_.service().buzz(bob_.id()));
    ASSERT_TRUE(until([&] { return bob_.buzzes == 1; }));
    EXPECT_EQ(alice_.service().buzz(bob_.id()).error().code, ChatErrc::TooOften);
}

TEST_F(SignalsTest, StrangersDoNotBuzz) {
    bob_.standings[alice_.id()] = net::Standing::Unknown;
    ASSERT_TRUE(alice_.service().buzz(bob_.id()));
    (void)alice_.say(bob_, "said");
    ASSERT_TRUE(until([&] { return bob_.heard(alice_).size() == 2; }));
    EXPECT_EQ(bob_.buzzes, 0);
    bob_.stop();
    ASSERT_TRUE(until([&] { return !alice_.sessions().is_open(bob_.id()); }));
    EXPECT_EQ(alice_.service().buzz(bob_.id()).error().code, ChatErrc::PeerAway);
}

}  // namespace
}  // namespace culver::chat
