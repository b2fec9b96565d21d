// SPDX-License-Identifier: Apache-2.0
#include "discovery/beacon.h"

#include "base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace culver::discovery {
namespace {

// The first key of RFC 8032, section 7.1, as PKCS#8.
constexpr std::string_view kKeyPem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

const SigningKey& fixed_key() {
    static const SigningKey key = SigningKey::from_pem(kKeyPem).value();
    return key;
}

Beacon sample() {
    return {.kind = Kind::Beacon,
            .key = fixed_key().public_key(),
            .stamp = {.epoch = 7, .sequence = 300},
            .instance = 0x0102030405060708,
            .port = 24254,
            .reply_port = 40000,
            .label = {.name = "Ada", .department = "研发", .presence = Presence::Busy},
            .interval = std::chrono::milliseconds(5000)};
}

boost::system::error_code error_of(ByteView datagram) {
    auto opened = open(datagram);
    return opened ? boost::system::error_code{} : opened.error().code;
}

TEST(Beacon, HasTheseBytes) {
    const std::string golden =
        "43564201"                                                          // magic
        "69ba132c7f26d44b65f4fba8b0aa9e7ba5c00bb4d4618225293d4d3fcb508fac"  // signature
        "6b30202487bd306a68e39f9d43e2297d38141331d4c3ea157a67339773c0930a"
        "004c"                                                                  // length: 76
        "0801"                                                                  // kind: beacon
        "1220d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"  // key
        "1807"                                                                  // epoch
        "20ac02"                                                                // sequence
        "290807060504030201"                                                    // instance
        "30bebd01"                                                              // port
        "38c0b802"                                                              // reply port
        "4002"                                                                  // presence: busy
        "4a03416461"                                                            // name
        "5206e7a094e58f91"                                                      // department
        "588827";                                                               // interval
    EXPECT_EQ(to_hex(seal(sample(), fixed_key())), golden);
}

TEST(Beacon, GoldenBytesOpenAndAreGenuine) {
    const auto opened = open(seal(sample(), fixed_key()));
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->beacon, sample());
    EXPECT_TRUE(opened->is_genuine());
}

TEST(Beacon, WithANonceIsPaddedSoThatNoAnswerIsLarger) {
    Beacon hello = sample();
    hello.kind = Kind::Hello;
    hello.nonce = 1;
    EXPECT_EQ(seal(hello, fixed_key()).size(), kMaxDatagramBytes);
    EXPECT_EQ(open(seal(hello, fixed_key()))->beacon, hello);
}

TEST(Beacon, FitsWithEveryFieldAtItsBound) {
    Beacon full = sample();
    full.stamp = {.epoch = UINT64_MAX, .sequence = UINT64_MAX};
    full.label.name = std::string(kMaxLabelBytes, 'n');
    full.label.department = std::string(kMaxLabelBytes, 'd');
    full.interval = kMaxPromisedInterval;
    full.echoes.assign(kMaxEchoes, UINT64_MAX);
    full.target = prefix_of(fixed_key().peer_id());
    full.heard_by = Way::Broadcast;
    EXPECT_LE(seal(full, fixed_key()).size(), 400u);
    EXPECT_EQ(open(seal(full, fixed_key()))->beacon, full);
}

TEST(Beacon, CutsALongNameAtACharacter) {
    Beacon beacon = sample();
    beacon.label.name = std::string(kMaxLabelBytes - 1, 'x') + "飞";
    EXPECT_EQ(open(seal(beacon, fixed_key()))->beacon.label.name, std::string(kMaxLabelBytes - 1, 'x'));
}

TEST(Beacon, IsNotGenuineWithAnyByteOfTheSignedPartChanged) {
    const Bytes datagram = seal(sample(), fixed_key());
    for (std::size_t i = 4; i < datagram.size(); ++i) {
        Bytes changed = datagram;
        changed[i] ^= 0x01;
        const auto opened = open(changed);
        EXPECT_FALSE(opened && opened->is_genuine()) << "byte " << i;
    }
}

TEST(Beacon, IsNotGenuineUnderAnotherKey) {
    EXPECT_FALSE(open(seal(sample(), SigningKey::generate()))->is_genuine());
}

TEST(Beacon, CutShortIsRefused) {
    const Bytes datagram = seal(sample(), fixed_key());
    for (std::size_t bytes = 0; bytes < datagram.size(); ++bytes) {
        EXPECT_TRUE(error_of(ByteView(datagram).first(bytes))) << bytes << " bytes";
    }
}

TEST(Beacon, OfAnotherVersionOrTooLongOrWithAnythingBehindItIsRefused) {
    Bytes datagram = seal(sample(), fixed_key());
    datagram.push_back(1);
    EXPECT_EQ(error_of(datagram), BeaconErrc::Malformed);
    EXPECT_EQ(error_of(Bytes(kMaxDatagramBytes + 1)), BeaconErrc::TooLong);
    datagram[3] = 2;
    EXPECT_EQ(error_of(datagram), BeaconErrc::NotOurs);
}

TEST(Beacon, OutOfBoundsIsRefused) {
    const auto refused = [](auto change) {
        Beacon beacon = sample();
        change(beacon);
        return error_of(seal(beacon, fixed_key())) == BeaconErrc::OutOfBounds;
    };
    EXPECT_TRUE(refused([](Beacon& beacon) { beacon.stamp.epoch = 0; }));
    EXPECT_TRUE(refused([](Beacon& beacon) { beacon.interval = kMaxPromisedInterval * 2; }));
    EXPECT_TRUE(refused([](Beacon& beacon) { beacon.label.name = "\xff\xfe"; }));
    EXPECT_TRUE(refused([](Beacon& beacon) { beacon.kind = static_cast<Kind>(9); }));
    EXPECT_TRUE(refused([](Beacon& beacon) { beacon.label.presence = static_cast<Presence>(9); }));
}

RC_GTEST_PROP(BeaconProperty, ComesBackAsItWas,
              (std::uint64_t epoch, std::uint64_t sequence, std::uint16_t port)) {
    Beacon beacon = sample();
    beacon.kind = static_cast<Kind>(*rc::gen::inRange(1, 7));
    beacon.stamp = {.epoch = std::max<std::uint64_t>(epoch, 1), .sequence = sequence};
    beacon.port = port;
    beacon.reply_port = *rc::gen::arbitrary<std::uint16_t>();
    beacon.label.presence = static_cast<Presence>(*rc::gen::inRange(0, 4));
    beacon.label.name = std::string(*rc::gen::inRange<std::size_t>(0, 65), 'a');
    beacon.interval = std::chrono::milliseconds(*rc::gen::inRange(0, 300'001));
    if (*rc::gen::arbitrary<bool>()) beacon.nonce = *rc::gen::arbitrary<std::uint64_t>();
    const auto echoes = *rc::gen::inRange<std::size_t>(0, kMaxEchoes + 1);
    beacon.echoes =
        *rc::gen::container<std::vector<std::uint64_t>>(echoes, rc::gen::arbitrary<std::uint64_t>());
    const Bytes datagram = seal(beacon, fixed_key());
    RC_ASSERT(datagram.size() <= kMaxDatagramBytes);
    const auto opened = open(datagram);
    if (!opened) RC_FAIL(opened.error().sentence());
    RC_ASSERT(opened->beacon == beacon);
    RC_ASSERT(opened->is_genuine());
}

RC_GTEST_PROP(BeaconProperty, NoiseIsRefusedWithoutHarm, (Bytes noise)) {
    noise.insert(noise.begin(), {'C', 'V', 'B', 1});
    const auto opened = open(noise);
    const bool is_believed = opened && opened->is_genuine();
    RC_ASSERT(!is_believed);
}

}  // namespace
}  // namespace culver::discovery
