// SPDX-License-Identifier: Apache-2.0
#include "transfer/tree_writer.h"

#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <memory>

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

std::shared_ptr<const Manifest> made_manifest_of_8_mib() {
    return std::make_shared<const Manifest>(test::made_manifest({{.path = "film", .size = 8U << 20}}));
}

// What a file of 8 MiB takes on the disk once its transfer is prepared.
struct stat prepared(const std::filesystem::path& folder) {
    auto file = made_manifest_of_8_mib();
    TreeWriter writer(test::must(Folder::open(folder.string())), file);
    test::must(writer.prepare(EntrySet::all(1)));
    struct stat found{};
    EXPECT_EQ(::stat((folder / "film").c_str(), &found), 0);
    return found;
}

TEST(TreeWriter, ReservesRoomWhereThatIsQuick) {
    const culver::test::TempDir folder;
    if (DiskLimits::of(test::must(Folder::open(folder.path().string())).file_system_type())
            .fills_reserved_room)
        GTEST_SKIP() << "the folder for temporary files is in memory";
    const FileHandle probe(::open((folder / "probe").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (::fallocate(probe.get(), 0, 0, 4096) != 0 && errno == EOPNOTSUPP)
        GTEST_SKIP() << "the file system sets no room aside";
    const auto found = prepared(folder.path());
    EXPECT_EQ(found.st_size, 8 << 20);
    EXPECT_GE(found.st_blocks * 512, 8 << 20);
}

TEST(TreeWriter, FillsNoMemoryInAdvance) {
    const test::InMemory in_memory;
    const culver::test::TempDir folder;
    const auto found = prepared(folder.path());
    EXPECT_EQ(found.st_size, 8 << 20);
    EXPECT_EQ(found.st_blocks, 0);
}

}  // namespace
}  // namespace culver::transfer
