// SPDX-License-Identifier: Apache-2.0
#include "app/card_book.h"

#include "base/random.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <vector>

namespace culver::app {
namespace {

using Memory = CardBook::Memory;

Card card_of(const std::string& room) {
    Card card;
    card.room = room;
    return card;
}

class CardBookTest : public testing::Test {
protected:
    ~CardBookTest() override {
        auto close = [&]() -> Task<> { co_await book_.close(); };
        test::run(loop_, close());
        database_->close();
    }

    boost::asio::io_context loop_{1};
    test::TempDir folder_;
    std::unique_ptr<store::Database> database_ =
        store::Database::open(folder_ / "history.db", loop_.get_executor()).value();
    store::Meta meta_{*database_};
    store::Cards cards_{*database_};
    CardBook book_{loop_.get_executor(), meta_, cards_};
};

TEST_F(CardBookTest, OfStrangersOnlyTheLatestAreHeld) {
    std::vector<PeerId> strangers;
    for (std::size_t number = 0; number < CardBook::kMaxStrangerCards + 10; ++number) {
        strangers.push_back(random_id<PeerId>());
        EXPECT_TRUE(book_.note(strangers.back(), card_of("room"), Memory::Forget));
    }
    EXPECT_EQ(book_.all().size(), CardBook::kMaxStrangerCards);
    EXPECT_FALSE(book_.find(PeerKey(strangers.front())));
    EXPECT_TRUE(book_.find(PeerKey(strangers.back())));
    for (int round = 0; round < 10; ++round)
        EXPECT_FALSE(book_.note(strangers.back(), card_of("room"), Memory::Forget)) << "nothing new";
    EXPECT_TRUE(book_.find(PeerKey(strangers[10]))) << "who says the same again takes no other's place";
}

TEST_F(CardBookTest, WhoeverIsKnownIsNotForgottenForStrangers) {
    const auto known = random_id<PeerId>();
    const auto met = random_id<PeerId>();
    book_.note(known, card_of("4.12"), Memory::Keep);
    book_.note(met, card_of("3.01"), Memory::Forget);
    EXPECT_TRUE(book_.keep(PeerKey(met))) << "a stranger until now";
    for (std::size_t number = 0; number < 2 * CardBook::kMaxStrangerCards; ++number)
        book_.note(random_id<PeerId>(), card_of("room"), Memory::Forget);
    EXPECT_EQ(book_.find(PeerKey(known))->room, "4.12");
    EXPECT_EQ(book_.find(PeerKey(met))->room, "3.01");
    EXPECT_EQ(book_.all().size(), CardBook::kMaxStrangerCards + 2);
}

}  // namespace
}  // namespace culver::app
