// SPDX-License-Identifier: Apache-2.0
// The power fails at any moment, and what was not synced is lost in any order. Whatever was acknowledged
// before must be in the file, whole. CULVER_SEED names the luck of a run, CULVER_POWER_FAILURES how many it
// tries.
#include "base/task_scope.h"
#include "store/message_rows.h"
#include "store/query.h"
#include "tests/store/store_fixture.h"
#include "tests/support/losing_disk.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

namespace culver::store {
namespace {

using test::LosingDisk;
using test::Loss;

std::uint64_t wished(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr ? std::strtoull(value, nullptr, 10) : otherwise;
}

class PowerLossTest : public StoreFixture {
protected:
    struct Promise {
        std::uint64_t number = 0;
        LosingDisk::Moment at = 0;
    };

    std::string text_of(std::uint64_t number) const {
        return "message " + std::to_string(number) + std::string(number * 2'654'435'761 % 6'000, 'x');
    }
    Task<> write(std::uint64_t number) {
        auto work = [message = message_from(peer_number(1), number, text_of(number))](SQLite::Database& raw) {
            insert_message(raw, message);
        };
        const auto done = co_await database().write(work);
        if (done) written_.push_back({number, disk_.now()});
    }
    Task<> set_read(std::uint64_t number) {
        auto work = [number](SQLite::Database& raw) {
            Query(raw, "UPDATE messages SET state = 3 WHERE sequence = ?").with(number).run();
        };
        const auto done = co_await database().write(work);
        if (done) read_.push_back({number, disk_.now()});
    }
    // Works come alone and together, grow the log beyond several checkpoints, and the file is closed between.
    void live() {
        std::uint64_t next = 1;
        for (int burst = 0; burst < 90; ++burst) {
            TaskScope scope(loop_.get_executor());
            const auto first = next;
            for (auto count = luck_() % 12 + 1; count > 0; --count) scope.spawn("write", write(next++));
            if (first > 1) scope.spawn("read", set_read(first - 1));
            auto wait = [&]() -> Task<> {
                (void)co_await database().write([](SQLite::Database&) {});
                co_await scope.close();
            };
            test::run(loop_, wait());
            if (burst % 30 == 29) close();
        }
    }
    std::vector<LosingDisk::Moment> moments(std::uint64_t count) {
        std::vector<LosingDisk::Moment> chosen;
        while (chosen.size() < count) chosen.push_back(luck_() % (disk_.now() + 1));
        std::ranges::sort(chosen);
        return chosen;
    }
    void expect_promises_kept(const std::filesystem::path& found, LosingDisk::Moment moment) {
        auto opened = Database::open(found, loop_.get_executor());
        ASSERT_TRUE(opened) << opened.error().sentence();
        auto work = [](SQLite::Database& raw) {
            EXPECT_EQ(raw.execAndGet("PRAGMA integrity_check").getString(), "ok");
            Query query(raw, "SELECT sequence, text, state FROM messages");
            std::map<std::uint64_t, std::pair<std::string, std::int64_t>> rows;
            while (query.next()) rows[query.number(0)] = {query.text(1), query.integer(2)};
            return rows;
        };
        const auto rows = await((*opened)->read(work)).value();
        for (const auto& [number, row] : rows) EXPECT_EQ(row.first, text_of(number));
        for (const auto& promise : written_) {
            if (promise.at <= moment) EXPECT_TRUE(rows.contains(promise.number)) << promise.number;
        }
        for (const auto& promise : read_) {
            if (promise.at <= moment) EXPECT_EQ(rows.at(promise.number).second, 3) << promise.number;
        }
    }

    const std::uint64_t seed_ = wished("CULVER_SEED", random_u64() % 1'000'000);
    testing::ScopedTrace trace_{__FILE__, __LINE__, "CULVER_SEED=" + std::to_string(seed_)};
    std::mt19937_64 luck_{seed_};
    LosingDisk disk_;
    std::vector<Promise> written_;
    std::vector<Promise> read_;
};

TEST_F(PowerLossTest, NothingThatWasAcknowledgedIsLost) {
    live();
    close();
    disk_.stop();
    ASSERT_GT(written_.size(), 300u);
    for (const auto moment : moments(wished("CULVER_POWER_FAILURES", 60))) {
        const test::TempDir found;
        const auto loss = luck_() % 8 == 0 ? Loss::Process : Loss::Power;
        disk_.write_image(moment, loss, luck_, folder_.path(), found.path());
        SCOPED_TRACE("after " + std::to_string(moment) + " of " + std::to_string(disk_.now()) +
                     " happenings");
        expect_promises_kept(found / "history.db", moment);
        if (HasFailure()) return;
    }
}

// The same disk under a database that does not sync: it must be found out, or the test above proves nothing.
class UnsyncedTest : public testing::Test {
protected:
    int losses(const std::string& synchronous) {
        const test::TempDir folder;
        std::vector<LosingDisk::Moment> promised;
        LosingDisk disk;
        {
            SQLite::Database database(folder / "plain.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=" + synchronous);
            database.exec("CREATE TABLE t(n)");
            for (int number = 0; number < 50; ++number) {
                database.exec("INSERT INTO t VALUES(" + std::to_string(number) + ")");
                promised.push_back(disk.now());
            }
        }
        disk.stop();
        std::mt19937_64 luck(1);
        int lost = 0;
        for (std::size_t number = 0; number < promised.size(); ++number) {
            const test::TempDir found;
            disk.write_image(promised[number], Loss::Power, luck, folder.path(), found.path());
            lost += rows_in(found / "plain.db") < static_cast<std::int64_t>(number) + 1 ? 1 : 0;
        }
        return lost;
    }

private:
    static std::int64_t rows_in(const std::filesystem::path& path) {
        try {
            SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            return database.execAndGet("SELECT count(*) FROM t").getInt64();
        } catch (const SQLite::Exception&) {
            return -1;
        }
    }
};

TEST_F(UnsyncedTest, IsFoundOut) {
    EXPECT_GT(losses("OFF"), 10);
    EXPECT_GT(losses("NORMAL"), 10);
    EXPECT_EQ(losses("FULL"), 0);
}

}  // namespace
}  // namespace culver::store
