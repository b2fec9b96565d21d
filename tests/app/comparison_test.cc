// SPDX-License-Identifier: Apache-2.0
#include "app/comparison.h"

#include "base/random.h"
#include "base/signature.h"

#include <gtest/gtest.h>

#include <set>

namespace culver::app {
namespace {

using Number = Comparison::Number;

Number number(std::uint8_t value) {
    Number filled{};
    filled.fill(value);
    return filled;
}

Number random_number() {
    Number filled{};
    fill_random(filled);
    return filled;
}

PeerId id_of(std::uint8_t value) {
    PeerId id;
    id.bytes.fill(value);
    return id;
}

const PeerId kAlice = id_of(1);
const PeerId kBob = id_of(2);
const Bytes kLink(32, 7);

Comparison at(const PeerId& self, const PeerId& peer, const Number& own, Bytes binding = kLink) {
    return {Parties{.self = self, .peer = peer, .binding = std::move(binding)}, own};
}

// An honest exchange to its end; what the first one shows.
std::optional<std::string> exchange(Comparison& one, Comparison& other) {
    EXPECT_TRUE(one.take_commitment(other.commitment()));
    EXPECT_TRUE(other.take_commitment(one.commitment()));
    EXPECT_TRUE(one.take_reveal(*other.reveal()));
    EXPECT_TRUE(other.take_reveal(*one.reveal()));
    return one.code();
}

TEST(Comparison, ShowsTheSameCodeOnBothSides) {
    for (int turn = 0; turn < 100; ++turn) {
        auto alice = at(kAlice, kBob, random_number());
        auto bob = at(kBob, kAlice, random_number());
        const auto code = exchange(alice, bob);
        ASSERT_TRUE(code);
        EXPECT_EQ(code, bob.code());
        EXPECT_EQ(code->size(), 17u);
        EXPECT_EQ(read_code(*code), code);
    }
}

TEST(Comparison, KeepsItsGoldenValues) {
    auto alice = at(kAlice, kBob, number(3));
    auto bob = at(kBob, kAlice, number(4));
    EXPECT_EQ(to_hex(alice.commitment()), "f6d47e8954d82e8caf81c21895522e38ace3312f449c07ac099cce42a5fe2863");
    EXPECT_EQ(exchange(alice, bob), "99 01 32 53 18 12");
}

TEST(Comparison, DependsOnEveryIngredient) {
    std::set<std::string> codes;
    const auto add = [&](Comparison one, Comparison other) { codes.insert(*exchange(one, other)); };
    add(at(kAlice, kBob, number(3)), at(kBob, kAlice, number(4)));
    add(at(kAlice, kBob, number(4)), at(kBob, kAlice, number(3)));
    add(at(kAlice, kBob, number(3)), at(kBob, kAlice, number(5)));
    add(at(kAlice, id_of(9), number(3)), at(id_of(9), kAlice, number(4)));
    const Bytes other_link(32, 8);
    add(at(kAlice, kBob, number(3), other_link), at(kBob, kAlice, number(4), other_link));
    EXPECT_EQ(codes.size(), 5u);
}

TEST(Comparison, ShowsItsNumberOnlyToWhoIsCommitted) {
    auto alice = at(kAlice, kBob, number(3));
    EXPECT_FALSE(alice.reveal());
    EXPECT_FALSE(alice.take_reveal(number(4)));
    EXPECT_FALSE(alice.code());
    EXPECT_TRUE(alice.take_commitment(at(kBob, kAlice, number(4)).commitment()));
    EXPECT_EQ(alice.reveal(), number(3));
    EXPECT_FALSE(alice.code());
}

TEST(Comparison, TakesOneCommitmentAndNoneOfItsOwn) {
    auto alice = at(kAlice, kBob, number(3));
    EXPECT_FALSE(alice.take_commitment(alice.commitment()));
    EXPECT_FALSE(alice.take_commitment(Bytes(31)));
    EXPECT_TRUE(alice.take_commitment(at(kBob, kAlice, number(4)).commitment()));
    EXPECT_FALSE(alice.take_commitment(at(kBob, kAlice, number(5)).commitment()));
    EXPECT_TRUE(alice.take_reveal(number(4)));
}

TEST(Comparison, RefusesANumberChosenAfterwards) {
    auto alice = at(kAlice, kBob, number(3));
    EXPECT_TRUE(alice.take_commitment(at(kBob, kAlice, number(4)).commitment()));
    EXPECT_FALSE(alice.take_reveal(number(5)));
    EXPECT_FALSE(alice.take_reveal(Bytes(31)));
    EXPECT_FALSE(alice.code());
}

TEST(Comparison, ACommitmentOfAnotherConnectionOrAuthorIsWorthNothing) {
    auto alice = at(kAlice, kBob, number(3));
    EXPECT_TRUE(alice.take_commitment(at(kBob, kAlice, number(4), Bytes(32, 8)).commitment()));
    EXPECT_FALSE(alice.take_reveal(number(4)));
    auto again = at(kAlice, kBob, number(3));
    EXPECT_TRUE(again.take_commitment(at(id_of(9), kAlice, number(4)).commitment()));
    EXPECT_FALSE(again.take_reveal(number(4)));
}

// Mallory holds one connection to each. In both he is committed before he learns the other's number, so what
// is left to him is to try numbers before he commits: none of them helps, because the honest number of that
// connection is not known yet. Here he may even choose among 2^20 numbers after one side showed hers, against
// the rules of his own commitment: the other side then takes none but the one he committed to.
TEST(Comparison, AManInTheMiddleWithAMillionNumbersNeverMatches) {
    const PeerId mallory = id_of(66);
    const Bytes link_to_alice(32, 1);
    const Bytes link_to_bob(32, 2);
    auto alice = at(kAlice, mallory, random_number(), link_to_alice);
    auto bob = at(kBob, mallory, random_number(), link_to_bob);
    const Number committed = random_number();
    auto to_alice = at(mallory, kAlice, committed, link_to_alice);
    const auto code_at_alice = exchange(alice, to_alice);
    auto to_bob = at(mallory, kBob, committed, link_to_bob);
    ASSERT_TRUE(bob.take_commitment(to_bob.commitment()));
    int accepted = 0;
    Number ground = committed;
    for (std::uint32_t turn = 0; turn < 1U << 20; ++turn) {
        for (std::size_t at = 0; at < sizeof turn; ++at)
            ground[at] = static_cast<std::uint8_t>(committed[at] ^ (turn >> (8 * at)));
        auto candidate = bob;
        if (!candidate.take_reveal(ground)) continue;
        ++accepted;
        EXPECT_NE(candidate.code(), code_at_alice);
    }
    EXPECT_EQ(accepted, 1);
}

TEST(Comparison, ReadsWhatPeopleType) {
    EXPECT_EQ(read_code("041792553160"), "04 17 92 55 31 60");
    EXPECT_EQ(read_code(" 04-17 92-55 3160"), "04 17 92 55 31 60");
    for (const char* typed :
         {"", "04179255316", "0417925531600", "04179255316x", "０４１７９２５５３１６０"}) {
        EXPECT_FALSE(read_code(typed)) << typed;
    }
}

}  // namespace
}  // namespace culver::app
