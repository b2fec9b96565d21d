// SPDX-License-Identifier: Apache-2.0
#include "base/ids.h"

#include "base/clock.h"
#include "base/random.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace culver {
namespace {

TEST(Ids, TextHasAFixedLengthAndComesBack) {
    const auto peer = random_id<PeerId>();
    EXPECT_EQ(peer.text().size(), 52u);
    EXPECT_EQ(PeerId::parse(peer.text()), peer);
    const auto transfer = random_id<TransferId>();
    EXPECT_EQ(transfer.text().size(), 26u);
    EXPECT_EQ(TransferId::parse(transfer.text()), transfer);
    EXPECT_EQ(short_text(peer), peer.text().substr(0, 8));
}

TEST(Ids, OtherLengthsAreRefused) {
    EXPECT_EQ(PeerId::parse(random_id<TransferId>().text()), std::nullopt);
    EXPECT_EQ(PeerId::parse(""), std::nullopt);
    EXPECT_EQ(PeerId::from_bytes(Bytes(31)), std::nullopt);
    EXPECT_EQ(PeerId::from_bytes(Bytes(33)), std::nullopt);
    EXPECT_TRUE(PeerId::from_bytes(Bytes(32))->is_zero());
}

TEST(Ids, PeersOfTwoProtocolsAreTwo) {
    const auto id = random_id<PeerId>();
    const PeerKey native = id;
    const PeerKey foreign(Protocol::Ipmsg, id);
    EXPECT_EQ(native.protocol, Protocol::Culver);
    EXPECT_NE(native, foreign);
    EXPECT_EQ((std::unordered_set<PeerKey>{native, foreign, native}).size(), 2u);
    EXPECT_EQ(to_string(Protocol::Culver), "culver");
    EXPECT_EQ(to_string(Protocol::Ipmsg), "ipmsg");
    EXPECT_EQ(to_string(Protocol::Localsend), "localsend");
}

TEST(Ids, AConversationIsWithAPeerOrAGroup) {
    const PeerKey peer(Protocol::Localsend, random_id<PeerId>());
    const auto with_peer = ConversationId::with(peer);
    EXPECT_FALSE(with_peer.is_group());
    EXPECT_EQ(with_peer.peer(), peer);
    EXPECT_EQ(with_peer.text(), peer.id.text());
    const auto group = random_id<GroupId>();
    const auto in_group = ConversationId::of(group);
    EXPECT_TRUE(in_group.is_group());
    EXPECT_EQ(in_group.group(), group);
    EXPECT_EQ(ConversationId::from_bytes(in_group.bytes), in_group);
    EXPECT_EQ(ConversationId::from_bytes(Bytes(32)), std::nullopt);
}

TEST(Ids, MessageIdsAreUuidsOfVersionSevenWithTheirTime) {
    const auto id = make_message_id(WallTime(std::chrono::milliseconds(0x0123456789ab)));
    EXPECT_EQ(to_hex(ByteView(id.bytes).first(6)), "0123456789ab");
    EXPECT_EQ(id.bytes[6] >> 4, 7);
    EXPECT_EQ(id.bytes[8] >> 6, 2);
    EXPECT_NE(id, make_message_id(WallTime(std::chrono::milliseconds(0x0123456789ab))));
}

TEST(Random, IsSpreadOut) {
    std::unordered_set<std::uint64_t> seen;
    for (int draw = 0; draw < 100; ++draw) {
        seen.insert(random_u64());
        const double unit = random_unit();
        EXPECT_GE(unit, 0.0);
        EXPECT_LT(unit, 1.0);
    }
    EXPECT_EQ(seen.size(), 100u);
}

}  // namespace
}  // namespace culver
