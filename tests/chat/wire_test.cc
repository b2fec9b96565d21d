// SPDX-License-Identifier: Apache-2.0
#include "chat/wire.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::chat {
namespace {

template <class AnyId>
AnyId id_of(std::uint8_t first) {
    AnyId id;
    for (std::size_t at = 0; at < AnyId::kBytes; ++at) id.bytes[at] = static_cast<std::uint8_t>(first + at);
    return id;
}

Operation hello() {
    Operation operation{.id = id_of<MessageId>(0x10),
                        .incarnation = id_of<IncarnationId>(0x30),
                        .text = "héllo",
                        .target = {}};
    operation.sequence = 5;
    operation.clock = 0x0123456789abcdef;
    return operation;
}

const std::string kHelloHex =
    "0a10101112131415161718191a1b1c1d1e1f"  // id
    "1210303132333435363738393a3b3c3d3e3f"  // incarnation
    "1805"                                  // sequence
    "21efcdab8967452301"                    // clock
    "2801"                                  // kind
    "320668c3a96c6c6f";                     // text

std::string proto_bytes(std::uint8_t tag, const Bytes& value) {
    return std::string{static_cast<char>(tag), static_cast<char>(value.size())} + std::string(as_text(value));
}

TEST(ChatWire, AnOperationHasTheseBytes) {
    EXPECT_EQ(to_hex(encode(hello())), kHelloHex);
    EXPECT_EQ(decode_operation(*from_hex(kHelloHex)), hello());
}

TEST(ChatWire, AnEditNamesItsTarget) {
    auto edit = hello();
    edit.kind = OperationKind::Edit;
    EXPECT_FALSE(decode_operation(encode(edit))) << "an edit of nothing";
    edit.target = id_of<MessageId>(0x50);
    EXPECT_EQ(to_hex(encode(edit)).substr(kHelloHex.size()), "3a10505152535455565758595a5b5c5d5e5f");
    EXPECT_EQ(decode_operation(encode(edit)), edit);
}

TEST(ChatWire, MentionsHaveTheseBytes) {
    auto operation = hello();
    operation.mentions = {id_of<PeerId>(0x60)};
    operation.mentions_all = true;
    EXPECT_EQ(to_hex(encode(operation)).substr(kHelloHex.size()),
              "4220606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f4801");
    EXPECT_EQ(decode_operation(encode(operation)), operation);
    operation.mentions.resize(kMaxMentions + 1);
    EXPECT_FALSE(decode_operation(encode(operation)));
}

TEST(ChatWire, AReactionIsShort) {
    auto reaction = hello();
    reaction.kind = OperationKind::Reaction;
    reaction.target = id_of<MessageId>(0x50);
    reaction.text = std::string(kMaxReactionBytes, 'x');
    EXPECT_TRUE(decode_operation(encode(reaction)));
    reaction.text += 'x';
    EXPECT_FALSE(decode_operation(encode(reaction)));
}

TEST(ChatWire, TypingHasTheseBytes) {
    EXPECT_EQ(to_hex(encode_typing(true)), "0801");
    EXPECT_EQ(decode_typing(encode_typing(true)), true);
    EXPECT_EQ(decode_typing(encode_typing(false)), false);
    EXPECT_FALSE(decode_typing(*from_hex("08")));
}

TEST(ChatWire, AMessageFrameHasTheseBytes) {
    const auto body = encode_message(encode(hello()), 4);
    EXPECT_EQ(to_hex(body), "0a39" + kHelloHex + "1004");
    const auto frame = decode_message(body);
    ASSERT_TRUE(frame);
    EXPECT_TRUE(frame->is_readable);
    EXPECT_EQ(frame->operation, hello());
    EXPECT_EQ(to_hex(frame->raw), kHelloHex);
    EXPECT_EQ(frame->previous, 4u);
}

TEST(ChatWire, AnAckHasTheseBytes) {
    const std::vector<AckRange> ranges = {{id_of<IncarnationId>(0x30), 1, 300}};
    EXPECT_EQ(to_hex(encode(ranges)), "0a170a10303132333435363738393a3b3c3d3e3f100118ac02");
    EXPECT_EQ(decode_ack(encode(ranges)), ranges);
}

TEST(ChatWire, ARefusalHasTheseBytes) {
    const Refusal refusal{id_of<IncarnationId>(0x30), 7, id_of<MessageId>(0x10), RefusalReason::TooManyUnread,
                          "no"};
    EXPECT_EQ(to_hex(encode(refusal)),
              "0a10303132333435363738393a3b3c3d3e3f10071a10101112131415161718191a1b1c1d1e1f"
              "20012a026e6f");
    EXPECT_EQ(decode_refusal(encode(refusal)), refusal);
}

TEST(ChatWire, AReadMarkHasTheseBytes) {
    const std::vector<ReadPoint> points = {{id_of<IncarnationId>(0x30), 9}};
    EXPECT_EQ(to_hex(encode(points)), "0a140a10303132333435363738393a3b3c3d3e3f1009");
    EXPECT_EQ(decode_read_mark(encode(points)), points);
}

TEST(ChatWire, WhatCannotBeReadButAnsweredIsMarkedSo) {
    for (const auto& text : {std::string(kMaxTextBytes + 1, 'x'), std::string("\xff\xfe")}) {
        auto operation = hello();
        operation.text = text;
        const auto frame = decode_message(encode_message(encode(operation), 0));
        ASSERT_TRUE(frame);
        EXPECT_FALSE(frame->is_readable);
        EXPECT_EQ(frame->operation.id, operation.id);
        EXPECT_EQ(frame->operation.sequence, operation.sequence);
        EXPECT_TRUE(frame->raw.empty());
    }
}

TEST(ChatWire, TheLongestTextFits) {
    auto operation = hello();
    operation.text = std::string(kMaxTextBytes, 'x');
    EXPECT_EQ(decode_operation(encode(operation)), operation);
    EXPECT_LE(encode(operation).size(), kMaxOperationBytes);
}

TEST(ChatWire, KeepsAKindOfALaterVersion) {
    auto operation = hello();
    operation.kind = static_cast<OperationKind>(200);
    EXPECT_EQ(decode_operation(encode(operation)), operation);
}

TEST(ChatWire, RefusesWhatBreaksALimit) {
    auto operation = hello();
    operation.sequence = 0;
    EXPECT_FALSE(decode_message(encode_message(encode(operation), 0))) << "numbers begin at 1";
    operation.sequence = kMaxSequence + 1;
    EXPECT_FALSE(decode_message(encode_message(encode(operation), 0)));
    EXPECT_FALSE(decode_message(encode_message(encode(hello()), 5))) << "its own predecessor";
    operation = hello();
    operation.clock = kMaxClock + 1;
    EXPECT_FALSE(decode_operation(encode(operation)));
    const auto incarnation = id_of<IncarnationId>(1);
    EXPECT_FALSE(decode_ack(encode(std::vector<AckRange>{{incarnation, 3, 2}})));
    EXPECT_FALSE(decode_ack(encode(std::vector<AckRange>{{incarnation, 0, 2}})));
    EXPECT_FALSE(decode_ack(encode(std::vector<AckRange>(kMaxAckRanges + 1, {incarnation, 1, 1}))));
    EXPECT_FALSE(decode_read_mark(encode(std::vector<ReadPoint>(kMaxReadPoints + 1, {incarnation, 1}))));
    EXPECT_FALSE(decode_message({}));
    EXPECT_FALSE(decode_refusal({}));
}

TEST(ChatWire, SkipsFieldsOfLaterVersions) {
    auto body = encode(std::vector<ReadPoint>{{id_of<IncarnationId>(1), 9}});
    const auto unknown = proto_bytes(0x7a, {1, 2, 3});  // field 15, bytes
    for (const char byte : unknown) body.push_back(static_cast<std::uint8_t>(byte));
    EXPECT_TRUE(decode_read_mark(body));
}

TEST(ChatWire, ShowsASentenceOfTheOtherSideOnlyForUnknownReasonsAndMadeSafe) {
    Refusal refusal{{}, 1, {}, RefusalReason::Unspecified, "busy\x1b[2J"};
    EXPECT_EQ(sentence_for(refusal).find('\x1b'), std::string::npos);
    EXPECT_NE(sentence_for(refusal).find("busy"), std::string::npos);
    refusal.reason = RefusalReason::TooManyUnread;
    EXPECT_EQ(sentence_for(refusal).find("busy"), std::string::npos);
}

RC_GTEST_PROP(ChatWire, GivesBackWhatWasEncoded,
              (const std::string& raw_text, std::uint64_t a, std::uint64_t b)) {
    auto operation = hello();
    operation.sequence = a % kMaxSequence + 1;
    operation.clock = b & kMaxClock;
    operation.text = is_utf8(raw_text) ? raw_text : printable(raw_text);
    const auto decoded = decode_operation(encode(operation));
    RC_ASSERT(decoded && *decoded == operation);
    const auto frame = decode_message(encode_message(encode(operation), operation.sequence - 1));
    RC_ASSERT(frame && frame->is_readable && frame->operation == operation);
}

RC_GTEST_PROP(ChatWire, NeverTripsOverArbitraryBytes, (const std::vector<std::uint8_t>& bytes)) {
    (void)decode_operation(bytes);
    (void)decode_message(bytes);
    (void)decode_ack(bytes);
    (void)decode_refusal(bytes);
    (void)decode_read_mark(bytes);
}

}  // namespace
}  // namespace culver::chat
