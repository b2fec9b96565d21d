// SPDX-License-Identifier: Apache-2.0
#include "chat/attachment.h"

#include "chat/errors.h"
#include "chat/wire.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

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

}  // namespace
}  // namespace culver::chat
