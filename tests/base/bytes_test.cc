// SPDX-License-Identifier: Apache-2.0
#include "base/bytes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cctype>

namespace culver {
namespace {

TEST(Bytes, HexIsLowerCaseAndReadInEitherCase) {
    EXPECT_EQ(to_hex(Bytes{0x00, 0x1f, 0xab}), "001fab");
    EXPECT_EQ(from_hex("001FaB"), (Bytes{0x00, 0x1f, 0xab}));
    EXPECT_EQ(from_hex(""), Bytes{});
    EXPECT_EQ(from_hex("abc"), std::nullopt);
    EXPECT_EQ(from_hex("0g"), std::nullopt);
    EXPECT_EQ(from_hex(" 0"), std::nullopt);
}

TEST(Bytes, Base32IsThatOfRfc4648InLowerCaseWithoutPadding) {
    const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                     {"f", "my"},
                                                                     {"fo", "mzxq"},
                                                                     {"foo", "mzxw6"},
                                                                     {"foob", "mzxw6yq"},
                                                                     {"fooba", "mzxw6ytb"},
                                                                     {"foobar", "mzxw6ytboi"}};
    for (const auto& [plain, coded] : vectors) {
        EXPECT_EQ(to_base32(as_bytes(plain)), coded);
        EXPECT_EQ(from_base32(coded), to_bytes(plain));
    }
    EXPECT_EQ(from_base32("MZXW6YTBOI"), to_bytes("foobar"));
}

TEST(Bytes, Base32HasOneTextForEachValue) {
    EXPECT_EQ(from_base32("mz"), std::nullopt);   // the unused bits are not zero
    EXPECT_EQ(from_base32("mya"), std::nullopt);  // a character too many
    EXPECT_EQ(from_base32("m"), std::nullopt);
    EXPECT_EQ(from_base32("my======"), std::nullopt);
    EXPECT_EQ(from_base32("m1"), std::nullopt);
    EXPECT_EQ(from_base32("m y"), std::nullopt);
}

TEST(Bytes, EqualityInConstantTimeIsEquality) {
    EXPECT_TRUE(equal_in_constant_time(as_bytes("abc"), as_bytes("abc")));
    EXPECT_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("abd")));
    EXPECT_FALSE(equal_in_constant_time(as_bytes("abc"), as_bytes("ab")));
    EXPECT_TRUE(equal_in_constant_time({}, {}));
}

TEST(Bytes, TextAndBytesAreTheSame) {
    EXPECT_EQ(as_text(to_bytes("h\xc3\xa9")), "h\xc3\xa9");
    EXPECT_EQ(as_bytes("ab").size(), 2u);
}

RC_GTEST_PROP(BytesProperty, BothTextFormsComeBack, (const Bytes& bytes)) {
    RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
    RC_ASSERT(from_base32(to_base32(bytes)) == bytes);
}

RC_GTEST_PROP(BytesProperty, WhatIsReadIsTheOnlyText, (const std::string& text)) {
    const auto bytes = from_base32(text);
    if (!bytes) return;
    std::string lower = text;
    for (char& letter : lower) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    RC_ASSERT(to_base32(*bytes) == lower);
}

}  // namespace
}  // namespace culver
