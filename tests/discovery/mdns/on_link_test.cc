// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/on_link.h"

#include <gtest/gtest.h>

namespace culver::discovery {
namespace {

using boost::asio::ip::make_address;

const std::vector<Subnet> kSubnets = {
    {.interface = 2, .address = make_address("10.77.0.1"), .prefix_bits = 23},
    {.interface = 2, .address = make_address("fe80::1"), .prefix_bits = 64},
    {.interface = 2, .address = make_address("2001:db8:0:8::1"), .prefix_bits = 61},
    {.interface = 3, .address = make_address("192.168.1.7"), .prefix_bits = 32},
};

TEST(OnLink, WhatIsInASubnetOfThatInterface) {
    for (const auto address : {"10.77.0.2", "10.77.1.254", "10.77.0.1", "fe80::abcd", "2001:db8:0:f::9"}) {
        EXPECT_TRUE(is_on_link(kSubnets, 2, make_address(address))) << address;
    }
    EXPECT_TRUE(is_on_link(kSubnets, 3, make_address("192.168.1.7")));
}

TEST(OnLink, NothingElse) {
    for (const auto address : {"10.77.2.1", "10.76.255.255", "8.8.8.8", "192.168.1.7", "2001:db8:0:10::1"}) {
        EXPECT_FALSE(is_on_link(kSubnets, 2, make_address(address))) << address;
    }
    EXPECT_FALSE(is_on_link(kSubnets, 3, make_address("10.77.0.2"))) << "another interface's link";
    EXPECT_FALSE(is_on_link(kSubnets, 3, make_address("fe80::1"))) << "an interface without IPv6";
    EXPECT_FALSE(is_on_link(kSubnets, 9, make_address("10.77.0.2")));
}

TEST(OnLink, NoAddressThatMeansMany) {
    for (const auto address : {"10.77.1.255", "10.77.0.0", "224.0.0.251", "255.255.255.255", "0.0.0.0",
                               "127.0.0.1", "::1", "::", "ff02::fb"}) {
        EXPECT_FALSE(is_on_link(kSubnets, 2, make_address(address))) << address;
    }
}

TEST(OnLink, ListsTheMachinesOwnSubnets) {
    const auto subnets = list_subnets();
    ASSERT_TRUE(subnets);
    for (const Subnet& subnet : *subnets) {
        EXPECT_NE(subnet.interface, 0u);
        EXPECT_LE(subnet.prefix_bits, subnet.address.is_v4() ? 32u : 128u);
    }
}

}  // namespace
}  // namespace culver::discovery
