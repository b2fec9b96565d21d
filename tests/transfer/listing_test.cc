// SPDX-License-Identifier: Apache-2.0
// What a person is told of an offer before the answer: from the sender, checked, and kept nowhere.
#include "transfer/listing.h"

#include "base/text.h"
#include "tests/support/run.h"
#include "tests/transfer/desks.h"
#include "tests/transfer/trees.h"

#include <gtest/gtest.h>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;
using test::Desk;
using test::Office;
using test::put_file;

class ListingTest : public testing::Test {
protected:
    TransferId offered(const std::vector<fs::path>& paths) {
        const TransferId id = office.send(alice, bob, paths);
        EXPECT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
        return id;
    }
    Result<Listing> list(const TransferId& id, std::uint32_t first = 0, std::uint32_t count = 200) {
        Result<Listing> listed = fail(ProtocolErrc::NoSuchTransfer);
        auto work = [&]() -> Task<> { listed = co_await bob.service().list_entries(id, first, count); };
        culver::test::run(office.loop, work());
        return listed;
    }
    static std::string code_of(const Result<Listing>& listed) {
        return listed ? "listed" : describe(listed.error()).code;
    }

    Office office;
    Desk& alice = office.desk("alice");
    Desk& bob = office.desk("bob");
};

TEST_F(ListingTest, TellsNamesAndSizesAndKeepsNothing) {
    put_file(alice.files() / "trip/b.jpg", std::string(300'000, 'b'));
    put_file(alice.files() / "trip/a.txt", "hello");
    put_file(alice.files() / "plan.pdf", std::string(1000, 'p'));
    const TransferId id = offered({alice.files() / "plan.pdf", alice.files() / "trip"});
    const auto listed = list(id);
    ASSERT_TRUE(listed) << listed.error().sentence();
    EXPECT_EQ(listed->entries_in_all, 4u);
    EXPECT_EQ(listed->entries, (std::vector<ListedEntry>{{"plan.pdf", false, 1000},
                                                         {"trip", true, 0},
                                                         {"trip/a.txt", false, 5},
                                                         {"trip/b.jpg", false, 300'000}}));
    EXPECT_TRUE(bob.has(id, State::Offered)) << "looking is no answer";
    EXPECT_TRUE(alice.has(id, State::Offered));
    EXPECT_TRUE(!fs::exists(bob.received()) || fs::is_empty(bob.received()));
    office.accept(bob, id, {"trip/a.txt"});
    EXPECT_TRUE(office.until([&] { return bob.has(id, State::Done); }));
    EXPECT_TRUE(fs::exists(bob.received() / "trip/a.txt"));
    EXPECT_FALSE(fs::exists(bob.received() / "plan.pdf"));
    EXPECT_EQ(code_of(list(id)), "wrong_state") << "it was answered";
}

TEST_F(ListingTest, GoesOnWhereItWasAskedToAndNoFurtherThanTheLimit) {
    for (std::uint32_t number = 0; number < kMaxListed + 500; ++number)
        put_file(alice.files() / "many" / std::to_string(10'000 + number), std::string(number % 7, 'x'));
    const TransferId id = offered({alice.files() / "many"});
    std::vector<ListedEntry> all;
    for (std::uint32_t first = 0; first < kMaxListed; first += 300) {
        const auto page = list(id, first, 300);
        ASSERT_TRUE(page) << page.error().sentence();
        EXPECT_EQ(page->entries.size(), std::min(300u, kMaxListed - first));
        EXPECT_EQ(page->entries_in_all, kMaxListed + 501);
        all.insert(all.end(), page->entries.begin(), page->entries.end());
    }
    ASSERT_EQ(all.size(), kMaxListed);
    EXPECT_EQ(all.front(), (ListedEntry{"many", true, 0}));
    EXPECT_EQ(all.back(), (ListedEntry{"many/10998", false, 998 % 7}));
    EXPECT_TRUE(list(id, kMaxListed, 200)->entries.empty());
    EXPECT_TRUE(list(id, 4'000'000'000u, 4'000'000'000u)->entries.empty());
    EXPECT_EQ(list(id, 1, 4'000'000'000u)->entries.size(), kMaxListed - 1);
}

TEST_F(ListingTest, IsRefusedWhileTheSenderIsAway) {
    put_file(alice.files() / "a", "a");
    const TransferId id = offered({alice.files() / "a"});
    office.restart(alice, [&] {
        ASSERT_TRUE(office.until([&] { return !bob.sessions().is_open(alice.id()); }));
        EXPECT_EQ(code_of(list(id)), "wrong_state");
    });
    EXPECT_EQ(code_of(list(TransferId{})), "no_such_transfer");
    ASSERT_TRUE(office.until([&] { return bob.sessions().is_open(alice.id()); }));
    EXPECT_EQ(code_of(list(id)), "listed");
}

}  // namespace
}  // namespace culver::transfer
