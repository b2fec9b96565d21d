// SPDX-License-Identifier: Apache-2.0
#include "transfer/resume.h"

#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace culver::transfer {
namespace {

using test::must;

Manifest sample() {
    return test::made_manifest({{.path = "a", .size = 100'000},
                                {.path = "b", .kind = EntryKind::Folder},
                                {.path = "b/c", .size = 100'000},
                                {.path = "b/d", .kind = EntryKind::Folder},
                                {.path = "b/d/e", .size = 100'000},
                                {.path = "f", .size = 0}},
                               kMinBlockBytes);
}

std::vector<std::uint32_t> members(const BlockSet& set) {
    std::vector<std::uint32_t> found;
    for (auto index = set.next(0); index; index = set.next(*index + 1)) found.push_back(*index);
    return found;
}

JournalState journal_of(const Manifest& manifest) {
    return {.header = {},
            .confirmed = BlockSet(manifest.block_count()),
            .doubtful = BlockSet(manifest.block_count())};
}

TEST(Resume, SelectsWithWhatIsBeneathAndAbove) {
    const auto manifest = sample();
    EXPECT_EQ(members(must(select_entries(manifest, {"b/d"}))), (std::vector<std::uint32_t>{1, 3, 4}));
    EXPECT_EQ(members(must(select_entries(manifest, {"b/"}))), (std::vector<std::uint32_t>{1, 2, 3, 4}));
    EXPECT_EQ(members(must(select_entries(manifest, {"f", "a"}))), (std::vector<std::uint32_t>{0, 5}));
    EXPECT_EQ(select_entries(manifest, {"x"}).error().code, TransferErrc::NoSuchEntry);
    EXPECT_EQ(select_entries(manifest, {""}).error().code, TransferErrc::NoSuchEntry);
}

TEST(Resume, AsksOnlyForBlocksWithWantedBytes) {
    const auto manifest = sample();
    EXPECT_EQ(members(blocks_of(manifest, must(select_entries(manifest, {"a"})))),
              (std::vector<std::uint32_t>{0, 1}));
    EXPECT_EQ(members(blocks_of(manifest, must(select_entries(manifest, {"b/d"})))),
              (std::vector<std::uint32_t>{3, 4}));
    EXPECT_TRUE(blocks_of(manifest, must(select_entries(manifest, {"f"}))).is_empty());
    EXPECT_TRUE(blocks_of(manifest, EntrySet::all(manifest.entry_count())).is_full());
}

TEST(Resume, CountsBytesOfWantedEntriesOnly) {
    const auto manifest = sample();
    const auto wanted = must(select_entries(manifest, {"a"}));
    EXPECT_EQ(bytes_in(manifest, wanted, BlockSet::all(manifest.block_count())), 100'000U);
    EXPECT_EQ(bytes_in(manifest, EntrySet::all(6), BlockSet::all(manifest.block_count())), 300'000U);
}

TEST(Resume, VerifiesDoubtfulBlocksAndAsksForTheRest) {
    const auto manifest = sample();
    auto journal = journal_of(manifest);
    journal.confirmed.insert(0);
    journal.doubtful.insert(1);
    const auto plan = plan_resume(manifest, EntrySet::all(6), journal);
    EXPECT_EQ(members(plan.done), std::vector<std::uint32_t>{0});
    EXPECT_EQ(members(plan.to_verify), std::vector<std::uint32_t>{1});
    EXPECT_EQ(members(plan.missing), (std::vector<std::uint32_t>{2, 3, 4}));
}

TEST(Resume, AsksAgainForDoubtfulBlocksThatAreOnlyPartlyWanted) {
    const auto manifest = sample();
    auto journal = journal_of(manifest);
    journal.doubtful.insert(0);
    journal.doubtful.insert(1);
    const auto plan = plan_resume(manifest, must(select_entries(manifest, {"a"})), journal);
    EXPECT_EQ(members(plan.to_verify), std::vector<std::uint32_t>{0});
    EXPECT_EQ(members(plan.missing), std::vector<std::uint32_t>{1});
}

TEST(Resume, AsksForNothingThatOnlyBrokenFilesNeed) {
    const auto manifest = sample();
    auto journal = journal_of(manifest);
    journal.broken = {4, 99};
    const auto plan = plan_resume(manifest, EntrySet::all(6), journal);
    EXPECT_EQ(members(plan.missing), (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

RC_GTEST_PROP(ResumeProperty, EveryNeededBlockIsInExactlyOneSet,
              (std::vector<std::uint8_t> confirmed, std::vector<std::uint8_t> doubtful,
               std::uint8_t wanted_bits)) {
    const auto manifest = sample();
    auto journal = journal_of(manifest);
    for (const auto block : confirmed) journal.confirmed.insert(block % manifest.block_count());
    for (const auto block : doubtful)
        if (!journal.confirmed.contains(block % manifest.block_count()))
            journal.doubtful.insert(block % manifest.block_count());
    EntrySet wanted(6);
    for (std::uint32_t index = 0; index < 6; ++index)
        if ((wanted_bits >> index & 1) != 0) wanted.insert(index);
    const auto plan = plan_resume(manifest, wanted, journal);
    const auto needed = blocks_of(manifest, wanted);
    for (std::uint32_t block = 0; block < manifest.block_count(); ++block) {
        const int places = int{plan.done.contains(block)} + int{plan.to_verify.contains(block)} +
                           int{plan.missing.contains(block)};
        RC_ASSERT(places <= 1);
        if (needed.contains(block)) RC_ASSERT(places == 1);
    }
}

// The plain way, which GivenUp has to agree with: everything is counted anew.
void give_up_plainly(const Manifest& manifest, std::uint32_t entry, EntrySet& needed, ResumePlan& plan) {
    needed.erase(entry);
    const auto still_needed = blocks_of(manifest, needed);
    plan.missing &= still_needed;
    for (auto block = plan.to_verify.next(0); block; block = plan.to_verify.next(*block + 1)) {
        const auto slices = manifest.slices(*block);
        if (std::ranges::none_of(slices, [&](const Slice& slice) { return slice.entry == entry; })) continue;
        plan.to_verify.erase(*block);
        if (still_needed.contains(*block)) plan.missing.insert(*block);
    }
}

RC_GTEST_PROP(ResumeProperty, GivingUpFilesAgreesWithCountingAnew, ()) {
    const auto sizes = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::uint32_t>>(rc::gen::weightedOneOf<std::uint32_t>(
            {{3, rc::gen::inRange(0U, 40'000U)}, {1, rc::gen::inRange(100'000U, 400'000U)}})));
    std::vector<std::string> names;
    for (std::size_t index = 0; index < sizes.size(); ++index) names.push_back(std::to_string(1000 + index));
    std::vector<Entry> entries;
    for (std::size_t index = 0; index < sizes.size(); ++index)
        entries.push_back({.path = names[index], .size = sizes[index]});
    const auto manifest = test::made_manifest(entries, kMinBlockBytes);
    auto journal = journal_of(manifest);
    EntrySet needed(manifest.entry_count());
    for (std::uint32_t index = 0; index < manifest.entry_count(); ++index)
        if (*rc::gen::inRange(0, 4) != 0) needed.insert(index);
    for (std::uint32_t block = 0; block < manifest.block_count(); ++block) {
        const int drawn = *rc::gen::inRange(0, 3);
        if (drawn == 1) journal.confirmed.insert(block);
        if (drawn == 2) journal.doubtful.insert(block);
    }
    auto plan = plan_resume(manifest, needed, journal);
    auto plain_plan = plan;
    auto plain_needed = needed;
    GivenUp given_up;
    while (!needed.is_empty()) {
        const auto from = *rc::gen::inRange(0U, manifest.entry_count());
        const std::uint32_t entry = needed.next(from).value_or(*needed.next(0));
        given_up.add(manifest, entry, needed, plan);
        give_up_plainly(manifest, entry, plain_needed, plain_plan);
        RC_ASSERT(needed == plain_needed);
        RC_ASSERT(plan.done == plain_plan.done);
        RC_ASSERT(plan.to_verify == plain_plan.to_verify);
        RC_ASSERT(plan.missing == plain_plan.missing);
    }
    RC_ASSERT(given_up.entries_seen() <= manifest.entry_count() + 2 * std::uint64_t{manifest.block_count()});
}

// A folder of small files that is deleted while it is sent: every one of them is given up by itself.
TEST(Resume, LooksAtEachOfAHundredThousandVanishedFilesOnce) {
    constexpr std::uint32_t kFiles = 100'000;
    std::vector<std::string> names;
    for (std::uint32_t index = 0; index < kFiles; ++index) names.push_back(std::to_string(kFiles + index));
    std::vector<Entry> entries;
    for (const std::string& name : names) entries.push_back({.path = name, .size = 100});
    const auto manifest = test::made_manifest(entries);
    auto needed = EntrySet::all(kFiles);
    auto plan = plan_resume(manifest, needed, journal_of(manifest));
    GivenUp given_up;
    for (std::uint32_t entry = 0; entry < kFiles; ++entry) given_up.add(manifest, entry, needed, plan);
    EXPECT_TRUE(plan.missing.is_empty());
    EXPECT_LE(given_up.entries_seen(), kFiles + manifest.block_count());
}

}  // namespace
}  // namespace culver::transfer
