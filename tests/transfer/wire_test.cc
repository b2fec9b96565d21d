// SPDX-License-Identifier: Apache-2.0
#include "transfer/wire.h"

#include "transfer/lane_frame.h"
#include "transfer/names.h"
#include "transfer/protocol_errors.h"
#include "transfer/receipt.h"

#include "transfer/wire.pb.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace culver::transfer {
namespace {

TransferId some_id(std::uint8_t seed = 1) {
    TransferId id;
    for (std::uint8_t& byte : id.bytes) byte = seed++;
    return id;
}

wire::Offer some_offer() {
    wire::Offer offer;
    offer.transfer = some_id();
    offer.shape = {.entry_count = 3,
                   .total_bytes = 300'000,
                   .block_bytes = 262'144,
                   .check = CheckAlgorithm::Xxh3,
                   .digest = {}};
    offer.shape.digest.fill(0xab);
    offer.files = 2;
    offer.names = {"holiday"};
    offer.names_in_all = 1;
    return offer;
}

Bytes bytes_of(const google::protobuf::MessageLite& message) {
    Bytes bytes(message.ByteSizeLong());
    message.SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

proto::Offer offer_message() {
    proto::Offer message;
    const Bytes bytes = encode(some_offer());
    message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    return message;
}

std::string hex(std::string_view repeated, int times) {
    std::string text;
    for (int time = 0; time < times; ++time) text += repeated;
    return text;
}

const std::string kIdHex = "0102030405060708090a0b0c0d0e0f10";

// ---- The session

TEST(TransferWire, HasTheseBytesForAnOffer) {
    EXPECT_EQ(to_hex(encode(some_offer())), "0a10" + kIdHex + "1003180220e0a7122880801030013a20" +
                                                hex("ab", 32) + "4207686f6c696461794801");
    wire::Offer to_a_group = some_offer();
    to_a_group.group = GroupId{};
    to_a_group.group->bytes.fill(7);
    EXPECT_EQ(to_hex(encode(to_a_group)), to_hex(encode(some_offer())) + "7220" + hex("07", 32));
}

TEST(TransferWire, HasTheseBytesForTheOthers) {
    EXPECT_EQ(to_hex(encode(wire::Answer{some_id(), true, {}, true, 5})), "0a10" + kIdHex + "100120012805");
    EXPECT_EQ(to_hex(encode(wire::ManifestRequest{some_id(), 7})), "0a10" + kIdHex + "1007");
    EXPECT_EQ(to_hex(encode(wire::ManifestPart{some_id(), 7, 9, {0xfe}})),
              "0a10" + kIdHex + "100718092201fe");
    EXPECT_EQ(to_hex(encode(wire::Start{some_id(), {0, 4, 2, 1}, 3})), "0a10" + kIdHex + "1204000402011803");
    EXPECT_EQ(to_hex(encode(wire::Wish{some_id(), 2, true, true})), "0a10" + kIdHex + "100218012001");
    EXPECT_EQ(to_hex(encode(wire::Cancel{some_id()})), "0a10" + kIdHex);
    EXPECT_EQ(to_hex(encode(wire::Ended{some_id(), wire::How::Failed, "c", "m"})),
              "0a10" + kIdHex + "10031a016322016d");
    EXPECT_EQ(to_hex(encode(wire::Trouble{some_id(), "c", "m"})), "0a10" + kIdHex + "1201631a016d");
    EXPECT_EQ(to_hex(encode(wire::ReceiptAck{some_id()})), "0a10" + kIdHex);
    EXPECT_EQ(to_hex(encode(wire::RecipeRequest{some_id(), 7, 5, true})), "0a10" + kIdHex + "100718052001");
}

TEST(TransferWire, HasTheseBytesForARecipe) {
    wire::Recipe recipe{.transfer = some_id(), .part = {}, .hints = {1}};
    recipe.part = {.entry = 2, .offset = 300, .chunks = {{5, {}}, {200, {}}}, .checks = {{}}};
    recipe.part.chunks[1].hash.fill(0xcd);
    recipe.part.checks[0].bytes.fill(0xef);
    EXPECT_EQ(to_hex(encode(recipe)), "0a10" + kIdHex + "100218ac02220305c8012a40" + hex("00", 32) +
                                          hex("cd", 32) + "3210" + hex("ef", 16) + "3a080100000000000000");
    const auto read = wire::decode_recipe(encode(recipe));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->part, recipe.part);
    EXPECT_EQ(read->hints, recipe.hints);
}

TEST(TransferWire, RefusesARecipeOutOfBounds) {
    const auto refused = [](auto change) {
        proto::Recipe message;
        message.set_transfer(std::string(as_text(some_id().view())));
        message.add_lengths(5);
        message.set_hashes(std::string(32, 'h'));
        change(message);
        return !wire::decode_recipe(bytes_of(message));
    };
    EXPECT_FALSE(refused([](proto::Recipe&) {}));
    EXPECT_TRUE(refused([](proto::Recipe& it) { it.set_hashes(std::string(31, 'h')); }));
    EXPECT_TRUE(refused([](proto::Recipe& it) { it.add_lengths(5); }));
    EXPECT_TRUE(refused([](proto::Recipe& it) { it.set_checks("short"); }));
    EXPECT_TRUE(refused([](proto::Recipe& it) { it.set_entry(kMaxEntries); }));
    EXPECT_TRUE(refused([](proto::Recipe& it) { it.set_offset(kMaxTotalBytes); }));
    EXPECT_TRUE(refused([](proto::Recipe& it) { it.set_transfer("x"); }));
    EXPECT_TRUE(refused([](proto::Recipe& it) {
        it.clear_lengths();
        for (std::size_t count = 0; count <= kMaxRecipeChunks; ++count) it.add_lengths(1);
        it.set_hashes(std::string(32 * (kMaxRecipeChunks + 1), 'h'));
    }));
    EXPECT_TRUE(refused([](proto::Recipe& it) {
        for (std::size_t count = 0; count <= kMaxHints; ++count) it.add_hints(1);
    }));
}

TEST(TransferWire, GivesAnOfferBack) {
    wire::Offer sent = some_offer();
    sent.wish = wire::Wish{some_id(), 4, true, false};
    sent.lane_open = true;
    sent.last_attempt = 6;
    sent.group = GroupId{};
    sent.group->bytes.fill(7);
    const auto got = wire::decode_offer(encode(sent));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->transfer, sent.transfer);
    EXPECT_EQ(got->shape.digest, sent.shape.digest);
    EXPECT_EQ(got->names, sent.names);
    EXPECT_EQ(got->wish, sent.wish);
    EXPECT_TRUE(got->lane_open);
    EXPECT_EQ(got->last_attempt, 6u);
    EXPECT_EQ(got->group, sent.group);
    EXPECT_EQ(wire::decode_offer(encode(some_offer()))->group, std::nullopt);
}

TEST(TransferWire, TakesAGroupOfAnotherLengthForNone) {
    proto::Offer message = offer_message();
    message.set_group("the office");
    const auto got = wire::decode_offer(to_bytes(message.SerializeAsString()));
    ASSERT_TRUE(got) << "the files can be had all the same";
    EXPECT_EQ(got->group, std::nullopt);
}

TEST(TransferWire, KeepsANameOfBrokenBytesWithinItsBound) {
    proto::Offer message = offer_message();
    message.add_names(std::string(kMaxComponentBytes, '\xff'));
    const auto first = wire::decode_offer(to_bytes(message.SerializeAsString()));
    ASSERT_TRUE(first);
    EXPECT_LE(first->names.back().size(), kMaxComponentBytes);
    EXPECT_EQ(wire::decode_offer(wire::encode(*first))->names, first->names);
}

TEST(TransferWire, RefusesAnOfferThatNamesAPath) {
    for (const char* name : {"/etc/passwd", "holiday/a.jpg", "../key.pem"}) {
        auto offer = some_offer();
        offer.names = {name};
        EXPECT_FALSE(wire::decode_offer(encode(offer))) << name;
    }
}

TEST(TransferWire, RefusesOffersOutOfBounds) {
    using Change = void (*)(proto::Offer&);
    const Change changes[]{
        [](proto::Offer& offer) { offer.set_transfer("short"); },
        [](proto::Offer& offer) { offer.set_entries(0); },
        [](proto::Offer& offer) { offer.set_entries(kMaxEntries + 1); },
        [](proto::Offer& offer) { offer.set_total_bytes(std::uint64_t{1} << 63); },
        [](proto::Offer& offer) { offer.set_total_bytes(~std::uint64_t{0}); },
        [](proto::Offer& offer) { offer.set_files(4); },
        [](proto::Offer& offer) { offer.set_block_bytes(0); },
        [](proto::Offer& offer) { offer.set_block_bytes(kMaxBlockBytes + 1); },
        [](proto::Offer& offer) { offer.set_check(2); },
        [](proto::Offer& offer) { offer.set_manifest_digest("x"); },
        [](proto::Offer& offer) { offer.mutable_wish()->set_turn(0); },
        [](proto::Offer& offer) {
            for (int name = 0; name < 30; ++name) offer.add_names("n");
        },
    };
    ASSERT_TRUE(wire::decode_offer(bytes_of(offer_message())));
    for (const Change change : changes) {
        proto::Offer message = offer_message();
        change(message);
        EXPECT_FALSE(wire::decode_offer(bytes_of(message))) << &change - changes;
    }
}

TEST(TransferWire, CutsTextThatIsTooLongOrNoText) {
    wire::Answer answer{some_id(), false, std::string(5000, 'x'), false, 0};
    EXPECT_EQ(wire::decode_answer(encode(answer))->reason.size(), wire::kMaxTextBytes);
    answer.reason = "\xff\xfe";
    EXPECT_EQ(wire::decode_answer(encode(answer))->reason, "\\xff\\xfe");
}

TEST(TransferWire, LetsTheLaterWishWinAndThePauseOfEqualOnes) {
    const wire::Wish pause{some_id(), 2, true, false};
    const wire::Wish go_on{some_id(), 2, false, true};
    const wire::Wish later{some_id(), 3, false, true};
    EXPECT_TRUE(pause.outranks(go_on));
    EXPECT_FALSE(go_on.outranks(pause));
    EXPECT_TRUE(later.outranks(pause));
    EXPECT_FALSE(pause.outranks(pause));
}

RC_GTEST_PROP(TransferWire, NeverBreaksOnAnyBytes, (Bytes bytes)) {
    (void)wire::decode_offer(bytes);
    (void)wire::decode_answer(bytes);
    (void)wire::decode_manifest_request(bytes);
    (void)wire::decode_manifest_part(bytes);
    (void)wire::decode_start(bytes);
    (void)wire::decode_wish(bytes);
    (void)wire::decode_ended(bytes);
    (void)wire::decode_trouble(bytes);
    (void)receipt_transfer(bytes);
}

// ---- The lane

std::array<std::uint8_t, kLaneHeaderBytes> encoded(const LaneHeader& header) {
    std::array<std::uint8_t, kLaneHeaderBytes> bytes{};
    encode(header, bytes);
    return bytes;
}

LaneHeader block_header(BlockForm form, std::uint32_t raw, std::uint32_t wire) {
    return {.kind = LaneKind::Block, .form = form, .index = 9, .raw_length = raw, .wire_length = wire};
}

TEST(LaneFrame, HasTheseBytes) {
    LaneHeader header = block_header(BlockForm::Zstd, 0x40000, 0x1234);
    header.is_again = true;
    header.check.bytes.fill(0xcd);
    EXPECT_EQ(to_hex(encoded(header)),
              "01010100"
              "00000009"
              "00040000"
              "00001234" +
                  hex("cd", 16));
    EXPECT_EQ(to_hex(encoded({.kind = LaneKind::End})), "03000000" + hex("00", 28));
    EXPECT_EQ(to_hex(encoded({.kind = LaneKind::EntryFailed, .index = 5, .raw_length = 1})),
              "02000000"
              "00000005"
              "00000001"
              "00000000" +
                  hex("00", 16));
    std::array<std::uint8_t, kConfirmationBytes> confirmation{};
    encode(Confirmation{0x01020304, 0x0a0b}, confirmation);
    EXPECT_EQ(to_hex(confirmation),
              "01000000"
              "01020304"
              "0000000000000a0b");
}

TEST(LaneFrame, RefusesLengthsThatContradictTheForm) {
    EXPECT_TRUE(decode_lane_header(encoded(block_header(BlockForm::Raw, 5, 5))));
    EXPECT_TRUE(decode_lane_header(encoded(block_header(BlockForm::Zstd, 5, 4))));
    EXPECT_TRUE(decode_lane_header(encoded(block_header(BlockForm::Zero, 5, 0))));
    EXPECT_FALSE(decode_lane_header(encoded(block_header(BlockForm::Raw, 5, 6))));
    EXPECT_FALSE(decode_lane_header(encoded(block_header(BlockForm::Raw, 0, 0))));
    EXPECT_FALSE(decode_lane_header(encoded(block_header(BlockForm::Zstd, 5, 5))));
    EXPECT_FALSE(decode_lane_header(encoded(block_header(BlockForm::Zstd, 5, 0))));
    EXPECT_FALSE(decode_lane_header(encoded(block_header(BlockForm::Zero, 5, 1))));
    EXPECT_FALSE(decode_lane_header(encoded({.kind = LaneKind::End, .wire_length = 1})));
    auto unknown = encoded({.kind = LaneKind::End});
    unknown[0] = 4;
    EXPECT_FALSE(decode_lane_header(unknown));
}

RC_GTEST_PROP(LaneFrame, GivesConfirmationsBack, (std::uint32_t blocks, std::uint64_t limit)) {
    std::array<std::uint8_t, kConfirmationBytes> bytes{};
    encode(Confirmation{blocks, limit}, bytes);
    const Confirmation expected{blocks, limit};
    RC_ASSERT(decode_confirmation(bytes).value() == expected);
}

// ---- The receipt

class ReceiptTest : public testing::Test {
protected:
    ReceiptStatement statement() const {
        ReceiptStatement made;
        made.transfer = some_id();
        made.sender = PeerId{};
        made.receiver = key.peer_id();
        made.failed = {1, 2};
        made.is_partly = true;
        made.finished_at = 1'700'000'000'000;
        made.bytes = 42;
        return made;
    }
    SigningKey key = SigningKey::generate();
    SigningKey other = SigningKey::generate();
};

TEST_F(ReceiptTest, ProvesWhatItStates) {
    const Bytes body = sign_receipt(statement(), key);
    EXPECT_EQ(verify_receipt(body, key.peer_id()).value(), statement());
    EXPECT_EQ(receipt_transfer(body).value(), some_id());
}

TEST_F(ReceiptTest, IsWorthNothingFromAnotherOrAltered) {
    const auto invalid = make_error_code(ProtocolErrc::ReceiptInvalid);
    EXPECT_EQ(verify_receipt(sign_receipt(statement(), other), key.peer_id()).error().code, invalid);
    EXPECT_EQ(verify_receipt(sign_receipt(statement(), other), other.peer_id()).error().code, invalid);
    Bytes body = sign_receipt(statement(), key);
    body[10] ^= 1;
    EXPECT_FALSE(verify_receipt(body, key.peer_id()));
}

}  // namespace
}  // namespace culver::transfer
