// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/introduction.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

using std::string_literals::operator""s;

Introduction read(const std::string& bytes) {
    const auto packet = parse_packet(bytes);
    EXPECT_TRUE(packet) << bytes;
    return packet ? read_introduction(*packet, Charset::Gbk) : Introduction{};
}

TEST(Introduction, OurPlainEntryHasTheGoldenBytes) {
    const Self self{.user = "alice", .host = "pc1", .name = "Alice", .group = "dev"};
    auto packet = introduce(self, Command::Entry, Audience::Everybody);
    packet.number = 1'700'000'000;
    EXPECT_EQ(build_packet(packet),
              "1:1700000000:alice:pc1:18874369:Alice\0dev\0\nUN:alice\nHN:pc1\nNN:Alice\nGN:dev\n"
              "VS:00010002:1:0:0\0utf-8\0"s);
}

// iptux 0.8.3 misreads a packet in which GBK and UTF-8 meet.
TEST(Introduction, OurChineseBroadcastNeverMixesCharsets) {
    const Self self{.user = "alice", .host = "pc1", .name = "张三", .group = "研发"};
    auto packet = introduce(self, Command::Entry, Audience::Everybody);
    packet.number = 1'700'000'000;
    EXPECT_EQ(build_packet(packet),
              "1:1700000000:alice:pc1:18874369:\xd5\xc5\xc8\xfd\0\xd1\xd0\xb7\xa2\0"
              "\nUN:alice\nHN:pc1\nVS:00010002:1:0:0\0utf-8\0"s);
}

TEST(Introduction, Utf8ReadersGetAllOfIt) {
    const Self self{.user = "alice", .host = "pc1", .name = "张三", .group = "研发"};
    const auto packet = introduce(self, Command::AnswerEntry, Audience::Utf8Readers);
    EXPECT_TRUE(packet.has(option::kUtf8));
    const auto back = read(build_packet(packet));
    EXPECT_EQ(back.name, "张三");
    EXPECT_EQ(back.group, "研发");
    EXPECT_EQ(back.dialect, Dialect::Modern);
}

TEST(Introduction, WindowsIsReadByItsTail) {
    const auto host = read(
        "1:1:alice-<1a1c57728f010e3f>:pc1:258211841:\xd5\xc5\xc8\xfd\0\xd1\xd0\xb7\xa2\0"
        "\nUN:alice-<1a1c57728f010e3f>\nHN:pc1\nNN:\xe5\xbc\xa0\xe4\xb8\x89\nGN:\xe7\xa0\x94"
        "\xe5\x8f\x91\nVS:00010002:4:99:3\0"s);
    EXPECT_EQ(host.name, "张三");
    EXPECT_EQ(host.group, "研发");
    EXPECT_EQ(host.user, "alice-<1a1c57728f010e3f>");
    EXPECT_EQ(host.dialect, Dialect::Modern);
    EXPECT_EQ(host.charset, Charset::Utf8);
    EXPECT_EQ(host.client, "IP Messenger 4.99.3");
    EXPECT_FALSE(host.is_away);
}

TEST(Introduction, IptuxIsNeverAway) {
    const auto host = read("1_iptux 0.8.3:1:root:vm:257:小明\0组\0icon.png\0utf-8\0"s);
    EXPECT_EQ(host.dialect, Dialect::Iptux);
    EXPECT_EQ(host.name, "小明");
    EXPECT_EQ(host.group, "组");
    EXPECT_EQ(host.client, "iptux 0.8.3");
    EXPECT_EQ(host.charset, Charset::Utf8);
    EXPECT_FALSE(host.is_away);
}

TEST(Introduction, FeiqAndOldBuildsAreGbk) {
    const auto feiq =
        read("1_lbt6_0#128#0203040506AB#0#0#0#4001#9:1:zs:PC:6291457:\xd5\xc5\xc8\xfd\0\xd1\xd0\0"s);
    EXPECT_EQ(feiq.dialect, Dialect::Feiq);
    EXPECT_EQ(feiq.name, "张三");
    EXPECT_EQ(feiq.charset, Charset::Gbk);
    const auto plain = read("1:1:zs:PC:257:\xd5\xc5\xc8\xfd\0"s);
    EXPECT_EQ(plain.dialect, Dialect::Plain);
    EXPECT_EQ(plain.name, "张三");
    EXPECT_TRUE(plain.is_away);
}

TEST(Introduction, WhoOnlyWritesIsCalledByUser) {
    EXPECT_EQ(read("1:1:bob-<0123456789abcdef>:pc2:288:hello"s).name, "bob");
}

TEST(Introduction, OnlyAWholeFingerprintIsCutOff) {
    EXPECT_EQ(without_fingerprint("bob-<0123456789abcdef>"), "bob");
    EXPECT_EQ(without_fingerprint("bob-<0123>"), "bob-<0123>");
    EXPECT_EQ(without_fingerprint("-<0123456789abcdef>"), "-<0123456789abcdef>");
}

TEST(Introduction, CharsetsOfTextsFollowTheRules) {
    Introduction iptux;
    iptux.dialect = Dialect::Iptux;
    Packet packet;
    EXPECT_EQ(charset_of(packet, "你好", iptux, Charset::Gbk), Charset::Utf8);
    EXPECT_EQ(charset_of(packet, "\xc4\xe3\xba\xc3", {}, Charset::ShiftJis), Charset::ShiftJis);
    packet.word = option::kUtf8;
    EXPECT_EQ(charset_of(packet, "\xc4\xe3", {}, Charset::Gbk), Charset::Utf8);
}

}  // namespace
}  // namespace culver::interop::ipmsg
