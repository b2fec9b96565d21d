// SPDX-License-Identifier: Apache-2.0
#include "store/succession.h"

#include "store/history.h"
#include "store/message_rows.h"
#include "store/peer_names.h"
#include "store/peers.h"
#include "store/rules.h"
#include "tests/store/store_fixture.h"

namespace culver::store {
namespace {

class SuccessionTest : public StoreFixture {
protected:
    const PeerKey self_ = peer_number(1);
    const PeerKey old_ = peer_number(2);
    const PeerKey new_ = peer_number(3);

    StoredMessage own(const PeerKey& to, std::uint64_t sequence, std::string text, MessageState state) {
        auto message = message_from(to, sequence, std::move(text));
        message.author = self_;
        message.direction = MessageDirection::Out;
        message.state = state;
        return message;
    }
    void insert(StoredMessage message) {
        auto work = [message](SQLite::Database& database) {
            insert_message(database, message);
            save_stream(database, {message.conversation, message.author, message.incarnation},
                        {.highest = message.sequence, .clock = message.clock, .position = message.position});
        };
        ASSERT_TRUE(await(database().write(work)));
    }
    std::vector<StoredMessage> succeed() {
        auto work = [this](SQLite::Database& database) {
            auto waiting = take_outbox(database, old_);
            carry_over(database, {.former = old_, .successor = new_, .archive = random_id<IncarnationId>()});
            return waiting;
        };
        return await(database().write(work)).value();
    }
    std::vector<StoredMessage> history(const PeerKey& with) {
        return await(History(database()).page({.conversation = ConversationId::with(with)})).value();
    }
    std::size_t hits(std::string words) {
        SearchQuery query;
        query.text = std::move(words);
        return await(History(database()).search(query)).value().size();
    }
};

TEST_F(SuccessionTest, HistoryGoesOverAndNumbersDoNotClash) {
    for (const PeerKey& peer : {old_, new_}) {
        insert(own(peer, 1, "first to you", MessageState::Read));
        insert(message_from(peer, 1, "answer"));
    }
    insert(own(old_, 2, "second", MessageState::Failed));
    EXPECT_TRUE(succeed().empty());
    EXPECT_TRUE(history(old_).empty());
    const auto all = history(new_);
    ASSERT_EQ(all.size(), 5u);
    for (const auto& message : all) EXPECT_TRUE(message.author == self_ || message.author == new_);
    EXPECT_EQ(hits("answer"), 2u);
}

TEST_F(SuccessionTest, TheOutboxIsTakenOutOldestFirst) {
    insert(own(old_, 1, "delivered", MessageState::Delivered));
    insert(own(old_, 2, "waits", MessageState::Queued));
    insert(own(old_, 3, "waits too", MessageState::Queued));
    const auto waiting = succeed();
    ASSERT_EQ(waiting.size(), 2u);
    EXPECT_EQ(waiting[0].text, "waits");
    EXPECT_EQ(waiting[1].text, "waits too");
    EXPECT_EQ(history(new_).size(), 1u);
    EXPECT_EQ(hits("waits"), 0u);
    EXPECT_EQ(hits("delivered"), 1u);
}

TEST_F(SuccessionTest, RulesNamesAndTrustGoOverAndTheFormerIsForgotten) {
    Peers peers(database());
    StoredPeer bob;
    bob.key = old_;
    bob.name = "bob";
    bob.trust = Trust::Verified;
    bob.talked = true;
    ASSERT_TRUE(await(peers.put(bob)));
    StoredPeer stranger;
    stranger.key = new_;
    stranger.name = "bob";
    ASSERT_TRUE(await(peers.put(stranger)));
    ASSERT_TRUE(await(PeerNames(database()).add(old_, "robert")));
    ASSERT_TRUE(await(Rules(database()).put({.peer = old_, .on = true, .folder = "/srv", .max_bytes = 5})));
    succeed();
    EXPECT_EQ(await(peers.find(old_)).value(), std::nullopt);
    const auto successor = *await(peers.find(new_)).value();
    EXPECT_EQ(successor.trust, Trust::Verified);
    EXPECT_TRUE(successor.talked);
    const auto rules = await(Rules(database()).load_all()).value();
    ASSERT_EQ(rules.size(), 1u);
    EXPECT_EQ(rules[0], (AutoAcceptRule{.peer = new_, .on = true, .folder = "/srv", .max_bytes = 5}));
    const auto names = await(PeerNames(database()).load_all()).value();
    ASSERT_EQ(names.size(), 1u);
    EXPECT_EQ(names[0].first, new_);
}

TEST_F(SuccessionTest, ARuleOfTheSuccessorStays) {
    Rules rules(database());
    ASSERT_TRUE(await(rules.put({.peer = old_, .on = true, .folder = "/old", .max_bytes = {}})));
    ASSERT_TRUE(await(rules.put({.peer = new_, .on = false, .folder = "/new", .max_bytes = {}})));
    succeed();
    const auto left = await(rules.load_all()).value();
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].folder, "/new");
}

}  // namespace
}  // namespace culver::store
