// SPDX-License-Identifier: Apache-2.0
#include "base/signature.h"

#include <boost/system/errc.hpp>
#include <gtest/gtest.h>

namespace culver {
namespace {

constexpr std::string_view kDomain = "culver test v1";

TEST(Signature, IsValidForItsDomainMessageAndKeyAlone) {
    const auto key = SigningKey::generate();
    const auto other = SigningKey::generate();
    const auto signature = key.sign(kDomain, as_bytes("hello"));
    EXPECT_TRUE(verify(key.public_key(), kDomain, as_bytes("hello"), signature));
    EXPECT_FALSE(verify(key.public_key(), "culver beacon v1", as_bytes("hello"), signature));
    EXPECT_FALSE(verify(key.public_key(), kDomain, as_bytes("hellO"), signature));
    EXPECT_FALSE(verify(other.public_key(), kDomain, as_bytes("hello"), signature));
}

TEST(Signature, DomainAndMessageDoNotRunIntoEachOther) {
    const auto key = SigningKey::generate();
    const auto signature = key.sign("ab", as_bytes("c"));
    EXPECT_FALSE(verify(key.public_key(), "a", as_bytes("bc"), signature));
}

TEST(Signature, EveryChangedBitIsNoticed) {
    const auto key = SigningKey::generate();
    auto signature = key.sign(kDomain, as_bytes("hello"));
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += 7) {
        signature[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
        EXPECT_FALSE(verify(key.public_key(), kDomain, as_bytes("hello"), signature)) << bit;
        signature[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    }
}

TEST(Signature, OtherLengthsAndKeysThatAreNoneAreRefused) {
    const auto key = SigningKey::generate();
    const auto signature = key.sign(kDomain, {});
    EXPECT_FALSE(verify(key.public_key(), kDomain, {}, ByteView(signature).first(63)));
    EXPECT_FALSE(verify(key.public_key(), kDomain, {}, {}));
    PublicKeyBytes nonsense;
    nonsense.fill(0xff);
    EXPECT_FALSE(verify(nonsense, kDomain, {}, signature));
}

TEST(SigningKey, SurvivesItsPem) {
    const auto key = SigningKey::generate();
    const auto read = SigningKey::from_pem(key.to_pem());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->public_key(), key.public_key());
    EXPECT_EQ(read->peer_id(), key.peer_id());
    EXPECT_EQ(read->sign(kDomain, as_bytes("x")), key.sign(kDomain, as_bytes("x")));
}

TEST(SigningKey, OtherPemsAreRefused) {
    for (const char* pem :
         {"", "nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}) {
        EXPECT_EQ(SigningKey::from_pem(pem).error().code, boost::system::errc::invalid_argument) << pem;
    }
}

// RFC 8032, section 7.1, test 1: the public key; the id is SHA-256 over its SubjectPublicKeyInfo.
TEST(SigningKey, TheIdIsTheHashOfTheSubjectPublicKeyInfo) {
    const auto raw = *from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    PublicKeyBytes key{};
    std::copy(raw.begin(), raw.end(), key.begin());
    Bytes info = *from_hex("302a300506032b6570032100");
    info.insert(info.end(), raw.begin(), raw.end());
    EXPECT_EQ(peer_id_of(key).bytes, sha256(info));
    EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace culver
