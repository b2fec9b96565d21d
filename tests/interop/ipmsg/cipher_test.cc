// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/cipher.h"

#include "base/bytes.h"
#include "interop/ipmsg/own_keys.h"
#include "tests/interop/ipmsg/vectors.h"

#include <gtest/gtest.h>

namespace culver::interop::ipmsg {
namespace {

using std::string_literals::operator""s;

std::string from_hex_text(std::string_view hex) {
    const auto bytes = from_hex(hex).value();
    return {bytes.begin(), bytes.end()};
}

struct Cipher : testing::Test {
    RsaKey a = RsaKey::from_pem(vectors::kKeyA).value();
    RsaKey b = RsaKey::from_pem(vectors::kKeyB).value();
    RsaKey old_b = RsaKey::from_pem(vectors::kOldKeyB).value();
};

TEST_F(Cipher, NamesKeysByTheirFingerprints) {
    EXPECT_EQ(fingerprint_of(a), vectors::kFingerprintA);
    EXPECT_EQ(fingerprint_of(b), vectors::kFingerprintB);
}

TEST_F(Cipher, ReadsAndWritesAKeyAnswer) {
    const auto told = parse_key_answer(vectors::kKeyAnswerB);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->capabilities, 0x65920006U);
    EXPECT_EQ(told->key.bits(), 2'048U);
    EXPECT_EQ(fingerprint_of(told->key), vectors::kFingerprintB);
    EXPECT_EQ(build_key_answer(0x65920006, b), vectors::kKeyAnswerB);
}

TEST_F(Cipher, DropsBadKeyAnswers) {
    const auto numbers = std::string(vectors::kKeyAnswerB.substr(vectors::kKeyAnswerB.find('-')));
    for (const auto& bad :
         {""s, ":"s, "65920006"s, "65920006:"s, "65920006:10001-"s, "x:10001" + numbers,
          "65920006:0" + numbers, "65920006:10001" + numbers + "00",
          "65920006:10001" + numbers.substr(0, numbers.size() - 2), "65920006:10001-" + std::string(512, '0'),
          "65920006:10001-" + std::string(100'000, 'f'), "65920006:-10001" + numbers,
          "65920006:10000" + numbers}) {
        EXPECT_FALSE(parse_key_answer(bad)) << bad.substr(0, 40);
    }
}

TEST_F(Cipher, ReadsASignedText) {
    const auto read = decrypt_body(vectors::kTextBody, vectors::kTextNumber, b, old_b);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->plain, from_hex_text(vectors::kTextPlainHex));
    EXPECT_EQ(read->suite, 0x41900004U);
    EXPECT_TRUE(is_signed(read->suite));
    EXPECT_TRUE(read->is_by(a));
    EXPECT_FALSE(read->is_by(b));
}

TEST_F(Cipher, ReadsATextWithItsListOfFiles) {
    const auto read = decrypt_body(vectors::kFilesBody, vectors::kFilesNumber, b, old_b);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->plain, from_hex_text(vectors::kFilesPlainHex));
    EXPECT_TRUE(read->is_by(a));
}

TEST_F(Cipher, ReadsATextOfAnOldProgram) {
    const auto read = decrypt_body(vectors::kOldBody, vectors::kOldNumber, b, old_b);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->suite, 0x820002U);
    EXPECT_FALSE(is_signed(read->suite));
    EXPECT_TRUE(read->plain.ends_with('\0')) << read->plain;
}

TEST_F(Cipher, TheNumberOfThePacketCounts) {
    const auto read = decrypt_body(vectors::kTextBody, "1700000009", b, old_b);
    EXPECT_FALSE(read && read->is_by(a));  // another first block: the signature holds no more
}

TEST_F(Cipher, WhatWasChangedIsNotOfItsAuthor) {
    for (std::size_t i = 9; i < vectors::kTextBody.size(); i += 41) {
        std::string body(vectors::kTextBody);
        body[i] = body[i] == 'A' ? 'B' : 'A';
        const auto read = decrypt_body(body, vectors::kTextNumber, b, old_b);
        EXPECT_FALSE(read && read->is_by(a)) << i;
    }
}

TEST_F(Cipher, DropsWhatIsNoBody) {
    const std::string whole(vectors::kTextBody);
    for (const auto& bad :
         {""s, ":"s, ":::"s, "41900004"s, "41900004:"s, "41900004::"s, "41900004:::"s, "zz" + whole,
          "41900006" + whole.substr(8), "01900004" + whole.substr(8) + ":x", "4190000C" + whole.substr(8),
          whole.substr(0, whole.size() / 2), whole.substr(0, 20) + std::string(50'000, 'A')}) {
        const auto read = decrypt_body(bad, vectors::kTextNumber, b, old_b);
        EXPECT_FALSE(read && read->is_by(a)) << bad.substr(0, 30);
    }
}

TEST_F(Cipher, WhatItWritesItReads) {
    const auto plain = "你好\0list\0"s;
    for (const auto theirs : {0x65920006U, 0x20120004U, 0x00100004U}) {
        const auto bits = choose_suite(theirs, 2'048);
        ASSERT_TRUE(bits);
        const auto body = encrypt_body(plain, "1700000001", *bits, b, a);
        ASSERT_TRUE(body);
        EXPECT_EQ(body->find(plain.substr(0, 3)), std::string::npos);
        const auto read = decrypt_body(*body, "1700000001", b, old_b);
        ASSERT_TRUE(read) << std::hex << *bits;
        EXPECT_EQ(read->plain, plain);
        EXPECT_EQ(is_signed(read->suite), read->is_by(a));
    }
    const auto bits = choose_suite(0x820002 | suite::kBlowfish128, 1'024);
    ASSERT_TRUE(bits);
    const auto body = encrypt_body(plain, "17", *bits, old_b, a);
    ASSERT_TRUE(body);
    EXPECT_EQ(decrypt_body(*body, "17", b, old_b).value().plain, plain);
}

TEST_F(Cipher, ChoosesTheStrongestOfBoth) {
    EXPECT_EQ(choose_suite(0x65920006, 2'048), 0x41900004U);
    EXPECT_EQ(choose_suite(0x25920006, 2'048), 0x21900004U);  // signs with SHA-1 only
    EXPECT_EQ(choose_suite(0x65920006, 1'024), 0x1820002U);
    EXPECT_EQ(choose_suite(0x41100004, 1'024), std::nullopt);    // says 2048 bits, has 1024
    EXPECT_EQ(choose_suite(0x1000 | 0x1, 1'024), std::nullopt);  // RC2
    EXPECT_EQ(choose_suite(0, 2'048), std::nullopt);
}

TEST_F(Cipher, TheMacSignsTheMessageOnly) {
    const auto plain = "text\0000:a.txt:5:1:1:\a\0"s;
    auto body = encrypt_body(plain, "1", 0x1100004, b, a).value();
    body.replace(0, 7, "41100004");
    const auto signature = a.sign("text\0"s, Digest::Sha256).value();
    std::string text((signature.size() + 2) / 3 * 4, '\0');
    static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0, o = 0; i < signature.size(); i += 3, o += 4) {
        std::uint32_t bits = 0;
        for (std::size_t k = 0; k < 3; ++k)
            bits = bits << 8 | (i + k < signature.size() ? static_cast<std::uint8_t>(signature[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            text[o + k] = i + k > signature.size() ? '=' : kDigits[bits >> (18 - 6 * k) & 63U];
    }
    const auto read = decrypt_body(body + ':' + text, "1", b, old_b);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->is_by(a));
    EXPECT_EQ(read->plain, plain);
}

TEST(OwnKeys, AreTheSameAfterARestart) {
    const auto made = OwnKeys::make();
    ASSERT_TRUE(made);
    const auto kept = OwnKeys::from_text(made->text());
    ASSERT_TRUE(kept);
    EXPECT_EQ(fingerprint_of(kept->strong), fingerprint_of(made->strong));
    EXPECT_EQ(kept->old.modulus(), made->old.modulus());
    EXPECT_FALSE(OwnKeys::from_text(""));
    EXPECT_FALSE(OwnKeys::from_text(made->strong.pem()));
    EXPECT_FALSE(OwnKeys::from_text(made->old.pem() + made->strong.pem()));
}

TEST(OwnKeys, NamesSayWhoEncrypts) {
    Introduction host;
    host.user = "alice-<" + std::string(vectors::kFingerprintA) + ">";
    host.dialect = Dialect::Modern;
    EXPECT_TRUE(must_encrypt(host));
    EXPECT_FALSE(can_encrypt(host));
    host.status = option::kEncrypted;
    EXPECT_TRUE(can_encrypt(host));
    EXPECT_TRUE(is_key_of(RsaKey::from_pem(vectors::kKeyA).value(), host));
    EXPECT_FALSE(is_key_of(RsaKey::from_pem(vectors::kKeyB).value(), host));
    host.dialect = Dialect::Feiq;
    EXPECT_FALSE(can_encrypt(host));
    host.user = "alice";
    EXPECT_FALSE(must_encrypt(host));
}

}  // namespace
}  // namespace culver::interop::ipmsg
