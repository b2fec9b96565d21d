// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/responder.h"

#include <gtest/gtest.h>

namespace culver::discovery::mdns {
namespace {

TEST(Responder, BrowsesEachNetworkOnceByIpv4WhereThereIsOne) {
    const Address4 address4{.address = boost::asio::ip::make_address_v4("10.0.0.1")};
    const auto address6 = boost::asio::ip::make_address_v6("fe80::1");
    const std::vector<Interface> interfaces = {
        {.index = 1, .name = "lo", .is_loopback = true, .can_multicast = true, .addresses4 = {address4}},
        {.index = 2,
         .name = "eth0",
         .can_multicast = true,
         .addresses4 = {address4},
         .addresses6 = {address6}},
        {.index = 3, .name = "eth1", .can_multicast = true, .addresses6 = {address6}},
        {.index = 4, .name = "tun0", .can_multicast = false, .addresses4 = {address4}},
    };
    const std::vector<Place> expected = {{.interface = 2, .is_ipv6 = false},
                                         {.interface = 3, .is_ipv6 = true}};
    EXPECT_EQ(browsed_places(interfaces), expected);
}

}  // namespace
}  // namespace culver::discovery::mdns
