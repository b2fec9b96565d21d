// SPDX-License-Identifier: Apache-2.0
#include "app/node_process.h"

#include "base/files.h"
#include "store/profile.h"
#include "tests/support/temp_dir.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

// The database is held by another program, so the start waits five seconds for it: as long as that, a big
// history that is recovered takes too.
TEST(NodeProcess, ASignalEndsAStartThatTakesLong) {
    test::TempDir folder;
    const auto path = folder / "profile";
    {
        ASSERT_TRUE(store::Profile::open(path));
    }
    SQLite::Database holder((path / "history.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    holder.exec("CREATE TABLE t(n)");
    holder.exec("BEGIN EXCLUSIVE");
    const auto child = ::fork();
    if (child == 0) {
        EngineOptions options;
        options.profile = path;
        const auto ran = run_node(std::move(options), std::nullopt);
        ::_exit(ran ? 0 : 1);
    }
    // It opens the profile, and has heard of its signals, before it waits for the database.
    const auto is_begun = [&path, child] {
        return read_file(path / "lock", 64).value_or("") == std::to_string(child) + "\n";
    };
    while (!is_begun() && ::waitpid(child, nullptr, WNOHANG) == 0) std::this_thread::yield();
    const auto asked = std::chrono::steady_clock::now();
    ASSERT_EQ(::kill(child, SIGTERM), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0) << "and not with the failure to open the database";
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 20s) << "the database is held for ever";
}

}  // namespace
}  // namespace culver::app
