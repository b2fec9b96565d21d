// SPDX-License-Identifier: Apache-2.0
#include "discovery/interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace culver::discovery {
namespace {

using boost::asio::ip::make_address_v4;

Interface make(unsigned index, std::string name, std::string_view address) {
    Interface entry{.index = index, .name = std::move(name), .has_carrier = true, .can_multicast = true};
    if (!address.empty())
        entry.addresses4 = {{.address = make_address_v4(std::string(address)), .broadcast = {}}};
    return entry;
}

using Names = std::vector<std::string>;

TEST(Interfaces, DifferenceNamesWhatCameLeftAndChanged) {
    const std::vector<Interface> before = {make(1, "lo", "127.0.0.1"), make(2, "eth0", "10.0.0.1"),
                                           make(3, "wlan0", "10.0.1.1")};
    const std::vector<Interface> after = {make(1, "lo", "127.0.0.1"), make(2, "eth0", "10.0.0.9"),
                                          make(4, "usb0", "10.0.2.1")};
    const InterfaceDifference what = difference(before, after);
    EXPECT_EQ(what.added, Names{"usb0"});
    EXPECT_EQ(what.removed, Names{"wlan0"});
    EXPECT_EQ(what.changed, Names{"eth0"});
    EXPECT_EQ(what.text(), "usb0 came, wlan0 left, eth0 changed");
    EXPECT_TRUE(difference(after, after).is_empty());
}

TEST(Interfaces, UsesThoseWithCarrierAndAddressOnly) {
    std::vector<Interface> all = {make(1, "lo", "127.0.0.1"), make(2, "eth0", ""),
                                  make(3, "eth1", "10.0.0.1"), make(4, "eth2", "10.0.0.2"),
                                  make(5, "docker0", "172.17.0.1")};
    all[3].has_carrier = false;
    const auto used = usable(all, {});
    ASSERT_EQ(used.size(), 2u);
    EXPECT_EQ(used[0].name, "lo");
    EXPECT_EQ(used[1].name, "eth1");
}

TEST(Interfaces, SkipsWhatVirtualMachinesAndContainersMake) {
    for (const auto* name :
         {"docker0", "br-0123456789ab", "virbr0", "veth12ab", "vnet3", "lxcbr0", "cni0", "vmnet8"}) {
        EXPECT_TRUE(is_skipped_by_default(name)) << name;
    }
    for (const auto* name : {"eth0", "enp3s0", "wlan0", "br-lan", "br0", "bond0", "tun0", "wg0", "usb0"}) {
        EXPECT_FALSE(is_skipped_by_default(name)) << name;
    }
}

TEST(Interfaces, ASettingNamesThem) {
    const InterfaceRules only{.only = {"docker0", "wlan*"}, .skip = {"wlan1"}};
    EXPECT_TRUE(only.allows("docker0"));
    EXPECT_TRUE(only.allows("wlan0"));
    EXPECT_FALSE(only.allows("wlan1"));
    EXPECT_FALSE(only.allows("eth0"));
    EXPECT_TRUE(only.allows("lo"));
}

TEST(Interfaces, ListsTheLoopbackInterface) {
    const auto all = list_interfaces();
    ASSERT_TRUE(all);
    const auto loopback = std::ranges::find_if(*all, &Interface::is_loopback);
    ASSERT_NE(loopback, all->end());
    EXPECT_NE(loopback->index, 0u);
}

}  // namespace
}  // namespace culver::discovery
