// SPDX-License-Identifier: Apache-2.0
// What messages carry, between whole chat rooms over a network in memory, with real folders.
#include "chat/attachments.h"

#include "base/files.h"
#include "chat/errors.h"
#include "store/errors.h"
#include "tests/chat/person.h"

#include <gtest/gtest.h>

#include <fstream>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;
using enum store::AttachmentState;
using store::AttachmentState;

// A picture of that many bytes.
std::string picture(std::size_t bytes, char filling = 'x') {
    return std::string("GIF89a\x10\x00\x20\x00", 10) + std::string(bytes - 10, filling);
}

class AttachmentsTest : public testing::Test {
protected:
    bool until(const std::function<bool()>& holds) { return Person::until(loop_, holds); }
    store::StoredMessage last(Person& person, Person& other) { return person.history(other).back(); }
    std::optional<AttachmentState> state(Person& person, Person& other) {
        const auto messages = person.history(other);
        if (messages.empty() || !messages.back().kept) return std::nullopt;
        return messages.back().kept->state;
    }
    static std::string content(Person& person, const store::StoredMessage& message) {
        const auto path = person.attachments().path_of(*message.digest, message.kept->media.type);
        return read_file(path, store::kMaxAttachmentBytes).value_or("nothing");
    }
    static std::size_t files(const Person& person) {
        const std::filesystem::directory_iterator entries(person.attachment_folder());
        return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    Person alice_{loop_, network_, 1};
    Person bob_{loop_, network_, 2};
};

TEST_F(AttachmentsTest, APictureArrivesWithItsMessage) {
    alice_.start();
    bob_.start();
    const auto sent = picture(300'000);
    const auto said = alice_.attach(bob_, "lobby.gif", sent);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->kept->state, Here);
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    const auto received = last(bob_, alice_);
    EXPECT_EQ(content(bob_, received), sent);
    EXPECT_EQ(received.kept->media, (store::Media{MediaKind::Picture, "image/gif", 16, 32, 0}));
    EXPECT_EQ(decode_label(received.attachment)->name, "lobby.gif");
    ASSERT_FALSE(bob_.changed.empty());
    EXPECT_EQ(bob_.changed.back().kept->state, Here);
    EXPECT_EQ(content(alice_, last(alice_, bob_)), sent);
}

TEST_F(AttachmentsTest, WhatWasCutOffGoesOnWhereItWas) {
    alice_.start();
    bob_.start();
    ASSERT_TRUE(alice_.say(bob_, "hello"));
    ASSERT_TRUE(until([&] { return !bob_.heard(alice_).empty(); }));
    const auto before = network_.bytes_between(alice_.node(), bob_.node());
    network_.cut_after(alice_.node(), bob_.node(), 1'000'000);
    const auto sent = picture(2'000'000);
    ASSERT_TRUE(alice_.attach(bob_, "large.gif", sent));
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    EXPECT_EQ(content(bob_, last(bob_, alice_)), sent);
    const auto crossed = network_.bytes_between(alice_.node(), bob_.node()) - before;
    EXPECT_LT(crossed, 2'000'000 + 2 * kPartBytes + 50'000);
}

TEST_F(AttachmentsTest, AReceiverThatWasRestartedInTheMiddleGetsAll) {
    alice_.start();
    bob_.start();
    network_.set_delay(3ms);
    const auto sent = picture(3'000'000);
    ASSERT_TRUE(alice_.attach(bob_, "large.gif", sent));
    ASSERT_TRUE(until([&] { return files(bob_) == 1; }));
    EXPECT_EQ(state(bob_, alice_), Coming);
    bob_.restart();
    EXPECT_EQ(state(bob_, alice_), Coming);
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    EXPECT_EQ(content(bob_, last(bob_, alice_)), sent);
    EXPECT_EQ(files(bob_), 1u);
}

TEST_F(AttachmentsTest, WhatAStrangerAttachesWaitsUntilAPersonWantsIt) {
    alice_.start();
    bob_.standings[alice_.id()] = net::Standing::Unknown;
    bob_.start();
    const auto sent = picture(1'000);
    ASSERT_TRUE(alice_.attach(bob_, "lobby.gif", sent));
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Offered; }));
    EXPECT_EQ(files(bob_), 0u);
    const auto asked =
        bob_.await(bob_.attachments().fetch(bob_.conversation_with(alice_), last(bob_, alice_).id));
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->kept->state, Coming);
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    EXPECT_EQ(content(bob_, last(bob_, alice_)), sent);
}

TEST_F(AttachmentsTest, OtherBytesThanWerePromisedAreNeverShown) {
    alice_.start();
    const auto said = alice_.attach(bob_, "lobby.gif", picture(1'000));
    ASSERT_TRUE(said);
    std::ofstream(alice_.attachments().path_of(*said->digest, "image/gif"), std::ios::binary)
        << picture(1'000, 'y');
    bob_.start();
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Gone; }));
    EXPECT_EQ(files(bob_), 0u);
}

TEST_F(AttachmentsTest, APageSentAsAPictureIsNoPicture) {
    alice_.start();
    bob_.start();
    const std::string page = "<html><script>alert(1)</script></html>";
    std::ofstream(alice_.attachment_folder() / "page", std::ios::binary) << page;
    auto kept = alice_.await(alice_.attachments().keep(alice_.attachment_folder() / "page", {}));
    ASSERT_TRUE(kept);
    kept->label.kind = MediaKind::Picture;  // a lie
    kept->label.name = "../../cute.html";
    ASSERT_TRUE(alice_.say(bob_, Draft{.kind = OperationKind::Attachment, .attachment = kept->label}));
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    const auto received = last(bob_, alice_);
    EXPECT_EQ(received.kept->media.kind, MediaKind::File);
    const std::filesystem::path path =
        bob_.attachments().path_of(*received.digest, received.kept->media.type);
    EXPECT_EQ(path.parent_path(), bob_.attachment_folder());
    EXPECT_EQ(path.extension(), ".bin");
}

TEST_F(AttachmentsTest, WhoWasNotThereGetsNothing) {
    Person eve(loop_, network_, 3);
    alice_.start();
    bob_.start();
    eve.start();
    const auto said = alice_.attach(bob_, "secret.gif", picture(1'000));
    ASSERT_TRUE(said);
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    // She knows the digest, says it to bob, and asks for the bytes.
    const auto label = decode_label(said->attachment);
    auto note = [digest = *said->digest](SQLite::Database& database) {
        store::put_attachment(database, digest, {.state = Offered, .size = 1'000, .media = {}});
    };
    ASSERT_TRUE(eve.await(eve.database().write(note)));
    const auto claimed = eve.say(bob_, Draft{.kind = OperationKind::Attachment, .attachment = *label});
    ASSERT_TRUE(claimed);
    ASSERT_TRUE(until([&] { return eve.last_state(claimed->id) == store::MessageState::Delivered; }));
    ASSERT_TRUE(eve.await(eve.attachments().fetch(eve.conversation_with(bob_), claimed->id)));
    ASSERT_TRUE(until([&] { return state(eve, bob_) == Gone; }));
    EXPECT_EQ(files(eve), 0u);
}

TEST_F(AttachmentsTest, ARecallTakesTheBytesFromBothDisks) {
    alice_.start();
    bob_.start();
    const auto said = alice_.attach(bob_, "oops.gif", picture(1'000));
    ASSERT_TRUE(said);
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    std::filesystem::remove(alice_.attachment_folder().parent_path() / "oops.gif");
    ASSERT_TRUE(alice_.change(bob_, OperationKind::Recall, said->id));
    ASSERT_TRUE(until([&] { return files(alice_) == 0 && files(bob_) == 0; }));
    EXPECT_FALSE(last(bob_, alice_).digest);
    EXPECT_TRUE(last(bob_, alice_).attachment.empty());
}

TEST_F(AttachmentsTest, AFileThatAPersonRemovedIsFetchedAgain) {
    alice_.start();
    bob_.start();
    ASSERT_TRUE(alice_.attach(bob_, "lobby.gif", picture(1'000)));
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    bob_.stop();
    std::filesystem::remove_all(bob_.attachment_folder());
    bob_.start();
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    EXPECT_EQ(content(bob_, last(bob_, alice_)), picture(1'000));
}

TEST_F(AttachmentsTest, WhatIsNotAsItWasSaidIsNotAttached) {
    alice_.start();
    std::ofstream(alice_.attachment_folder() / "page", std::ios::binary) << "<html>";
    Attachments::Wish wish;
    wish.kind = MediaKind::Picture;
    const auto kept = alice_.await(alice_.attachments().keep(alice_.attachment_folder() / "page", wish));
    ASSERT_FALSE(kept);
    EXPECT_EQ(kept.error().code, ChatErrc::OtherKind);
    EXPECT_EQ(alice_.say(bob_, Draft{.kind = OperationKind::Attachment}).error().code, ChatErrc::WrongKind);
}

// A page of the table of attachments was lost; the messages that name them were not.
TEST_F(AttachmentsTest, ALostRowIsMadeAgainFromTheFile) {
    alice_.start();
    bob_.start();
    ASSERT_TRUE(alice_.attach(bob_, "first.gif", picture(1'000)));
    ASSERT_TRUE(alice_.attach(bob_, "second.gif", picture(2'000)));
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here && files(bob_) == 2; }));
    const auto spoilt = bob_.attachments().path_of(*last(bob_, alice_).digest, "image/gif");
    auto lose = [](SQLite::Database& database) { database.exec("DELETE FROM attachments"); };
    ASSERT_TRUE(bob_.await(bob_.database().write(lose)));
    bob_.stop();
    alice_.stop();
    std::ofstream(spoilt, std::ios::binary) << picture(2'000, 'y');
    bob_.start();
    const auto messages = bob_.history(alice_);
    ASSERT_TRUE(messages[0].kept && messages[1].kept);
    EXPECT_EQ(messages[0].kept->state, Here);
    EXPECT_EQ(messages[0].kept->media, (store::Media{MediaKind::Picture, "image/gif", 16, 32, 0}));
    EXPECT_EQ(content(bob_, messages[0]), picture(1'000));
    EXPECT_EQ(messages[1].kept->state, Offered);
    EXPECT_EQ(messages[1].kept->size, 2'000u);
    alice_.start();
    ASSERT_TRUE(bob_.await(bob_.attachments().fetch(bob_.conversation_with(alice_), messages[1].id)));
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here; }));
    EXPECT_EQ(content(bob_, last(bob_, alice_)), picture(2'000));
}

TEST_F(AttachmentsTest, NothingIsRemovedRightAfterARecovery) {
    alice_.start();
    bob_.start();
    ASSERT_TRUE(alice_.attach(bob_, "first.gif", picture(1'000)));
    ASSERT_TRUE(alice_.attach(bob_, "second.gif", picture(2'000)));
    ASSERT_TRUE(until([&] { return state(bob_, alice_) == Here && files(bob_) == 2; }));
    auto lose = [](SQLite::Database& database) {
        database.exec("DELETE FROM attachments WHERE size = 1000; UPDATE messages SET digest = NULL");
    };
    ASSERT_TRUE(bob_.await(bob_.database().write(lose)));
    bob_.stop();
    bob_.start_kind = StartKind::AfterRecovery;
    bob_.start();
    bob_.attachments().forgotten();
    loop_.run_for(200ms);
    EXPECT_EQ(files(bob_), 2u);
    bob_.start_kind = StartKind::Ordinary;
    bob_.restart();
    EXPECT_TRUE(until([&] { return files(bob_) == 0; }));
}

}  // namespace
}  // namespace culver::chat
