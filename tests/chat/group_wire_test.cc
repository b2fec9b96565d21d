// SPDX-License-Identifier: Apache-2.0
#include "chat/group_wire.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace culver::chat {
namespace {

constexpr std::string_view kPem =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END "
    "PRIVATE KEY-----\n";

template <class AnyId>
AnyId id_of(std::uint8_t number) {
    AnyId id;
    id.bytes.fill(number);
    return id;
}

struct Sealed {
    GroupOperation operation;
    SignedOperation raw;
};

Sealed sealed(std::uint8_t kind, GroupBody body) {
    Sealed made;
    made.operation.chain.incarnation = id_of<IncarnationId>(2);
    made.operation.sequence = 5;
    made.operation.previous = id_of<OperationHash>(3);
    made.operation.heads = {id_of<OperationHash>(4)};
    made.operation.clock = 0x0123456789abcdef;
    made.operation.kind = kind;
    const Bytes salt(16, 6);
    made.raw = seal(*SigningKey::from_pem(kPem), id_of<GroupId>(5), made.operation, body, salt);
    return made;
}

GroupBody hello() {
    GroupBody body;
    body.text = "hi";
    return body;
}

TEST(GroupWire, AnOperationHasTheseBytes) {
    const auto made = sealed(1, hello());
    EXPECT_EQ(to_hex(made.raw.body),
              "0a10060606060606060606060606060606061202"
              "6869");
    EXPECT_EQ(to_hex(made.raw.header).substr(0, 72), "0a20" + to_hex(Bytes(32, 5)) + "1220");
    const auto header = to_hex(made.raw.header);
    EXPECT_NE(header.find("1a10" + to_hex(Bytes(16, 2)) + "20052a20" + to_hex(Bytes(32, 3)) + "3220" +
                          to_hex(Bytes(32, 4)) +
                          "39efcdab89674523014001"
                          "4a20"),
              std::string::npos)
        << header;
    EXPECT_EQ(made.operation.hash.bytes, sha256(made.raw.header));
}

TEST(GroupWire, WhatIsSealedIsRead) {
    const auto made = sealed(1, hello());
    const auto read = read_operation(made.raw);
    ASSERT_TRUE(read);
    auto expected = made.operation;
    expected.chain.author = SigningKey::from_pem(kPem)->peer_id();
    EXPECT_EQ(read->operation, expected);
    EXPECT_EQ(read->group, id_of<GroupId>(5));
    EXPECT_EQ(read->body, hello());
    EXPECT_TRUE(is_signed_by_author(made.raw, read->key));
}

TEST(GroupWire, AnotherByteBreaksTheSignature) {
    const auto made = sealed(1, hello());
    for (std::size_t at = 0; at < made.raw.header.size(); at += 7) {
        auto bent = made.raw;
        bent.header[at] ^= 1;
        const auto read = read_operation(bent);
        if (read) EXPECT_FALSE(is_signed_by_author(bent, read->key)) << at;
    }
}

TEST(GroupWire, OtherWordsAreNoWords) {
    auto made = sealed(1, hello());
    made.raw.body = sealed(1, GroupBody{.text = "ho"}).raw.body;
    ASSERT_TRUE(read_operation(made.raw));
    EXPECT_FALSE(read_operation(made.raw)->body);
    made.raw.body.clear();
    EXPECT_FALSE(read_operation(made.raw)->body) << "words may be missing";
}

TEST(GroupWire, AControlOperationNeedsItsBody) {
    GroupBody body;
    body.control.target = id_of<PeerId>(9);
    body.control.cuts = {{id_of<IncarnationId>(1), 7}};
    auto made = sealed(static_cast<std::uint8_t>(GroupKind::Remove), body);
    const auto read = read_operation(made.raw);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->operation.control.cuts, body.control.cuts);
    made.raw.body.clear();
    EXPECT_FALSE(read_operation(made.raw));
    EXPECT_FALSE(read_operation(sealed(static_cast<std::uint8_t>(GroupKind::Rename), GroupBody{}).raw))
        << "no name";
    EXPECT_FALSE(read_operation(sealed(static_cast<std::uint8_t>(GroupKind::Add), GroupBody{}).raw))
        << "nobody";
}

TEST(GroupWire, FramesComeBack) {
    const HeldFrame held{id_of<GroupId>(1),
                         {{{id_of<PeerId>(2), id_of<IncarnationId>(3)}, 4, id_of<OperationHash>(5)}}};
    EXPECT_EQ(decode_held(encode(held)), held);
    const OperationsFrame operations{id_of<GroupId>(1), {sealed(1, hello()).raw}, true};
    EXPECT_EQ(decode_operations(encode(operations)), operations);
    const WantFrame want{id_of<GroupId>(1), {id_of<OperationHash>(2)}};
    EXPECT_EQ(decode_want(encode(want)), want);
    EXPECT_EQ(to_hex(encode(want)), "0a20" + to_hex(Bytes(32, 1)) + "1220" + to_hex(Bytes(32, 2)));
    const ReceiptFrame receipt{id_of<GroupId>(1), {{id_of<IncarnationId>(2), 3, 4}}};
    EXPECT_EQ(decode_group_receipt(encode(receipt)), receipt);
    EXPECT_EQ(to_hex(encode(receipt)), "0a20" + to_hex(Bytes(32, 1)) +
                                           "1216"
                                           "0a10" +
                                           to_hex(Bytes(16, 2)) + "10031804");
}

TEST(GroupWire, LimitsAreKept) {
    HeldFrame held{id_of<GroupId>(1), {}};
    held.chains.resize(kMaxHeldChains + 1);
    EXPECT_FALSE(decode_held(encode(held)));
    WantFrame want{id_of<GroupId>(1), {}};
    want.hashes.resize(kMaxFrameOperations + 1);
    EXPECT_FALSE(decode_want(encode(want)));
    EXPECT_FALSE(decode_held({}));
    EXPECT_FALSE(decode_operations({}));
}

}  // namespace
}  // namespace culver::chat
