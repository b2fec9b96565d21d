// SPDX-License-Identifier: Apache-2.0
// Two transfer rooms over a memory network: everything a person can do, and cuts and restarts at any moment.
#include "transfer/transfer_service.h"

#include "base/text.h"
#include "tests/support/run.h"
#include "tests/transfer/desks.h"
#include "tests/transfer/trees.h"
#include "transfer/credit.h"
#include "transfer/receive_root.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <random>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;
using test::Desk;
using test::noise;
using test::Office;
using test::picture;
using test::put_file;

constexpr std::uint64_t kBlock = 256 * 1024;
// W + one block, each with its header.
constexpr std::uint64_t kMostResent = 8 * (1u << 20) + kBlock + 40 * 32;

class TransferServiceTest : public testing::Test {
protected:
    fs::path holiday(std::size_t big = 3'000'000) {
        const fs::path folder = alice.files() / "holiday";
        put_file(folder / "big.bin", noise(big));
        put_file(folder / "notes.txt", std::string(100'000, 'n'));
        put_file(folder / "zeros.img", std::string(700'000, '\0'));
        put_file(folder / "empty", "");
        put_file(folder / "deep/er/still.txt", "here");
        fs::create_directories(folder / "nothing in it");
        return folder;
    }
    TransferId offered(std::vector<fs::path> paths) {
        const TransferId id = office.send(alice, bob, std::move(paths));
        EXPECT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
        return id;
    }
    void expect_done(const TransferId& id) {
        const bool done =
            office.until([&] { return alice.has(id, State::Done) && bob.has(id, State::Done); });
        EXPECT_TRUE(done) << describe(alice.row(id)) << describe(bob.row(id));
    }
    static std::string describe(const TransferRow& row) {
        return std::string(to_string(row.direction)) + " " + std::string(to_string(row.state)) + " " +
               std::to_string(row.bytes_done) + "/" + std::to_string(row.bytes_total) + " " + row.error.code +
               ": " + row.error.message + "\n";
    }
    // Slow enough to be met under way.
    void slow_down(const TransferId& id, std::uint64_t rate = 2'000'000) {
        ASSERT_TRUE(alice.service().set_limit(id, rate));
    }
    bool is_moving(const TransferId& id) {
        return bob.has(id, State::Active) && bob.row(id).bytes_done > 2 * kBlock;
    }
    // No room for what only the last record has: where the files are.
    static void fill(SQLite::Database& disk) {
        disk.exec(
            "CREATE TRIGGER full BEFORE INSERT ON transfers"
            " WHEN instr(NEW.record, CAST('received/holiday' AS BLOB)) > 0"
            " BEGIN SELECT RAISE(ABORT, 'full'); END");
    }
    bool nothing_received() { return !fs::exists(bob.received()) || fs::is_empty(bob.received()); }
    void expect_same(const fs::path& sent) {
        EXPECT_EQ(picture(sent.parent_path()), picture(bob.received()));
    }

    Office office;
    Desk& alice = office.desk("alice");
    Desk& bob = office.desk("bob");
};

TEST_F(TransferServiceTest, BringsAFolderOverAsItIs) {
    const fs::path sent = holiday();
    const TransferId id = offered({sent});
    EXPECT_EQ(bob.row(id).bytes_total, 3'800'004u);
    EXPECT_EQ(bob.row(id).paths, std::vector<std::string>{"holiday"});
    office.accept(bob, id);
    expect_done(id);
    expect_same(sent);
    EXPECT_EQ(bob.row(id).paths, std::vector{(bob.received() / "holiday").string()});
    EXPECT_EQ(alice.row(id).bytes_done, 3'800'004u);
    EXPECT_EQ(alice.row(id).bytes_resent, 0u);
    EXPECT_GE(alice.row(id).bytes_saved, 600'000u);
    EXPECT_LE(alice.row(id).bytes_on_wire, 3'800'004u + 64 * 32);
}

TEST_F(TransferServiceTest, StandsInAGroupOnceBothAreKnownInIt) {
    GroupId group;
    group.bytes.fill(7);
    TransferService::SendOptions options;
    options.group = group;
    TransferId id;
    auto send = [&, sent = holiday()]() -> Task<> {
        auto begun = co_await alice.service().send(bob.id(), {sent}, options);
        id = begun.value_or(id);
    };
    culver::test::run(office.loop, send());
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    EXPECT_EQ(alice.row(id).group, group);
    EXPECT_EQ(bob.row(id).group, std::nullopt) << "whoever offers files may name any group";
    bob.shared_group = group;
    office.restart(alice);
    EXPECT_TRUE(office.until([&] { return bob.row(id).group == group; })) << "it was offered again";
    bob.shared_group = std::nullopt;
    office.restart(bob);
    EXPECT_EQ(bob.row(id).group, group) << "it stays where it was shown";
    office.accept(bob, id);
    expect_done(id);
}

TEST_F(TransferServiceTest, LeavesNoTraceOfItselfWhenDone) {
    const TransferId id = offered({holiday()});
    office.accept(bob, id);
    expect_done(id);
    EXPECT_TRUE(office.until([&] { return !fs::exists(bob.received() / partial_name(id)); }));
    EXPECT_TRUE(office.until([&] { return fs::is_empty(alice.files().parent_path() / "transfers"); }));
}

TEST_F(TransferServiceTest, BringsOverEmptyFilesAndFoldersAlone) {
    put_file(alice.files() / "empty", "");
    fs::create_directories(alice.files() / "hollow/inner");
    const TransferId id = offered({alice.files() / "empty", alice.files() / "hollow"});
    office.accept(bob, id);
    expect_done(id);
    EXPECT_EQ(picture(alice.files()), picture(bob.received()));
}

TEST_F(TransferServiceTest, BringsOverTenThousandSmallFiles) {
    for (int number = 0; number < 10'000; ++number) {
        put_file(alice.files() / "many" / std::to_string(number % 100) / std::to_string(number),
                 noise(static_cast<std::size_t>(number % 500), static_cast<std::uint64_t>(number)));
    }
    const TransferId id = offered({alice.files() / "many"});
    office.accept(bob, id);
    expect_done(id);
    expect_same(alice.files() / "many");
    EXPECT_EQ(bob.row(id).files, 10'000u);
}

TEST_F(TransferServiceTest, WritesNothingBeforeSomebodyAccepts) {
    bob.treat_all_as_strangers();
    const TransferId id = offered({holiday()});
    office.turn(std::chrono::milliseconds(200));
    EXPECT_TRUE(nothing_received());
    office.restart(bob);  // it lived in memory only; the sender says it again
    EXPECT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    EXPECT_TRUE(bob.service().decline(id, "not now"));
    EXPECT_TRUE(office.until([&] { return alice.has(id, State::Declined); }));
    EXPECT_EQ(alice.row(id).error.message, "not now");
    EXPECT_TRUE(nothing_received());
}

TEST_F(TransferServiceTest, KeepsAtMostTwentyOffersOfAStranger) {
    bob.treat_all_as_strangers();
    put_file(alice.files() / "a", "a");
    for (int number = 0; number < 25; ++number) (void)office.send(alice, bob, {alice.files() / "a"});
    EXPECT_TRUE(office.until([&] { return bob.service().list().size() == kMaxStrangerOffers; }));
    office.turn(std::chrono::milliseconds(300));
    EXPECT_EQ(bob.service().list().size(), kMaxStrangerOffers);
}

TEST_F(TransferServiceTest, TakesOnlyWhatIsWanted) {
    const fs::path sent = holiday();
    const TransferId id = offered({sent});
    office.accept(bob, id, {"holiday/deep", "holiday/notes.txt"});
    expect_done(id);
    EXPECT_EQ(test::picture(bob.received()).count("holiday/notes.txt"), 1u);
    EXPECT_EQ(test::picture(bob.received()).count("holiday/deep/er/still.txt"), 1u);
    EXPECT_EQ(test::picture(bob.received()).count("holiday/big.bin"), 0u);
    EXPECT_EQ(bob.row(id).bytes_total, 100'004u);
    EXPECT_EQ(alice.row(id).bytes_total, 100'004u);
}

TEST_F(TransferServiceTest, AsksAgainWhenAWantedPathIsNotInTheOffer) {
    const TransferId id = offered({holiday()});
    office.accept(bob, id, {"holiday/none"});
    EXPECT_TRUE(office.until([&] { return bob.row(id).error.code == "no_such_entry"; }));
    EXPECT_TRUE(bob.has(id, State::Offered));
    office.accept(bob, id);
    expect_done(id);
}

TEST_F(TransferServiceTest, AcceptsByRule) {
    auto rule = [&](std::uint64_t most) -> Task<> {
        store::AutoAcceptRule made{.peer = alice.id(), .on = true, .folder = {}, .max_bytes = most};
        test::must(co_await bob.service().set_rule(made));
    };
    culver::test::run(office.loop, rule(1000));
    put_file(alice.files() / "small", "small");
    put_file(alice.files() / "large", std::string(2000, 'l'));
    const TransferId small = office.send(alice, bob, {alice.files() / "small"});
    expect_done(small);
    const TransferId large = offered({alice.files() / "large"});
    office.turn(std::chrono::milliseconds(200));
    EXPECT_TRUE(bob.has(large, State::Offered));
}

TEST_F(TransferServiceTest, RefusesWhatIsNotThere) {
    auto work = [&]() -> Task<> {
        auto sent = co_await alice.service().send(bob.id(), {"/nowhere/at all"});
        EXPECT_FALSE(sent);
    };
    culver::test::run(office.loop, work());
    EXPECT_TRUE(alice.service().list().empty());
}

TEST_F(TransferServiceTest, RunsSeveralAtOnceAndTheRestInTurn) {
    std::vector<TransferId> ids;
    for (std::size_t number = 0; number < kMaxLanes + 3; ++number) {
        const fs::path path = alice.files() / ("file" + std::to_string(number));
        put_file(path, noise(2'000'000, number));
        ids.push_back(office.send(alice, bob, {path}));
    }
    for (const TransferId& id : ids) {
        ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
        slow_down(id, 300'000);  // none may end before all that can have begun, however slow the machine
    }
    for (const TransferId& id : ids) office.accept(bob, id);
    const auto in = [&](State state) {
        return std::ranges::count_if(ids, [&](auto& id) { return bob.has(id, state); });
    };
    ASSERT_TRUE(office.until([&] { return in(State::Active) >= std::ptrdiff_t{kMaxLanes}; }));
    office.turn(std::chrono::milliseconds(200));  // time for one too many
    EXPECT_EQ(in(State::Active), kMaxLanes);

    for (const TransferId& id : ids) slow_down(id, 20'000'000);
    std::ptrdiff_t most = 0;
    ASSERT_TRUE(office.until([&] {
        most = std::max(most, in(State::Active));
        return std::ranges::all_of(
            ids, [&](auto& id) { return alice.has(id, State::Done) && bob.has(id, State::Done); });
    }));
    EXPECT_LE(most, std::ptrdiff_t{kMaxLanes});
    EXPECT_EQ(picture(alice.files()), picture(bob.received()));
}

TEST_F(TransferServiceTest, GoesOnAfterCutsAtAnyByte) {
    std::mt19937_64 chance(20261122);
    for (int round = 0; round < 12; ++round) {
        const fs::path path = alice.files() / ("cut" + std::to_string(round));
        put_file(path, noise(4'000'000, static_cast<std::uint64_t>(round)));
        const TransferId id = offered({path});
        office.network.cut_after(alice.node(), bob.node(), chance() % 4'200'000);
        office.accept(bob, id);
        expect_done(id);
        EXPECT_LE(alice.row(id).bytes_resent, kMostResent);
        EXPECT_LE(alice.row(id).bytes_on_wire, 4'000'000 + alice.row(id).bytes_resent + 64 * 32);
    }
    EXPECT_EQ(picture(alice.files()), picture(bob.received()));
}

TEST_F(TransferServiceTest, GoesOnAfterManyCutsOfOneTransfer) {
    const fs::path sent = holiday(6'000'000);
    const TransferId id = offered({sent});
    office.accept(bob, id);
    for (int cut = 0; cut < 6; ++cut) {
        office.network.cut_after(alice.node(), bob.node(), 900'000);
        office.turn(std::chrono::milliseconds(150));
    }
    expect_done(id);
    expect_same(sent);
}

TEST_F(TransferServiceTest, SendsAtMostAWindowAndABlockTwice) {
    const fs::path path = alice.files() / "one";
    put_file(path, noise(8'000'000));
    const TransferId id = offered({path});
    slow_down(id, 4'000'000);  // the window is two blocks at this rate
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    office.network.cut(alice.node(), bob.node());
    ASSERT_TRUE(
        office.until([&] { return alice.has(id, State::Interrupted) || bob.has(id, State::Interrupted); }));
    expect_done(id);
    EXPECT_LE(alice.row(id).bytes_resent, 3 * (kBlock + 32));
    EXPECT_EQ(alice.row(id).bytes_on_wire - alice.row(id).bytes_resent, 8'000'000u + 31 * 32);
}

class RestartTest : public TransferServiceTest, public testing::WithParamInterface<bool> {
protected:
    Desk& chosen() { return GetParam() ? alice : bob; }
};

TEST_P(RestartTest, KeepsAnOffer) {
    const fs::path sent = holiday();
    const TransferId id = offered({sent});
    office.restart(chosen());
    EXPECT_TRUE(office.until([&] { return bob.has(id, State::Offered) && alice.has(id, State::Offered); }));
    office.accept(bob, id);
    expect_done(id);
    expect_same(sent);
}

TEST_P(RestartTest, GoesOnUnderWay) {
    const fs::path sent = holiday(5'000'000);
    const TransferId id = offered({sent});
    slow_down(id, 4'000'000);
    office.accept(bob, id);
    for (int time = 0; time < 2; ++time) {
        const std::uint64_t before = bob.row(id).bytes_done;
        ASSERT_TRUE(office.until(
            [&] { return bob.has(id, State::Active) && bob.row(id).bytes_done > before + kBlock; }));
        office.restart(chosen());
        slow_down(id, 4'000'000);
    }
    slow_down(id, 0);
    expect_done(id);
    expect_same(sent);
    EXPECT_LE(alice.row(id).bytes_resent, 2 * 3 * (kBlock + 32));
}

TEST_P(RestartTest, StaysPaused) {
    const fs::path sent = holiday(5'000'000);
    const TransferId id = offered({sent});
    slow_down(id);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    ASSERT_TRUE(bob.service().pause(id));
    ASSERT_TRUE(office.until([&] { return alice.has(id, State::Paused); }));
    office.restart(chosen());
    office.turn(std::chrono::milliseconds(500));
    EXPECT_TRUE(alice.has(id, State::Paused));
    EXPECT_TRUE(bob.has(id, State::Paused));
    ASSERT_TRUE(bob.service().resume(id));
    expect_done(id);
    expect_same(sent);
}

TEST_P(RestartTest, RemembersWhatIsOver) {
    const TransferId id = offered({holiday()});
    office.accept(bob, id);
    expect_done(id);
    office.restart(chosen());
    EXPECT_TRUE(alice.has(id, State::Done));
    EXPECT_TRUE(bob.has(id, State::Done));
    EXPECT_EQ(bob.row(id).bytes_done, bob.row(id).bytes_total);
}

TEST_P(RestartTest, TellsACancelThatTheOtherSideMissed) {
    const TransferId id = offered({holiday(5'000'000)});
    slow_down(id);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    Desk& other = GetParam() ? bob : alice;
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    ASSERT_TRUE(chosen().service().cancel(id));
    office.restart(chosen());
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Plugged);
    EXPECT_TRUE(office.until([&] { return other.has(id, State::Cancelled); }));
    EXPECT_TRUE(office.until([&] { return nothing_received(); }));
}

INSTANTIATE_TEST_SUITE_P(OfEither, RestartTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "Sender" : "Receiver"; });

class EitherSideTest : public RestartTest {};

TEST_P(EitherSideTest, PausesAndGoesOn) {
    const fs::path sent = holiday(4'000'000);
    const TransferId id = offered({sent});
    slow_down(id);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    ASSERT_TRUE(chosen().service().pause(id));
    ASSERT_TRUE(office.until([&] { return alice.has(id, State::Paused) && bob.has(id, State::Paused); }));
    office.turn(std::chrono::milliseconds(700));
    const std::uint64_t done = bob.row(id).bytes_done;
    office.turn(std::chrono::milliseconds(300));
    EXPECT_EQ(bob.row(id).bytes_done, done);
    EXPECT_EQ(alice.row(id).paused_by_peer, !GetParam());
    ASSERT_TRUE(chosen().service().resume(id));
    expect_done(id);
    expect_same(sent);
    EXPECT_EQ(alice.row(id).bytes_resent, 0u);
}

TEST_P(EitherSideTest, CancelsAndLeavesNothing) {
    const TransferId id = offered({holiday(4'000'000)});
    slow_down(id);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    ASSERT_TRUE(chosen().service().cancel(id));
    EXPECT_TRUE(
        office.until([&] { return alice.has(id, State::Cancelled) && bob.has(id, State::Cancelled); }));
    EXPECT_TRUE(office.until([&] { return nothing_received(); }));
    EXPECT_FALSE(chosen().service().resume(id));
}

TEST_P(EitherSideTest, CancelsAnOffer) {
    const TransferId id = offered({holiday()});
    ASSERT_TRUE(chosen().service().cancel(id));
    EXPECT_TRUE(
        office.until([&] { return alice.has(id, State::Cancelled) && bob.has(id, State::Cancelled); }));
}

INSTANTIATE_TEST_SUITE_P(Of, EitherSideTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "Sender" : "Receiver"; });

TEST_F(TransferServiceTest, QueuesWhileThePeerIsAway) {
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    const fs::path sent = holiday();
    const TransferId id = office.send(alice, bob, {sent});
    office.turn(std::chrono::milliseconds(300));
    EXPECT_TRUE(alice.has(id, State::Offered));
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Plugged);
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    office.accept(bob, id);
    expect_done(id);
}

TEST_F(TransferServiceTest, NamesAFileThatChangedWhileItWasSent) {
    const fs::path sent = holiday(4'000'000);
    const TransferId id = offered({sent});
    slow_down(id);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    put_file(sent / "big.bin", noise(4'000'000, 99));
    slow_down(id, 0);
    ASSERT_TRUE(office.until([&] { return alice.has(id, State::Failed) && bob.has(id, State::Failed); }));
    EXPECT_EQ(alice.row(id).error.code, "source_changed");
    EXPECT_NE(alice.row(id).error.message.find("big.bin"), std::string::npos);
    EXPECT_FALSE(fs::exists(bob.received() / "holiday/big.bin"));
    EXPECT_TRUE(fs::exists(bob.received() / "holiday/notes.txt"));
}

// A node runs for months without a restart.
TEST_F(TransferServiceTest, ForgetsWhatIsLongOverWhileItRuns) {
    const TransferId id = offered({holiday()});
    office.accept(bob, id);
    expect_done(id);
    for (Desk* desk : {&alice, &bob}) {
        desk->tidy_interval = std::chrono::milliseconds(20);
        desk->clock.ahead = kKeepFinished - std::chrono::hours(1);
        office.restart(*desk);
    }
    office.turn(std::chrono::milliseconds(200));
    EXPECT_TRUE(alice.has(id, State::Done) && bob.has(id, State::Done));
    for (Desk* desk : {&alice, &bob}) {
        desk->clock.ahead = kKeepFinished + std::chrono::hours(1);
        SQLite::Database disk(desk->database().string());
        EXPECT_TRUE(office.until([&] {
            const bool is_stored = disk.execAndGet("SELECT count(*) FROM transfers").getInt() != 0;
            return desk->service().list().empty() && !is_stored;
        }));
    }
}

// What arrived of a transfer whose sender is gone for good must not fill the disk for ever.
TEST_F(TransferServiceTest, GivesUpAPartThatWaitedTooLong) {
    const TransferId id = offered({holiday(4'000'000)});
    slow_down(id);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    office.network.cut(alice.node(), bob.node());
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Interrupted); }));
    bob.clock.ahead = kKeepUnfinished - std::chrono::hours(1);
    office.restart(bob);
    EXPECT_TRUE(bob.has(id, State::Interrupted));
    EXPECT_FALSE(nothing_received());
    bob.clock.ahead = kKeepUnfinished + std::chrono::hours(1);
    office.restart(bob);
    ASSERT_TRUE(office.until([&] { return nothing_received(); }));
    EXPECT_TRUE(bob.has(id, State::Failed));
    EXPECT_EQ(bob.row(id).error.code, "expired");
}

// The sender's list of files is not synced before the offer; a crash of the machine may leave it empty.
TEST_F(TransferServiceTest, ListsItsFilesAgainWhenTheListWasTorn) {
    const fs::path sent = holiday(4'000'000);
    const TransferId id = offered({sent});
    int torn = 0;
    office.restart(alice, [&] {
        for (const auto& found : fs::directory_iterator(alice.lists())) {
            if (found.path().extension() != ".source") continue;
            fs::resize_file(found.path(), 0);
            ++torn;
        }
    });
    ASSERT_EQ(torn, 1);
    office.accept(bob, id);
    expect_done(id);
    expect_same(sent);
}

// The same, and the files are not what was offered any more: nothing can come of it, and both are told.
TEST_F(TransferServiceTest, TellsBothSidesWhenItsListIsLostForGood) {
    const fs::path sent = holiday();
    const TransferId id = offered({sent});
    office.restart(alice, [&] {
        for (const auto& found : fs::directory_iterator(alice.lists())) fs::resize_file(found.path(), 0);
        put_file(sent / "notes.txt", "changed");
    });
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return alice.has(id, State::Failed) && bob.has(id, State::Failed); }))
        << describe(alice.row(id)) << describe(bob.row(id));
    EXPECT_EQ(alice.row(id).error.code, "source_changed");
    EXPECT_EQ(bob.row(id).error.code, "source_changed");
    EXPECT_EQ(bob.row(id).error.message, "On the other computer: " + alice.row(id).error.message);
    EXPECT_TRUE(office.until([&] { return nothing_received(); }));
}

// Nothing can be kept in the profile any more just when the last record is due.
TEST_F(TransferServiceTest, EndsOnlyOnceItsEndIsWrittenDown) {
    const fs::path sent = holiday();
    const TransferId id = offered({sent});
    SQLite::Database disk(bob.database().string(), SQLite::OPEN_READWRITE, 5000);
    fill(disk);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] {
        return bob.has(id, State::Interrupted) && alice.has(id, State::Interrupted);
    })) << describe(alice.row(id))
        << describe(bob.row(id));
    office.network.cut(alice.node(), bob.node());  // and it is offered again
    office.turn(std::chrono::milliseconds(500));
    EXPECT_FALSE(is_final(bob.row(id).state)) << describe(bob.row(id));
    EXPECT_FALSE(is_final(alice.row(id).state)) << describe(alice.row(id));
    EXPECT_TRUE(fs::exists(bob.received() / partial_name(id)));
    disk.exec("DROP TRIGGER full");
    expect_done(id);
    expect_same(sent);
    EXPECT_EQ(bob.row(id).paths, std::vector{(bob.received() / "holiday").string()});
}

TEST_F(TransferServiceTest, NeedsNobodyToWriteItsEndDown) {
    const TransferId id = offered({holiday()});
    SQLite::Database disk(bob.database().string(), SQLite::OPEN_READWRITE, 5000);
    fill(disk);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return alice.has(id, State::Interrupted); }));
    EXPECT_NE(alice.row(id).error.message.find("On the other computer"), std::string::npos);
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    office.network.cut(alice.node(), bob.node());
    disk.exec("DROP TRIGGER full");
    EXPECT_TRUE(office.until([&] { return bob.has(id, State::Done); })) << describe(bob.row(id));
    office.network.set_cable(alice.node(), bob.node(), culver::test::MemoryNetwork::Cable::Plugged);
    expect_done(id);
}

// The receive folder was on a stick. What is beneath its mount point is another disk: nothing may begin
// there.
TEST_F(TransferServiceTest, WaitsForTheDiskThatWasPulledOut) {
    const fs::path sent = holiday(4'000'000);
    const TransferId id = offered({sent});
    slow_down(id);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    const fs::path elsewhere = bob.received().string() + " elsewhere";
    office.restart(bob, [&] { fs::rename(bob.received(), elsewhere); });
    ASSERT_TRUE(office.until([&] { return bob.row(id).error.code == "folder_gone"; }));
    EXPECT_FALSE(fs::exists(bob.received()));
    office.turn(std::chrono::milliseconds(500));
    EXPECT_FALSE(fs::exists(bob.received()));
    fs::rename(elsewhere, bob.received());
    ASSERT_TRUE(bob.service().resume(id));
    expect_done(id);
    expect_same(sent);
    EXPECT_LE(alice.row(id).bytes_resent, kMostResent);
}

TEST_F(TransferServiceTest, ShowsAtMostFourStepsASecond) {
    const TransferId id = offered({holiday(4'000'000)});
    slow_down(id);
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return is_moving(id); }));
    const int before = bob.progress_events;
    office.turn(std::chrono::milliseconds(1000));
    EXPECT_LE(bob.progress_events - before, 5);
    EXPECT_GT(bob.row(id).rate, 500'000u);
}

}  // namespace
}  // namespace culver::transfer
