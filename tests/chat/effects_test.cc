// SPDX-License-Identifier: Apache-2.0
#include "chat/effects.h"

#include "base/bytes.h"
#include "chat/errors.h"
#include "store/query.h"
#include "tests/chat/person.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

class Effects : public testing::Test {
protected:
    Effects() {
        alice_.start();
        bob_.start();
    }
    bool until(const std::function<bool()>& holds) { return Person::until(loop_, holds); }
    // Something Alice said that Bob has.
    MessageId said(std::string text, OperationKind kind = OperationKind::Text) {
        const auto message = alice_.say(bob_, Draft{.kind = kind, .text = std::move(text)});
        EXPECT_TRUE(until([&] { return bob_.heard(alice_).size() > heard_; }));
        heard_ = bob_.heard(alice_).size();
        return message->id;
    }
    // Rows of the database in which these words still stand.
    static int traces(Person& person, const std::string& words) {
        auto work = [words](SQLite::Database& raw) {
            store::Query query(raw,
                               "SELECT count(*) FROM messages WHERE instr(text, ?) OR instr(operation, ?)");
            query.with(std::string_view(words)).with(as_bytes(words)).next();
            return static_cast<int>(query.number(0));
        };
        return person.await(person.database().read(work)).value();
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    Person alice_{loop_, network_, 1};
    Person bob_{loop_, network_, 2};
    std::size_t heard_ = 0;
};

TEST_F(Effects, AnEditChangesTheWordsOnBothSides) {
    const auto id = said("at twelfe");
    const auto edited = alice_.change(bob_, OperationKind::Edit, id, "at twelve");
    ASSERT_TRUE(edited);
    EXPECT_EQ(edited->text, "at twelve");
    ASSERT_TRUE(until([&] { return bob_.changed.size() == 1; }));
    for (auto* person : {&alice_, &bob_}) {
        const auto rows = person == &alice_ ? alice_.history(bob_) : bob_.history(alice_);
        ASSERT_EQ(rows.size(), 1u) << "an edit is no message of its own";
        EXPECT_EQ(rows[0].text, "at twelve");
        EXPECT_NE(rows[0].edited, 0);
    }
    EXPECT_EQ(bob_.history(alice_, "twelve").size(), 1u);
    EXPECT_EQ(bob_.history(alice_, "twelfe").size(), 0u);
}

TEST_F(Effects, ARecallRemovesTheWordsEverywhere) {
    const auto id = said("the wrong window");
    ASSERT_TRUE(alice_.change(bob_, OperationKind::Edit, id, "the wrong window again"));
    ASSERT_TRUE(until([&] { return bob_.changed.size() == 1; }));
    ASSERT_TRUE(alice_.change(bob_, OperationKind::Recall, id));
    ASSERT_TRUE(until([&] { return bob_.changed.size() == 2; }));
    EXPECT_EQ(alice_.history(bob_).at(0).state, store::MessageState::Recalled);
    EXPECT_EQ(bob_.history(alice_).at(0).state, store::MessageState::Recalled);
    EXPECT_EQ(traces(alice_, "window"), 0);
    EXPECT_EQ(traces(bob_, "window"), 0);
    EXPECT_TRUE(bob_.history(alice_, "window").empty());
    EXPECT_EQ(alice_.change(bob_, OperationKind::Edit, id, "no").error().code, ChatErrc::AlreadyGone);
}

TEST_F(Effects, WhatIsRecalledBeforeItArrivedNeverArrives) {
    bob_.stop();
    const auto first = alice_.say(bob_, "never mind");
    const auto second = alice_.say(bob_, "this one");
    ASSERT_TRUE(alice_.change(bob_, OperationKind::Recall, first->id));
    bob_.start();
    ASSERT_TRUE(until([&] { return bob_.heard(alice_).size() == 1; }));
    EXPECT_EQ(bob_.heard(alice_), std::vector<std::string>{"this one"});
    ASSERT_TRUE(until([&] { return alice_.last_state(second->id) == store::MessageState::Delivered; }));
    EXPECT_EQ(traces(bob_, "never mind"), 0);
}

TEST_F(Effects, ARecalledMessageIsRecognisedWhenItComesAgain) {
    const auto id = said("once");
    ASSERT_TRUE(alice_.change(bob_, OperationKind::Recall, id));
    ASSERT_TRUE(until([&] { return bob_.changed.size() == 1; }));
    bob_.restart();
    alice_.restart();
    const auto again = alice_.say(bob_, "more");
    ASSERT_TRUE(until([&] { return alice_.last_state(again->id) == store::MessageState::Delivered; }));
    EXPECT_EQ(bob_.history(alice_).size(), 2u);
}

TEST_F(Effects, OnlyTheAuthorEditsAndRecalls) {
    const auto id = said("mine");
    for (const auto kind : {OperationKind::Edit, OperationKind::Recall})
        EXPECT_EQ(bob_.change(alice_, kind, id, "yours").error().code, ChatErrc::NotYours);
    EXPECT_EQ(bob_.change(alice_, OperationKind::Edit, MessageId{}, "x").error().code,
              ChatErrc::NoSuchMessage);
    EXPECT_EQ(bob_.history(alice_).at(0).text, "mine");
}

TEST_F(Effects, EveryPersonHasOneReaction) {
    const auto id = said("lunch?");
    ASSERT_TRUE(bob_.change(alice_, OperationKind::Reaction, id, "👍"));
    ASSERT_TRUE(bob_.change(alice_, OperationKind::Reaction, id, "🍜"));
    ASSERT_TRUE(alice_.change(bob_, OperationKind::Reaction, id, "👍"));
    ASSERT_TRUE(until([&] { return alice_.changed.size() == 3 && bob_.changed.size() == 3; }));
    EXPECT_EQ(alice_.history(bob_).at(0).marks.size(), 2u);
    ASSERT_TRUE(bob_.change(alice_, OperationKind::Reaction, id, ""));
    ASSERT_TRUE(until([&] { return alice_.changed.size() == 4; }));
    const auto row = alice_.history(bob_).at(0);
    ASSERT_EQ(row.marks.size(), 1u);
    EXPECT_EQ(row.marks[0].author, PeerKey(alice_.id()));
    EXPECT_EQ(bob_.change(alice_, OperationKind::Reaction, id, std::string(65, 'x')).error().code,
              ChatErrc::ReactionTooLong);
}

TEST_F(Effects, ANoticeIsConfirmedByItsReceiver) {
    const auto id = said("fire drill at three", OperationKind::Notice);
    EXPECT_EQ(alice_.change(bob_, OperationKind::Confirm, id).error().code, ChatErrc::WrongKind);
    ASSERT_TRUE(bob_.change(alice_, OperationKind::Confirm, id));
    ASSERT_TRUE(until([&] { return alice_.changed.size() == 1; }));
    EXPECT_EQ(alice_.changed[0].marks.at(0).author, PeerKey(bob_.id()));
    EXPECT_EQ(bob_.change(alice_, OperationKind::Confirm, said("no notice")).error().code,
              ChatErrc::WrongKind);
}

TEST_F(Effects, AReplyAndMentionsArrive) {
    const auto id = said("who comes?");
    const auto reply =
        bob_.say(alice_, Draft{.text = "me", .target = id, .mentions = {alice_.id()}, .mentions_all = true});
    ASSERT_TRUE(reply);
    ASSERT_TRUE(until([&] { return alice_.heard(bob_).size() == 1; }));
    const auto row = alice_.history(bob_).back();
    EXPECT_EQ(row.target, id);
    EXPECT_EQ(row.mentions, (std::vector{alice_.id(), PeerId{}}));
    EXPECT_EQ(bob_.say(alice_, Draft{.text = "x", .target = MessageId{}}).error().code,
              ChatErrc::NoSuchMessage);
}

TEST_F(Effects, WhatChangesAMessageIsNotUnread) {
    const auto id = said("one");
    ASSERT_TRUE(alice_.change(bob_, OperationKind::Edit, id, "two"));
    ASSERT_TRUE(until([&] { return bob_.changed.size() == 1; }));
    EXPECT_EQ(bob_.read(alice_), 1u);
}

}  // namespace
}  // namespace culver::chat
