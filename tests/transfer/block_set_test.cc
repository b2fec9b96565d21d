// SPDX-License-Identifier: Apache-2.0
#include "transfer/block_set.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace culver::transfer {
namespace {

BlockSet of(std::uint32_t size, const std::set<std::uint32_t>& members) {
    BlockSet set(size);
    for (const auto member : members) set.insert(member % size);
    return set;
}

TEST(BlockSet, CountsWhatIsInserted) {
    BlockSet set(130);
    EXPECT_TRUE(set.insert(0));
    EXPECT_TRUE(set.insert(129));
    EXPECT_FALSE(set.insert(129));
    EXPECT_EQ(set.count(), 2U);
    EXPECT_EQ(set.next(1), 129U);
    EXPECT_TRUE(set.erase(129));
    EXPECT_EQ(set.next(1), std::nullopt);
}

TEST(BlockSet, IsFullWhateverItsSize) {
    for (const std::uint32_t size : {0U, 1U, 63U, 64U, 65U, 1000U}) {
        EXPECT_TRUE(BlockSet::all(size).is_full()) << size;
        EXPECT_EQ(BlockSet::all(size).ranges().size(), size == 0 ? 0U : 1U);
    }
}

TEST(BlockSet, RefusesRangesThatLeaveItOrOverlap) {
    const std::vector<BlockRange> leaves{{.first = 8, .count = 3}};
    const std::vector<BlockRange> overlaps{{.first = 0, .count = 3}, {.first = 2, .count = 1}};
    const std::vector<BlockRange> empty{{.first = 1, .count = 0}};
    const std::vector<BlockRange> overflows{{.first = 5, .count = 0xffffffff}};
    for (const auto& ranges : {leaves, overlaps, empty, overflows})
        EXPECT_FALSE(BlockSet::from_ranges(10, ranges)) << ranges[0].first;
    const std::vector<std::uint32_t> odd{1, 2, 3};
    EXPECT_FALSE(BlockSet::from_packed(10, odd));
}

TEST(BlockSet, NamesTooMuchRatherThanTooLittleWhenRangesAreCut) {
    BlockSet set(100);
    for (std::uint32_t index = 0; index < 100; index += 2) set.insert(index);
    const auto cut = BlockSet::from_packed(100, set.packed(3));
    ASSERT_TRUE(cut);
    auto lost = set;
    lost -= *cut;
    EXPECT_TRUE(lost.is_empty());
    EXPECT_EQ(cut->ranges().size(), 3U);
}

RC_GTEST_PROP(BlockSetProperty, PackedRangesComeBackAsTheyWere, (std::set<std::uint32_t> members)) {
    const auto size = *rc::gen::inRange<std::uint32_t>(1, 500);
    const auto set = of(size, members);
    const auto back = BlockSet::from_packed(size, set.packed());
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == set);
}

RC_GTEST_PROP(BlockSetProperty, ArithmeticAgreesWithSets,
              (std::set<std::uint8_t> left_members, std::set<std::uint8_t> right_members)) {
    BlockSet left(256);
    BlockSet right(256);
    for (const auto member : left_members) left.insert(member);
    for (const auto member : right_members) right.insert(member);
    auto both = left;
    both &= right;
    auto any = left;
    any |= right;
    auto only = left;
    only -= right;
    RC_ASSERT(any.count() == left.count() + right.count() - both.count());
    RC_ASSERT(only.count() == left.count() - both.count());
    for (const auto member : left_members) RC_ASSERT(only.contains(member) != right_members.contains(member));
}

RC_GTEST_PROP(BlockSetProperty, AnyNumbersAreReadOrRefused, (std::vector<std::uint32_t> numbers)) {
    const auto set = BlockSet::from_packed(1000, numbers);
    if (set) RC_ASSERT(set->count() <= 1000U);
}

}  // namespace
}  // namespace culver::transfer
