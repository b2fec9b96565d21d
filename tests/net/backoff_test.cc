// SPDX-License-Identifier: Apache-2.0
#include "net/backoff.h"

#include "net/token_bucket.h"

#include <gtest/gtest.h>

namespace culver::net {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, DoublesUpToItsLastStep) {
    Backoff backoff(1s, 8s);
    for (const auto expected : {1s, 2s, 4s, 8s, 8s}) EXPECT_LT(expected - backoff.next(0.999), 10ms);
}

TEST(Backoff, JittersBetweenHalfAndWhole) {
    EXPECT_EQ(Backoff(1s, 8s).next(0.0), 500ms);
    EXPECT_EQ(Backoff(1s, 8s).next(0.5), 750ms);
}

TEST(Backoff, BeginsAgainAfterReset) {
    Backoff backoff(1s, 8s);
    (void)backoff.next(0);
    (void)backoff.next(0);
    backoff.reset();
    EXPECT_EQ(backoff.next(0), 500ms);
}

TEST(TokenBucket, LetsTheBurstThroughAndThenTheRate) {
    const SteadyTime start(1h);
    TokenBucket bucket(100, 50, start);
    EXPECT_EQ(bucket.spend(50, start), 0s);
    EXPECT_EQ(bucket.spend(100, start), 1s);
    EXPECT_EQ(bucket.spend(0, start + 400ms), 600ms);
}

TEST(TokenBucket, FillsNoFurtherThanItsBurst) {
    const SteadyTime start(1h);
    TokenBucket bucket(100, 50, start);
    EXPECT_TRUE(bucket.try_spend(50, start + 1h));
    EXPECT_FALSE(bucket.try_spend(1, start + 1h));
    EXPECT_TRUE(bucket.try_spend(1, start + 1h + 10ms));
}

}  // namespace
}  // namespace culver::net
