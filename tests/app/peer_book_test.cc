// SPDX-License-Identifier: Apache-2.0
#include "app/peer_book.h"

#include "app/peer_rows.h"
#include "base/random.h"
#include "tests/support/manual_clock.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <vector>

namespace culver::app {
namespace {

// A book over a real database, opened again by restart().
class PeerBookTest : public testing::Test {
protected:
    PeerBookTest() { open(); }
    ~PeerBookTest() override { shut(); }

    void open() {
        database_ = store::Database::open(folder_ / "history.db", loop_.get_executor()).value();
        peers_ = std::make_unique<store::Peers>(*database_);
        names_ = std::make_unique<store::PeerNames>(*database_);
        book_ = std::make_unique<PeerBook>(loop_.get_executor(), *peers_, *names_, clock_);
        auto load = [&]() -> Task<> { EXPECT_TRUE(co_await book_->load()); };
        test::run(loop_, load());
    }
    void shut() {
        auto settle = [&]() -> Task<> {
            co_await sleep_for(std::chrono::milliseconds(20));
            (void)co_await peers_->load_all();  // after everything that was queued before
            co_await book_->close();
        };
        test::run(loop_, settle());
        book_.reset();
        database_->close();
    }
    void restart() {
        shut();
        open();
    }

    boost::asio::io_context loop_{1};
    test::TempDir folder_;
    test::ManualClock clock_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<store::Peers> peers_;
    std::unique_ptr<store::PeerNames> names_;
    std::unique_ptr<PeerBook> book_;
    const PeerKey bob_{random_id<PeerId>()};
    const PeerKey stranger_{random_id<PeerId>()};
};

TEST_F(PeerBookTest, WhoeverBorrowedANameStaysMarkedUntilAPersonDecides) {
    book_->remember(bob_, "bob", "");
    book_->mark_talked(bob_);
    book_->remember(stranger_, "Bob", "");
    EXPECT_EQ(book_->known_bearer(stranger_, "Bob"), bob_);
    book_->mark_talked(stranger_);  // answered by its id
    restart();
    EXPECT_EQ(trust_of(stranger_, "Bob", *book_), control::Trust::Changed);
    book_->set_trust(stranger_, store::Trust::Verified);
    EXPECT_EQ(trust_of(stranger_, "Bob", *book_), control::Trust::Verified);
    EXPECT_EQ(trust_of(bob_, "bob", *book_), control::Trust::New);
}

TEST_F(PeerBookTest, SaysOnceWhenSomebodyBecomesKnown) {
    std::vector<PeerKey> known;
    book_->on_known([&](const PeerKey& peer) { known.push_back(peer); });
    book_->remember(bob_, "bob", "");
    EXPECT_TRUE(known.empty());
    book_->mark_talked(bob_);
    book_->mark_talked(bob_);
    book_->set_trust(bob_, store::Trust::Verified);
    EXPECT_EQ(known, std::vector{bob_});
    book_->set_trust(stranger_, store::Trust::Verified);
    EXPECT_EQ(known, (std::vector{bob_, stranger_}));
}

TEST_F(PeerBookTest, BlockedStaysBlockedWhateverItsName) {
    book_->remember(bob_, "bob", "");
    book_->mark_talked(bob_);
    book_->set_trust(stranger_, store::Trust::Blocked);
    restart();
    EXPECT_EQ(book_->standing(stranger_.id), net::Standing::Blocked);
    EXPECT_EQ(trust_of(stranger_, "bob", *book_), control::Trust::Blocked);
    book_->set_trust(stranger_, store::Trust::New);
    EXPECT_EQ(book_->standing(stranger_.id), net::Standing::Unknown);
}

TEST_F(PeerBookTest, ASuccessorHasTheNamesOfTheFormer) {
    book_->remember(bob_, "bob", "");
    book_->remember(bob_, "robert", "");
    book_->mark_talked(bob_);
    book_->remember(stranger_, "bob", "");
    book_->note_successor(bob_, stranger_);
    EXPECT_EQ(book_->find(bob_), nullptr);
    EXPECT_EQ(trust_of(stranger_, "bob", *book_), control::Trust::Verified);
    EXPECT_TRUE(book_->borrows_known_name(bob_, "robert"));
}

TEST_F(PeerBookTest, StrangersAreUnknownUntilTalkedTo) {
    EXPECT_EQ(book_->standing(bob_.id), net::Standing::Unknown);
    book_->remember(bob_, "bob", "Ops");
    EXPECT_EQ(book_->standing(bob_.id), net::Standing::Unknown);
    book_->mark_talked(bob_);
    EXPECT_EQ(book_->standing(bob_.id), net::Standing::Known);
}

TEST_F(PeerBookTest, RemembersAcrossARestart) {
    book_->remember(bob_, "bob", "Ops");
    book_->mark_talked(bob_);
    book_->note_address(bob_, *Endpoint::parse("10.0.0.7", 24254));
    restart();
    ASSERT_NE(book_->find(bob_), nullptr);
    EXPECT_EQ(book_->find(bob_)->name, "bob");
    EXPECT_TRUE(book_->is_known(bob_));
    EXPECT_EQ(book_->find(bob_)->addresses.size(), 1u);
}

TEST_F(PeerBookTest, AStrangerWithAKnownNameIsShownAsChangedEvenAfterTheKnownOneWasRenamed) {
    book_->remember(bob_, "bob", "");
    book_->mark_talked(bob_);
    book_->note_labels(bob_, "robert", "");
    restart();
    EXPECT_EQ(trust_of(stranger_, "Bob", *book_), control::Trust::Changed);
    EXPECT_EQ(trust_of(stranger_, "carol", *book_), control::Trust::New);
    EXPECT_EQ(trust_of(bob_, "robert", *book_), control::Trust::New);
}

TEST_F(PeerBookTest, StrangersLeaveNoTrace) {
    book_->note_labels(stranger_, "mallory", "");
    book_->note_address(stranger_, *Endpoint::parse("10.0.0.9", 24254));
    restart();
    EXPECT_EQ(book_->find(stranger_), nullptr);
}

TEST_F(PeerBookTest, ACrowdOfKeysIsNotRememberedButPeopleOneDecidesAboutAre) {
    const auto meet_crowd = [&] {
        for (std::size_t number = 0; number < PeerBook::kMaxStrangers; ++number)
            book_->meet(PeerKey(random_id<PeerId>()), "", "");
    };
    meet_crowd();
    ASSERT_EQ(book_->all().size(), PeerBook::kMaxStrangers);
    book_->meet(bob_, "bob", "");
    EXPECT_EQ(book_->find(bob_), nullptr);
    book_->remember(bob_, "bob", "");  // a person writes to him
    book_->mark_talked(bob_);
    book_->set_trust(stranger_, store::Trust::Blocked);
    book_->meet(bob_, "Bob", "");
    EXPECT_EQ(book_->find(bob_)->name, "Bob");
    EXPECT_EQ(book_->all().size(), PeerBook::kMaxStrangers + 2);
}

TEST_F(PeerBookTest, AtTheLimitTheStrangerGoesWhoWasAwayLongestAndNobodyElse) {
    const PeerKey verified(random_id<PeerId>());
    const PeerKey blocked(random_id<PeerId>());
    const PeerKey second(random_id<PeerId>());
    book_->remember(bob_, "bob", "");  // these came first and were away longest
    book_->mark_talked(bob_);
    book_->set_trust(verified, store::Trust::Verified);
    book_->set_trust(blocked, store::Trust::Blocked);
    clock_.advance(std::chrono::hours(1));
    book_->meet(stranger_, "long away", "");
    clock_.advance(std::chrono::hours(1));
    for (std::size_t number = 1; number < PeerBook::kMaxStrangers; ++number)
        book_->meet(PeerKey(random_id<PeerId>()), "", "");
    clock_.advance(PeerBook::kStrangerKept - std::chrono::hours(2));
    book_->meet(second, "", "");
    EXPECT_EQ(book_->find(second), nullptr) << "somebody of less than thirty days ago was pushed out";
    EXPECT_NE(book_->find(stranger_), nullptr);

    clock_.advance(std::chrono::hours(1));
    bool is_here = true;
    book_->ask_presence([&](const PeerKey& peer) { return is_here && peer == stranger_; });
    book_->meet(second, "", "");
    EXPECT_NE(book_->find(stranger_), nullptr) << "he is here, and did nothing but that for thirty days";
    EXPECT_EQ(book_->find(second), nullptr);
    is_here = false;
    book_->meet(second, "", "");
    EXPECT_NE(book_->find(second), nullptr);
    EXPECT_EQ(book_->find(stranger_), nullptr);
    EXPECT_TRUE(book_->ever_names(stranger_).empty());
    restart();
    EXPECT_EQ(book_->find(stranger_), nullptr);
    EXPECT_TRUE(book_->ever_names(stranger_).empty());
    EXPECT_EQ(book_->all().size(), PeerBook::kMaxStrangers + 3);

    clock_.advance(10 * PeerBook::kStrangerKept);
    for (std::size_t number = 0; number < PeerBook::kMaxStrangers; ++number)
        book_->meet(PeerKey(random_id<PeerId>()), "", "");
    EXPECT_EQ(book_->find(second), nullptr);
    for (const auto& known : {bob_, verified, blocked}) EXPECT_NE(book_->find(known), nullptr);
    EXPECT_EQ(book_->all().size(), PeerBook::kMaxStrangers + 3);
}

}  // namespace
}  // namespace culver::app
