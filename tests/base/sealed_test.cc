// SPDX-License-Identifier: Apache-2.0
#include "base/sealed.h"

#include <gtest/gtest.h>

namespace culver {
namespace {

const Bytes kSecret = to_bytes("the key of the house");

TEST(Sealed, OpensWithItsPassphraseAlone) {
    const Bytes file = seal(kSecret, "correct horse");
    EXPECT_TRUE(is_sealed(file));
    EXPECT_EQ(unseal(file, "correct horse"), kSecret);
    EXPECT_FALSE(unseal(file, "correct horsf"));
    EXPECT_FALSE(unseal(file, ""));
    EXPECT_NE(seal(kSecret, "correct horse"), file);
    EXPECT_EQ(to_hex(file).find(to_hex(kSecret)), std::string::npos);
}

TEST(Sealed, OpensAFileOfAnEarlierVersion) {
    const auto file = from_hex(
        "63756c766572207365616c65642076310a100801000102030405060708090a0b0c0d0e0f000102030405060708090a0b448d"
        "c020db09525ff85c4f80bf148b617ddcba4933f6");
    ASSERT_TRUE(file);
    EXPECT_EQ(unseal(*file, "飞鸽传书"), to_bytes("pigeon"));
}

TEST(Sealed, NoticesEveryChangedByte) {
    const Bytes file = seal(kSecret, "pass");
    for (std::size_t at = 20; at < file.size(); at += 7) {  // the costs before have a test of their own
        Bytes changed = file;
        changed[at] ^= 1;
        EXPECT_FALSE(unseal(changed, "pass")) << at;
    }
    for (const std::size_t length : {std::size_t{0}, std::size_t{16}, file.size() - 1}) {
        EXPECT_FALSE(unseal(ByteView(file).first(length), "pass")) << length;
    }
}

TEST(Sealed, RefusesCostsThatWouldTakeTheMachineDown) {
    for (const auto& [at, value] :
         {std::pair{17, 40}, {17, 20}, {17, 1}, {18, 0}, {18, 255}, {19, 0}, {19, 99}}) {
        Bytes file = seal(kSecret, "pass");
        file[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(value);
        EXPECT_FALSE(unseal(file, "pass")) << at << " " << value;
    }
}

// scrypt has costs for which it makes no key, and a file may name them.
TEST(Sealed, RefusesCostsThatGiveNoKey) {
    Bytes file = seal(kSecret, "pass");
    for (const std::uint8_t log2_n : {std::uint8_t{16}, std::uint8_t{20}}) {
        file[17] = log2_n;
        file[18] = 1;
        EXPECT_FALSE(unseal(file, "pass"));
    }
}

}  // namespace
}  // namespace culver
