// SPDX-License-Identifier: Apache-2.0
#include "store/retention.h"

#include "base/signature.h"
#include "store/group_rows.h"
#include "store/message_changes.h"
#include "store/message_rows.h"
#include "store/query.h"
#include "store/schema.h"
#include "store/search_text.h"

#include <gtest/gtest.h>

namespace culver::store {
namespace {

using enum MessageState;

class RetentionTest : public testing::Test {
protected:
    RetentionTest() : database_(":memory:", SQLite::OPEN_READWRITE) {
        for (const auto& step : current_schema()) database_.exec(std::string(step));
        bob_.id.bytes.fill(2);
    }
    StoredMessage add(std::int64_t arrival, MessageState state, MessageDirection direction,
                      ConversationId conversation) {
        StoredMessage message;
        message.conversation = conversation;
        message.author = bob_;
        message.sequence = ++count_;
        message.id.bytes[15] = static_cast<std::uint8_t>(count_);
        message.id.bytes[14] = static_cast<std::uint8_t>(count_ >> 8);
        message.position = count_;
        message.kind = 1;
        message.operation.assign(60, static_cast<std::uint8_t>(count_));
        message.text = "会议 " + std::to_string(count_);
        message.arrival = arrival;
        message.state = state;
        message.direction = direction;
        message.row = insert_message(database_, message);
        return message;
    }
    StoredMessage heard(std::int64_t arrival, MessageState state = Read) {
        return add(arrival, state, MessageDirection::In, ConversationId::with(bob_));
    }
    std::optional<StoredMessage> found(const StoredMessage& message) {
        return find_message(database_, message.row);
    }
    std::int64_t hits(const std::string& word) {
        Query query(database_, "SELECT count(*) FROM message_words WHERE message_words MATCH ?");
        return query.with(phrase_of(word)).next() ? query.integer(0) : -1;
    }

    SQLite::Database database_;
    PeerKey bob_;
    std::uint64_t count_ = 0;
};

TEST_F(RetentionTest, OldWordsGoAndThePlaceStays) {
    const auto old = heard(1'000);
    const auto young = heard(3'000);
    put_mark(database_, old, {bob_, 4, "👍", 1});
    EXPECT_EQ(forget_messages_before(database_, 2'000), 1u);
    const auto place = found(old);
    ASSERT_TRUE(place);
    EXPECT_FALSE(place->is_shown);
    EXPECT_TRUE(place->text.empty());
    EXPECT_TRUE(place->marks.empty());
    const auto digest = sha256(old.operation);
    EXPECT_TRUE(std::ranges::equal(place->operation, digest));
    EXPECT_EQ(found(young)->text, young.text);
    EXPECT_EQ(hits("会议"), 1);
    EXPECT_EQ(forget_messages_before(database_, 2'000), 0u);
}

TEST_F(RetentionTest, WhatIsUnreadOrOnItsWayStays) {
    const auto unread = heard(1'000, Delivered);
    const auto waiting = add(1'000, Queued, MessageDirection::Out, ConversationId::with(bob_));
    const auto failed = add(1'000, Failed, MessageDirection::Out, ConversationId::with(bob_));
    EXPECT_EQ(forget_messages_before(database_, 2'000), 1u);
    EXPECT_EQ(found(unread)->text, unread.text);
    EXPECT_EQ(found(waiting)->operation, waiting.operation);
    EXPECT_FALSE(found(failed)->is_shown);
}

TEST_F(RetentionTest, APlaceGoesWhenNobodySendsItAgain) {
    const auto old = heard(1'000);
    EXPECT_EQ(forget_messages_before(database_, 2'000), 1u);
    EXPECT_EQ(forget_messages_before(database_, 1'000 + kRepetitionMilliseconds), 0u);
    EXPECT_EQ(forget_messages_before(database_, 1'001 + kRepetitionMilliseconds), 1u);
    EXPECT_FALSE(found(old));
}

TEST_F(RetentionTest, AGroupsMessageGoesAndItsHeaderStays) {
    GroupId group;
    group.bytes.fill(9);
    auto message = add(1'000, Read, MessageDirection::In, ConversationId::of(group));
    Bytes hash(message.id.bytes.begin(), message.id.bytes.end());
    hash.resize(32, 0x55);
    put_operation(database_, group, {hash, {1}, {2}, {3}});
    EXPECT_EQ(forget_messages_before(database_, 2'000), 1u);
    EXPECT_FALSE(found(message));
    const auto operation = find_operation(database_, group, hash);
    ASSERT_TRUE(operation);
    EXPECT_TRUE(operation->body.empty());
    EXPECT_EQ(operation->header, Bytes{1});
    EXPECT_TRUE(operation->is_forgotten);
    EXPECT_FALSE(put_operation(database_, group, {hash, {1}, {2}, {3}}));
    EXPECT_TRUE(find_operation(database_, group, hash)->body.empty());
}

TEST_F(RetentionTest, WordsThatComeLaterAreNoForgottenOnes) {
    GroupId group;
    group.bytes.fill(9);
    const Bytes hash(32, 0x55);
    EXPECT_TRUE(put_operation(database_, group, {hash, {1}, {2}, {}}));
    EXPECT_FALSE(find_operation(database_, group, hash)->is_forgotten);
    EXPECT_TRUE(put_operation(database_, group, {hash, {1}, {2}, {3}}));
    EXPECT_EQ(find_operation(database_, group, hash)->body, Bytes{3});
}

// Of who was removed: what they wrote is hidden, and perhaps shown again.
TEST_F(RetentionTest, WhatIsHiddenIsNotFoundAndLeavesNoWords) {
    GroupId group;
    group.bytes.fill(9);
    const auto conversation = ConversationId::of(group);
    const auto message = add(1'000, Read, MessageDirection::In, conversation);
    set_shown(database_, conversation, message.id, false);
    EXPECT_EQ(hits("会议"), 0);
    set_shown(database_, conversation, message.id, true);
    set_shown(database_, conversation, message.id, true);
    EXPECT_EQ(hits("会议"), 1);
    set_shown(database_, conversation, message.id, false);
    EXPECT_EQ(forget_messages_before(database_, 2'000), 1u);
    EXPECT_EQ(hits("会议"), 0);
    auto recalled = add(3'000, Read, MessageDirection::In, conversation);
    set_shown(database_, conversation, recalled.id, false);
    recalled = *find_message(database_, recalled.row);
    erase_words(database_, recalled);
    set_shown(database_, conversation, recalled.id, true);
    EXPECT_EQ(hits("会议"), 0);
}

TEST_F(RetentionTest, TheNewestArrivalIsKnown) {
    EXPECT_EQ(newest_arrival(database_), std::nullopt);
    (void)heard(3'000);
    (void)heard(1'000);
    EXPECT_EQ(newest_arrival(database_), 3'000);
}

TEST_F(RetentionTest, OneStepIsBounded) {
    for (std::size_t number = 0; number < kForgetAtOnce + 50; ++number) (void)heard(1'000);
    EXPECT_EQ(forget_messages_before(database_, 2'000), kForgetAtOnce);
    EXPECT_EQ(forget_messages_before(database_, 2'000), 50u);
    EXPECT_EQ(hits("会议"), 0);
}

}  // namespace
}  // namespace culver::store
