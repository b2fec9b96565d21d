// SPDX-License-Identifier: Apache-2.0
#include "store/history_file.h"

#include "store/errors.h"
#include "store/history.h"
#include "store/message_rows.h"
#include "tests/store/store_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace culver::store {
namespace {

constexpr int kMessages = 400;
constexpr std::streamoff kPageBytes = 4096;
constexpr std::uintmax_t kCheckedBytes = 8u << 20;  // a start checks smaller files

class HistoryFileTest : public StoreFixture {
protected:
    HistoryFileTest() { bob_.id.bytes.fill(2); }

    Profile profile() {
        auto opened = Profile::open(folder_.path());
        if (!opened) throw std::runtime_error(opened.error().sentence());
        return std::move(*opened);
    }
    void fill(int messages, std::size_t bytes = 100) {
        auto work = [this, messages, bytes](SQLite::Database& raw) {
            for (int number = 1; number <= messages; ++number)
                insert_message(
                    raw, message_from(bob_, static_cast<std::uint64_t>(number),
                                      "number " + std::to_string(number) + " " + std::string(bytes, 'x')));
        };
        ASSERT_TRUE(await(database().write(work)));
        close();
    }
    // The last page that holds rows is overwritten: no start reads it, and every search for messages does.
    void damage() {
        std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
        const auto bytes = static_cast<std::streamoff>(std::filesystem::file_size(path()));
        for (std::streamoff at = bytes - kPageBytes; at > 0; at -= kPageBytes) {
            std::string page(static_cast<std::size_t>(kPageBytes), '\0');
            file.seekg(at);
            file.read(page.data(), kPageBytes);
            if (page.front() != 13 || page.find("number ") == std::string::npos) continue;
            file.seekp(at);
            file << std::string(static_cast<std::size_t>(kPageBytes), '\xa5');
            return;
        }
        FAIL() << "no such page";
    }
    Result<std::int64_t> read_all(Database& database) {
        auto work = [](SQLite::Database& raw) {
            return raw.execAndGet("SELECT sum(length(text)) FROM messages").getInt64();
        };
        return await(database.read(work));
    }
    Result<std::int64_t> messages(Database& database) {
        auto work = [](SQLite::Database& raw) {
            return raw.execAndGet("SELECT count(*) FROM messages").getInt64();
        };
        return await(database.read(work));
    }
    [[nodiscard]] std::size_t damaged_files() const {
        std::set<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            const auto name = entry.path().filename().string();
            if (name.starts_with("history.db.damaged-") && !name.ends_with("-wal") && !name.ends_with("-shm"))
                found.insert(name);
        }
        return found.size();
    }

    PeerKey bob_;
};

TEST_F(HistoryFileTest, ASoundOneIsOpenedUnderTheSameIncarnation) {
    const auto begun = profile().incarnation();
    fill(3);
    auto own = profile();
    EXPECT_EQ(own.incarnation(), begun);
    auto opened = open_history(own, loop_.get_executor());
    ASSERT_TRUE(opened);
    EXPECT_FALSE(opened->recovered);
    EXPECT_EQ(own.incarnation(), begun);
    EXPECT_EQ(messages(*opened->database), 3);
}

TEST_F(HistoryFileTest, OneThatIsMadeAnewBeginsAnIncarnation) {
    const auto begun = profile().incarnation();
    fill(3);
    std::filesystem::rename(path(), folder_ / "taken away.db");
    auto own = profile();
    auto opened = open_history(own, loop_.get_executor());
    ASSERT_TRUE(opened);
    EXPECT_NE(own.incarnation(), begun) << "its numbers were given already";
    opened->database.reset();
    std::filesystem::resize_file(path(), 0);
    const auto second = own.incarnation();
    ASSERT_TRUE(open_history(own, loop_.get_executor()));
    EXPECT_NE(own.incarnation(), second);
}

// A recovery that is killed behind any of its steps: the next start has every message that can be read, and
// gives no number again.
TEST_F(HistoryFileTest, AKillDuringARecoveryLosesNothing) {
    const auto first = profile().incarnation();
    fill(kMessages);
    damage();
    const auto whole = folder_ / "whole";
    std::filesystem::create_directory(whole);
    std::filesystem::copy_file(path(), whole / "history.db");
    std::int64_t expected = -1;
    bool was_ended = true;
    for (int steps = 0; was_ended; ++steps) {
        ASSERT_LT(steps, 20);
        close();
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            if (entry.path().filename().string().starts_with("history.db")) std::filesystem::remove(entry);
        }
        std::filesystem::copy_file(whole / "history.db", path());
        const auto child = ::fork();
        if (child == 0) {
            boost::asio::io_context loop{1};
            auto own = profile();
            int left = steps;
            auto opened = open_history(own, loop.get_executor(), [&left] {
                if (left-- == 0) ::_exit(9);
            });
            ::_exit(opened && opened->recovered ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFEXITED(status));
        ASSERT_NE(WEXITSTATUS(status), 1);
        was_ended = WEXITSTATUS(status) == 9;
        auto own = profile();
        auto opened = open_history(own, loop_.get_executor());
        ASSERT_TRUE(opened) << steps << ": " << opened.error().sentence();
        EXPECT_NE(own.incarnation(), first) << steps;
        const auto found = messages(*opened->database).value_or(-1);
        if (expected < 0) expected = found;
        EXPECT_GT(found, kMessages * 8 / 10) << steps;
        EXPECT_EQ(found, expected) << steps;
        if (opened->recovered) EXPECT_EQ(opened->recovered->messages, static_cast<std::uint64_t>(found));
        EXPECT_EQ(damaged_files(), 1u) << steps;
        EXPECT_FALSE(std::filesystem::exists(path().string() + ".recovering")) << steps;
        EXPECT_FALSE(std::filesystem::exists(path().string() + ".recovered")) << steps;
    }
}

TEST_F(HistoryFileTest, DamageMetInABigFileIsMendedAtTheNextStart) {
    constexpr int kMany = 3'000;
    const auto first = profile().incarnation();
    fill(kMany, 3'000);
    ASSERT_GT(std::filesystem::file_size(path()), kCheckedBytes);
    damage();
    {
        auto own = profile();
        auto opened = open_history(own, loop_.get_executor());
        ASSERT_TRUE(opened) << "too big to be read at every start";
        EXPECT_FALSE(opened->recovered);
        const auto read = read_all(*opened->database);
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().code, StoreErrc::Damaged);
        EXPECT_NE(read.error().sentence().find("start it again"), std::string::npos);
    }
    auto own = profile();
    auto opened = open_history(own, loop_.get_executor());
    ASSERT_TRUE(opened);
    ASSERT_TRUE(opened->recovered);
    EXPECT_TRUE(read_all(*opened->database));
    EXPECT_GT(messages(*opened->database).value_or(0), kMany * 9 / 10);
    EXPECT_NE(own.incarnation(), first);
    EXPECT_FALSE(std::filesystem::exists(suspect_path(path())));
}

TEST_F(HistoryFileTest, AFileThatIsSoundAfterAllIsKept) {
    const auto first = profile().incarnation();
    fill(3);
    std::ofstream(suspect_path(path())).flush();
    auto own = profile();
    auto opened = open_history(own, loop_.get_executor());
    ASSERT_TRUE(opened);
    EXPECT_FALSE(opened->recovered);
    EXPECT_EQ(own.incarnation(), first);
    EXPECT_FALSE(std::filesystem::exists(suspect_path(path())));
}

}  // namespace
}  // namespace culver::store
