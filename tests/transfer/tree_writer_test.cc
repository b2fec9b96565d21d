// SPDX-License-Identifier: Apache-2.0
#include "transfer/tree_writer.h"

#include "tests/transfer/trees.h"

#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

TEST(DiskNames, KeepNamesApartThatDifferOnlyInCaseOrNormalisation) {
    const auto manifest = test::made_manifest({{.path = "D", .kind = EntryKind::Folder},
                                               {.path = "D/Name.txt"},
                                               {.path = "D/name.txt"},
                                               {.path = "cafe\xcc\x81"},
                                               {.path = "caf\xc3\xa9"},
                                               {.path = "d", .kind = EntryKind::Folder},
                                               {.path = "d/name.txt"},
                                               {.path = "d/sub", .kind = EntryKind::Folder},
                                               {.path = "d/sub/x"}});
    const auto names = DiskNames::folding(manifest);
    EXPECT_EQ(names.path("D/Name.txt"), "D/Name.txt");
    EXPECT_EQ(names.path("D/name.txt"), "D/name (2).txt");
    EXPECT_EQ(names.path("caf\xc3\xa9"), "caf\xc3\xa9 (2)");
    EXPECT_EQ(names.path("d"), "d (2)");
    EXPECT_EQ(names.path("d/name.txt"), "d (2)/name.txt");
    EXPECT_EQ(names.path("d/sub/x"), "d (2)/sub/x");
}

TEST(DiskNames, KeepsEveryNameWhereCaseCounts) {
    EXPECT_EQ(DiskNames().path("D/name.txt"), "D/name.txt");
}

}  // namespace
}  // namespace culver::transfer
