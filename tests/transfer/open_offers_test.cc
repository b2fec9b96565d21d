// SPDX-License-Identifier: Apache-2.0
#include "transfer/open_offers.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace culver::transfer {
namespace {

PeerKey peer(std::uint32_t number) {
    PeerId id;
    id.bytes[0] = static_cast<std::uint8_t>(number);
    id.bytes[1] = static_cast<std::uint8_t>(number >> 8);
    return PeerKey(id);
}

TransferId transfer(std::uint32_t number) {
    TransferId id;
    for (std::size_t at = 0; at < 4; ++at) id.bytes[at] = static_cast<std::uint8_t>(number >> (8 * at));
    return id;
}

class OpenOffersTest : public testing::Test {
protected:
    // What the service does with an answer.
    bool offer(std::uint32_t from) {
        const auto is_here = [&](const PeerKey& key) { return !gone.contains(key); };
        const auto answer = offers.admit_stranger(peer(from), is_here);
        if (answer.leaves) offers.remove(*answer.leaves);
        if (answer.is_admitted) offers.add_stranger(peer(from), transfer(++last));
        return answer.is_admitted;
    }
    std::size_t count(std::uint32_t from) const { return offers.of_stranger(peer(from)).size(); }

    OpenOffers offers;
    std::set<PeerKey> gone;
    std::uint32_t last = 0;
};

TEST_F(OpenOffersTest, TakesTwentyOfAStranger) {
    for (std::size_t number = 0; number < kMaxStrangerOffers; ++number) EXPECT_TRUE(offer(1));
    EXPECT_FALSE(offer(1));
    offers.remove(offers.of_stranger(peer(1)).front());
    EXPECT_TRUE(offer(1));
}

TEST_F(OpenOffersTest, OfManyKeysFindsRoomForWhoComesNext) {
    for (std::uint32_t key = 0; key < 128; ++key)
        for (int number = 0; number < 20; ++number) (void)offer(key);
    EXPECT_TRUE(offer(500)) << "128 hold two each";
    EXPECT_EQ(count(500), 1u);
    EXPECT_FALSE(offer(500)) << "he would have as many as they";
    std::size_t all = 0;
    for (std::uint32_t key = 0; key <= 500; ++key) all += count(key);
    EXPECT_EQ(all, kMaxStrangerOffersOfAll);
}

TEST_F(OpenOffersTest, TakesTheLatestOfWhoHasMost) {
    for (std::uint32_t key = 0; key < 12; ++key)
        for (int number = 0; number < 20; ++number) (void)offer(key);
    for (int number = 0; number < 16; ++number) (void)offer(99);
    const auto before = offers.of_stranger(peer(0));
    ASSERT_TRUE(offer(200));
    EXPECT_EQ(offers.of_stranger(peer(0)), std::vector(before.begin(), before.end() - 1));
}

TEST_F(OpenOffersTest, LetsGoFirstWhoIsGone) {
    for (std::uint32_t key = 0; key < 12; ++key)
        for (int number = 0; number < 20; ++number) (void)offer(key);
    for (int number = 0; number < 16; ++number) (void)offer(99);
    gone.insert(peer(99));
    const auto before = offers.of_stranger(peer(99));
    ASSERT_TRUE(offer(200));
    EXPECT_EQ(offers.of_stranger(peer(99)), std::vector(before.begin() + 1, before.end()));
}

TEST_F(OpenOffersTest, CountsKnownPeersByThemselves) {
    for (std::uint32_t number = 0; number < kMaxKnownOffers; ++number) {
        ASSERT_TRUE(offers.admits_known(peer(1)));
        offers.add_known(peer(1), transfer(number + 10'000));
    }
    EXPECT_FALSE(offers.admits_known(peer(1)));
    EXPECT_TRUE(offers.admits_known(peer(2)));
    EXPECT_TRUE(offer(3));
    offers.remove(transfer(10'000));
    EXPECT_TRUE(offers.admits_known(peer(1)));
}

RC_GTEST_PROP(OpenOffersProperty, WhateverComesTheRoomIsKept, ()) {
    OpenOffers offers;
    std::uint32_t last = 0;
    const std::uint32_t keys = *rc::gen::inRange(1U, 300U);
    const auto is_here = [&](const PeerKey& key) { return key.id.bytes[0] % 7 != 0; };
    for (int step = 0; step < 600; ++step) {
        const std::uint32_t from = (static_cast<std::uint32_t>(step) * 7919U) % keys;
        const auto answer = offers.admit_stranger(peer(from), is_here);
        if (answer.leaves) offers.remove(*answer.leaves);
        if (answer.is_admitted) offers.add_stranger(peer(from), transfer(++last));
        RC_ASSERT(answer.is_admitted || !answer.leaves);
    }
    std::size_t all = 0;
    for (std::uint32_t key = 0; key < keys; ++key) {
        const std::size_t count = offers.of_stranger(peer(key)).size();
        RC_ASSERT(count <= kMaxStrangerOffers);
        all += count;
    }
    RC_ASSERT(all <= kMaxStrangerOffersOfAll);
}

}  // namespace
}  // namespace culver::transfer
