// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/responder_choice.h"

#include <gtest/gtest.h>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;
using Active = ResponderChoice::Active;

class ResponderChoiceTest : public testing::Test {
protected:
    Active active(Duration step = 0s) { return choice_.wish(now_ += step).active; }
    void daemon_comes_up() {
        choice_.saw_marks(true, now_);
        choice_.daemon_is(Standing::Ready, now_);
    }

    SteadyTime now_{1h};
    ResponderChoice choice_{{.daemon = true, .embedded = true}};
};

TEST_F(ResponderChoiceTest, WithoutADaemonTheInnerOneSpeaksAtOnceAndNobodyAsksForADaemon) {
    choice_.saw_marks(false, now_);
    EXPECT_EQ(active(), Active::Embedded);
    EXPECT_FALSE(choice_.wish(now_).daemon);
}

TEST_F(ResponderChoiceTest, ADaemonThatRunsIsUsedAlone) {
    choice_.saw_marks(true, now_);
    EXPECT_EQ(active(), Active::Nobody) << "it is waited for";
    EXPECT_TRUE(choice_.wish(now_).daemon);
    choice_.daemon_is(Standing::Ready, now_);
    EXPECT_EQ(active(), Active::Daemon);
    EXPECT_FALSE(choice_.wish(now_).embedded);
}

TEST_F(ResponderChoiceTest, MarksOfADeadDaemonDelayTheInnerOneOnlyForAMoment) {
    choice_.saw_marks(true, now_);
    choice_.daemon_is(Standing::Absent, now_);
    EXPECT_EQ(choice_.next_deadline(now_), now_ + 3s);
    EXPECT_EQ(active(3s), Active::Embedded);
    EXPECT_TRUE(choice_.wish(now_).daemon) << "it may still come";
}

TEST_F(ResponderChoiceTest, ADaemonThatHangsDelaysTheInnerOneOnlyForAMoment) {
    choice_.saw_marks(true, now_);
    choice_.daemon_is(Standing::Starting, now_);
    EXPECT_EQ(active(3s), Active::Embedded);
}

TEST_F(ResponderChoiceTest, ADaemonThatStartsLaterTakesOver) {
    choice_.saw_marks(false, now_);
    EXPECT_EQ(active(10s), Active::Embedded);
    daemon_comes_up();
    EXPECT_EQ(active(), Active::Daemon);
}

TEST_F(ResponderChoiceTest, ARestartOfTheDaemonIsWaitedFor) {
    daemon_comes_up();
    now_ += 1h;
    choice_.daemon_is(Standing::Failed, now_);
    EXPECT_EQ(active(), Active::Nobody);
    EXPECT_FALSE(choice_.wish(now_).daemon);
    EXPECT_TRUE(choice_.wish(now_ + 1s).daemon) << "connected anew";
    now_ += 1s;
    choice_.daemon_is(Standing::Ready, now_);
    EXPECT_EQ(active(), Active::Daemon);
}

TEST_F(ResponderChoiceTest, ADaemonThatStoppedIsReplaced) {
    daemon_comes_up();
    now_ += 1h;
    choice_.daemon_is(Standing::Failed, now_);
    choice_.saw_marks(false, now_ += 2s);
    EXPECT_EQ(active(1s), Active::Embedded);
    EXPECT_FALSE(choice_.wish(now_).daemon);
}

TEST_F(ResponderChoiceTest, WhatFailsIsTriedLessAndLess) {
    choice_.saw_marks(true, now_);
    int tries = 0;
    for (int second = 0; second < 3600; ++second, now_ += 1s) {
        if (!choice_.wish(now_).daemon) continue;
        ++tries;
        choice_.daemon_is(Standing::Failed, now_);
    }
    EXPECT_GE(tries, 50);
    EXPECT_LE(tries, 80);
    choice_.saw_marks(false, now_);
    choice_.saw_marks(true, now_);
    EXPECT_TRUE(choice_.wish(now_).daemon) << "a fresh one is tried at once";
}

TEST_F(ResponderChoiceTest, TheInnerOneIsTriedAgainToo) {
    choice_.saw_marks(false, now_);
    choice_.embedded_is(Standing::Failed, now_);
    EXPECT_EQ(active(9s), Active::Nobody);
    EXPECT_EQ(active(1s), Active::Embedded);
    choice_.embedded_is(Standing::Failed, now_);
    choice_.restart();
    EXPECT_EQ(active(), Active::Embedded);
}

TEST(ResponderChoice, ABuildWithoutOneUsesTheOther) {
    const SteadyTime now{1h};
    ResponderChoice daemon_alone({.daemon = true, .embedded = false});
    daemon_alone.saw_marks(true, now);
    EXPECT_FALSE(daemon_alone.wish(now + 1h).embedded);
    ResponderChoice embedded_alone({.daemon = false, .embedded = true});
    embedded_alone.saw_marks(true, now);
    EXPECT_EQ(embedded_alone.wish(now).active, Active::Embedded);
}

}  // namespace
}  // namespace culver::discovery::mdns
