// SPDX-License-Identifier: Apache-2.0
#include "discovery/budget.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

RandomSource seeded(std::uint64_t seed) {
    return [engine = std::mt19937_64(seed)]() mutable { return engine(); };
}

class ScheduleTest : public testing::Test {
protected:
    // All turns of that long a time, counted by way; the clock stands at the end of it afterwards.
    std::map<Way, int> run_for(Duration duration, const Neighbourhood& neighbours) {
        std::map<Way, int> sent;
        const SteadyTime end = now_ + duration;
        while (schedule_.next() <= end) {
            now_ = schedule_.next();
            const auto turn = schedule_.due(now_, neighbours);
            for (const Way way : kAllWays) sent[way] += turn->ways.contains(way) ? 1 : 0;
            last_kind_ = turn->kind;
        }
        now_ = end;
        return sent;
    }

    SteadyTime now_{1h};
    Schedule schedule_{kBeaconWays, seeded(1)};
    Kind last_kind_ = Kind::Goodbye;
};

TEST(Budget, IntervalGrowsWithTheNumberOfNodes) {
    EXPECT_EQ(interval_for(1), 5s);
    EXPECT_EQ(interval_for(100), 5s);
    EXPECT_EQ(interval_for(1'000), 50s);
    EXPECT_EQ(interval_for(1'000'000), 300s);
}

TEST(Budget, AboutEightAnswerAHello) {
    EXPECT_EQ(answer_probability(2), 1);
    EXPECT_EQ(answer_probability(8), 1);
    EXPECT_DOUBLE_EQ(answer_probability(1'000), 0.008);
    EXPECT_EQ(answer_window(1'000), 500ms);
}

TEST_F(ScheduleTest, SaysNothingBeforeItGreets) {
    EXPECT_EQ(schedule_.next(), SteadyTime::max());
}

TEST_F(ScheduleTest, GreetsThreeTimesByAllWaysTheFirstAtOnce) {
    schedule_.greet(now_);
    const auto first = schedule_.due(now_, {});
    ASSERT_TRUE(first);
    EXPECT_EQ(first->kind, Kind::Hello);
    EXPECT_TRUE(first->is_first_of_burst);
    const auto rest = run_for(3s, {});
    EXPECT_EQ(rest.at(Way::Multicast4), 2);
    EXPECT_EQ(rest.at(Way::Multicast6), 2);
    EXPECT_EQ(rest.at(Way::Broadcast), 2);
    EXPECT_EQ(last_kind_, Kind::Hello);
}

TEST_F(ScheduleTest, TellsOfAChangeThreeTimesWithoutAsking) {
    schedule_.tell(now_);
    EXPECT_EQ(run_for(3s, {}).at(Way::Broadcast), 3);
    EXPECT_EQ(last_kind_, Kind::Beacon);
}

TEST_F(ScheduleTest, StaysWithinFourteenDatagramsAMinuteOnASmallNetwork) {
    schedule_.greet(now_);
    run_for(3s, {});
    const auto hour = run_for(60min, {.nodes = 2});
    const int sent = hour.at(Way::Multicast4) + hour.at(Way::Multicast6) + hour.at(Way::Broadcast);
    EXPECT_LE(sent, 13 * 60);
    EXPECT_GE(hour.at(Way::Multicast4), 9 * 60);
    EXPECT_NEAR(hour.at(Way::Multicast6), hour.at(Way::Multicast4) / 10, 1);
    EXPECT_NEAR(hour.at(Way::Broadcast), hour.at(Way::Multicast4) / 10, 1);
}

TEST_F(ScheduleTest, AThousandNodesSendTwentyDatagramsASecondTogether) {
    schedule_.greet(now_);
    run_for(3s, {});
    const auto day = run_for(24h, {.nodes = 1'000});
    const double each = day.at(Way::Multicast4) + day.at(Way::Multicast6) + day.at(Way::Broadcast);
    EXPECT_LE(each * 1'000 / (24 * 3600), 20.2);
}

TEST_F(ScheduleTest, CopiesEveryBeaconForOneWhoIsHeardByNothingElse) {
    schedule_.greet(now_);
    run_for(3s, {});
    const auto sent = run_for(10min, {.nodes = 2, .has_multicast6_only = true});
    EXPECT_EQ(sent.at(Way::Multicast6), sent.at(Way::Multicast4));
    EXPECT_LT(sent.at(Way::Broadcast), sent.at(Way::Multicast4) / 5);
}

TEST_F(ScheduleTest, LeavesNoGapInWhichTwoTurnsDoNotFitIntoTheSuspicion) {
    schedule_.greet(now_);
    run_for(3s, {});
    for (int i = 0; i < 1'000; ++i) {
        const SteadyTime before = schedule_.next();
        (void)schedule_.due(before, {.nodes = 2});
        EXPECT_LE(schedule_.next() - before, 6500ms);
    }
}

TEST(Schedule, UsesTheNextWayWhenTheCheapestIsOff) {
    Schedule schedule({Way::Broadcast}, seeded(1));
    schedule.tell(SteadyTime(1h));
    for (int i = 0; i < 20; ++i) {
        const auto turn = schedule.due(schedule.next(), {});
        EXPECT_EQ(turn->ways, WaySet{Way::Broadcast});
    }
}

}  // namespace
}  // namespace culver::discovery
