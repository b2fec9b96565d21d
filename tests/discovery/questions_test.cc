// SPDX-License-Identifier: Apache-2.0
#include "discovery/questions.h"

#include <gtest/gtest.h>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

PeerKey peer(std::uint8_t number) {
    PeerId id;
    id.bytes[0] = number;
    return id;
}

const SteadyTime kNow{1h};

TEST(Questions, OnePeersQuestionIsAnsweredByThatPeerOnly) {
    Questions questions;
    questions.ask(7, {.to = peer(1), .way = Way::Static, .asked_at = kNow});
    EXPECT_FALSE(questions.answered(7, peer(2), kNow));
    EXPECT_EQ(questions.answered(7, peer(1), kNow)->way, Way::Static);
    EXPECT_FALSE(questions.answered(8, peer(1), kNow));
}

TEST(Questions, EverybodysQuestionMayBeAnsweredByAll) {
    Questions questions;
    questions.ask(7, {.to = {}, .way = {}, .asked_at = kNow});
    EXPECT_TRUE(questions.answered(7, peer(1), kNow));
    EXPECT_TRUE(questions.answered(7, peer(2), kNow));
}

TEST(Questions, AreForgotten) {
    Questions questions;
    questions.ask(7, {.to = {}, .way = {}, .asked_at = kNow});
    EXPECT_FALSE(questions.answered(7, peer(1), kNow + Questions::kLifetime + 1s));
    for (std::uint64_t nonce = 100; nonce < 100 + Questions::kMaxOpen; ++nonce) {
        questions.ask(nonce, {.to = {}, .way = {}, .asked_at = kNow});
    }
    EXPECT_FALSE(questions.answered(7, peer(1), kNow)) << "the oldest makes room";
    EXPECT_TRUE(questions.answered(100, peer(1), kNow));
}

}  // namespace
}  // namespace culver::discovery
