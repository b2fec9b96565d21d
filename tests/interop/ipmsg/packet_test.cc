// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/packet.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::interop::ipmsg {
namespace {

using std::string_literals::operator""s;

TEST(Packet, AMessageHasTheGoldenBytes) {
    Packet packet;
    packet.number = 1'700'000'002;
    packet.user = "alice";
    packet.host = "pc1";
    packet.word = static_cast<std::uint32_t>(Command::Message) | option::kWantsReceipt | option::kUtf8 |
                  option::kCanUtf8;
    packet.body = "你好";
    EXPECT_EQ(build_packet(packet), "1:1700000002:alice:pc1:25166112:\xe4\xbd\xa0\xe5\xa5\xbd\0"s);
}

TEST(Packet, AnOfferIsReadWithItsList) {
    const auto packet = parse_packet(
        "1:1700000010:alice:pc1:27263264:see: these\0"
        "0:a.txt:5:65535f00:1:\a1:docs:0:65535f00:2:\a\0"s);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->command(), Command::Message);
    EXPECT_TRUE(packet->has(option::kFiles | option::kUtf8));
    EXPECT_EQ(packet->body, "see: these");
    EXPECT_EQ(packet->extension(0), "0:a.txt:5:65535f00:1:\a1:docs:0:65535f00:2:\a");
    EXPECT_EQ(packet->extension(1), "");
}

TEST(Packet, VersionsOfAllDialectsAreRead) {
    for (const auto* version :
         {"1", "1_iptux 0.8.3", "1_lbt6_0#128#0203040506AB#0#0#0#4001#9", "1@shiyeline"})
        EXPECT_TRUE(parse_packet(version + ":7:u:h:32:x"s)) << version;
    for (const auto* version : {"", "2", "11", "iptux 0.7.4", " 1", "-1"})
        EXPECT_FALSE(parse_packet(version + ":7:u:h:32:x"s)) << version;
}

TEST(Packet, TailsAndEmptyNamesAreTolerated) {
    const auto packet = parse_packet("1:7:::4294967295:x\0"s + std::string(64, '\0'));
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->user, "");
    EXPECT_EQ(packet->word, 0xFFFF'FFFF);
    EXPECT_TRUE(packet->extensions.empty());
}

TEST(Packet, WhatIsNoPacketIsRefused) {
    for (const auto& bytes : {""s, "1"s, "1:2:3:4"s, "1:x:u:h:1:"s, "1:1:u:h:-1:"s, "1:1:u:h:4294967296:"s,
                              "1:1:u\0:h:1:"s, "1:99999999999:u:h:1:"s, std::string(kMaxDatagram + 1, '1')})
        EXPECT_FALSE(parse_packet(bytes)) << bytes.substr(0, 40);
}

TEST(Packet, AnEmptyGroupStaysBetweenNicknameAndTail) {
    const auto packet = parse_packet("1:7:u:h:16777217:nick\0\0\nUN:u\0"s);
    ASSERT_TRUE(packet);
    ASSERT_EQ(packet->extensions.size(), 2U);
    EXPECT_EQ(packet->extension(1), "\nUN:u");
}

TEST(Packet, NamesThatWouldBreakTheHeaderAreReplaced) {
    Packet packet;
    packet.user = "a:b\n";
    const auto read = parse_packet(build_packet(packet));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->user, "a;b ");
    EXPECT_EQ(read->host, "-");
}

RC_GTEST_PROP(Packet, WhatIsBuiltIsReadBack, (std::uint32_t number, std::uint32_t word)) {
    const auto plain = rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
    Packet packet;
    packet.number = number;
    packet.number_text = std::to_string(number);
    packet.word = word;
    packet.user = "u" + (*plain).substr(0, 20);
    packet.host = "h" + (*plain).substr(0, 20);
    packet.body = *plain + ":" + *plain;
    packet.extensions = {*plain, *plain + "x"};
    RC_ASSERT(parse_packet(build_packet(packet)) == packet);
}

}  // namespace
}  // namespace culver::interop::ipmsg
