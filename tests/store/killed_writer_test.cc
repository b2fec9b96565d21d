// SPDX-License-Identifier: Apache-2.0
// A child process writes rows and says through a pipe which are committed; it is killed at a random moment.
// Whatever it said must be in the file.
#include "store/message_rows.h"
#include "store/query.h"
#include "tests/store/store_fixture.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <vector>

namespace culver::store {
namespace {

class KilledWriterTest : public StoreFixture {
protected:
    // Never returns: writes numbers after `begin`, telling each once it is committed.
    [[noreturn]] void write_until_killed(int pipe, std::uint64_t begin) {
        auto loop = [&]() -> Task<> {
            for (auto number = begin;; ++number) {
                auto work = [number](SQLite::Database& raw) {
                    insert_message(raw,
                                   message_from(peer_number(1), number, "message " + std::to_string(number)));
                };
                if (!(co_await database().write(work))) co_return;
                (void)!::write(pipe, &number, sizeof number);
            }
        };
        test::run(loop_, loop());
        ::_exit(1);
    }

    // The last number that a child acknowledged before it was killed.
    std::uint64_t run_and_kill(std::uint64_t begin, useconds_t lifetime) {
        int ends[2];
        if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
        const auto child = ::fork();
        if (child == 0) write_until_killed(ends[1], begin);
        ::close(ends[1]);
        std::uint64_t last = begin - 1;
        std::uint64_t told = 0;
        bool killed = false;
        while (::read(ends[0], &told, sizeof told) == sizeof told) {
            last = told;
            if (killed) continue;
            ::usleep(lifetime);
            ::kill(child, SIGKILL);
            killed = true;
        }
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status));
        return last;
    }
};

TEST_F(KilledWriterTest, EveryAcknowledgedRowIsThere) {
    std::uint64_t next = 1;
    for (int round = 0; round < 12; ++round) {
        const auto acknowledged = run_and_kill(next, static_cast<useconds_t>(random_u64() % 30'000));
        auto work = [](SQLite::Database& raw) {
            Query query(raw, "SELECT sequence FROM messages ORDER BY sequence");
            std::vector<std::uint64_t> numbers;
            while (query.next()) numbers.push_back(query.number(0));
            return numbers;
        };
        const auto numbers = await(database().read(work)).value();
        ASSERT_GE(numbers.size(), acknowledged);
        for (std::size_t at = 0; at < numbers.size(); ++at) ASSERT_EQ(numbers[at], at + 1);
        next = numbers.size() + 1;
        close();
    }
    EXPECT_GT(next, 12u);
}

}  // namespace
}  // namespace culver::store
