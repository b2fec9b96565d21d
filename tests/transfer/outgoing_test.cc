// SPDX-License-Identifier: Apache-2.0
#include "transfer/outgoing.h"

#include "base/files.h"
#include "tests/transfer/desks.h"
#include "tests/transfer/trees.h"
#include "transfer/source_tree.h"

#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;

TEST(OutgoingTest, ANodeThatStopsWhileFilesAreListedListsThemAtItsNextStart) {
    test::Office office;
    auto& alice = office.desk("alice");
    auto& bob = office.desk("bob");
    const fs::path folder = alice.files() / "many";
    constexpr int kFolders = 3'000;  // far from listed within one turn of the loop
    for (int at = 0; at < kFolders; ++at) fs::create_directories(folder / std::to_string(at));
    test::put_file(folder / "0/one.txt", "one");
    const auto id = office.send(alice, bob, {folder});
    office.restart(alice);
    EXPECT_EQ(alice.row(id).error.message, "");
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    office.accept(bob, id);
    EXPECT_TRUE(office.until([&] { return alice.has(id, State::Done); }));
}

// The stick is out when the node starts again, and has another number when it is back.
TEST(OutgoingTest, GoesOnByItselfWhenTheDiskThatIsSentIsBack) {
    test::Office office;
    auto& alice = office.desk("alice");
    auto& bob = office.desk("bob");
    const fs::path stick = alice.files() / "stick";
    test::put_file(stick / "big", test::noise(6'000'000));
    test::put_file(stick / "small", "small");
    const auto id = office.send(alice, bob, {stick});
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    ASSERT_TRUE(alice.service().set_limit(id, 2'000'000));
    office.accept(bob, id);
    ASSERT_TRUE(office.until([&] { return bob.row(id).bytes_done > 2'000'000; }));
    office.restart(alice, [&] {
        const fs::path list = alice.lists() / (id.text() + ".source");
        const auto kept = test::must(SourceTree::decode(as_bytes(test::must(read_file(list, 1U << 20)))));
        const Bytes renumbered = test::with_other_disk_numbers(kept).encode();
        test::must(replace_file(list, as_text(renumbered)));
        fs::rename(stick, alice.files() / "unplugged");
    });
    ASSERT_TRUE(office.until([&] { return alice.row(id).error.code == "source_away"; }));
    EXPECT_TRUE(alice.has(id, State::Interrupted));
    office.turn(std::chrono::seconds(4));
    EXPECT_EQ(alice.row(id).error.code, "source_away") << alice.row(id).error.message;
    EXPECT_GT(bob.row(id).bytes_done, 2'000'000U) << "what arrived stays";
    fs::rename(alice.files() / "unplugged", stick);
    EXPECT_TRUE(office.until([&] { return alice.has(id, State::Done) && bob.has(id, State::Done); }))
        << alice.row(id).error.message;
    EXPECT_EQ(test::picture(stick), test::picture(bob.received() / "stick"));
    EXPECT_LT(alice.row(id).bytes_resent, 2'000'000U);
}

class OutgoingPairTest : public testing::Test {
protected:
    test::Office office;
    test::Desk& alice = office.desk("alice");
    test::Desk& bob = office.desk("bob");
};

TEST_F(OutgoingPairTest, TellsWhatItLeftOut) {
    const fs::path folder = alice.files() / "folder";
    test::put_file(folder / "own", "own");
    fs::create_symlink("own", folder / "link");
    fs::create_symlink("nowhere", folder / "dead");
    const auto id = office.send(alice, bob, {folder});
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    const LeftOut left_out = alice.row(id).left_out;
    EXPECT_EQ(left_out.count, 2U);
    EXPECT_NE(left_out.message.find("folder/link\" (it is a link)"), std::string::npos) << left_out.message;
    office.restart(alice);
    EXPECT_EQ(alice.row(id).left_out, left_out);
    EXPECT_EQ(bob.row(id).left_out, LeftOut{});
}

TEST_F(OutgoingPairTest, OffersAgainWhatFoundNoRoom) {
    alice.offer_again = std::chrono::milliseconds(300);
    office.restart(alice);
    bob.treat_all_as_strangers();
    test::put_file(alice.files() / "a", "a");
    std::vector<TransferId> ids;
    for (std::size_t number = 0; number < kMaxStrangerOffers; ++number)
        ids.push_back(office.send(alice, bob, {alice.files() / "a"}));
    ASSERT_TRUE(office.until([&] { return bob.service().list().size() == kMaxStrangerOffers; }));
    const auto late = office.send(alice, bob, {alice.files() / "a"});
    ASSERT_TRUE(office.until([&] { return alice.row(late).error.code == "too_many_offers"; }));
    EXPECT_TRUE(alice.has(late, State::Interrupted));
    office.turn(std::chrono::seconds(1));
    EXPECT_EQ(alice.row(late).error.code, "too_many_offers") << "there is no room still";
    ASSERT_TRUE(bob.service().decline(ids[3]));
    EXPECT_TRUE(
        office.until([&] { return bob.has(late, State::Offered) && alice.has(late, State::Offered); }));
    office.accept(bob, late);
    EXPECT_TRUE(office.until([&] { return alice.has(late, State::Done); }));
}

}  // namespace
}  // namespace culver::transfer
