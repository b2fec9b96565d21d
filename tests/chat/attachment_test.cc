// SPDX-License-Identifier: Apache-2.0
#include "chat/attachment.h"

#include "chat/errors.h"
#include "chat/wire.h"
#include "store/attachment_rows.h"
#include "store/schema.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

using enum store::AttachmentState;

AttachmentLabel label() {
    AttachmentLabel one;
    one.digest.bytes.fill(7);
    one.size = 31'200;
    one.kind = MediaKind::Voice;
    one.name = "语音.opus";
    one.duration_ms = 7'400;
    one.waveform = {0, 50, 100};
    return one;
}

TEST(AttachmentLabel, ComesBackFromItsBytes) {
    EXPECT_EQ(decode_label(encode(label())).value(), label());
}

TEST(AttachmentLabel, BreaksNoLimit) {
    const auto is_refused = [](auto spoil) {
        auto one = label();
        spoil(one);
        return !decode_label(encode(one));
    };
    EXPECT_TRUE(is_refused([](auto& one) { one.size = 0; }));
    EXPECT_TRUE(is_refused([](auto& one) { one.size = store::kMaxAttachmentBytes + 1; }));
    EXPECT_TRUE(is_refused([](auto& one) { one.name.assign(256, 'x'); }));
    EXPECT_TRUE(is_refused([](auto& one) { one.name = "\xff"; }));
    EXPECT_TRUE(is_refused([](auto& one) { one.waveform.assign(129, 1); }));
    EXPECT_TRUE(is_refused([](auto& one) { one.waveform = {101}; }));
    EXPECT_FALSE(decode_label(as_bytes("no protocol buffer")));
}

TEST(AttachmentLabel, AKindOfALaterVersionIsAFile) {
    auto one = label();
    one.kind = static_cast<MediaKind>(9);
    EXPECT_EQ(decode_label(encode(one)).value().kind, MediaKind::File);
}

TEST(AttachmentFrames, ComeBackFromTheirBytes) {
    PartWish wish{.group = GroupId{}, .digest = label().digest, .offset = 5, .length = 9};
    wish.group->bytes.fill(3);
    EXPECT_EQ(decode_part_wish(encode(wish)).value(), wish);
    wish.length = kPartBytes + 1;
    EXPECT_FALSE(decode_part_wish(encode(wish)));
    wish.length = 0;
    EXPECT_FALSE(decode_part_wish(encode(wish)));
    Part part{.digest = label().digest, .offset = 5, .content = {1, 2, 3}, .is_refused = false};
    EXPECT_EQ(decode_part(encode(part)).value(), part);
    part.content.clear();
    EXPECT_FALSE(decode_part(encode(part)));  // nothing, and no refusal: the asker would ask for ever
    part.content.resize(kPartBytes + 1);
    EXPECT_FALSE(decode_part(encode(part)));
}

TEST(AttachmentOperation, IsReadableOnlyWithItsLabel) {
    Operation operation;
    operation.sequence = 1;
    operation.kind = OperationKind::Attachment;
    operation.id.bytes.fill(1);
    operation.incarnation.bytes.fill(2);
    EXPECT_FALSE(decode_operation(encode(operation)));
    operation.attachment = label();
    EXPECT_EQ(decode_operation(encode(operation)).value(), operation);
    operation.kind = OperationKind::Text;
    operation.text = "words";
    EXPECT_FALSE(decode_operation(encode(operation)).value().attachment);
}

class UnaskedBytesTest : public testing::Test {
protected:
    UnaskedBytesTest() : database_(":memory:", SQLite::OPEN_READWRITE) {
        for (const auto& step : store::current_schema()) database_.exec(std::string(step));
    }
    // What becomes of the next label of that author, with so many bytes.
    store::AttachmentState says(std::uint8_t author, std::uint64_t size, std::int64_t arrival) {
        store::StoredMessage message;
        message.author.id.bytes.fill(author);
        message.conversation = ConversationId::with(message.author);
        message.arrival = arrival;
        auto one = label();
        one.size = size;
        one.digest.bytes[0] = static_cast<std::uint8_t>(++count_);
        one.digest.bytes[1] = static_cast<std::uint8_t>(count_ >> 8);
        carry(message, one);
        note_carried(database_, message, Fetching::Unasked);
        last_ = one.digest;
        return message.kept->state;
    }
    void becomes(store::AttachmentState state) {
        store::put_attachment(database_, last_, {.state = state, .size = 1, .media = {}});
    }

    static constexpr std::int64_t kNow = 1'790'000'000'000;
    static constexpr std::int64_t kDay = 24LL * 3'600'000;
    SQLite::Database database_;
    AttachmentDigest last_;
    unsigned count_ = 0;
};

TEST_F(UnaskedBytesTest, ADayOfOneAuthorIsBoundedWhateverBecomesOfIt) {
    for (unsigned number = 0; number < kMaxUnaskedBytes / store::kMaxAttachmentBytes; ++number) {
        EXPECT_EQ(says(2, store::kMaxAttachmentBytes, kNow), Coming) << number;
        becomes(number % 2 == 0 ? Gone : Offered);
    }
    EXPECT_EQ(says(2, 1, kNow), Offered);
    EXPECT_EQ(says(3, 1, kNow), Coming);
    EXPECT_EQ(says(2, 1, kNow + kDay - 1), Offered);
    EXPECT_EQ(says(2, 1, kNow + kDay + 3'600'000), Coming);
}

TEST_F(UnaskedBytesTest, ADayOfAllIsBounded) {
    constexpr auto kLabels = kMaxUnaskedBytesOfAll / store::kMaxAttachmentBytes;
    for (unsigned number = 0; number < kLabels; ++number)
        EXPECT_EQ(says(static_cast<std::uint8_t>(number), store::kMaxAttachmentBytes, kNow), Coming);
    EXPECT_EQ(says(222, 1, kNow), Offered);
    EXPECT_EQ(says(222, 1, kNow + 2 * kDay), Coming);
}

}  // namespace
}  // namespace culver::chat
