// SPDX-License-Identifier: Apache-2.0
#include "net/hello.h"

#include "net/errors.h"
#include "net/frame.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::net {
namespace {

template <class AnyId>
AnyId counting_id(std::uint8_t first) {
    AnyId id;
    for (auto& byte : id.bytes) byte = first++;
    return id;
}

TEST(Hello, OfASessionHasTheBytesOfTheDocument) {
    const Hello hello{{1, 1}, 0, counting_id<InstanceId>(0x10), std::nullopt, kMaxFrameBytes};
    EXPECT_EQ(to_hex(encode(hello)), "080110012210101112131415161718191a1b1c1d1e1f280140808040");
    EXPECT_EQ(decode_hello(encode(hello)).value(), hello);
}

TEST(Hello, OfALaneHasTheBytesOfTheDocument) {
    const LanePurpose lane{counting_id<TransferId>(0x20), 0x0102030405060708};
    const Hello hello{{1, 2}, 5, counting_id<InstanceId>(0x10), lane, kMaxFrameBytes};
    EXPECT_EQ(to_hex(encode(hello)),
              "0801100218052210101112131415161718191a1b1c1d1e1f28023210202122232425262728292a2b2c2d2e2f"
              "39080706050403020140808040");
    EXPECT_EQ(decode_hello(encode(hello)).value(), hello);
}

TEST(Hello, IsRefusedWithoutPurposeInstanceOrVersions) {
    for (const char* hex :
         {"", "080110012210101112131415161718191a1b1c1d1e1f", "0801100122021011280140808040",
          "2210101112131415161718191a1b1c1d1e1f2801", "080210012210101112131415161718191a1b1c1d1e1f2801"}) {
        EXPECT_EQ(decode_hello(*from_hex(hex)).error().code, NetErrc::BadMessage) << hex;
    }
}

TEST(Hello, OfALaneIsRefusedWithoutItsTransfer) {
    const auto bytes = *from_hex("080110012210101112131415161718191a1b1c1d1e1f2802");
    EXPECT_EQ(decode_hello(bytes).error().code, NetErrc::BadMessage);
}

TEST(Hello, OfALaterVersionWithUnknownFieldsIsRead) {
    Bytes bytes = encode(Hello{{1, 9}, 0, counting_id<InstanceId>(1), std::nullopt, kMaxFrameBytes});
    const Bytes unknown{0xfa, 0x3f, 0x03, 'n', 'e', 'w'};  // field 1023
    bytes.insert(bytes.end(), unknown.begin(), unknown.end());
    EXPECT_EQ(decode_hello(bytes).value().versions.max, 9u);
}

TEST(Versions, TheHighestCommonOneIsSpoken) {
    EXPECT_EQ(agree_on_version({1, 3}, {2, 5}).value(), 3u);
    EXPECT_EQ(agree_on_version({2, 3}, {1, 2}).value(), 2u);
}

TEST(Versions, BelowTheFloorTheOneToUpdateIsNamed) {
    EXPECT_EQ(agree_on_version({2, 3}, {1, 1}).error().code, NetErrc::PeerTooOld);
    EXPECT_EQ(agree_on_version({1, 1}, {2, 3}).error().code, NetErrc::SelfTooOld);
}

TEST(Bye, KeepsItsReasonAndAShortPrintableSentence) {
    const Bye got = decode_bye(encode(Bye{ByeReason::Dropped, "\x1b[31mred " + std::string(500, 'x')}));
    EXPECT_EQ(got.reason, ByeReason::Dropped);
    EXPECT_TRUE(got.sentence.starts_with("\\x1b[31mred"));
    EXPECT_LE(got.sentence.size(), kMaxSentenceBytes + 8);
}

TEST(Bye, UnreadableOnesStillEndTheLink) {
    EXPECT_EQ(decode_bye(Bytes{0xff, 0xff}).reason, ByeReason::Unspecified);
    EXPECT_EQ(decode_bye(Bytes{0x08, 0x63}).reason, ByeReason::Unspecified);
}

TEST(LaneRequest, NeedsANonce) {
    const auto transfer = counting_id<TransferId>(3);
    EXPECT_EQ(decode_lane_request(encode(LaneRequest{transfer, 7})).value().nonce, 7u);
    EXPECT_EQ(decode_lane_request(encode(LaneRequest{transfer, 0})).error().code, NetErrc::BadMessage);
}

RC_GTEST_PROP(Hello, DecodingNeverReadsPastTheEnd, (const Bytes& bytes)) {
    (void)decode_hello(bytes);
}

}  // namespace
}  // namespace culver::net
