// SPDX-License-Identifier: Apache-2.0
#include "transfer/incoming.h"

#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/desks.h"
#include "tests/transfer/trees.h"
#include "transfer/receive_root.h"

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

// A node that is killed right after the decision was written down.
TEST_F(IncomingTest, WhatIsAcceptedIsNeverShownAsOfferedAgain) {
    office.accept(bob, id);
    SQLite::Statement kept(disk, "SELECT record FROM transfers");
    ASSERT_TRUE(kept.executeStep());
    const std::string record = kept.getColumn(0).getString();
    kept.reset();
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    office.restart(bob, [&] {
        SQLite::Statement back(disk, "UPDATE transfers SET record = ?");
        back.bind(1, record.data(), static_cast<int>(record.size()));
        back.exec();
    });
    EXPECT_TRUE(office.until([&] { return bob.has(id, State::Interrupted); }))
        << to_string(bob.row(id).state);
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Plugged);
    EXPECT_TRUE(office.until([&] { return bob.has(id, State::Done); }));
}

namespace fs = std::filesystem;

class UnderWayTest : public testing::Test {
protected:
    // A transfer of which about a third has arrived.
    UnderWayTest() {
        test::put_file(alice.files() / "big", test::noise(4'000'000));
        id = office.send(alice, bob, {alice.files() / "big"});
        EXPECT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
        EXPECT_TRUE(alice.service().set_limit(id, 2'000'000));
        office.accept(bob, id);
        EXPECT_TRUE(office.until([&] { return bob.row(id).bytes_done > 1'000'000; }));
    }
    fs::path partial(const fs::path& folder) const { return folder / partial_name(id); }
    Result<> resume_in(const fs::path& folder) {
        Result<> resumed;
        auto work = [&]() -> Task<> { resumed = co_await bob.service().resume_in(id, folder.string()); };
        culver::test::run(office.loop, work());
        return resumed;
    }
    void expect_done() {
        EXPECT_TRUE(office.until([&] { return alice.has(id, State::Done) && bob.has(id, State::Done); }))
            << bob.row(id).error.message;
    }

    test::Office office;
    test::Desk& alice = office.desk("alice");
    test::Desk& bob = office.desk("bob");
    TransferId id;
};

TEST_F(UnderWayTest, GoesOnInAnotherFolderAndLeavesNothingInTheFormer) {
    const fs::path other = bob.received().string() + " elsewhere";
    EXPECT_FALSE(resume_in(other)) << "while it moves";
    ASSERT_TRUE(bob.service().pause(id));
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Paused); }));
    office.turn(300ms);
    ASSERT_TRUE(fs::exists(partial(bob.received())));
    const auto resumed = resume_in(other);
    ASSERT_TRUE(resumed) << resumed.error().sentence();
    EXPECT_TRUE(
        office.until([&] { return fs::exists(partial(other)) && !fs::exists(partial(bob.received())); }));
    ASSERT_TRUE(alice.service().set_limit(id, 0));
    expect_done();
    EXPECT_EQ(test::picture(alice.files()), test::picture(other));
    EXPECT_EQ(bob.row(id).folder, other.string());
}

TEST_F(UnderWayTest, LosesNothingWhenTheOtherFolderIsTheSame) {
    const fs::path alias = bob.received().string() + " alias";
    fs::create_directory_symlink(bob.received(), alias);
    ASSERT_TRUE(bob.service().pause(id));
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Paused); }));
    office.turn(300ms);
    ASSERT_TRUE(resume_in(alias));
    ASSERT_TRUE(alice.service().set_limit(id, 0));
    expect_done();
    EXPECT_EQ(test::picture(alice.files()), test::picture(bob.received()));
    EXPECT_LT(alice.row(id).bytes_resent, 3'000'000U);
}

TEST_F(UnderWayTest, LeavesNothingAnywhereWhenItIsCancelledBeforeItBeganInTheOtherFolder) {
    ASSERT_TRUE(bob.service().pause(id));
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Paused); }));
    office.turn(300ms);
    ASSERT_TRUE(fs::exists(partial(bob.received())));
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    ASSERT_TRUE(resume_in(bob.received().string() + " not there yet"));
    ASSERT_TRUE(bob.service().cancel(id));
    EXPECT_TRUE(office.until([&] { return !fs::exists(partial(bob.received())); }));
}

// The disk is out when it is cancelled; what lies on it is removed when it is back.
TEST_F(UnderWayTest, RemovesItsDataWhenItsDiskIsBack) {
    const fs::path shelf = bob.received().string() + " unplugged";
    const test::InMemory memory;
    const culver::test::TempDir beneath;  // on another disk
    office.restart(bob, [&] {
        fs::rename(bob.received(), shelf);
        fs::create_directory_symlink(beneath.path(), bob.received());
    });
    ASSERT_TRUE(office.until([&] { return bob.row(id).error.code == "folder_gone"; }));
    ASSERT_TRUE(bob.service().cancel(id));
    office.turn(500ms);
    office.restart(bob, [&] {
        fs::remove(bob.received());
        fs::rename(shelf, bob.received());
        EXPECT_TRUE(fs::exists(partial(bob.received())));
    });
    EXPECT_TRUE(office.until([&] { return !fs::exists(partial(bob.received())); }));
}

// All has arrived, and its final names could not be noted; then the sender says that it can never go on.
TEST_F(UnderWayTest, KeepsAllThatIsHereThoughTheSenderGivesUp) {
    const fs::path obstacle = partial(bob.received()) / "intent";
    fs::create_directory(obstacle);
    ASSERT_TRUE(alice.service().set_limit(id, 0));
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Interrupted); }));
    office.turn(500ms);
    const Bytes ended = encode(wire::Ended{id, wire::How::Failed, "source_gone", "It is gone."});
    ASSERT_TRUE(alice.sessions().send(bob.id(), static_cast<std::uint16_t>(wire::Kind::Ended), ended));
    office.turn(500ms);
    EXPECT_TRUE(bob.has(id, State::Interrupted)) << to_string(bob.row(id).state);
    ASSERT_TRUE(fs::exists(partial(bob.received()) / "files"));
    fs::remove(obstacle);
    ASSERT_TRUE(bob.service().resume(id));
    expect_done();
    EXPECT_EQ(test::picture(alice.files()), test::picture(bob.received()));
}

}  // namespace
}  // namespace culver::transfer
