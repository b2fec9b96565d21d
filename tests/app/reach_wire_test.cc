// SPDX-License-Identifier: Apache-2.0
#include "app/reach_wire.h"

#include "base/random.h"
#include "base/signature.h"
#include "discovery/beacon.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

Bytes sealed(const SigningKey& key, discovery::Kind kind = discovery::Kind::Beacon) {
    discovery::Beacon beacon;
    beacon.kind = kind;
    beacon.key = key.public_key();
    return discovery::seal(beacon, key);
}

discovery::Rumour rumour(const SigningKey& key, const char* at, Duration age) {
    return {.peer = key.peer_id(), .datagram = sealed(key), .seen_at = *Endpoint::parse(at, 7), .age = age};
}

TEST(ReachWire, RumoursSurviveTheWay) {
    const auto alice = SigningKey::generate();
    const auto bob = SigningKey::generate();
    const auto came = decode_gossip(
        encode(std::vector{rumour(alice, "10.1.2.3", 1500ms), rumour(bob, "[fd00::9]:77", 0ms)}));
    ASSERT_EQ(came.size(), 2u);
    EXPECT_EQ(came[0].peer, PeerKey(alice.peer_id()));
    EXPECT_EQ(came[0].seen_at, *Endpoint::parse("10.1.2.3:7", 0));
    EXPECT_EQ(came[0].age, 1500ms);
    EXPECT_EQ(came[0].datagram, sealed(alice));
    EXPECT_EQ(came[1].seen_at, *Endpoint::parse("[fd00::9]:77", 0));
}

TEST(ReachWire, WhatMustNotTravelIsLeftOut) {
    const auto key = SigningKey::generate();
    std::vector<discovery::Rumour> rumours;
    for (const char* at : {"[fe80::1]:7", "127.0.0.1", "169.254.1.1", "224.0.0.190"})
        rumours.push_back(rumour(key, at, 0ms));
    rumours.push_back(rumour(key, "10.1.2.3", 151s));
    rumours.push_back(
        {.peer = key.peer_id(), .datagram = {1, 2}, .seen_at = *Endpoint::parse("10.1.2.3", 7)});
    rumours.push_back(rumour(key, "10.1.2.4", 150s));
    const auto came = decode_gossip(encode(rumours));
    ASSERT_EQ(came.size(), 1u);
    EXPECT_EQ(came[0].seen_at.address.to_string(), "10.1.2.4");
}

TEST(ReachWire, ARumourWaitsWithoutItsPadding) {
    const auto key = SigningKey::generate();
    auto padded = rumour(key, "10.1.2.3", 0ms);
    padded.datagram.resize(discovery::kMaxDatagramBytes);
    const auto came = decode_gossip(encode(std::vector{padded}));
    ASSERT_EQ(came.size(), 1u);
    EXPECT_EQ(came[0].datagram, sealed(key));
}

TEST(ReachWire, AFrameHoldsABoundedNumber) {
    const auto key = SigningKey::generate();
    const std::vector many(kMaxRumoursPerFrame + 10, rumour(key, "10.1.2.3", 0ms));
    EXPECT_EQ(decode_gossip(encode(many)).size(), kMaxRumoursPerFrame);
}

TEST(ReachWire, ARequestNamesWhoNeedNotBeTold) {
    KnownPeers known;
    for (int i = 0; i < 20; ++i) known.insert(discovery::prefix_of(random_id<PeerId>()));
    EXPECT_EQ(decode_gossip_request(encode(known)), known);
    EXPECT_TRUE(decode_gossip_request({}).empty());
    EXPECT_TRUE(decode_gossip_request(Bytes{0x0a, 3, 1, 2, 3}).empty());  // no whole prefix
}

TEST(ReachWire, KnocksSurviveTheWay) {
    const auto target = random_id<PeerId>();
    const auto pass = decode_knock_to_pass(encode(KnockToPass{target, {1, 2, 3}}));
    ASSERT_TRUE(pass);
    EXPECT_EQ(pass->target, target);
    EXPECT_EQ(pass->datagram, (Bytes{1, 2, 3}));
    const auto passed = decode_knock_passed(encode(KnockPassed{{4}, *Endpoint::parse("10.1.2.3:9", 0)}));
    ASSERT_TRUE(passed);
    EXPECT_EQ(passed->datagram, Bytes{4});
    EXPECT_FALSE(decode_knock_passed(encode(KnockPassed{{4}, *Endpoint::parse("[fe80::1]:9", 0)})));
    EXPECT_FALSE(decode_knock_to_pass(encode(KnockToPass{target, Bytes(513)})));
}

TEST(ReachWire, ReportsSurviveTheWay) {
    const auto request = decode_reach_request(encode(ReachRequest{0x0102030405060708, 24254}));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->port, 24254);
    EXPECT_FALSE(decode_reach_request(encode(ReachRequest{1, 0})));
    const ReachReport report{
        .nonce = 5, .dial = DialOutcome::Silent, .answers_questions = true, .heard_multicast6 = true};
    EXPECT_EQ(decode_reach_report(encode(report)), report);
    EXPECT_FALSE(decode_reach_report({}));
}

TEST(ReachWire, GoldenBytesOfAReport) {
    const ReachReport report{
        .nonce = 0x0102030405060708, .dial = DialOutcome::Refused, .heard_multicast4 = true};
    EXPECT_EQ(to_hex(encode(report)), "09080706050403020110022001");
}

TEST(ReachWire, GarbageIsNothing) {
    const Bytes garbage(40, 0xff);
    EXPECT_TRUE(decode_gossip(garbage).empty());
    EXPECT_FALSE(decode_knock_to_pass(garbage));
    EXPECT_FALSE(decode_knock_passed(garbage));
    EXPECT_FALSE(decode_reach_request(garbage));
    EXPECT_FALSE(decode_reach_report(garbage));
}

}  // namespace
}  // namespace culver::app
