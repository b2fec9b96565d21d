// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include "base/files.h"
#include "base/task_scope.h"
#include "store/query.h"
#include "tests/store/store_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace culver::store {
namespace {

constexpr auto kMakeTable = "CREATE TABLE t(n INTEGER UNIQUE, filling BLOB)";

class DatabaseTest : public StoreFixture {
protected:
    void make_table() {
        auto work = [](SQLite::Database& raw) { raw.exec(kMakeTable); };
        ASSERT_TRUE(await(database().write(work)));
    }
    Task<Result<>> insert(int number, std::size_t bytes = 0) {
        auto work = [=](SQLite::Database& raw) {
            const Bytes filling(bytes, 0x55);
            Query(raw, "INSERT INTO t VALUES(?, ?)").with(number).with(ByteView(filling)).run();
        };
        return database().write(work);
    }
    std::int64_t rows() {
        auto work = [](SQLite::Database& raw) {
            Query query(raw, "SELECT count(*) FROM t");
            query.next();
            return query.integer(0);
        };
        return await(database().read(work)).value_or(-1);
    }
    std::string pragma(const std::string& name) {
        auto work = [name](SQLite::Database& raw) { return raw.execAndGet("PRAGMA " + name).getString(); };
        return await(database().read(work)).value_or("");
    }
};

TEST_F(DatabaseTest, UsesTheLogAndSyncsEveryCommit) {
    EXPECT_EQ(pragma("journal_mode"), "wal");
    EXPECT_EQ(pragma("synchronous"), "2");
    EXPECT_EQ(pragma("foreign_keys"), "1");
}

TEST_F(DatabaseTest, GivesAWorksValueAndKeepsItsRows) {
    make_table();
    ASSERT_TRUE(await(insert(7)));
    close();
    EXPECT_EQ(rows(), 1);
}

TEST_F(DatabaseTest, UndoesOnlyTheWorkThatFailsInABatch) {
    make_table();
    int failed = 0;
    TaskScope scope(loop_.get_executor());
    auto one = [&](int number) -> Task<> { failed += (co_await insert(number)) ? 0 : 1; };
    for (const int number : {1, 2, 2, 3, 3, 4}) scope.spawn("insert", one(number));
    auto wait = [&]() -> Task<> {
        auto last = co_await insert(5);
        EXPECT_TRUE(last);
        co_await scope.close();
    };
    test::run(loop_, wait());
    EXPECT_EQ(failed, 2);
    EXPECT_EQ(rows(), 5);
}

TEST_F(DatabaseTest, UndoesAWorkThatReturnsAFailure) {
    make_table();
    auto work = [](SQLite::Database& raw) -> Result<int> {
        raw.exec("INSERT INTO t VALUES(1, NULL)");
        return fail(StoreErrc::Failed, "changed its mind");
    };
    EXPECT_EQ(await(database().write(work)).error().context, "changed its mind");
    EXPECT_EQ(rows(), 0);
}

TEST_F(DatabaseTest, CommitsWhatWaitsTogether) {
    make_table();
    constexpr int kWrites = 400;
    int done = 0;
    TaskScope scope(loop_.get_executor());
    auto one = [&](int number) -> Task<> { done += (co_await insert(number)) ? 1 : 0; };
    // The data version of another connection grows by one for each commit it did not make itself.
    SQLite::Database observer(path().string(), SQLite::OPEN_READONLY);
    const auto before = observer.execAndGet("PRAGMA data_version").getInt64();
    auto slow = [](SQLite::Database&) { ::usleep(50'000); };
    auto occupy = [&]() -> Task<> { (void)co_await database().write(slow); };
    scope.spawn("occupy", occupy());
    for (int number = 0; number < kWrites; ++number) scope.spawn("insert", one(number));
    auto wait = [&]() -> Task<> {
        (void)co_await insert(kWrites);
        co_await scope.close();
    };
    test::run(loop_, wait());
    EXPECT_EQ(done, kWrites);
    EXPECT_LE(observer.execAndGet("PRAGMA data_version").getInt64() - before, 3);
}

TEST_F(DatabaseTest, AReadSeesEveryWriteGivenBeforeIt) {
    make_table();
    TaskScope scope(loop_.get_executor());
    auto write = [&]() -> Task<> { (void)co_await insert(1); };
    scope.spawn("write", write());
    loop_.poll();
    EXPECT_EQ(rows(), 1);
    auto close_scope = [&]() -> Task<> { co_await scope.close(); };
    test::run(loop_, close_scope());
}

TEST_F(DatabaseTest, WorksAfterCloseFailWithClosed) {
    make_table();
    database().close();
    EXPECT_EQ(await(insert(1)).error().code, StoreErrc::Closed);
}

TEST_F(DatabaseTest, IsPrivateWhateverTheUmask) {
    const auto former = ::umask(0);
    make_table();
    for (const auto* suffix : {"", "-wal", "-shm"}) {
        struct stat found{};
        ASSERT_EQ(::stat((path().string() + suffix).c_str(), &found), 0) << suffix;
        EXPECT_EQ(found.st_mode & 0777, 0600u) << suffix;
    }
    ::umask(former);
}

TEST_F(DatabaseTest, SaysThatAFileOfOtherContentIsDamaged) {
    std::ofstream(path()) << std::string(8192, 'x');
    auto opened = Database::open(path(), loop_.get_executor());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, StoreErrc::Damaged);
    EXPECT_NE(opened.error().sentence().find(path().string()), std::string::npos);
}

TEST_F(DatabaseTest, NoticesDamagedPagesAtTheStart) {
    make_table();
    for (int number = 0; number < 50; ++number) ASSERT_TRUE(await(insert(number, 1000)));
    close();
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    const auto size = std::filesystem::file_size(path());
    for (std::uintmax_t at = size / 2; at + 64 < size; at += 256) {
        file.seekp(static_cast<std::streamoff>(at));
        file.write("damaged damaged damaged damaged ", 32);
    }
    file.close();
    auto opened = Database::open(path(), loop_.get_executor());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, StoreErrc::Damaged);
}

TEST_F(DatabaseTest, GoesThroughTheMissingStepsAndCopiesTheFileFirst) {
    const Schema first = {"CREATE TABLE a(x); INSERT INTO a VALUES(42)"};
    const Schema second = {first[0], "CREATE TABLE b AS SELECT x * 2 AS y FROM a"};
    {
        ASSERT_TRUE(Database::open(path(), loop_.get_executor(), first));
    }
    const auto copy = path().string() + ".before-v2";
    EXPECT_FALSE(std::filesystem::exists(copy));
    auto opened = Database::open(path(), loop_.get_executor(), second);
    ASSERT_TRUE(opened) << opened.error().sentence();
    auto work = [](SQLite::Database& raw) { return raw.execAndGet("SELECT y FROM b").getInt(); };
    EXPECT_EQ(await((*opened)->read(work)), 84);
    SQLite::Database former(copy, SQLite::OPEN_READONLY);
    EXPECT_EQ(former.execAndGet("PRAGMA user_version").getInt(), 1);
    EXPECT_EQ(former.execAndGet("SELECT x FROM a").getInt(), 42);
    struct stat found{};
    ASSERT_EQ(::stat(copy.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST_F(DatabaseTest, AStepThatFailsLeavesTheFormerVersion) {
    const Schema first = {"CREATE TABLE a(x)"};
    const Schema broken = {first[0], "CREATE TABLE b(y); INSERT INTO missing VALUES(1)"};
    {
        ASSERT_TRUE(Database::open(path(), loop_.get_executor(), first));
    }
    EXPECT_FALSE(Database::open(path(), loop_.get_executor(), broken));
    SQLite::Database left(path().string(), SQLite::OPEN_READONLY);
    EXPECT_EQ(left.execAndGet("PRAGMA user_version").getInt(), 1);
    EXPECT_FALSE(left.tableExists("b"));
}

TEST_F(DatabaseTest, RefusesAFileOfALaterVersion) {
    const Schema later(current_schema().size() + 1, "SELECT 1");
    {
        ASSERT_TRUE(Database::open(path(), loop_.get_executor(), later));
    }
    EXPECT_EQ(Database::open(path(), loop_.get_executor()).error().code, StoreErrc::TooNew);
}

class FullDiskTest : public DatabaseTest {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "mounting a small tmpfs needs root";
        if (::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=1m,mode=0700") != 0) {
            GTEST_SKIP() << "no tmpfs can be mounted here";
        }
        mounted_ = true;
    }
    void TearDown() override {
        close();
        if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
    }
    void fill_disk() {
        FileHandle filler(::open((folder_ / "filler").c_str(), O_WRONLY | O_CREAT, 0600));
        const std::string block(4096, 'f');
        while (::write(filler.get(), block.data(), block.size()) > 0) {
        }
    }

private:
    bool mounted_ = false;
};

TEST_F(FullDiskTest, FailsWithASentenceAndWorksAgainWhenThereIsRoom) {
    make_table();
    fill_disk();
    Result<> last;
    for (int number = 0; number < 2000 && last; ++number) last = await(insert(number, 2000));
    ASSERT_FALSE(last);
    EXPECT_EQ(last.error().code, StoreErrc::DiskFull);
    const auto kept = rows();
    std::filesystem::remove(folder_ / "filler");
    EXPECT_TRUE(await(insert(100'000, 2000)));
    EXPECT_EQ(rows(), kept + 1);
}

TEST_F(FullDiskTest, InABatchThatDoesNotFitTheSmallWorksAreKept) {
    make_table();
    TaskScope scope(loop_.get_executor());
    int kept = 0;
    auto one = [&](int number, std::size_t bytes) -> Task<> {
        kept += (co_await insert(number, bytes)) ? 1 : 0;
    };
    scope.spawn("small", one(1, 10));
    scope.spawn("big", one(2, 4 << 20));
    scope.spawn("small", one(3, 10));
    auto wait = [&]() -> Task<> {
        while (kept < 2) {
            auto again = co_await database().read([](SQLite::Database&) {});
            if (!again) co_return;
        }
        co_await scope.close();
    };
    test::run(loop_, wait());
    EXPECT_EQ(rows(), 2);
}

}  // namespace
}  // namespace culver::store
