// SPDX-License-Identifier: Apache-2.0
#include "transfer/source_tree.h"

#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/errors.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <set>
#include <thread>

namespace culver::transfer {
namespace {

using test::listed;
using test::must;
using test::put_file;
using Folder = culver::test::TempDir;

// What lies now where an entry was listed; nothing when it is gone.
std::optional<SourceState> state_of(const SourceTree& tree, std::uint32_t entry) {
    struct stat found{};
    if (::lstat(tree.disk_path(entry).c_str(), &found) != 0) return std::nullopt;
    return tree.compare(entry, found);
}

std::set<std::string> paths_of(const SourceTree& tree) {
    std::set<std::string> paths;
    for (std::uint32_t index = 0; index < tree.manifest().entry_count(); ++index)
        paths.emplace(tree.manifest().entry(index).path);
    return paths;
}

bool is_skipped(const SourceTree& tree, const std::filesystem::path& path, Skipped::Why why) {
    return std::ranges::any_of(tree.skipped(), [&](const Skipped& skipped) {
        return skipped.path == path.string() && skipped.why == why;
    });
}

TEST(SourceTree, ListsFilesAndFoldersInOrder) {
    Folder folder;
    put_file(folder / "holiday/b/c.txt", "content");
    put_file(folder / "holiday/b c", "x");
    std::filesystem::create_directory(folder / "holiday/a");
    const auto tree = listed({folder / "holiday"});
    std::vector<std::string> paths;
    for (std::uint32_t index = 0; index < tree.manifest().entry_count(); ++index)
        paths.emplace_back(tree.manifest().entry(index).path);
    EXPECT_EQ(paths, (std::vector<std::string>{"holiday", "holiday/a", "holiday/b", "holiday/b/c.txt",
                                               "holiday/b c"}));
    EXPECT_EQ(tree.manifest().total_bytes(), 8U);
    EXPECT_EQ(tree.disk_path(3), (folder / "holiday/b/c.txt").string());
}

TEST(SourceTree, KeepsModeAndTime) {
    Folder folder;
    put_file(folder / "run.sh", "#!/bin/sh\n");
    ASSERT_EQ(::chmod((folder / "run.sh").c_str(), 0755), 0);
    const timespec times[2] = {{.tv_sec = 1'000'000'000, .tv_nsec = 123'456'789},
                               {.tv_sec = -5, .tv_nsec = 250}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (folder / "run.sh").c_str(), times, 0), 0);
    const auto entry = listed({folder / "run.sh"}).manifest().entry(0);
    EXPECT_TRUE(entry.executable);
    EXPECT_EQ(entry.mtime_ns, -5'000'000'000 + 250);
}

TEST(SourceTree, SendsNoLinksAndOpensNoDevices) {
    Folder folder;
    Folder secret;
    put_file(secret / "shadow", "root:secret");
    put_file(folder / "shared/plain", "x");
    std::filesystem::create_symlink(secret / "shadow", folder / "shared/link");
    std::filesystem::create_directory_symlink(secret.path(), folder / "shared/folder");
    ASSERT_EQ(::mkfifo((folder / "shared/pipe").c_str(), 0600), 0);
    const auto tree = listed({folder / "shared"});
    EXPECT_EQ(paths_of(tree), (std::set<std::string>{"shared", "shared/plain"}));
    EXPECT_TRUE(is_skipped(tree, folder / "shared/link", Skipped::Why::Link));
    EXPECT_TRUE(is_skipped(tree, folder / "shared/folder", Skipped::Why::Link));
    EXPECT_TRUE(is_skipped(tree, folder / "shared/pipe", Skipped::Why::Special));
}

TEST(SourceTree, NothingOfAProfileLeavesTheMachine) {
    Folder folder;
    put_file(folder / "home/culver/key.pem", "secret");
    put_file(folder / "home/culver/incarnation", "x");
    put_file(folder / "home/culver/attachments/picture.png", "mine");
    put_file(folder / "home/key.pem", "another program's");
    put_file(folder / "home/links/own", "own");
    std::filesystem::create_symlink(folder / "home/culver/key.pem", folder / "home/links/key");
    std::filesystem::create_symlink(folder / "home/culver/key.pem", folder / "named");
    const auto tree = must(SourceTree::scan({folder / "home"}, {}, Links::Follow));
    EXPECT_EQ(paths_of(tree),
              (std::set<std::string>{"home", "home/key.pem", "home/links", "home/links/own"}));
    EXPECT_TRUE(is_skipped(tree, folder / "home/culver", Skipped::Why::Profile));
    for (const char* path : {"home/culver", "home/culver/key.pem", "named"})
        EXPECT_FALSE(SourceTree::scan({folder / path})) << path;
    EXPECT_TRUE(SourceTree::scan({folder / "home/culver/attachments/picture.png"})) << "to send it on";
}

// Somebody who may change a folder on the way makes it lead into a profile, and back, as fast as it goes.
TEST(SourceTree, NoKeyIsSentWhereverAFolderLeadsMeanwhile) {
    Folder folder;
    put_file(folder / "profile/key.pem", "secret");
    put_file(folder / "profile/incarnation", "x");
    put_file(folder / "theirs/key.pem", "bait");
    put_file(folder / "mine/harmless", "x");
    std::filesystem::create_directory_symlink(folder / "profile", folder / "link");
    std::filesystem::create_symlink(folder / "theirs/key.pem", folder / "mine/followed");
    std::atomic<bool> stop = false;
    std::thread flips([&, from = folder / "theirs", to = folder / "link"] {
        while (!stop) ::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE);
    });
    std::set<std::uint64_t> named, followed;
    for (int round = 0; round < 20'000; ++round) {
        if (const auto tree = SourceTree::scan({folder / "theirs/key.pem"}))
            named.insert(tree->manifest().total_bytes());
        if (const auto tree = SourceTree::scan({folder / "mine"}, {}, Links::Follow))
            followed.insert(tree->manifest().total_bytes());
    }
    stop = true;
    flips.join();
    EXPECT_TRUE(named.contains(4) && followed.contains(5)) << "the bait was taken now and then";
    EXPECT_FALSE(named.contains(6));
    EXPECT_FALSE(followed.contains(7));
}

// One byte of a name in an unknown charset is told as %FF, and a name may hold just that.
TEST(SourceTree, AThousandNamesThatAreToldAlikeCostAThousandTries) {
    Folder folder;
    std::filesystem::create_directory(folder / "odd");
    constexpr unsigned kPlaces = 15;
    for (unsigned which = 0; which < 1U << kPlaces; ++which) {
        std::string name;
        for (unsigned place = 0; place < kPlaces; ++place)
            name += (which >> place & 1U) != 0 ? "\xff" : "%FF";
        put_file(folder / "odd" / name, "");
    }
    const auto began = std::chrono::steady_clock::now();
    EXPECT_EQ(listed({folder / "odd"}).manifest().entry_count(), (1U << kPlaces) + 1);
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
}

TEST(SourceTree, RemembersOnlySoMuchOfWhatIsLeftOut) {
    Folder folder;
    put_file(folder / "links/file", "x");
    for (std::size_t number = 0; number < kMaxSkipped + 5; ++number)
        std::filesystem::create_symlink("file", folder / "links" / std::to_string(number));
    const auto tree = listed({folder / "links"});
    EXPECT_EQ(tree.skipped().size(), kMaxSkipped);
    EXPECT_EQ(tree.manifest().entry_count(), 2U);
}

TEST(SourceTree, FollowsALinkThatAPersonNames) {
    Folder folder;
    put_file(folder / "real/file", "x");
    std::filesystem::create_directory_symlink(folder / "real", folder / "alias");
    EXPECT_EQ(paths_of(listed({folder / "alias"})), (std::set<std::string>{"alias", "alias/file"}));
}

TEST(SourceTree, NumbersEqualNamesOfSeveralPaths) {
    Folder folder;
    put_file(folder / "a/notes.txt", "1");
    put_file(folder / "b/notes.txt", "22");
    const auto tree =
        listed({folder / "a/notes.txt", folder / "b/notes.txt", folder / "a/notes.txt", folder / "a/./"});
    EXPECT_EQ(paths_of(tree), (std::set<std::string>{"a", "a/notes.txt", "notes (2).txt", "notes.txt"}));
    EXPECT_EQ(tree.disk_path(*tree.manifest().find("notes (2).txt")), (folder / "b/notes.txt").string());
}

TEST(SourceTree, LeavesOutUnfinishedTransfers) {
    Folder folder;
    put_file(folder / "inbox/.culver-partial-abc/journal", "x");
    put_file(folder / "inbox/done", "x");
    const auto tree = listed({folder / "inbox"});
    EXPECT_EQ(paths_of(tree), (std::set<std::string>{"inbox", "inbox/done"}));
    EXPECT_EQ(SourceTree::scan({folder / "inbox/.culver-partial-abc"}).error().code,
              TransferErrc::NothingToSend);
}

TEST(SourceTree, MakesRoomForNamesThatDecodeToTheSame) {
    Folder folder;
    put_file(folder / "d/\xd6\xd0.txt", "gbk");
    put_file(folder / "d/中.txt", "utf8");
    put_file(folder / "d/\xff", "spelled");
    const auto tree = listed({folder / "d"});
    EXPECT_EQ(paths_of(tree), (std::set<std::string>{"d", "d/中.txt", "d/中 (2).txt", "d/%FF"}));
    EXPECT_EQ(tree.disk_path(*tree.manifest().find("d/中.txt")), (folder / "d/中.txt").string());
    EXPECT_EQ(tree.disk_path(*tree.manifest().find("d/中 (2).txt")), (folder / "d/\xd6\xd0.txt").string());
    EXPECT_TRUE(tree.open(*tree.manifest().find("d/%FF")));
}

TEST(SourceTree, SaysWhichGivenPathIsMissing) {
    Folder folder;
    const auto scanned = SourceTree::scan({folder / "nothing"});
    ASSERT_FALSE(scanned);
    EXPECT_EQ(scanned.error().code, TransferErrc::SourceGone);
    EXPECT_NE(scanned.error().sentence().find("nothing"), std::string::npos);
}

TEST(SourceTree, StopsWhenAsked) {
    Folder folder;
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(SourceTree::scan({folder.path()}, stop.get_token()));
}

TEST(SourceTree, SkipsWhatIsTooDeep) {
    Folder folder;
    auto path = folder / "deep";
    for (int depth = 0; depth < 70; ++depth) path /= "d";
    put_file(path / "file", "x");
    const auto tree = listed({folder / "deep"});
    EXPECT_EQ(tree.manifest().entry_count(), 64U);
    EXPECT_EQ(tree.skipped().at(0).why, Skipped::Why::TooDeep);
}

TEST(SourceTree, CountsHolesOfSparseFiles) {
    Folder folder;
    put_file(folder / "dense", test::noise(1U << 20));
    std::ofstream(folder / "sparse").close();
    std::filesystem::resize_file(folder / "sparse", 1ULL << 30);
    const auto tree = listed({folder / "dense", folder / "sparse"});
    EXPECT_EQ(tree.manifest().entry(0).hole_bytes, 0U);
    EXPECT_EQ(tree.manifest().entry(1).hole_bytes, 1ULL << 30);
}

TEST(SourceTree, ComesBackFromItsRecord) {
    Folder folder;
    put_file(folder / "d/\xd6\xd0", "gbk");
    put_file(folder / "d/e", "x");
    const auto tree = listed({folder / "d", folder / "d/e"});
    const auto back = must(SourceTree::decode(tree.encode()));
    EXPECT_EQ(back.manifest().digest(), tree.manifest().digest());
    for (std::uint32_t index = 0; index < tree.manifest().entry_count(); ++index) {
        EXPECT_EQ(back.disk_path(index), tree.disk_path(index));
        EXPECT_EQ(state_of(back, index), SourceState::Same);
    }
    const auto record = tree.encode();
    for (std::size_t cut = 0; cut < record.size(); ++cut) {
        const auto part = SourceTree::decode(ByteView(record).first(cut));
        EXPECT_TRUE(!part || part->manifest().digest() == tree.manifest().digest()) << cut;
    }
}

TEST(SourceTree, NoticesWhatHappenedToAFile) {
    Folder folder;
    for (const auto* name : {"same", "mode", "longer", "touched", "replaced", "gone", "folder"})
        put_file(folder / "d" / name, "content");
    const auto tree = listed({folder / "d"});
    const auto state = [&](const std::string& name) {
        return state_of(tree, *tree.manifest().find("d/" + name));
    };
    ASSERT_EQ(::chmod((folder / "d/mode").c_str(), 0400), 0);
    std::ofstream(folder / "d/longer", std::ios::app) << "x";
    ASSERT_EQ(::utimensat(AT_FDCWD, (folder / "d/touched").c_str(), nullptr, 0), 0);
    put_file(folder / "d/other", "content");
    std::filesystem::rename(folder / "d/other", folder / "d/replaced");
    std::filesystem::remove(folder / "d/gone");
    std::filesystem::remove(folder / "d/folder");
    std::filesystem::create_directory(folder / "d/folder");
    EXPECT_EQ(state("same"), SourceState::Same);
    EXPECT_EQ(state("mode"), SourceState::Unproven);
    EXPECT_EQ(state("longer"), SourceState::Changed);
    EXPECT_EQ(state("touched"), SourceState::Changed);
    EXPECT_EQ(state("replaced"), SourceState::Changed);
    EXPECT_EQ(state("gone"), std::nullopt);
    EXPECT_EQ(state("folder"), SourceState::Changed);
    EXPECT_EQ(tree.open(*tree.manifest().find("d/folder")).error().code, TransferErrc::SourceGone);
}

TEST(SourceTree, OpensNoLinkThatTookAFilesOrFoldersPlace) {
    Folder folder;
    Folder secret;
    put_file(folder / "d/file", "x");
    put_file(folder / "d/sub/file", "x");
    put_file(secret / "file", "secret");
    const auto tree = listed({folder / "d"});
    std::filesystem::remove_all(folder / "d/sub");
    std::filesystem::create_directory_symlink(secret.path(), folder / "d/sub");
    std::filesystem::remove(folder / "d/file");
    std::filesystem::create_symlink(secret / "file", folder / "d/file");
    EXPECT_EQ(tree.open(*tree.manifest().find("d/file")).error().code, TransferErrc::SourceGone);
    EXPECT_EQ(tree.open(*tree.manifest().find("d/sub/file")).error().code, TransferErrc::SourceGone);
}

TEST(SourceTree, FollowsLinksWhenAsked) {
    Folder folder;
    put_file(folder / "elsewhere/inner/x", "from elsewhere");
    put_file(folder / "target", "one file");
    put_file(folder / "d/own", "own");
    namespace fs = std::filesystem;
    fs::create_symlink(folder / "target", folder / "d/file link");
    fs::create_symlink("../elsewhere", folder / "d/folder link");
    fs::create_symlink("/nowhere/at/all", folder / "d/dead");
    fs::create_symlink(folder / "d", folder / "elsewhere/inner/back");
    const auto left_out = listed({folder / "d"});
    EXPECT_EQ(paths_of(left_out), (std::set<std::string>{"d", "d/own"}));
    auto tree = must(SourceTree::scan({folder / "d"}, {}, Links::Follow));
    EXPECT_EQ(paths_of(tree),
              (std::set<std::string>{"d", "d/file link", "d/folder link", "d/folder link/inner",
                                     "d/folder link/inner/x", "d/own"}));
    EXPECT_TRUE(is_skipped(tree, folder / "d/dead", Skipped::Why::DeadLink));
    EXPECT_TRUE(is_skipped(tree, folder / "elsewhere/inner/back", Skipped::Why::Loop));
    const auto kept = must(SourceTree::decode(tree.encode()));  // as after a restart
    for (const char* path : {"d/file link", "d/folder link/inner/x", "d/own"})
        EXPECT_TRUE(kept.open(*kept.manifest().find(path))) << path;
    EXPECT_EQ(kept.disk_path(*kept.manifest().find("d/file link")), (folder / "target").string());
    EXPECT_EQ(state_of(kept, *kept.manifest().find("d/folder link/inner/x")), SourceState::Same);
}

// A folder on the way may lead elsewhere by now: to a file that only its owner may read, made to look alike.
TEST(SourceTree, TakesNoOtherFileForOneThatWasNumberedAnew) {
    Folder folder;
    put_file(folder / "d/own", "a bait");
    put_file(folder / "secret", "secret");
    const auto tree = listed({folder / "d"});
    std::filesystem::last_write_time(folder / "secret", std::filesystem::last_write_time(folder / "d/own"));
    struct stat other{};
    ASSERT_EQ(::stat((folder / "secret").c_str(), &other), 0);
    const auto own = *tree.manifest().find("d/own");
    EXPECT_EQ(tree.compare(own, other), SourceState::Changed);
    EXPECT_EQ(tree.compare(own, other, false), SourceState::Unproven) << "on FAT the content has to tell";
    struct stat same{};
    ASSERT_EQ(::stat((folder / "d/own").c_str(), &same), 0);
    ++same.st_dev;
    EXPECT_EQ(tree.compare(own, same), SourceState::Unproven) << "its disk was plugged in again";
}

TEST(SourceTree, CountsAllThatIsLeftOut) {
    Folder folder;
    put_file(folder / "d/own", "own");
    for (std::size_t number = 0; number < kMaxSkipped + 5; ++number)
        std::filesystem::create_symlink("own", folder / "d" / ("link " + std::to_string(number)));
    const auto tree = listed({folder / "d"});
    EXPECT_EQ(tree.skipped().size(), kMaxSkipped);
    EXPECT_EQ(tree.skipped_in_all(), kMaxSkipped + 5);
}

}  // namespace
}  // namespace culver::transfer
