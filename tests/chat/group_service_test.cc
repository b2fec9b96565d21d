// SPDX-License-Identifier: Apache-2.0
#include "base/task_scope.h"
#include "chat/errors.h"
#include "store/group_rows.h"
#include "tests/chat/office_of_three.h"
#include "tests/support/manual_clock.h"

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

class GroupServiceTest : public OfficeOfThree {
protected:
    // Alice writes to Bob, who is away, and adds Carol, who holds only the header of it; then Bob meets Carol
    // alone.
    void let_bob_meet_the_newcomer_first(GroupId& group, store::StoredMessage& said) {
        const auto made = alice_.await(alice_.service().create("office", {bob_.id()}, false));
        ASSERT_TRUE(made);
        group = *made;
        ASSERT_TRUE(until([&] { return bob_.people(group) == 2; }));
        bob_.stop();
        const auto written = alice_.say(group, "for bob");
        ASSERT_TRUE(written);
        said = *written;
        ASSERT_TRUE(alice_.await(alice_.service().add(group, {carol_.id()})));
        ASSERT_TRUE(until([&] { return carol_.people(group) == 3; }));
        alice_.stop();
        bob_.start();
        ASSERT_TRUE(until([&] { return bob_.people(group) == 3; }));
    }
};

TEST_F(GroupServiceTest, EverybodyGetsEverythingOnceInOneOrder) {
    const auto group = office();
    for (int round = 0; round < 5; ++round) {
        for (auto* member : {&alice_, &bob_, &carol_})
            ASSERT_TRUE(member->say(group, "line " + std::to_string(round)));
    }
    ASSERT_TRUE(all_have(group, 15));
    EXPECT_EQ(bob_.texts(group), alice_.texts(group));
    EXPECT_EQ(carol_.texts(group), alice_.texts(group));
    EXPECT_EQ(bob_.arrivals, 10);
}

TEST_F(GroupServiceTest, WhatAnAbsentAuthorWroteComesThroughAThirdPerson) {
    const auto group = office();
    carol_.stop();
    ASSERT_TRUE(alice_.say(group, "for carol too"));
    ASSERT_TRUE(until([&] { return bob_.texts(group).size() == 1; }));
    alice_.stop();
    carol_.start();
    ASSERT_TRUE(until([&] { return carol_.texts(group).size() == 1; }));
    EXPECT_EQ(carol_.texts(group), Texts{"for carol too"});
}

TEST_F(GroupServiceTest, AMessageIsDeliveredWhenTheLastMemberHasIt) {
    const auto group = office();
    carol_.stop();
    const auto said = alice_.say(group, "hello");
    ASSERT_TRUE(said);
    ASSERT_TRUE(until([&] { return alice_.service().readers(*said).delivered_to.size() == 1; }));
    EXPECT_EQ(alice_.service().readers(*said).delivered_to, std::vector{bob_.id()});
    EXPECT_EQ(alice_.states[said->id], store::MessageState::Queued);
    carol_.start();
    ASSERT_TRUE(until([&] { return alice_.states[said->id] == store::MessageState::Delivered; }));
}

// Receipts are told once: what a full disk does not take must be written later.
TEST_F(GroupServiceTest, AReceiptThatTheDiskDidNotTakeIsWrittenLater) {
    const auto group = office();
    carol_.stop();
    const auto said = alice_.say(group, "hello");
    ASSERT_TRUE(said);
    let_write(alice_, false);
    carol_.start();
    ASSERT_TRUE(until([&] { return alice_.service().readers(*said).delivered_to.size() == 2; }));
    loop_.run_for(200ms);
    EXPECT_EQ(alice_.states[said->id], store::MessageState::Queued);
    let_write(alice_, true);
    EXPECT_TRUE(until([&] { return alice_.states[said->id] == store::MessageState::Delivered; }));
    alice_.stop();
    alice_.start();
    EXPECT_EQ(alice_.service().readers(*said).delivered_to.size(), 2U);
}

TEST_F(GroupServiceTest, AGroupThatTheDiskDidNotTakeIsNotThere) {
    let_write(alice_, false);
    EXPECT_FALSE(alice_.await(alice_.service().create("office", {bob_.id()}, false)));
    EXPECT_TRUE(alice_.service().all().empty());
    let_write(alice_, true);
    EXPECT_TRUE(alice_.await(alice_.service().create("office", {bob_.id()}, false)));
    EXPECT_EQ(alice_.service().all().size(), 1U);
}

TEST_F(GroupServiceTest, EverythingIsThereAfterARestart) {
    const auto group = office();
    ASSERT_TRUE(bob_.say(group, "kept"));
    ASSERT_TRUE(all_have(group, 1));
    for (auto* member : {&alice_, &bob_, &carol_}) member->stop();
    for (auto* member : {&alice_, &bob_, &carol_}) member->start();
    EXPECT_EQ(carol_.texts(group), Texts{"kept"});
    ASSERT_TRUE(carol_.say(group, "again"));
    ASSERT_TRUE(all_have(group, 2));
    EXPECT_EQ(alice_.service().find(group)->name, "office");
}

TEST_F(GroupServiceTest, TwoIslandsAgreeWhenTheyAreJoined) {
    const auto group = office();
    for (auto* other : {&alice_, &bob_}) set_cable(carol_, *other, test::MemoryNetwork::Cable::Pulled);
    ASSERT_TRUE(alice_.say(group, "here"));
    ASSERT_TRUE(bob_.say(group, "here too"));
    ASSERT_TRUE(carol_.say(group, "alone"));
    ASSERT_TRUE(alice_.await(alice_.service().rename(group, "the office")));
    for (auto* other : {&alice_, &bob_}) set_cable(carol_, *other, test::MemoryNetwork::Cable::Plugged);
    ASSERT_TRUE(all_have(group, 3));
    EXPECT_EQ(bob_.texts(group), alice_.texts(group));
    EXPECT_EQ(carol_.texts(group), alice_.texts(group));
    EXPECT_TRUE(until([&] { return carol_.service().find(group)->name == "the office"; }));
}

// Bob, an admin, removes Carol while the owner, who cannot be reached, removes Bob: his removal counts
// nowhere, and what Carol did meanwhile counts again, also for those who had heard him first.
TEST_F(GroupServiceTest, AnEditThatCountsAgainIsApplied) {
    using enum test::MemoryNetwork::Cable;
    Fellow dave(loop_, network_);
    dave.start();
    const auto group = office();
    ASSERT_TRUE(alice_.await(alice_.service().add(group, {dave.id()})));
    ASSERT_TRUE(alice_.await(alice_.service().appoint(group, bob_.id(), true)));
    // Words of somebody who does not know yet that dave is in the group are not for him.
    ASSERT_TRUE(until([&] { return carol_.people(group) == 4 && dave.people(group) == 4; }));
    const auto said = carol_.say(group, "helo");
    ASSERT_TRUE(said);
    ASSERT_TRUE(all_have(group, 1));
    ASSERT_TRUE(until([&] { return dave.texts(group).size() == 1 && dave.people(group) == 4; }));
    for (auto* other : {&bob_, &carol_, &dave}) set_cable(alice_, *other, Pulled);
    for (auto* other : {&bob_, &dave}) set_cable(carol_, *other, Pulled);
    ASSERT_TRUE(bob_.await(bob_.service().remove(group, {carol_.id()})));
    ASSERT_TRUE(until([&] { return dave.people(group) == 3; }));
    const Draft edit{.kind = OperationKind::Edit, .text = "hello", .target = said->id};
    ASSERT_TRUE(carol_.await(carol_.service().change(group, edit)));
    set_cable(carol_, dave, Plugged);
    ASSERT_TRUE(until([&] { return carol_.people(group) == 3; }));
    EXPECT_EQ(dave.texts(group), Texts{"helo"});
    ASSERT_TRUE(alice_.await(alice_.service().remove(group, {bob_.id()})));
    set_cable(alice_, dave, Plugged);
    ASSERT_TRUE(until([&] { return dave.texts(group) == Texts{"hello"}; }));
    EXPECT_EQ(dave.people(group), 3u);
}

// Nobody has read them here: what they say, and that they came, is worth more than their author's clock.
TEST_F(GroupServiceTest, WordsThatComeLateAreTakenHoweverOldTheyAre) {
    test::ManualClock later;
    later.set_wall(real_clock().wall() + std::chrono::hours(24 * 40));
    carol_.stop();
    const auto id = alice_.await(alice_.service().create("office", {bob_.id(), carol_.id()}, true));
    ASSERT_TRUE(id);
    const auto said = alice_.say(*id, "forty days ago");
    ASSERT_TRUE(said);
    carol_.clock = &later;
    carol_.options.history_life = std::chrono::hours(24 * 30);
    carol_.start();
    ASSERT_TRUE(until([&] { return alice_.states[said->id] == store::MessageState::Delivered; }));
    EXPECT_EQ(carol_.people(*id), 3u);
    EXPECT_EQ(carol_.texts(*id), Texts{"forty days ago"});
    EXPECT_EQ(carol_.forget_everything_before(later.wall() + 1h), 0u) << "unread words stay";
    EXPECT_EQ(carol_.texts(*id), Texts{"forty days ago"});
}

// Alice's clock was a year ahead, so that her words look young by it when they have long been forgotten.
TEST_F(GroupServiceTest, WhatWasForgottenHereNeverComesBack) {
    test::ManualClock ahead;
    ahead.set_wall(real_clock().wall() + std::chrono::hours(24 * 365));
    alice_.stop();
    alice_.clock = &ahead;
    alice_.start();
    const auto group = office();
    ASSERT_TRUE(alice_.say(group, "read and forgotten"));
    ASSERT_TRUE(all_have(group, 1));
    carol_.read(group);
    ASSERT_EQ(carol_.forget_everything_before(real_clock().wall() + 1h), 1u);
    EXPECT_EQ(carol_.texts(group), Texts{});
    carol_.stop();
    carol_.options.history_life = std::chrono::hours(24);
    carol_.start();
    for (auto* other : {&alice_, &bob_})
        ASSERT_TRUE(carol_.await(carol_.sessions().connect(other->id(), 5000ms)));
    ASSERT_TRUE(alice_.say(group, "said since"));
    ASSERT_TRUE(until([&] { return carol_.texts(group).size() >= 1; }));
    loop_.run_for(500ms);
    EXPECT_EQ(carol_.texts(group), Texts{"said since"});
    // Bob, who has them, hands them over unasked.
    carol_.service().peer_opened(bob_.id());
    bob_.service().peer_opened(carol_.id());
    loop_.run_for(500ms);
    EXPECT_EQ(carol_.texts(group), Texts{"said since"});
}

// Bob recalls, as an admin, what Carol wrote; Dave hears first that she was removed, and that it is hidden.
TEST_F(GroupServiceTest, WhatIsHiddenIsRecalledToo) {
    const auto group = office();
    const auto said = carol_.say(group, "not for long");
    ASSERT_TRUE(said);
    ASSERT_TRUE(all_have(group, 1));
    auto work = [&](SQLite::Database& database) {
        const auto conversation = ConversationId::of(group);
        store::set_shown(database, conversation, said->id, false);
        auto recall = *store::find_message(database, conversation, said->id);
        recall.author = PeerKey(alice_.id());
        recall.kind = static_cast<std::uint8_t>(OperationKind::Recall);
        recall.target = said->id;
        (void)apply_effect(database, recall, false);
        EXPECT_EQ(store::find_message(database, conversation, said->id)->text, "not for long");
        (void)apply_effect(database, recall, true);
        store::set_shown(database, conversation, said->id, true);
    };
    ASSERT_TRUE(bob_.await(bob_.database().write(work)));
    EXPECT_EQ(bob_.texts(group), Texts{"[recalled]"});
}

TEST_F(GroupServiceTest, WhatTheRemovedWroteUnseenIsShownToNobody) {
    const auto group = office();
    ASSERT_TRUE(carol_.say(group, "seen"));
    ASSERT_TRUE(all_have(group, 1));
    set_cable(alice_, carol_, test::MemoryNetwork::Cable::Pulled);
    set_cable(alice_, bob_, test::MemoryNetwork::Cable::Pulled);
    ASSERT_TRUE(alice_.await(alice_.service().remove(group, {carol_.id()})));
    ASSERT_TRUE(carol_.say(group, "unseen by alice"));
    ASSERT_TRUE(until([&] { return bob_.texts(group).size() == 2; }));
    set_cable(alice_, bob_, test::MemoryNetwork::Cable::Plugged);
    set_cable(alice_, carol_, test::MemoryNetwork::Cable::Plugged);
    ASSERT_TRUE(until([&] { return bob_.people(group) == 2 && bob_.texts(group).size() == 1; }));
    EXPECT_EQ(bob_.texts(group), Texts{"seen"});
    ASSERT_TRUE(until([&] { return carol_.service().find(group)->part == GroupPart::Removed; }));
    EXPECT_EQ(carol_.say(group, "no more").error().code, ChatErrc::NotMember);
}

TEST_F(GroupServiceTest, WhatTheRemovedRecalledUnseenStays) {
    const auto group = office();
    ASSERT_TRUE(alice_.await(alice_.service().appoint(group, bob_.id(), true)));
    const auto said = carol_.say(group, "to stay");
    ASSERT_TRUE(all_have(group, 1));
    ASSERT_TRUE(until([&] { return bob_.service().find(group)->people[1].rank == Rank::Admin; }));
    for (auto* other : {&alice_, &carol_}) set_cable(bob_, *other, test::MemoryNetwork::Cable::Pulled);
    ASSERT_TRUE(bob_.await(
        bob_.service().change(group, Draft{.kind = OperationKind::Recall, .text = {}, .target = said->id})));
    ASSERT_TRUE(alice_.await(alice_.service().remove(group, {bob_.id()})));
    ASSERT_TRUE(until([&] { return carol_.people(group) == 2; }));
    for (auto* other : {&alice_, &carol_}) set_cable(bob_, *other, test::MemoryNetwork::Cable::Plugged);
    ASSERT_TRUE(until([&] { return bob_.service().find(group)->part == GroupPart::Removed; }));
    ASSERT_TRUE(alice_.say(group, "later"));
    ASSERT_TRUE(until([&] { return carol_.texts(group).size() == 2; }));
    EXPECT_EQ(carol_.texts(group), (Texts{"to stay", "later"}));
    EXPECT_EQ(alice_.texts(group), (Texts{"to stay", "later"}));
}

// A newcomer holds only the header of what was said before; whoever meets it first must still get the words.
TEST_F(GroupServiceTest, WordsThatAThirdPersonMayNotHaveComeFromTheirAuthor) {
    GroupId group;
    store::StoredMessage said;
    ASSERT_NO_FATAL_FAILURE(let_bob_meet_the_newcomer_first(group, said));
    EXPECT_TRUE(bob_.texts(group).empty());
    alice_.start();
    ASSERT_TRUE(until([&] { return bob_.texts(group) == Texts{"for bob"}; }));
    EXPECT_TRUE(carol_.texts(group).empty());
}

// Carol's program is another: she recalls what Alice wrote, before Bob has the words.
TEST_F(GroupServiceTest, OnlyALawfulRecallMakesWordsUnwanted) {
    GroupId group;
    store::StoredMessage said;
    ASSERT_NO_FATAL_FAILURE(let_bob_meet_the_newcomer_first(group, said));
    auto load = [group](SQLite::Database& database) { return store::load_operations(database, group); };
    GroupOperation recall;
    recall.chain.author = carol_.id();
    recall.chain.incarnation.bytes.fill(8);
    recall.sequence = 1;
    recall.heads = {
        *OperationHash::from_bytes(carol_.await(carol_.database().read(load)).value().back().hash)};
    recall.clock = clock_at(to_milliseconds(real_clock().wall()));
    recall.kind = static_cast<std::uint8_t>(OperationKind::Recall);
    GroupBody body;
    body.target = said.id;
    const auto raw = seal(carol_.key(), group, recall, body, Bytes(16, 5));
    ASSERT_TRUE(carol_.await(carol_.sessions().connect(bob_.id(), 5000ms)));
    ASSERT_TRUE(
        carol_.sessions().send(bob_.id(), kOperationsFrame, encode(OperationsFrame{group, {raw}, false})));
    auto has = [group, hash = recall.hash](SQLite::Database& database) {
        return store::find_operation(database, group, hash.view()).has_value();
    };
    ASSERT_TRUE(until([&] { return bob_.await(bob_.database().read(has)).value(); }));
    alice_.start();
    EXPECT_TRUE(until([&] { return bob_.texts(group) == Texts{"for bob"}; }));
}

TEST_F(GroupServiceTest, ANewcomerReadsFromTheirAddOn) {
    const auto id = alice_.await(alice_.service().create("office", {bob_.id()}, false));
    ASSERT_TRUE(id);
    ASSERT_TRUE(alice_.say(*id, "before"));
    ASSERT_TRUE(until([&] { return bob_.texts(*id).size() == 1; }));
    ASSERT_TRUE(bob_.await(bob_.service().add(*id, {carol_.id()})));
    ASSERT_TRUE(until([&] { return carol_.people(*id) == 3 && alice_.people(*id) == 3; }));
    ASSERT_TRUE(alice_.say(*id, "after"));
    ASSERT_TRUE(until([&] { return carol_.texts(*id).size() == 1; }));
    EXPECT_EQ(carol_.texts(*id), Texts{"after"});
}

TEST_F(GroupServiceTest, OpenHistoryIsReadFromTheBeginning) {
    const auto id = alice_.await(alice_.service().create("office", {}, true));
    ASSERT_TRUE(alice_.say(*id, "before"));
    ASSERT_TRUE(alice_.await(alice_.service().add(*id, {carol_.id()})));
    ASSERT_TRUE(until([&] { return carol_.texts(*id).size() == 1; }));
}
TEST_F(GroupServiceTest, WhoLeftIsNotCountedInAgain) {
    const auto group = office();
    ASSERT_TRUE(carol_.await(carol_.service().leave(group)));
    EXPECT_EQ(carol_.await(carol_.service().leave(group)).error().code, ChatErrc::NotMember);
    EXPECT_EQ(carol_.say(group, "still here").error().code, ChatErrc::NotMember);
    ASSERT_TRUE(until([&] { return alice_.people(group) == 2; }));
    EXPECT_EQ(alice_.await(alice_.service().add(group, {carol_.id()})).error().code, ChatErrc::LeftForGood);
    EXPECT_EQ(alice_.people(group), 2U);
    ASSERT_TRUE(alice_.await(alice_.service().remove(group, {bob_.id()})));
    EXPECT_TRUE(alice_.await(alice_.service().add(group, {bob_.id()}))) << "the removed may come back";
}

TEST_F(GroupServiceTest, ANameIsOneLineWithoutControlCharacters) {
    for (const auto& name : {std::string(), std::string("two\nlines"), std::string("\x1b[31mred"),
                             std::string(kMaxGroupNameBytes + 1, 'x')}) {
        EXPECT_EQ(alice_.await(alice_.service().create(name, {}, false)).error().code,
                  ChatErrc::BadGroupName);
    }
}

TEST_F(GroupServiceTest, AnAdminRecallsWhatAMemberWroteAndTheWordsAreGone) {
    const auto group = office();
    const auto said = bob_.say(group, "not for here");
    ASSERT_TRUE(all_have(group, 1));
    EXPECT_EQ(carol_
                  .await(carol_.service().change(
                      group, Draft{.kind = OperationKind::Recall, .text = {}, .target = said->id}))
                  .error()
                  .code,
              ChatErrc::NotYours);
    ASSERT_TRUE(alice_.await(alice_.service().change(
        group, Draft{.kind = OperationKind::Recall, .text = {}, .target = said->id})));
    ASSERT_TRUE(until([&] { return carol_.texts(group) == Texts{"[recalled]"}; }));
    ASSERT_TRUE(carol_.say(group, "after"));
    ASSERT_TRUE(all_have(group, 2)) << "the chain still holds";
}

TEST_F(GroupServiceTest, ARecallReachesWhoWasAway) {
    const auto group = office();
    const auto said = alice_.say(group, "too early");
    ASSERT_TRUE(all_have(group, 1));
    carol_.stop();
    ASSERT_TRUE(alice_.await(alice_.service().change(
        group, Draft{.kind = OperationKind::Recall, .text = {}, .target = said->id})));
    ASSERT_TRUE(until([&] { return bob_.texts(group) == Texts{"[recalled]"}; }));
    carol_.start();
    EXPECT_TRUE(until([&] { return carol_.texts(group) == Texts{"[recalled]"}; }));
}

// Who knows only the header of it waits for no words that nobody has any more, nor says so to the author.
TEST_F(GroupServiceTest, WhatWasRecalledBeforeItCameHoldsNothingUp) {
    const auto group = office();
    carol_.stop();
    const auto said = alice_.say(group, "too early");
    ASSERT_TRUE(alice_.await(alice_.service().change(
        group, Draft{.kind = OperationKind::Recall, .text = {}, .target = said->id})));
    const auto later = alice_.say(group, "later");
    carol_.start();
    EXPECT_TRUE(until([&] { return alice_.states[later->id] == store::MessageState::Delivered; }));
    EXPECT_EQ(carol_.texts(group), Texts{"later"});
}

TEST_F(GroupServiceTest, AnEditThatComesBeforeTheWordsIsMadeWhenTheyCome) {
    const auto made = alice_.await(alice_.service().create("office", {bob_.id()}, false));
    ASSERT_TRUE(until([&] { return bob_.people(*made) == 2; }));
    bob_.stop();
    const auto said = alice_.say(*made, "at tne door");
    ASSERT_TRUE(alice_.await(alice_.service().add(*made, {carol_.id()})));
    ASSERT_TRUE(alice_.await(alice_.service().change(
        *made, Draft{.kind = OperationKind::Edit, .text = "at the door", .target = said->id})));
    const auto last = alice_.say(*made, "last");
    ASSERT_TRUE(until([&] { return carol_.texts(*made).size() == 1; }));
    alice_.stop();
    bob_.start();  // meets Carol, who has the edit and not the words
    ASSERT_TRUE(until([&] { return bob_.texts(*made).size() == 1; }));
    alice_.start();
    EXPECT_TRUE(until([&] { return bob_.texts(*made) == (Texts{"at the door", "last"}); }));
}

TEST_F(GroupServiceTest, OnlyRankDecides) {
    const auto group = office();
    EXPECT_EQ(bob_.await(bob_.service().remove(group, {carol_.id()})).error().code, ChatErrc::NotAllowed);
    EXPECT_EQ(bob_.await(bob_.service().rename(group, "mine")).error().code, ChatErrc::NotAllowed);
    ASSERT_TRUE(alice_.await(alice_.service().appoint(group, bob_.id(), true)));
    ASSERT_TRUE(until([&] { return bob_.service().find(group)->people[1].rank == Rank::Admin; }));
    ASSERT_TRUE(bob_.await(bob_.service().remove(group, {carol_.id()})));
    ASSERT_TRUE(alice_.await(alice_.service().leave(group)));
    ASSERT_TRUE(until([&] { return bob_.service().find(group)->owner == bob_.id(); }));
    EXPECT_EQ(alice_.service().find(group)->part, GroupPart::Left);
}

}  // namespace
}  // namespace culver::chat
