// SPDX-License-Identifier: Apache-2.0
#include "store/attachment_rows.h"

#include "store/message_changes.h"
#include "store/message_rows.h"
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
    add(1, 7, 1'000);
    add(2, 8, 2'000);
    add(3, 9, 3'000);
    note(7, Coming, 10);
    note(8, Coming, 20);
    note(9, Offered, 40);
    const PeerKey bob(id_of<PeerId>(2));
    EXPECT_EQ(attachment_bytes_from(database_, bob, 0), 30u);
    EXPECT_EQ(attachment_bytes_from(database_, bob, 1'500), 20u);
    EXPECT_EQ(attachment_bytes_from(database_, PeerKey(id_of<PeerId>(3)), 0), 0u);
}

TEST_F(AttachmentRowsTest, NobodyOpensSomethingByNamingIt) {
    const auto message = add(1, 7);
    const PeerKey bob(id_of<PeerId>(2));
    const PeerKey alice(id_of<PeerId>(1));
    EXPECT_FALSE(is_carried_in(database_, message.conversation, bob, *message.digest));
    EXPECT_TRUE(is_carried_in(database_, message.conversation, alice, *message.digest));
    EXPECT_FALSE(is_carried_in(database_, ConversationId::with(alice), alice, *message.digest));
}

}  // namespace
}  // namespace culver::store
