// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/host_list.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

constexpr const char* kGolden = "    0\a    1\aalice\apc1\a18874368\a10.0.0.5\a30985\aAlice\adev\a";

TEST(HostList, TheGoldenListIsRead) {
    const auto list = parse_host_list(kGolden);
    ASSERT_TRUE(list);
    EXPECT_EQ(list->next, 0U);
    ASSERT_EQ(list->hosts.size(), 1U);
    EXPECT_EQ(list->hosts[0].text(), "10.0.0.5:2425");
}

TEST(HostList, HostsThatLeftAreLeftOut) {
    const auto list =
        parse_host_list("7\a2\au\ah\a0\a10.0.0.6\a30985\a\b\a\b\au\ah\a2\a10.0.0.7\a30985\a\b\a\b\a");
    ASSERT_TRUE(list);
    EXPECT_EQ(list->next, 7U);
    EXPECT_TRUE(list->hosts.empty());
}

TEST(HostList, WhatIsNoListIsNone) {
    EXPECT_FALSE(parse_host_list(""));
    EXPECT_FALSE(parse_host_list("x\a1\a"));
    EXPECT_FALSE(parse_host_list("0\a"));
}

TEST(HostList, ACutEntryAndABadAddressAreLeftOut) {
    const auto list = parse_host_list("0\a2\au\ah\a1\anowhere\a30985\an\ag\au\ah\a1\a10.0.0.5\a309");
    ASSERT_TRUE(list);
    EXPECT_TRUE(list->hosts.empty());
}

TEST(HostList, AListEnds) {
    std::string body = "0\a999\a";
    for (int i = 0; i < 999; ++i) body += "u\ah\a1\a10.0.0.5\a30985\an\ag\a";
    EXPECT_EQ(parse_host_list(body)->hosts.size(), kMaxListed);
}

}  // namespace
}  // namespace culver::interop::ipmsg
