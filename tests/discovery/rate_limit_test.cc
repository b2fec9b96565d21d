// SPDX-License-Identifier: Apache-2.0
#include "discovery/rate_limit.h"

#include <gtest/gtest.h>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::address;
using boost::asio::ip::address_v4;

address source(unsigned number) {
    return address_v4(number);
}

int taken(TokenBucket& bucket, SteadyTime now, int tries) {
    int count = 0;
    for (int i = 0; i < tries; ++i) count += bucket.take(now) ? 1 : 0;
    return count;
}

TEST(TokenBucket, GivesItsBurstAndThenItsRate) {
    TokenBucket bucket({.per_second = 2, .burst = 5});
    const SteadyTime start(1h);
    EXPECT_EQ(taken(bucket, start, 100), 5);
    EXPECT_EQ(taken(bucket, start + 3s, 100), 6 - 1);  // six came, the bucket holds five
    EXPECT_EQ(taken(bucket, start + 4s, 100), 2);
}

TEST(TokenBucket, TakesBackWhatWasNoneAfterAll) {
    TokenBucket bucket({.per_second = 1, .burst = 2});
    const SteadyTime now{1s};
    EXPECT_TRUE(bucket.take(now) && bucket.take(now));
    EXPECT_FALSE(bucket.take(now));
    bucket.give_back();
    EXPECT_TRUE(bucket.take(now));
    for (int i = 0; i < 5; ++i) bucket.give_back();
    EXPECT_TRUE(bucket.take(now) && bucket.take(now));
    EXPECT_FALSE(bucket.take(now)) << "never more than its burst";
}

TEST(TokenBucket, OwesAtMostOneBurst) {
    TokenBucket bucket({.per_second = 1, .burst = 4});
    const SteadyTime start(1h);
    bucket.charge(start, 1'000);
    EXPECT_EQ(taken(bucket, start + 4s, 1), 0);
    EXPECT_EQ(taken(bucket, start + 6s, 10), 2);
}

TEST(SourceLimit, KeepsSourcesApart) {
    SourceLimit limit({.per_second = 1, .burst = 1}, 10);
    EXPECT_TRUE(limit.take(source(1), SteadyTime(1h)));
    EXPECT_FALSE(limit.take(source(1), SteadyTime(1h)));
    EXPECT_TRUE(limit.take(source(2), SteadyTime(1h)));
}

TEST(SourceLimit, RemembersNoMoreSourcesThanAllowedAndForgetsTheQuietest) {
    SourceLimit limit({.per_second = 1, .burst = 1}, 100);
    const SteadyTime now(1h);
    EXPECT_TRUE(limit.take(source(0), now));
    for (unsigned i = 1; i < 10'000; ++i) {
        EXPECT_TRUE(limit.take(source(i), now));
        EXPECT_FALSE(limit.take(source(0), now)) << "the loud one is not forgotten";
    }
    EXPECT_EQ(limit.size(), 100u);
}

TEST(MinuteLimit, NeverGivesMoreInAnyMinute) {
    MinuteLimit limit(3);
    const SteadyTime start{std::chrono::hours(1)};
    int given = 0;
    for (int i = 0; i < 59; ++i) given += limit.take(start + std::chrono::seconds(i)) ? 1 : 0;
    EXPECT_EQ(given, 3);
    EXPECT_TRUE(limit.take(start + std::chrono::seconds(60)));
    EXPECT_TRUE(limit.take(start + std::chrono::seconds(61)));
    EXPECT_TRUE(limit.take(start + std::chrono::seconds(62)));
    EXPECT_FALSE(limit.take(start + std::chrono::seconds(63)));
}

}  // namespace
}  // namespace culver::discovery
