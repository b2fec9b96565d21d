// SPDX-License-Identifier: Apache-2.0
#include "transfer/incoming.h"

#include "tests/transfer/desks.h"
#include "tests/transfer/trees.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

using namespace std::chrono_literals;

class IncomingTest : public testing::Test {
protected:
    IncomingTest() {
        test::put_file(alice.files() / "a.txt", "content");
        id = office.send(alice, bob, {alice.files() / "a.txt"});
        EXPECT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    }
    // A node that is killed in between would wait for a sender that has nothing more to say.
    void expect_told_only_when_written(State end) {
        disk.exec("BEGIN IMMEDIATE");
        if (end == State::Declined)
            ASSERT_TRUE(bob.service().decline(id, "no"));
        else
            ASSERT_TRUE(bob.service().cancel(id));
        office.turn(300ms);
        EXPECT_FALSE(alice.has(id, end));
        disk.exec("COMMIT");
        EXPECT_TRUE(office.until([&] { return alice.has(id, end); }));
        office.restart(bob);
        EXPECT_TRUE(bob.has(id, end));
    }

    test::Office office;
    test::Desk& alice = office.desk("alice");
    test::Desk& bob = office.desk("bob");
    TransferId id;
    SQLite::Database disk{bob.database().string(), SQLite::OPEN_READWRITE,
                          5'000};  // ms, for the node to end its write
};

TEST_F(IncomingTest, ADeclineIsWrittenDownBeforeItIsTold) {
    expect_told_only_when_written(State::Declined);
}

TEST_F(IncomingTest, ACancelIsWrittenDownBeforeItIsTold) {
    expect_told_only_when_written(State::Cancelled);
}

}  // namespace
}  // namespace culver::transfer
