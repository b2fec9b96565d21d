// SPDX-License-Identifier: Apache-2.0
#include "control/name_look.h"

#include <gtest/gtest.h>

namespace culver::control {
namespace {

TEST(NameLook, IsTheSameForWhatAPersonMistakes) {
    const std::string bob = look_of_name("bob");
    for (const char* name :
         {"BOB", "Bob", " bob ", "b o b", "ＢＯＢ", "bоb" /* Cyrillic o */, "вов" /* all Cyrillic */,
          "b\u200bob" /* zero width */, "bob\u202e", "\u00adbob", "b0b", "𝐛𝐨𝐛", "ΒΟΒ" /* Greek */}) {
        EXPECT_EQ(look_of_name(name), bob) << name;
    }
    EXPECT_EQ(look_of_name("Bill"), look_of_name("BiI1"));
    EXPECT_EQ(look_of_name("王伟"), look_of_name("王　伟"));
}

TEST(NameLook, DiffersForOtherNames) {
    EXPECT_NE(look_of_name("bob"), look_of_name("rob"));
    EXPECT_NE(look_of_name("bob"), look_of_name("bobby"));
    EXPECT_NE(look_of_name("王伟"), look_of_name("王纬"));
    EXPECT_NE(look_of_name("jose"), look_of_name("josé"));
}

TEST(NameLook, TakesAnyBytes) {
    EXPECT_EQ(look_of_name(""), "");
    EXPECT_EQ(look_of_name("\xff\xfe"), "\xff\xfe");
}

}  // namespace
}  // namespace culver::control
