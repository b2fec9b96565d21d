// SPDX-License-Identifier: Apache-2.0
// The small tables: what is put comes back, also after the file was closed.
#include "store/meta.h"
#include "store/peers.h"
#include "store/recent_addresses.h"
#include "store/rules.h"
#include "store/transfers.h"
#include "tests/store/store_fixture.h"

namespace culver::store {
namespace {

using PeersTest = StoreFixture;
using TransfersTest = StoreFixture;
using RulesTest = StoreFixture;
using MetaTest = StoreFixture;
using RecentAddressesTest = StoreFixture;

StoredPeer bob() {
    StoredPeer peer;
    peer.key = peer_number(2);
    peer.public_key.emplace().fill(9);
    peer.name = "bob";
    peer.department = "物流";
    peer.trust = Trust::Verified;
    peer.first_seen = 1000;
    peer.last_seen = 2000;
    peer.addresses = {*Endpoint::parse("10.0.0.2:24254", 0), *Endpoint::parse("[fe80::1%lo]:24254", 0)};
    return peer;
}

TEST_F(PeersTest, ComeBackWhole) {
    ASSERT_TRUE(await(Peers(database()).put(bob())));
    close();
    EXPECT_EQ(await(Peers(database()).load_all()).value(), std::vector{bob()});
    EXPECT_EQ(await(Peers(database()).find(peer_number(2))).value(), bob());
    EXPECT_EQ(await(Peers(database()).find(peer_number(3))).value(), std::nullopt);
}

TEST_F(PeersTest, PuttingARowNeverForgetsThatPeopleTalked) {
    Peers peers(database());
    ASSERT_TRUE(await(peers.put(bob())));
    ASSERT_TRUE(await(peers.mark_talked(peer_number(2))));
    auto later = bob();
    later.public_key.reset();
    later.first_seen = 5000;
    ASSERT_TRUE(await(peers.put(later)));
    const auto found = *await(peers.find(peer_number(2))).value();
    EXPECT_TRUE(found.talked);
    EXPECT_EQ(found.first_seen, 1000);
    EXPECT_EQ(found.public_key, bob().public_key);
}

TEST_F(PeersTest, TrustMayBeSetBeforeThePeerIsKnown) {
    Peers peers(database());
    ASSERT_TRUE(await(peers.set_trust(peer_number(5), Trust::Blocked)));
    EXPECT_EQ(await(peers.find(peer_number(5))).value()->trust, Trust::Blocked);
    ASSERT_TRUE(await(peers.remove(peer_number(5))));
    EXPECT_TRUE(await(peers.load_all()).value().empty());
}

TEST_F(TransfersTest, ComeBackOldestFirstUntilForgotten) {
    Transfers transfers(database());
    const auto second =
        StoredTransfer{random_id<TransferId>(), peer_number(1), TransferDirection::Out, 2, 20, true, {1}};
    const auto first =
        StoredTransfer{random_id<TransferId>(), peer_number(2), TransferDirection::In, 1, 30, false, {}};
    ASSERT_TRUE(await(transfers.put(second)));
    ASSERT_TRUE(await(transfers.put(first)));
    EXPECT_EQ(await(transfers.load_all()).value(), (std::vector{first, second}));
    EXPECT_EQ(await(transfers.remove_finished_before(20)), 0);
    EXPECT_EQ(await(transfers.remove_finished_before(99)), 1);
    EXPECT_EQ(await(transfers.find(second.id)).value(), std::nullopt);
    ASSERT_TRUE(await(transfers.remove(first.id)));
    EXPECT_TRUE(await(transfers.load_all()).value().empty());
}

TEST_F(RulesTest, ReplaceOneAnother) {
    Rules rules(database());
    const AutoAcceptRule rule{peer_number(1), true, "/srv/in", 1u << 30};
    ASSERT_TRUE(await(rules.put({peer_number(1), false, "", std::nullopt})));
    ASSERT_TRUE(await(rules.put(rule)));
    EXPECT_EQ(await(rules.load_all()).value(), std::vector{rule});
    ASSERT_TRUE(await(rules.remove(peer_number(1))));
    EXPECT_TRUE(await(rules.load_all()).value().empty());
}

TEST_F(MetaTest, KeepsTheLastValue) {
    Meta meta(database());
    EXPECT_EQ(await(meta.get("colour")).value(), std::nullopt);
    ASSERT_TRUE(await(meta.put("colour", "red")));
    ASSERT_TRUE(await(meta.put("colour", "grey")));
    EXPECT_EQ(await(meta.get("colour")).value(), "grey");
}

TEST_F(RecentAddressesTest, KeepTheNewestOfEachPeer) {
    RecentAddresses recent(database());
    for (std::uint16_t at = 1; at <= kMaxRecentAddressesPerPeer + 3; ++at) {
        const Endpoint endpoint{boost::asio::ip::make_address("10.0.0.1"), at};
        ASSERT_TRUE(await(recent.note({peer_number(1), endpoint, at})));
    }
    const auto kept = await(recent.load_since(0)).value();
    ASSERT_EQ(kept.size(), kMaxRecentAddressesPerPeer);
    EXPECT_EQ(kept.front().endpoint.port, kMaxRecentAddressesPerPeer + 3);
    EXPECT_EQ(await(recent.load_since(11)).value().size(), 1u);
}

}  // namespace
}  // namespace culver::store
