// SPDX-License-Identifier: Apache-2.0
#include "discovery/networks.h"

#include <gtest/gtest.h>

namespace culver::discovery {
namespace {

namespace ip = boost::asio::ip;

Interface interface(unsigned index, std::string name, const char* address) {
    Interface made{.index = index, .name = std::move(name)};
    if (*address != 0)
        made.addresses4.push_back({.address = ip::make_address_v4(address), .broadcast = {}, .prefix = 24});
    return made;
}

const std::string kMac = "52:54:00:12:35:02";

Gateway gateway(unsigned index, const char* address, std::string hardware) {
    return {
        .interface = index, .address = ip::make_address(address), .hardware_address = std::move(hardware)};
}

TEST(Networks, AreKnownByTheirGatewaysHardwareAddress) {
    const std::vector interfaces = {interface(2, "eth0", "10.0.0.5")};
    const auto networks = networks_of(interfaces, {gateway(2, "10.0.0.1", kMac)}, {});
    ASSERT_EQ(networks.size(), 1u);
    EXPECT_EQ(networks[0], (Network{2, "eth0", kMac, "10.0.0.1"}));
    EXPECT_TRUE(quiet_interfaces(AnnouncePolicy::KnownNetworks, networks, {kMac}).empty());
    const std::set<std::string> another = {"52:54:00:12:35:03"};
    EXPECT_EQ(quiet_interfaces(AnnouncePolicy::KnownNetworks, networks, another), std::set{2u});
}

TEST(Networks, OneThatCannotBeToldYetIsNotKnown) {
    const std::vector interfaces = {interface(2, "eth0", "10.0.0.5")};
    const auto asked = networks_of(interfaces, {gateway(2, "10.0.0.1", "")}, {2});
    EXPECT_EQ(asked[0].id, "");
    EXPECT_EQ(quiet_interfaces(AnnouncePolicy::KnownNetworks, asked, {"", kMac}), std::set{2u});
    const auto young = networks_of(interfaces, {}, {});
    EXPECT_EQ(young[0].id, "");
}

TEST(Networks, WithoutAGatewayInterfaceAndRangeStandForIt) {
    const std::vector interfaces = {interface(2, "eth0", "10.0.0.5"), interface(3, "eth1", "")};
    const auto networks = networks_of(interfaces, {}, {2, 3});
    EXPECT_EQ(networks[0].id, "eth0 10.0.0.0/24");
    EXPECT_EQ(networks[1].id, "");
    EXPECT_EQ(quiet_interfaces(AnnouncePolicy::KnownNetworks, networks, {"eth0 10.0.0.0/24"}), std::set{3u});
}

TEST(Networks, TheIpv4GatewayGoesFirstAndTheLoopbackIsNone) {
    Interface loopback = interface(1, "lo", "127.0.0.1");
    loopback.is_loopback = true;
    const std::vector interfaces = {loopback, interface(2, "eth0", "10.0.0.5")};
    const auto networks = networks_of(
        interfaces, {gateway(2, "fe80::1%2", "aa:aa:aa:aa:aa:aa"), gateway(2, "10.0.0.1", kMac)}, {1, 2});
    ASSERT_EQ(networks.size(), 1u);
    EXPECT_EQ(networks[0].id, kMac);
}

TEST(Networks, ThePolicyDecides) {
    const auto networks = networks_of({interface(2, "eth0", "10.0.0.5")}, {gateway(2, "10.0.0.1", kMac)}, {});
    EXPECT_TRUE(quiet_interfaces(AnnouncePolicy::Everywhere, networks, {}).empty());
    EXPECT_EQ(quiet_interfaces(AnnouncePolicy::Never, networks, {kMac}), std::set{2u});
}

}  // namespace
}  // namespace culver::discovery
