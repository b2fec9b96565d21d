// SPDX-License-Identifier: Apache-2.0
// What both directions have in common: the record, and when it is written down.
#include "transfer/transfer.h"

#include "base/task_scope.h"
#include "tests/support/run.h"
#include "tests/transfer/desks.h"
#include "tests/transfer/trees.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

using test::Desk;
using test::Office;

// A slow disk, and a kill behind the answer: what a person was told is carried out must be there afterwards.
TEST(TransferTest, AnOrderIsKeptOnlyWhenItIsWrittenDown) {
    Office office;
    Desk& alice = office.desk("alice");
    Desk& bob = office.desk("bob");
    test::put_file(alice.files() / "plan.pdf", "a plan");
    const TransferId id = office.send(alice, bob, {alice.files() / "plan.pdf"});
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    SQLite::Database disk(bob.database().string(), SQLite::OPEN_READWRITE, 5000);
    disk.exec("BEGIN IMMEDIATE");  // whoever writes waits
    ASSERT_TRUE(bob.service().pause(id));
    office.turn(std::chrono::milliseconds(100));  // its record is on its way
    bool is_kept = false;
    auto wait = [&]() -> Task<> { is_kept = (co_await bob.service().kept(id)).has_value(); };
    TaskScope scope(office.loop.get_executor());
    scope.spawn("kept", wait());
    office.turn(std::chrono::milliseconds(200));
    EXPECT_FALSE(is_kept);
    disk.exec("ROLLBACK");
    EXPECT_TRUE(office.until([&] { return is_kept; }));
    culver::test::run(office.loop, scope.close());
}

// A person is not told that it is kept, and is when it is asked for again and there is room.
TEST(TransferTest, WhatTheDiskRefusesIsToldAndTriedAgain) {
    Office office;
    Desk& alice = office.desk("alice");
    Desk& bob = office.desk("bob");
    test::put_file(alice.files() / "plan.pdf", "a plan");
    const TransferId id = office.send(alice, bob, {alice.files() / "plan.pdf"});
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    SQLite::Database disk(bob.database().string(), SQLite::OPEN_READWRITE, 5000);
    disk.exec("CREATE TRIGGER full BEFORE INSERT ON transfers BEGIN SELECT RAISE(ABORT, 'full'); END");
    ASSERT_TRUE(bob.service().set_limit(id, 123'456));
    bool is_kept = true;
    auto ask = [&]() -> Task<> { is_kept = (co_await bob.service().kept(id)).has_value(); };
    office.turn(std::chrono::milliseconds(100));  // the record was refused already
    culver::test::run(office.loop, ask());
    EXPECT_FALSE(is_kept);
    disk.exec("DROP TRIGGER full");
    culver::test::run(office.loop, ask());
    EXPECT_TRUE(is_kept);
    office.restart(bob);
    EXPECT_EQ(bob.row(id).rate_limit, 123'456u);
}

}  // namespace
}  // namespace culver::transfer
