// SPDX-License-Identifier: Apache-2.0
#include "interop/ipmsg/serve.h"

#include "tests/support/temp_dir.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

namespace culver::interop::ipmsg {
namespace {

// What a peer gets that asks for the first entry; empty when it is refused.
std::string served(const transfer::SourceTree& tree) {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
    const FileHandle peer(ends[1]);
    ::shutdown(peer.get(), SHUT_WR);  // it waits for nothing
    Progress progress;
    if (!serve(FileHandle(ends[0]), tree, {}, progress, {})) return {};
    char bytes[64];
    const auto count = ::read(peer.get(), bytes, sizeof bytes);
    return {bytes, count > 0 ? static_cast<std::size_t>(count) : 0};
}

// Somebody who may change a folder on the way makes it lead elsewhere, and back, as fast as it goes.
TEST(Serve, GivesNoOtherFileThanWasListedWhereverAFolderLeadsMeanwhile) {
    const culver::test::TempDir folder;
    for (const auto& [name, words] : {std::pair("mine", "secret"), std::pair("theirs", "a bait")}) {
        std::filesystem::create_directory(folder.path() / name);
        std::ofstream(folder.path() / name / "notes.txt") << words;
    }
    const auto theirs = folder.path() / "theirs", link = folder.path() / "link";
    std::filesystem::create_directory_symlink(folder.path() / "mine", link);
    const auto tree = transfer::SourceTree::scan({theirs / "notes.txt"});
    ASSERT_TRUE(tree);
    std::atomic<bool> stop = false;
    std::thread flips([&] {
        while (!stop)
            ::syscall(SYS_renameat2, AT_FDCWD, theirs.c_str(), AT_FDCWD, link.c_str(), RENAME_EXCHANGE);
    });
    std::set<std::string> got;
    for (int round = 0; round < 20'000; ++round) got.insert(served(*tree));
    stop = true;
    flips.join();
    EXPECT_TRUE(got.contains("a bait")) << "it was there now and then";
    EXPECT_FALSE(got.contains("secret"));
}

}  // namespace
}  // namespace culver::interop::ipmsg
