// SPDX-License-Identifier: Apache-2.0
// Two transfer rooms over a memory network: a file that is sent again after it changed.
#include "base/files.h"
#include "tests/support/run.h"
#include "tests/transfer/desks.h"
#include "tests/transfer/trees.h"
#include "transfer/receive_root.h"
#include "transfer/recipe.h"

#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;
using test::Desk;
using test::noise;
using test::Office;
using test::put_file;

constexpr std::uint64_t kSize = 24U << 20;

std::string read_text(const fs::path& path) {
    return test::must(read_file(path, 2 * kSize));
}

class ReuseTest : public testing::Test {
protected:
    ReuseTest() {
        alice.service().set_compression(false);
        put_file(file, content);
        first = send();
        expect_done(first);
    }
    TransferId offered() {
        const TransferId id = office.send(alice, bob, {file});
        EXPECT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
        return id;
    }
    TransferId send() {
        const TransferId id = offered();
        office.accept(bob, id);
        return id;
    }
    void expect_done(const TransferId& id) {
        EXPECT_TRUE(office.until([&] { return alice.has(id, State::Done) && bob.has(id, State::Done); }))
            << to_string(bob.row(id).state) << ' ' << bob.row(id).error.message
            << alice.row(id).error.message;
    }
    // Sends content as it is at the moment; what went over the lane.
    std::uint64_t send_again() {
        put_file(file, content);
        const TransferId id = send();
        expect_done(id);
        last = id;
        expect_received(id);
        EXPECT_EQ(alice.row(id).bytes_reused, bob.row(id).bytes_reused);
        EXPECT_LE(bob.row(id).bytes_reused, content.size());
        return alice.row(id).bytes_on_wire;
    }
    void expect_received(const TransferId& id) {
        const auto paths = bob.row(id).paths;
        ASSERT_EQ(paths.size(), 1u);
        EXPECT_TRUE(read_text(paths[0]) == content) << paths[0];
    }
    Office office;
    Desk& alice = office.desk("alice");
    Desk& bob = office.desk("bob");
    fs::path file = alice.files() / "image.bin";
    fs::path received = bob.received() / "image.bin";
    std::string content = noise(kSize);
    TransferId first, last;
};

TEST_F(ReuseTest, SendsNothingOfAnEqualFile) {
    EXPECT_LT(send_again(), 1'000u);
    EXPECT_EQ(bob.row(last).bytes_reused, kSize);
    EXPECT_EQ(bob.row(last).bytes_done, kSize);
    EXPECT_EQ(bob.row(last).paths, std::vector{(bob.received() / "image (2).bin").string()});
}

TEST_F(ReuseTest, SendsOnlyWhatChangedInTheMiddle) {
    content.replace(kSize / 2, kSize / 100, noise(kSize / 100, 2));
    EXPECT_LT(send_again(), kSize / 100 + 4 * (256 << 10));
}

TEST_F(ReuseTest, SendsOnlyWhatWasInsertedAtTheFront) {
    content.insert(0, noise(1'000'000, 2));
    EXPECT_LT(send_again(), 1'000'000u + 3 * (256 << 10));
}

TEST_F(ReuseTest, SendsOnlyWhatWasAppended) {
    content += noise(1'000'000, 2);
    EXPECT_LT(send_again(), 1'000'000u + 3 * (256 << 10));
}

TEST_F(ReuseTest, TakesTheNewestVersion) {
    content.replace(0, kSize / 2, noise(kSize / 2, 2));
    (void)send_again();
    content.replace(kSize - 1000, 1000, noise(1000, 3));
    EXPECT_LT(send_again(), 1u << 20);
}

TEST_F(ReuseTest, SendsSomethingElsePlainly) {
    content = noise(kSize, 9);
    const std::uint64_t wire = send_again();
    EXPECT_GE(wire, kSize);
    EXPECT_LE(wire, kSize + 100 * 32);
    EXPECT_EQ(bob.row(last).bytes_reused, 0u);
}

TEST_F(ReuseTest, LeavesAloneWhatSomebodyWorkedOn) {
    const std::string edited = content + "mine";
    put_file(received, edited);
    EXPECT_GE(send_again(), kSize);
    EXPECT_EQ(bob.row(last).bytes_reused, 0u);
    EXPECT_EQ(read_text(received), edited);
}

// Only the time of the file tells, and that can be set: then its content decides.
TEST_F(ReuseTest, BelievesContentAndNotTimes) {
    const auto time = fs::last_write_time(received);
    std::string edited = content;
    edited.replace(kSize / 2, kSize / 4, noise(kSize / 4, 3));
    put_file(received, edited);
    fs::last_write_time(received, time);
    const std::uint64_t wire = send_again();
    EXPECT_GT(wire, kSize / 5);
    EXPECT_LT(wire, kSize / 3);
    EXPECT_EQ(read_text(received), edited);
}

TEST_F(ReuseTest, FollowsNoLink) {
    fs::rename(received, bob.received() / "moved.bin");
    fs::create_symlink("moved.bin", received);
    EXPECT_GE(send_again(), kSize);
}

// What one peer sent is nothing to another, who would learn that it is here.
TEST_F(ReuseTest, UsesNothingThatSomebodyElseSent) {
    Desk& carol = office.desk("carol");
    put_file(carol.files() / "image.bin", content);
    const TransferId id = office.send(carol, bob, {carol.files() / "image.bin"});
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return carol.has(id, State::Done); }));
    EXPECT_GE(carol.row(id).bytes_on_wire, kSize / 2);
    EXPECT_EQ(bob.row(id).bytes_reused, 0u);
}

TEST_F(ReuseTest, FindsEarlierVersionsAfterARestart) {
    office.restart(bob);
    content.replace(1000, 1000, noise(1000, 2));
    EXPECT_LT(send_again(), 1u << 20);
}

TEST_F(ReuseTest, WorksInsideFolders) {
    file = alice.files() / "disk";
    put_file(file / "deep/image.bin", content);
    put_file(file / "small.txt", "small");
    expect_done(send());
    put_file(file / "small.txt", "changed");
    const TransferId id = send();
    expect_done(id);
    EXPECT_LT(alice.row(id).bytes_on_wire, 2u * (256 << 10));
    EXPECT_TRUE(read_text(bob.received() / "disk (2)/deep/image.bin") == content);
    EXPECT_EQ(read_text(bob.received() / "disk (2)/small.txt"), "changed");
}

TEST_F(ReuseTest, SurvivesARestartOfTheReceiverAtAnyTime) {
    for (int turn = 0; turn < 4; ++turn) {
        content.replace(kSize / 2, kSize / 4, noise(kSize / 4, static_cast<std::uint64_t>(10 + turn)));
        put_file(file, content);
        const TransferId id = offered();
        ASSERT_TRUE(alice.service().set_limit(id, 4'000'000));
        office.accept(bob, id);
        const auto is_met = [&] {
            return turn % 2 == 0 ? bob.has(id, State::Active) : bob.row(id).bytes_done > kSize * 4 / 5;
        };
        ASSERT_TRUE(office.until(is_met));
        office.restart(bob);
        ASSERT_TRUE(alice.service().set_limit(id, 0));
        expect_done(id);
        expect_received(id);
        EXPECT_LT(alice.row(id).bytes_on_wire - alice.row(id).bytes_resent, kSize / 4 + 4 * (256 << 10));
    }
}

TEST_F(ReuseTest, GoesOnAfterAPauseInBetween) {
    content.replace(kSize / 2, kSize / 4, noise(kSize / 4, 3));
    put_file(file, content);
    const TransferId id = send();
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Active); }));
    ASSERT_TRUE(bob.service().pause(id));
    office.turn(std::chrono::milliseconds(300));
    ASSERT_TRUE(bob.service().resume(id));
    expect_done(id);
    expect_received(id);
}

TEST_F(ReuseTest, CanBeCancelledInBetween) {
    put_file(file, content + "!");
    const TransferId id = send();
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Active); }));
    ASSERT_TRUE(bob.service().cancel(id));
    EXPECT_TRUE(office.until([&] { return !fs::exists(bob.received() / partial_name(id)); }));
    EXPECT_TRUE(read_text(received) == content);
}

// The sender's file changes between what the recipe told and what is sent: never a mixture of both.
TEST_F(ReuseTest, GivesUpAFileThatChangesInBetween) {
    content.replace(kSize / 2, kSize / 4, noise(kSize / 4, 3));
    put_file(file, content);
    const TransferId id = offered();
    ASSERT_TRUE(alice.service().set_limit(id, 2'000'000));
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return bob.row(id).bytes_done > kSize * 4 / 5; }));
    std::string other = content;
    other[0] = static_cast<char>(other[0] ^ 1);
    put_file(file, other);
    ASSERT_TRUE(alice.service().set_limit(id, 0));
    EXPECT_TRUE(office.until([&] { return alice.has(id, State::Failed) && bob.has(id, State::Failed); }));
    EXPECT_FALSE(fs::exists(bob.received() / "image (2).bin"));
}

}  // namespace
}  // namespace culver::transfer
