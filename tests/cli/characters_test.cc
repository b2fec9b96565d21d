// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/characters.h"

#include <gtest/gtest.h>

namespace culver::cli {
namespace {

using Borders = std::vector<std::size_t>;

TEST(Characters, AreWhatPeopleSeeAsOne) {
    EXPECT_EQ(first_character("e\u0301a"), "e\u0301");
    EXPECT_EQ(first_character("👩‍👩‍👧x"), "👩‍👩‍👧");
    EXPECT_EQ(first_character("🇨🇳🇩🇪"), "🇨🇳");
    EXPECT_EQ(first_character(""), "");
}

TEST(Characters, BordersStandBeforeEachAndBehindTheLast) {
    EXPECT_EQ(character_borders(""), Borders{0});
    EXPECT_EQ(character_borders("a中e\u0301"), (Borders{0, 1, 4, 7}));
    EXPECT_EQ(character_borders("🇨🇳🇩🇪"), (Borders{0, 8, 16}));
}

TEST(Characters, ABrokenByteIsOneOfItsOwn) {
    EXPECT_EQ(character_borders("a\xff\xfe"
                                "b"),
              (Borders{0, 1, 2, 3, 4}));
}

}  // namespace
}  // namespace culver::cli
