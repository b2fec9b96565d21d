// SPDX-License-Identifier: Apache-2.0
#include "transfer/disk_limits.h"

#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

constexpr std::uint64_t kFat = 0x4d44;
constexpr std::uint64_t kExfat = 0x2011bab0;
constexpr std::uint64_t kTmpfs = 0x01021994;
constexpr std::uint64_t kExt4 = 0xef53;

TEST(DiskLimits, FatHoldsNoFileOfFourGigabytes) {
    const auto four = test::made_manifest({{.path = "film", .size = 4ULL << 30}});
    const auto less = test::made_manifest({{.path = "film", .size = (4ULL << 30) - 1}});
    const auto refused = DiskLimits::of(kFat).check(four, EntrySet::all(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, TransferErrc::FileTooLarge);
    EXPECT_NE(refused.error().sentence().find("film"), std::string::npos);
    EXPECT_TRUE(DiskLimits::of(kFat).check(less, EntrySet::all(1)));
    EXPECT_TRUE(DiskLimits::of(kExfat).check(four, EntrySet::all(1)));
    EXPECT_TRUE(DiskLimits::of(kExt4).check(four, EntrySet::all(1)));
}

TEST(DiskLimits, KnowsWhereASizeOrRoomIsMadeByWriting) {
    EXPECT_TRUE(DiskLimits::of(kFat).fills_up_to_size);
    EXPECT_TRUE(DiskLimits::of(kExfat).fills_up_to_size);
    EXPECT_FALSE(DiskLimits::of(kExt4).fills_up_to_size);
    EXPECT_TRUE(DiskLimits::of(kTmpfs).fills_reserved_room);
    EXPECT_FALSE(DiskLimits::of(kExt4).fills_reserved_room);
}

TEST(DiskLimits, NamesThatWindowsFileSystemsRefuse) {
    const auto fat = DiskLimits::of(kFat);
    for (const char* name :
         {"10:30.txt", "what?", "a*b", "<x>", "a|b", "q\"", "b\\c", "line\nbreak", "dot.", "blank "})
        EXPECT_FALSE(fat.can_hold_name(name)) << name;
    for (const char* name : {"plain.txt", ".hidden", "午餐.txt", "a b", "100 %", "(2)", "'q'"})
        EXPECT_TRUE(fat.can_hold_name(name)) << name;
    EXPECT_TRUE(DiskLimits::of(kExt4).can_hold_name("10:30 what?\n"));
}

TEST(DiskLimits, LongNamesCountInUtf16) {
    const auto fat = DiskLimits::of(kFat);
    std::string pigeons;
    for (int count = 0; count < 127; ++count) pigeons += "\U0001F54A";
    EXPECT_TRUE(fat.can_hold_name(pigeons + "x"));
    EXPECT_FALSE(fat.can_hold_name(pigeons + "xy"));
    EXPECT_FALSE(fat.can_hold_name(std::string(256, 'a')));
}

TEST(DiskLimits, OnlyWhatIsWantedCounts) {
    const auto manifest = test::made_manifest({{.path = "a:b", .size = 1}, {.path = "plain", .size = 1}});
    EntrySet plain(2);
    plain.insert(1);
    EXPECT_TRUE(DiskLimits::of(kFat).check(manifest, plain));
    EXPECT_EQ(DiskLimits::of(kFat).check(manifest, EntrySet::all(2)).error().code,
              TransferErrc::NameNotPossible);
}

}  // namespace
}  // namespace culver::transfer
