// SPDX-License-Identifier: Apache-2.0
// Two whole chat rooms over a network in memory, with real databases.
#include "chat/chat_service.h"

#include "chat/errors.h"
#include "chat/ingest.h"
#include "chat/wire.h"
#include "store/message_rows.h"
#include "tests/chat/person.h"
#include "tests/support/manual_clock.h"
#include "tests/support/run.h"

#include <gtest/gtest.h>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;
using enum store::MessageState;
using Texts = std::vector<std::string>;
using States = std::vector<store::MessageState>;

class ChatServiceTest : public testing::Test {
protected:
    bool until(const std::function<bool()>& holds) { return Person::until(loop_, holds); }
    static Texts numbered(const std::string& word, int count) {
        Texts texts;
        for (int number = 1; number <= count; ++number) texts.push_back(word + std::to_string(number));
        return texts;
    }
    static void say_all(Person& from, Person& to, const Texts& texts) {
        for (const auto& text : texts) ASSERT_TRUE(from.say(to, text));
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    Person alice_{loop_, network_, 1};
    Person bob_{loop_, network_, 2};
};

TEST_F(ChatServiceTest, AMessageIsQueuedSentDelivered) {
    alice_.start();
    bob_.start();
    const auto said = alice_.say(bob_, "hello");
    ASSERT_TRUE(said);
    EXPECT_EQ(said->state, Queued);
    ASSERT_TRUE(until([&] { return alice_.last_state(said->id) == Delivered; }));
    EXPECT_EQ(alice_.states(said->id), (States{Queued, Sent, Delivered}));
    EXPECT_EQ(bob_.heard(alice_), Texts{"hello"});
    EXPECT_EQ(alice_.history(bob_).at(0).state, Delivered);
    const auto held = bob_.history(alice_).at(0);
    EXPECT_EQ(held.id, said->id);
    EXPECT_EQ(held.direction, store::MessageDirection::In);
}

TEST_F(ChatServiceTest, WhatIsSaidToSomebodyAwayArrivesAfterBothRestarted) {
    alice_.start();
    say_all(alice_, bob_, numbered("m", 150));
    alice_.restart();
    EXPECT_EQ(alice_.history(bob_).back().state, Queued);
    bob_.start();
    ASSERT_TRUE(until([&] { return bob_.heard(alice_).size() == 150; }));
    EXPECT_EQ(bob_.heard(alice_), numbered("m", 150));
    bob_.restart();
    ASSERT_TRUE(until([&] { return alice_.history(bob_).back().state == Delivered; }));
    EXPECT_EQ(bob_.history(alice_).size(), 150u);
}

TEST_F(ChatServiceTest, NothingIsLostOrRepeatedWhereverTheLinkIsCut) {
    alice_.start();
    bob_.start();
    Texts expected_there;
    Texts expected_here;
    for (std::uint64_t bytes = 1; bytes < 1200; bytes += 31) {
        network_.cut_after(alice_.node(), bob_.node(), bytes);
        for (const auto* word : {"a", "b", "c"}) {
            expected_there.push_back(word + std::to_string(bytes));
            expected_here.push_back("re " + expected_there.back());
            ASSERT_TRUE(alice_.say(bob_, expected_there.back()));
            ASSERT_TRUE(bob_.say(alice_, expected_here.back()));
        }
    }
    network_.cut_after(alice_.node(), bob_.node(), 1 << 30);
    ASSERT_TRUE(until([&] { return bob_.heard(alice_).size() >= expected_there.size(); }));
    ASSERT_TRUE(until([&] { return alice_.heard(bob_).size() >= expected_here.size(); }));
    EXPECT_EQ(bob_.heard(alice_), expected_there);
    EXPECT_EQ(alice_.heard(bob_), expected_here);
    ASSERT_TRUE(until([&] { return alice_.history(bob_).back().state == Delivered; }));
}

TEST_F(ChatServiceTest, NothingIsLostOrRepeatedOverRestartsInTheMiddle) {
    alice_.start();
    bob_.start();
    Texts expected;
    for (int round = 0; round < 12; ++round) {
        for (int number = 0; number < 20; ++number) {
            expected.push_back(std::to_string(round) + "." + std::to_string(number));
            ASSERT_TRUE(alice_.say(bob_, expected.back()));
        }
        loop_.restart();
        loop_.run_for(std::chrono::milliseconds(round * 7 % 30));
        if (round % 2 == 0)
            bob_.restart();
        else
            alice_.restart();
    }
    ASSERT_TRUE(until([&] { return bob_.history(alice_).size() >= expected.size(); }));
    Texts held;
    for (const auto& message : bob_.history(alice_)) held.push_back(message.text);
    EXPECT_EQ(held, expected);
    ASSERT_TRUE(until([&] { return alice_.history(bob_).back().state == Delivered; }));
}

TEST_F(ChatServiceTest, ReadIsToldToTheAuthorAlsoWhenThePeerWasAway) {
    alice_.start();
    bob_.start();
    const auto first = alice_.say(bob_, "one");
    const auto second = alice_.say(bob_, "two");
    ASSERT_TRUE(until([&] { return alice_.last_state(second->id) == Delivered; }));
    EXPECT_EQ(bob_.read(alice_, first->id), 1u);
    ASSERT_TRUE(until([&] { return alice_.last_state(first->id) == Read; }));
    EXPECT_EQ(alice_.last_state(second->id), Delivered);
    alice_.stop();
    EXPECT_EQ(bob_.read(alice_), 1u);
    EXPECT_EQ(bob_.read(alice_), 0u);
    alice_.start();
    ASSERT_TRUE(alice_.say(bob_, "three"));
    ASSERT_TRUE(until([&] { return alice_.last_state(second->id) == Read; }));
}

TEST_F(ChatServiceTest, ReadMarksCanBeKept) {
    bob_.options.read_marks = ReadMarks::Keep;
    alice_.start();
    bob_.start();
    const auto said = alice_.say(bob_, "secret reader");
    ASSERT_TRUE(until([&] { return alice_.last_state(said->id) == Delivered; }));
    EXPECT_EQ(bob_.read(alice_), 1u);
    const auto later = alice_.say(bob_, "later");
    ASSERT_TRUE(until([&] { return alice_.last_state(later->id) == Delivered; }));
    EXPECT_EQ(alice_.last_state(said->id), Delivered);
}

TEST_F(ChatServiceTest, AStrangerIsHeardUpToALimitUntilSomebodyReads) {
    bob_.standings[alice_.id()] = net::Standing::Unknown;
    alice_.start();
    bob_.start();
    say_all(alice_, bob_, numbered("m", kMaxUnreadFromStranger));
    const auto refused = alice_.say(bob_, "one too many");
    ASSERT_TRUE(until([&] { return alice_.last_state(refused->id) == Failed; }));
    EXPECT_FALSE(alice_.history(bob_).back().failure.empty());
    EXPECT_EQ(bob_.read(alice_), kMaxUnreadFromStranger);
    const auto again = alice_.say(bob_, "after reading");
    ASSERT_TRUE(until([&] { return alice_.last_state(again->id) == Delivered; }));
    EXPECT_EQ(bob_.heard(alice_).size(), kMaxUnreadFromStranger + 1);
    EXPECT_EQ(alice_.history(bob_).front().state, Delivered) << "a stranger learns nothing of the reading";
    ASSERT_TRUE(bob_.say(alice_, "hello stranger"));
    ASSERT_TRUE(until([&] { return alice_.history(bob_).front().state == Read; }));
}

TEST_F(ChatServiceTest, ABlockedPeerGetsNothingAndIsNotHeard) {
    alice_.start();
    const auto waiting = alice_.say(bob_, "before");
    alice_.standings[bob_.id()] = net::Standing::Blocked;
    alice_.service().standing_changed(bob_.id());
    EXPECT_EQ(alice_.say(bob_, "no").error().code, ChatErrc::PeerBlocked);
    bob_.start();
    ASSERT_TRUE(bob_.say(alice_, "let me in"));
    loop_.restart();
    loop_.run_for(300ms);
    EXPECT_TRUE(bob_.heard(alice_).empty());
    EXPECT_TRUE(alice_.heard(bob_).empty());
    alice_.standings[bob_.id()] = net::Standing::Known;
    alice_.service().standing_changed(bob_.id());
    ASSERT_TRUE(until([&] { return alice_.last_state(waiting->id) == Delivered; }));
    ASSERT_TRUE(until([&] { return alice_.heard(bob_).size() == 1; }));
}

TEST_F(ChatServiceTest, RefusesTextsThatCannotBeSaid) {
    alice_.start();
    EXPECT_EQ(alice_.say(bob_, "").error().code, ChatErrc::TextEmpty);
    EXPECT_EQ(alice_.say(bob_, std::string(kMaxTextBytes + 1, 'x')).error().code, ChatErrc::TextTooLong);
    EXPECT_EQ(alice_.say(bob_, "\xff").error().code, ChatErrc::TextNotUtf8);
    EXPECT_TRUE(alice_.history(bob_).empty());
}

TEST_F(ChatServiceTest, LongTextsGoThroughAWindow) {
    alice_.start();
    bob_.start();
    for (int number = 0; number < 20; ++number) {
        ASSERT_TRUE(alice_.say(bob_, std::string(kMaxTextBytes, static_cast<char>('a' + number))));
    }
    ASSERT_TRUE(until([&] { return bob_.heard(alice_).size() == 20; }));
    EXPECT_EQ(bob_.heard(alice_).back().front(), 't');
}

TEST_F(ChatServiceTest, ANoteToOneselfIsReadAtOnce) {
    alice_.start();
    EXPECT_EQ(alice_.say(alice_, "milk")->state, Read);
    EXPECT_EQ(alice_.history(alice_).size(), 1u);
    alice_.restart();
    EXPECT_EQ(alice_.history(alice_, "milk").size(), 1u);
}

TEST_F(ChatServiceTest, ANewLifeOfTheProfileCountsFromOne) {
    alice_.start();
    bob_.start();
    ASSERT_TRUE(alice_.say(bob_, "before"));
    ASSERT_TRUE(until([&] { return bob_.heard(alice_).size() == 1; }));
    alice_.options.incarnation.bytes.fill(77);
    alice_.restart();
    const auto said = alice_.say(bob_, "after");
    EXPECT_EQ(said->sequence, 1u);
    ASSERT_TRUE(until([&] { return alice_.last_state(said->id) == Delivered; }));
    EXPECT_EQ(bob_.heard(alice_), (Texts{"before", "after"}));
}

TEST_F(ChatServiceTest, WhatWaitsUnderAFormerIdIsGivenUpWithASentence) {
    alice_.start();
    const auto said = alice_.say(bob_, "from the former me");
    alice_.options.self.bytes.fill(55);
    alice_.restart();
    EXPECT_EQ(alice_.last_state(said->id), Failed);
    EXPECT_FALSE(alice_.history(bob_).at(0).failure.empty());
}

TEST_F(ChatServiceTest, WhatWaitsForMonthsIsGivenUpWithASentence) {
    test::ManualClock clock;
    clock.set_wall(from_milliseconds(1'780'000'000'000));
    alice_.clock = &clock;
    alice_.start();
    const auto old = alice_.say(bob_, "old");
    clock.advance(29 * 24h);
    const auto young = alice_.say(bob_, "young");
    clock.advance(2 * 24h);
    alice_.restart();
    const auto held = alice_.history(bob_);
    EXPECT_EQ(held.at(0).state, Failed);
    EXPECT_NE(held.at(0).failure.find("30 days"), std::string::npos);
    EXPECT_EQ(held.at(1).state, Queued);
    EXPECT_EQ(alice_.last_state(old->id), Failed);
    EXPECT_EQ(alice_.last_state(young->id), Queued);
}

TEST_F(ChatServiceTest, AMessageQueuedWithoutADateIsNotGivenUpWhenTheDateComes) {
    test::ManualClock clock;
    clock.set_wall(from_milliseconds(0));
    alice_.clock = &clock;
    alice_.start();
    ASSERT_TRUE(alice_.say(bob_, "from 1970"));
    clock.set_wall(from_milliseconds(1'780'000'000'000));
    alice_.restart();
    EXPECT_EQ(alice_.history(bob_).at(0).state, Queued);
}

// A peer that speaks the protocol by hand.
class HandWrittenPeerTest : public ChatServiceTest {
protected:
    void SetUp() override {
        bob_.start();
        PeerId id;
        id.bytes.fill(9);
        sessions_ = network_.make_sessions(network_.add_node(id));
        sessions_->handle(net::kChatKinds, [this](PeerId, std::uint16_t kind, Bytes body) -> Task<> {
            if (kind == kAckFrame) ++acks_;
            if (kind == kRefusedFrame) refusals_.push_back(decode_refusal(body)->reason);
            co_return;
        });
        auto connect = [this]() -> Task<> {
            auto connected = co_await sessions_->connect(bob_.id(), 2000ms);
            EXPECT_TRUE(connected);
        };
        test_run(connect());
    }
    void TearDown() override { test_run(sessions_->close()); }
    void test_run(Task<> task) { test::run(loop_, std::move(task)); }

    static Operation operation(std::uint64_t sequence, std::string text) {
        Operation made{.id = make_message_id(std::chrono::system_clock::now()),
                       .incarnation = {},
                       .text = std::move(text),
                       .target = {}};
        made.sequence = sequence;
        made.clock = clock_at(to_milliseconds(std::chrono::system_clock::now()));
        return made;
    }
    void send(const Operation& made, std::uint64_t previous = 0) {
        ASSERT_TRUE(sessions_->send(bob_.id(), kMessageFrame, encode_message(encode(made), previous)));
    }
    bool settles(int acks, std::vector<RefusalReason> refusals) {
        return until([&] { return acks_ == acks && refusals_ == refusals; });
    }
    Texts held() {
        PeerId id;
        id.bytes.fill(9);
        store::HistoryQuery query{.conversation = ConversationId::with(PeerKey(id))};
        Texts texts;
        std::optional<Result<std::vector<store::StoredMessage>>> page;
        auto ask = [&]() -> Task<> { page = co_await bob_.service().history(query); };
        test_run(ask());
        for (const auto& message : page->value()) texts.push_back(message.text);
        return texts;
    }

    std::unique_ptr<net::Sessions> sessions_;
    int acks_ = 0;
    std::vector<RefusalReason> refusals_;
};

TEST_F(HandWrittenPeerTest, TheSameMessageAgainIsAcknowledgedAgainAndKeptOnce) {
    const auto message = operation(1, "once");
    send(message);
    ASSERT_TRUE(settles(1, {}));
    send(message);
    ASSERT_TRUE(settles(2, {}));
    EXPECT_EQ(held(), Texts{"once"});
}

TEST_F(HandWrittenPeerTest, OtherBytesUnderAKnownNumberOrIdAreRefused) {
    auto message = operation(1, "first");
    send(message);
    ASSERT_TRUE(settles(1, {}));
    message.text = "changed";
    send(message);
    ASSERT_TRUE(settles(1, {RefusalReason::Conflict}));
    message.sequence = 2;
    send(message, 1);
    ASSERT_TRUE(settles(1, {RefusalReason::Conflict, RefusalReason::Conflict}));
    send(operation(3, "next"), 2);
    ASSERT_TRUE(settles(2, {RefusalReason::Conflict, RefusalReason::Conflict}));
    EXPECT_EQ(held(), (Texts{"first", "next"}));
}

TEST_F(HandWrittenPeerTest, AMessageBehindAGapWaitsForTheMissingOne) {
    send(operation(2, "second"), 1);
    const auto first = operation(1, "first");
    send(first);
    ASSERT_TRUE(settles(1, {}));
    EXPECT_EQ(held(), Texts{"first"});
}

// Signal and others: who did not write a message neither edits nor recalls it, whatever their program sends.
TEST_F(HandWrittenPeerTest, NobodyEditsOrRecallsWhatAnotherWrote) {
    PeerId id;
    id.bytes.fill(9);
    const auto said = bob_.await(bob_.service().say(PeerKey(id), std::string("mine")));
    ASSERT_TRUE(said);
    auto edit = operation(1, "yours"), recall = operation(2, "");
    edit.kind = OperationKind::Edit;
    recall.kind = OperationKind::Recall;
    edit.target = recall.target = said->id;
    send(edit);
    ASSERT_TRUE(settles(1, {}));
    send(recall, 1);
    ASSERT_TRUE(settles(2, {}));
    send(operation(3, "and then"), 2);
    ASSERT_TRUE(settles(3, {}));
    EXPECT_EQ(held(), (Texts{"mine", "and then"}));
}

TEST_F(HandWrittenPeerTest, WhatCannotBeReadIsRefusedAndHoldsNothingUp) {
    send(operation(1, std::string(kMaxTextBytes + 1, 'x')));
    send(operation(2, "fine"), 1);
    ASSERT_TRUE(settles(1, {RefusalReason::Unreadable}));
    const Bytes nonsense = {0xff, 0xff, 0xff};
    for (const auto kind : {kMessageFrame, kAckFrame, kRefusedFrame, kReadMarkFrame, std::uint16_t{99}}) {
        ASSERT_TRUE(sessions_->send(bob_.id(), kind, nonsense));
    }
    send(operation(3, "still here"), 2);
    ASSERT_TRUE(settles(2, {RefusalReason::Unreadable}));
    EXPECT_EQ(held(), (Texts{"fine", "still here"}));
}

// A crowd of keys that cost nothing: together they fill no more than twenty of them could, and whom a person
// wrote to is heard all the same.
TEST_F(ChatServiceTest, AllStrangersTogetherAreHeardUpToALimit) {
    bob_.standings[alice_.id()] = net::Standing::Unknown;
    alice_.start();
    bob_.start();
    auto crowd = [&]() -> Task<> {
        auto work = [](SQLite::Database& raw) -> bool {
            for (std::uint64_t number = 0; number < kMaxUnreadFromStrangers; ++number) {
                store::StoredMessage message;
                PeerId from;
                from.bytes[0] = 0xee;
                from.bytes[1] = static_cast<std::uint8_t>(number / 100);
                message.conversation = ConversationId::with(PeerKey(from));
                message.author = PeerKey(from);
                message.sequence = number + 1;
                message.id = make_message_id(real_clock().wall());
                message.kind = static_cast<std::uint8_t>(OperationKind::Text);
                message.text = "spam";
                message.state = store::MessageState::Delivered;
                store::insert_message(raw, message);
            }
            return true;
        };
        EXPECT_TRUE(co_await bob_.database().write(work));
    };
    test::run(loop_, crowd());
    const auto refused = alice_.say(bob_, "who hears me?");
    ASSERT_TRUE(until([&] { return alice_.last_state(refused->id) == Failed; }));
    bob_.standings[alice_.id()] = net::Standing::Known;
    const auto heard = alice_.say(bob_, "you know me");
    ASSERT_TRUE(until([&] { return alice_.last_state(heard->id) == Delivered; }));
    EXPECT_EQ(bob_.heard(alice_), Texts{"you know me"});
}

TEST_F(HandWrittenPeerTest, AStrangerWhoIsRefusedLeavesNothingBehind) {
    PeerId id;
    id.bytes.fill(9);
    bob_.standings[id] = net::Standing::Unknown;
    for (std::uint8_t life = 1; life <= 5; ++life) {
        auto message = operation(1, "\xff");
        message.incarnation.bytes.fill(life);
        send(message);
    }
    ASSERT_TRUE(settles(0, std::vector(5, RefusalReason::Unreadable)));
    auto count = [&]() -> Task<> {
        auto work = [](SQLite::Database& raw) {
            return raw.execAndGet("SELECT count(*) FROM streams").getInt();
        };
        EXPECT_EQ(co_await bob_.database().read(work), 0);
    };
    test_run(count());
}

TEST_F(HandWrittenPeerTest, AClockFarAheadIsShownAtMostTenMinutesAhead) {
    auto message = operation(1, "from the future");
    message.clock = clock_at(to_milliseconds(std::chrono::system_clock::now() + 24h));
    send(message);
    ASSERT_TRUE(settles(1, {}));
    const auto said = bob_.say(bob_, "now");
    EXPECT_LT(said->clock, clock_at(to_milliseconds(std::chrono::system_clock::now() + 1min)));
}

TEST_F(HandWrittenPeerTest, FalseReceiptsChangeNothingElse) {
    const IncarnationId incarnation = bob_.options.incarnation;
    ASSERT_TRUE(
        sessions_->send(bob_.id(), kAckFrame, encode(std::vector<AckRange>{{incarnation, 1, kMaxSequence}})));
    ASSERT_TRUE(sessions_->send(bob_.id(), kReadMarkFrame,
                                encode(std::vector<ReadPoint>{{incarnation, kMaxSequence}})));
    const auto message = operation(1, "after lies");
    send(message);
    ASSERT_TRUE(settles(1, {}));
    const auto said = bob_.say(alice_, "for somebody else");
    EXPECT_EQ(bob_.history(alice_).at(0).state, Queued);
    EXPECT_EQ(bob_.last_state(said->id), Queued);
}

TEST_F(HandWrittenPeerTest, WhatAStrangerAcknowledgesIsNotLookedUp) {
    const IncarnationId incarnation = bob_.options.incarnation;
    PeerId id;
    id.bytes.fill(9);
    const auto said = bob_.await(bob_.service().say(PeerKey(id), "will be refused"));
    ASSERT_TRUE(said);
    ASSERT_TRUE(sessions_->send(
        bob_.id(), kRefusedFrame,
        encode(Refusal{incarnation, said->sequence, said->id, RefusalReason::Unreadable, {}})));
    ASSERT_TRUE(Person::until(loop_, [&] { return bob_.last_state(said->id) == Failed; }));
    bob_.standings[id] = net::Standing::Unknown;
    const auto ack = encode(std::vector<AckRange>{{incarnation, said->sequence, said->sequence}});
    ASSERT_TRUE(sessions_->send(bob_.id(), kAckFrame, ack));
    send(operation(1, "after it"));
    ASSERT_TRUE(settles(1, {}));
    EXPECT_EQ(bob_.last_state(said->id), Failed);
}

// After a database was damaged, this node may not remember that it wrote to somebody.
TEST_F(ChatServiceTest, WhoIsOwedAMessageIsHeardThoughHeIsAStranger) {
    alice_.start();
    const auto said = alice_.say(bob_, "do you still know me?");
    ASSERT_TRUE(said);
    alice_.standings[bob_.id()] = net::Standing::Unknown;
    alice_.restart();
    bob_.start();
    EXPECT_TRUE(until([&] { return alice_.last_state(said->id) == Delivered; }));
}

TEST_F(ChatServiceTest, WhatIsTooOldIsForgottenAndKnownWhenItComesAgain) {
    test::ManualClock clock;
    clock.set_wall(real_clock().wall());
    bob_.clock = &clock;
    alice_.start();
    bob_.start();
    say_all(alice_, bob_, numbered("old", 3));
    ASSERT_TRUE(until([&] { return bob_.history(alice_).size() == 3; }));
    EXPECT_EQ(bob_.read(alice_), 3u);
    clock.advance(std::chrono::hours(24 * 8));
    say_all(alice_, bob_, {"young"});
    ASSERT_TRUE(until([&] { return bob_.history(alice_).size() == 4; }));
    bob_.service().set_history_life(std::chrono::hours(24 * 7));
    ASSERT_TRUE(until([&] { return bob_.history(alice_).size() == 1; }));
    EXPECT_EQ(bob_.history(alice_).at(0).text, "young");
    EXPECT_TRUE(bob_.history(alice_, "old1").empty());
    // The first comes once more, as after a lost answer: acknowledged, and shown to nobody.
    const auto first = alice_.history(bob_).at(0);
    auto again = [row = first.row](SQLite::Database& database) {
        store::set_message_state(database, row, Queued);
    };
    ASSERT_TRUE(alice_.await(alice_.database().write(again)));
    alice_.restart();
    ASSERT_TRUE(until([&] { return alice_.history(bob_).at(0).state >= Delivered; }));
    EXPECT_EQ(alice_.history(bob_).at(0).state, Read);
    EXPECT_EQ(bob_.history(alice_).size(), 1u);
}

TEST_F(ChatServiceTest, ADateThatLeapsForgetsNothingUntilItHasHeldForADay) {
    test::ManualClock clock;
    clock.set_wall(real_clock().wall());
    bob_.clock = &clock;
    bob_.options.history_life = std::chrono::hours(24 * 7);
    bob_.options.timings.expiry_round = 20ms;
    alice_.start();
    bob_.start();
    say_all(alice_, bob_, numbered("kept", 3));
    ASSERT_TRUE(until([&] { return bob_.history(alice_).size() == 3; }));
    EXPECT_EQ(bob_.read(alice_), 3u);
    bob_.stop();
    clock.set_wall(clock.wall() + std::chrono::hours(24 * 365 * 73));
    bob_.start();
    loop_.run_for(300ms);
    EXPECT_EQ(bob_.history(alice_).size(), 3u);
    clock.advance(23h);
    loop_.run_for(300ms);
    EXPECT_EQ(bob_.history(alice_).size(), 3u);
    clock.advance(2h);
    EXPECT_TRUE(until([&] { return bob_.history(alice_).empty(); }));
}

}  // namespace
}  // namespace culver::chat
