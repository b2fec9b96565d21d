// SPDX-License-Identifier: Apache-2.0
#include "base/endpoint.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver {
namespace {

constexpr std::uint16_t kUsual = 24254;

std::string read(std::string_view text) {
    const auto endpoint = Endpoint::parse(text, kUsual);
    return endpoint ? endpoint->text() : "none";
}

TEST(Endpoint, TextComesBack) {
    for (const char* text : {"10.0.0.1:24260", "[2001:db8::1]:1", "[::1]:65535", "[fe80::1%lo]:24254"}) {
        EXPECT_EQ(read(text), text);
    }
}

TEST(Endpoint, ABareAddressGetsTheUsualPort) {
    EXPECT_EQ(read("10.0.0.1"), "10.0.0.1:24254");
    EXPECT_EQ(read("::1"), "[::1]:24254");
    EXPECT_EQ(read("[fe80::1%lo]"), "[fe80::1%lo]:24254");
    EXPECT_EQ(read("fe80::1%lo"), "[fe80::1%lo]:24254");
}

TEST(Endpoint, WhatIsNoEndpointIsNotGuessed) {
    for (const char* text : {"", ":", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:1x",
                             "10.0.0.256", "bob", "bob:24254", "[::1", "[::1]24254",
                             "[::1]:", "::1:24254:", "10.0.0", " 10.0.0.1", "10.0.0.1:+1", "10.0.0.1:-1"}) {
        EXPECT_EQ(read(text), "none") << text;
    }
}

TEST(Endpoint, LinkLocalAddressesAreKnown) {
    EXPECT_TRUE(Endpoint::parse("169.254.3.4", kUsual)->is_link_local());
    EXPECT_TRUE(Endpoint::parse("fe80::1%lo", kUsual)->is_link_local());
    EXPECT_FALSE(Endpoint::parse("10.0.0.1", kUsual)->is_link_local());
    EXPECT_FALSE(Endpoint::parse("169.253.3.4", kUsual)->is_link_local());
    EXPECT_FALSE(Endpoint::parse("2001:db8::1", kUsual)->is_link_local());
}

TEST(Endpoint, OrderIsByAddressThenPort) {
    const auto low = *Endpoint::parse("10.0.0.1:2", 1);
    const auto high = *Endpoint::parse("10.0.0.2:1", 1);
    EXPECT_LT(low, high);
    EXPECT_LT(*Endpoint::parse("10.0.0.1:1", 1), low);
    EXPECT_FALSE(low < low);
}

RC_GTEST_PROP(EndpointProperty, EveryIpv4EndpointComesBack, (std::uint32_t address)) {
    const auto port = *rc::gen::inRange<std::uint16_t>(1, 65535);
    const Endpoint endpoint{boost::asio::ip::address_v4(address), port};
    RC_ASSERT(Endpoint::parse(endpoint.text(), kUsual) == endpoint);
}

RC_GTEST_PROP(EndpointProperty, NoTextIsTooStrange, (const std::string& text)) {
    if (const auto endpoint = Endpoint::parse(text, kUsual))
        RC_ASSERT(Endpoint::parse(endpoint->text(), 1) == endpoint);
}

}  // namespace
}  // namespace culver
