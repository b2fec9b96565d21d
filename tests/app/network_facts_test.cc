// SPDX-License-Identifier: Apache-2.0
#include "app/network_facts.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

namespace ip = boost::asio::ip;

constexpr const char* kRoutes =
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
    "eth0\t00004D0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
    "eth0\t00000000\tFE004D0A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
constexpr const char* kNeighbours =
    "IP address       HW type     Flags       HW address            Mask     Device\n"
    "10.77.0.2        0x1         0x2         02:00:00:00:00:02     *        eth0\n"
    "10.77.0.3        0x1         0x0         00:00:00:00:00:00     *        eth0\n";

TEST(NetworkFacts, TheGatewayIsReadFromTheRoutes) {
    EXPECT_EQ(gateway_in(kRoutes), ip::make_address("10.77.0.254"));
    EXPECT_EQ(gateway_in("Iface\tDestination\tGateway\n"), std::nullopt);
    EXPECT_EQ(gateway_in(""), std::nullopt);
}

TEST(NetworkFacts, ANeighbourHasACompleteEntry) {
    EXPECT_TRUE(is_neighbour_in(kNeighbours, "10.77.0.2"));
    EXPECT_FALSE(is_neighbour_in(kNeighbours, "10.77.0.3"));
    EXPECT_FALSE(is_neighbour_in(kNeighbours, "10.77.0.4"));
}

TEST(NetworkFacts, TheOwnLoopbackIsOnLink) {
    EXPECT_TRUE(is_on_link(ip::make_address("127.0.0.9")));
    EXPECT_FALSE(is_on_link(ip::make_address("198.51.100.7")));
}

}  // namespace
}  // namespace culver::app
