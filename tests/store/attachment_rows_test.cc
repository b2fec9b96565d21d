// SPDX-License-Identifier: Apache-2.0
#include "store/attachment_rows.h"

#include "store/message_changes.h"
#include "store/message_rows.h"
#include "store/query.h"
#include "store/schema.h"

#include <gtest/gtest.h>

namespace culver::store {
namespace {

using enum AttachmentState;

class AttachmentRowsTest : public testing::Test {
protected:
    AttachmentRowsTest() : database_(":memory:", SQLite::OPEN_READWRITE) {
        for (const auto& step : current_schema()) database_.exec(std::string(step));
    }
    template <class AnyId>
    static AnyId id_of(std::uint8_t number) {
        AnyId id;
        id.bytes.fill(number);
        return id;
    }
    // The n-th message of bob, which carries that.
    StoredMessage add(std::uint8_t number, std::uint8_t digest, std::int64_t arrival = 1'000) {
        StoredMessage message;
        message.author = PeerKey(id_of<PeerId>(2));
        message.conversation = ConversationId::with(message.author);
        message.sequence = number;
        message.id = id_of<MessageId>(number);
        message.kind = 5;
        message.arrival = arrival;
        message.attachment = {1, 2, 3};
        message.digest = id_of<AttachmentDigest>(digest);
        message.row = insert_message(database_, message);
        return message;
    }
    AttachmentState state(std::uint8_t digest) {
        return find_attachment(database_, id_of<AttachmentDigest>(digest)).value().state;
    }
    void note(std::uint8_t digest, AttachmentState as, std::uint64_t size = 100) {
        note_attachment(database_, id_of<AttachmentDigest>(digest), size, as);
    }

    SQLite::Database database_;
};

TEST_F(AttachmentRowsTest, WhatIsHereStaysWhoeverNamesItAgain) {
    const auto digest = id_of<AttachmentDigest>(7);
    const KeptAttachment kept{Here, 100, true, {MediaKind::Picture, "image/png", 3, 4, 0}};
    put_attachment(database_, digest, kept);
    note(7, Offered, 5);
    EXPECT_EQ(find_attachment(database_, digest), kept);
}

TEST_F(AttachmentRowsTest, WhatStrangersOfferedComesWhenAFriendSendsIt) {
    note(7, Offered);
    EXPECT_EQ(state(7), Offered);
    note(7, Coming);
    EXPECT_EQ(state(7), Coming);
    note(7, Offered);
    EXPECT_EQ(state(7), Coming);
}

TEST_F(AttachmentRowsTest, AMessageKnowsHowFarItsBytesAre) {
    const auto message = add(1, 7);
    note(7, Coming, 4'711);
    const auto read = find_message(database_, message.row);
    ASSERT_TRUE(read && read->kept);
    EXPECT_EQ(read->attachment, message.attachment);
    EXPECT_EQ(read->digest, message.digest);
    EXPECT_EQ(read->kept->size, 4'711u);
    EXPECT_EQ(messages_with(database_, *message.digest, 9).size(), 1u);
}

TEST_F(AttachmentRowsTest, OnlyWhatNoMessageCarriesIsDropped) {
    auto first = add(1, 7);
    auto second = add(2, 7);
    note(7, Here);
    note(8, Here);
    note(9, Here);
    const std::vector dropped{id_of<AttachmentDigest>(8)};
    EXPECT_EQ(drop_unused_attachments(database_, {id_of<AttachmentDigest>(9)}), dropped);
    erase_words(database_, first);
    EXPECT_TRUE(drop_unused_attachments(database_, {id_of<AttachmentDigest>(9)}).empty());
    erase_words(database_, second);
    EXPECT_EQ(drop_unused_attachments(database_, {}).size(), 2u);
    EXPECT_FALSE(find_message(database_, second.row)->digest);
}

TEST_F(AttachmentRowsTest, BytesAreCountedByAuthorAndDay) {
    constexpr std::int64_t kHour = 3'600'000;
    const PeerKey bob(id_of<PeerId>(2));
    const PeerKey carol(id_of<PeerId>(3));
    count_unasked(database_, bob, 1'000 * kHour, 10);
    count_unasked(database_, bob, 1'010 * kHour, 20);
    count_unasked(database_, bob, 1'010 * kHour + 1, 40);
    count_unasked(database_, carol, 1'011 * kHour, 100);
    EXPECT_EQ(unasked_bytes(database_, bob, 1'011 * kHour).of_author, 70u);
    EXPECT_EQ(unasked_bytes(database_, bob, 1'011 * kHour).of_all, 170u);
    EXPECT_EQ(unasked_bytes(database_, bob, 1'025 * kHour).of_author, 60u);
    EXPECT_EQ(unasked_bytes(database_, bob, 1'009 * kHour).of_author, 10u) << "a clock that was ahead";
    EXPECT_EQ(unasked_bytes(database_, PeerKey(id_of<PeerId>(4)), 1'011 * kHour).of_author, 0u);
    count_unasked(database_, carol, 1'200 * kHour, 1);
    EXPECT_EQ(database_.execAndGet("SELECT count(*) FROM unasked_bytes").getInt(), 1);
}

TEST_F(AttachmentRowsTest, ASizeThatWasLetInGrowsAndNeverShrinks) {
    note(7, Coming, 50);
    note(7, Coming, 5);
    note(7, Offered, 500);
    EXPECT_EQ(find_attachment(database_, id_of<AttachmentDigest>(7))->size, 50u);
    note(7, Coming, 70);
    EXPECT_EQ(find_attachment(database_, id_of<AttachmentDigest>(7))->size, 70u);
    EXPECT_EQ(state(7), Coming);
}

TEST_F(AttachmentRowsTest, NobodysManyLabelsHideAnothersOne) {
    auto carols = add(1, 7);
    for (std::uint8_t number = 2; number < 9; ++number) (void)add(number, 7);
    Query(database_, "UPDATE messages SET author = ? WHERE row = ?")
        .with(PeerKey(id_of<PeerId>(3)))
        .with(carols.row)
        .run();
    const auto labels = labels_of(database_, id_of<AttachmentDigest>(7), 2);
    ASSERT_EQ(labels.size(), 2u);
    EXPECT_EQ(labels[0].sequence, 8u);
    EXPECT_EQ(labels[1].author, PeerKey(id_of<PeerId>(3)));
}

TEST_F(AttachmentRowsTest, NobodyOpensSomethingByNamingIt) {
    const auto group = id_of<GroupId>(9);
    const auto message = add(1, 7);
    const auto conversation = ConversationId::of(group);
    Query(database_, "UPDATE messages SET conversation = ?").with(conversation).run();
    const PeerKey bob(id_of<PeerId>(2));
    const PeerKey alice(id_of<PeerId>(1));
    EXPECT_FALSE(may_be_given(database_, conversation, alice, *message.digest)) << "it came elsewhere";
    note_group(database_, *message.digest, group);
    note_group(database_, *message.digest, group);
    EXPECT_FALSE(may_be_given(database_, conversation, bob, *message.digest));
    EXPECT_TRUE(may_be_given(database_, conversation, alice, *message.digest));
    EXPECT_FALSE(may_be_given(database_, ConversationId::with(alice), alice, *message.digest));
    Query(database_, "DELETE FROM attachment_groups").run();
    Query(database_, "UPDATE messages SET direction = 1").run();
    EXPECT_TRUE(may_be_given(database_, conversation, alice, *message.digest)) << "said by this node itself";
}

TEST_F(AttachmentRowsTest, WhatIsNamedAndUnknownIsFound) {
    (void)add(1, 7);
    (void)add(2, 8);
    (void)add(3, 8);
    note(7, Here);
    note(9, Here);
    EXPECT_EQ(unknown_attachments(database_), std::vector{id_of<AttachmentDigest>(8)});
    EXPECT_EQ(unused_attachments(database_), std::vector{id_of<AttachmentDigest>(9)});
}

// Version 6 gave everything in every conversation that named it.
TEST_F(AttachmentRowsTest, WhatWasThereBeforeBelongsToTheFirstWhoCarriedIt) {
    SQLite::Database former(":memory:", SQLite::OPEN_READWRITE);
    const auto& schema = current_schema();
    for (std::size_t step = 0; step < 6; ++step) former.exec(std::string(schema[step]));
    const auto in = [&](std::uint8_t number, std::uint8_t digest, const ConversationId& conversation) {
        StoredMessage message;
        message.author = PeerKey(id_of<PeerId>(2));
        message.conversation = conversation;
        message.sequence = number;
        message.id = id_of<MessageId>(number);
        message.digest = id_of<AttachmentDigest>(digest);
        (void)insert_message(former, message);
    };
    const auto group = ConversationId::of(id_of<GroupId>(9));
    const auto alone = ConversationId::with(PeerKey(id_of<PeerId>(2)));
    in(1, 7, alone);
    in(2, 7, group);
    in(3, 8, group);
    in(4, 8, alone);
    for (std::size_t step = 6; step < schema.size(); ++step) former.exec(std::string(schema[step]));
    Query query(former, "SELECT digest, group_id FROM attachment_groups");
    ASSERT_TRUE(query.next());
    EXPECT_EQ(query.id<AttachmentDigest>(0), id_of<AttachmentDigest>(8));
    EXPECT_EQ(query.id<GroupId>(1), id_of<GroupId>(9));
    EXPECT_FALSE(query.next());
}

}  // namespace
}  // namespace culver::store
