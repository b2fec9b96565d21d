// SPDX-License-Identifier: Apache-2.0
#include "app/introductions.h"

#include "app/node.pb.h"

#include <gtest/gtest.h>

namespace culver::app {
namespace {

TEST(Card, SurvivesTheWire) {
    const Card card{
        .name = "飞鸽", .department = "Ops", .presence = 3, .status_text = "at lunch", .port = 24255};
    EXPECT_EQ(decode_card(encode_card(card)), card);
}

TEST(Card, KeepsItsGoldenBytes) {
    const Card card{.name = "bob", .department = "", .presence = 1, .status_text = "", .port = 24254};
    EXPECT_EQ(to_hex(encode_card(card)), "0a03626f62180128bebd01");
}

TEST(Card, CutsWhatIsTooLongAtACharacter) {
    const Card card{
        .name = std::string(63, 'x') + "飞", .department = "", .presence = 0, .status_text = "", .port = 0};
    EXPECT_EQ(decode_card(encode_card(card))->name, std::string(63, 'x'));
}

TEST(Card, DropsValuesThatMakeNoSense) {
    wire::Card strange;
    strange.set_name("\xff\xfe");
    strange.set_presence(77);
    strange.set_port(1'000'000);
    std::string bytes;
    strange.SerializePartialToString(&bytes);
    const auto card = decode_card(as_bytes(bytes));
    if (card) {
        EXPECT_EQ(card->name, "");
        EXPECT_EQ(card->presence, 0u);
        EXPECT_EQ(card->port, 0u);
    }
    EXPECT_FALSE(decode_card(as_bytes("\xff\xff\xff")));
}

}  // namespace
}  // namespace culver::app
