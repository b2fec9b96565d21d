// SPDX-License-Identifier: Apache-2.0
// Peers whose program is another: they label what they do not have, answer little or nothing, and ask for
// what they should not get.
#include "chat/attachments.h"
#include "chat/hybrid_clock.h"
#include "chat/wire.h"
#include "store/message_rows.h"
#include "tests/chat/person.h"

#include <gtest/gtest.h>

#include <fstream>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;
using enum store::AttachmentState;

std::string picture(std::size_t bytes, char filling = 'x') {
    return std::string("GIF89a\x10\x00\x20\x00", 10) + std::string(bytes - 10, filling);
}

// A session, and what came on it.
class Mallory {
public:
    Mallory(boost::asio::io_context& loop, test::MemoryNetwork& network, Person& victim)
        : loop_(loop), victim_(victim) {
        id.bytes.fill(9);
        sessions_ = network.make_sessions(network.add_node(id));
        sessions_->handle(net::kChatKinds, [this](PeerId, std::uint16_t kind, Bytes body) -> Task<> {
            if (kind == kWantPartFrame) on_want(*decode_part_wish(body));
            if (kind == kPartFrame) given.push_back(*decode_part(body));
            co_return;
        });
    }
    ~Mallory() { test::run(loop_, sessions_->close()); }
    void connect() {
        auto work = [this]() -> Task<> {
            const auto connected = co_await sessions_->connect(victim_.id(), 2000ms);
            EXPECT_TRUE(connected);
        };
        test::run(loop_, work());
    }
    void disconnect() { sessions_->drop(victim_.id(), "enough"); }
    void label(const AttachmentDigest& digest, std::uint64_t size) {
        Operation made{.id = make_message_id(std::chrono::system_clock::now()),
                       .incarnation = {},
                       .text = {},
                       .target = {}};
        made.kind = OperationKind::Attachment;
        made.sequence = ++said_;
        made.clock = clock_at(to_milliseconds(std::chrono::system_clock::now()));
        made.attachment = AttachmentLabel{.digest = digest, .size = size, .name = {}, .waveform = {}};
        ASSERT_TRUE(
            sessions_->send(victim_.id(), kMessageFrame, encode_message(encode(made), made.sequence - 1)));
    }
    void answer_refused(const AttachmentDigest& digest) {
        const Part part{.digest = digest, .offset = 0, .content = {}, .is_refused = true};
        ASSERT_TRUE(sessions_->send(victim_.id(), kPartFrame, encode(part)));
    }
    void want(const AttachmentDigest& digest, std::optional<GroupId> group) {
        const PartWish wish{.group = group, .digest = digest};
        ASSERT_TRUE(sessions_->send(victim_.id(), kWantPartFrame, encode(wish)));
    }

    PeerId id;
    std::size_t bytes_an_answer = 0;  // 0: none
    std::vector<PartWish> wishes;
    std::vector<Part> given;

private:
    void on_want(const PartWish& wish) {
        wishes.push_back(wish);
        if (bytes_an_answer == 0) return;
        const Part part{.digest = wish.digest, .offset = wish.offset, .content = Bytes(bytes_an_answer, 1)};
        (void)sessions_->send(victim_.id(), kPartFrame, encode(part));
    }
    boost::asio::io_context& loop_;
    Person& victim_;
    std::unique_ptr<net::Sessions> sessions_;
    std::uint64_t said_ = 0;
};

class AttachmentFetchesTest : public testing::Test {
protected:
    AttachmentFetchesTest() {
        alice_.start();
        bob_.start();
        mallory_.connect();
    }
    bool until(const std::function<bool()>& holds) { return Person::until(loop_, holds); }
    static AttachmentDigest digest(std::uint8_t number) {
        AttachmentDigest made;
        made.bytes.fill(number);
        return made;
    }
    std::optional<store::KeptAttachment> kept(const AttachmentDigest& digest) {
        auto work = [digest](SQLite::Database& database) { return store::find_attachment(database, digest); };
        return bob_.await(bob_.database().read(work)).value();
    }
    bool is(const AttachmentDigest& digest, store::AttachmentState state) {
        const auto found = kept(digest);
        return found && found->state == state;
    }
    [[nodiscard]] std::size_t files() const {
        const std::filesystem::directory_iterator entries(bob_.attachment_folder());
        return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
    }

    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    Person alice_{loop_, network_, 1};
    Person bob_{loop_, network_, 2};
    Mallory mallory_{loop_, network_, bob_};
};

TEST_F(AttachmentFetchesTest, ATrickleIsRefusedAndLeavesNothing) {
    mallory_.bytes_an_answer = 1;
    mallory_.label(digest(5), 300'000);
    ASSERT_TRUE(until([&] { return is(digest(5), Gone); }));
    EXPECT_EQ(mallory_.wishes.size(), 1u);
    ASSERT_TRUE(until([&] { return files() == 0; }));
}

TEST_F(AttachmentFetchesTest, WhatCameBeforeTheRefusalIsRemoved) {
    mallory_.bytes_an_answer = kPartBytes;
    mallory_.label(digest(5), 3 * kPartBytes + 1);  // the last one is then too long
    ASSERT_TRUE(until([&] { return is(digest(5), Gone); }));
    EXPECT_EQ(mallory_.wishes.size(), 4u);
    ASSERT_TRUE(until([&] { return files() == 0; }));
}

TEST_F(AttachmentFetchesTest, OnePeerTakesOnePlace) {
    for (std::uint8_t number = 20; number < 30; ++number) mallory_.label(digest(number), 1'000);
    ASSERT_TRUE(until([&] { return is(digest(29), Coming) && !mallory_.wishes.empty(); }));
    const auto begun = std::chrono::steady_clock::now();
    const auto said = alice_.attach(bob_, "lobby.gif", picture(300'000));
    ASSERT_TRUE(said);
    ASSERT_TRUE(until([&] { return is(*said->digest, Here); }));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, kPartLimit / 2);
    EXPECT_EQ(mallory_.wishes.size(), 1u);
}

TEST_F(AttachmentFetchesTest, WhatWaitsForOneAuthorIsBoundedAndTheRestIsOffered) {
    const auto number = [](std::size_t at) {
        auto made = digest(7);
        made.bytes[0] = static_cast<std::uint8_t>(at);
        made.bytes[1] = static_cast<std::uint8_t>(at >> 8);
        return made;
    };
    for (std::size_t at = 0; at <= kMaxPendingOfAuthor; ++at) mallory_.label(number(at), 1);
    ASSERT_TRUE(until([&] { return is(number(kMaxPendingOfAuthor), Offered); }));
    EXPECT_TRUE(is(number(kMaxPendingOfAuthor - 1), Coming));
    const auto said = alice_.attach(bob_, "lobby.gif", picture(1'000));
    ASSERT_TRUE(said);
    EXPECT_TRUE(until([&] { return is(*said->digest, Here); }));
}

TEST_F(AttachmentFetchesTest, AFalseSizeHidesNotTheTrueOne) {
    const auto content = picture(300'000);
    const auto note = alice_.attach(alice_, "lobby.gif", content);  // whoever has it knows its digest
    ASSERT_TRUE(note);
    mallory_.label(*note->digest, 7);
    ASSERT_TRUE(until([&] { return mallory_.wishes.size() == 1; }));
    mallory_.disconnect();
    ASSERT_TRUE(alice_.attach(bob_, "lobby.gif", content));
    ASSERT_TRUE(until([&] { return is(*note->digest, Here); }));
    EXPECT_EQ(kept(*note->digest)->size, content.size());
}

// Two keys of a group: one says the digest, the other asks for the bytes, which came in private.
TEST_F(AttachmentFetchesTest, NamingADigestInAGroupOpensNothing) {
    GroupId group;
    group.bytes.fill(4);
    bob_.members = {bob_.id(), mallory_.id, alice_.id()};
    const auto said = alice_.attach(bob_, "private.gif", picture(1'000));
    ASSERT_TRUE(said);
    ASSERT_TRUE(until([&] { return is(*said->digest, Here); }));
    store::StoredMessage named;
    named.conversation = ConversationId::of(group);
    named.author.id.bytes.fill(77);
    named.sequence = 1;
    named.kind = static_cast<std::uint8_t>(OperationKind::Attachment);
    named.attachment = said->attachment;
    named.digest = said->digest;
    auto name = [&](SQLite::Database& database) {
        (void)store::insert_message(database, named);
        note_carried(database, named, Fetching::Unasked);
    };
    ASSERT_TRUE(bob_.await(bob_.database().write(name)));
    mallory_.want(*said->digest, group);
    ASSERT_TRUE(until([&] { return mallory_.given.size() == 1; }));
    EXPECT_TRUE(mallory_.given[0].is_refused);
    EXPECT_TRUE(mallory_.given[0].content.empty());
    // Had the bytes come there, every member could have them.
    auto come = [&](SQLite::Database& database) { store::note_group(database, *said->digest, group); };
    ASSERT_TRUE(bob_.await(bob_.database().write(come)));
    mallory_.want(*said->digest, group);
    ASSERT_TRUE(until([&] { return mallory_.given.size() == 2; }));
    EXPECT_EQ(mallory_.given[1].content.size(), 1'000u);
}

TEST_F(AttachmentFetchesTest, WhatIsHereIsNotLostToARefusal) {
    const auto content = picture(200'000);
    const auto note = alice_.attach(alice_, "same.gif", content);
    ASSERT_TRUE(note);
    mallory_.label(*note->digest, content.size());
    ASSERT_TRUE(until([&] { return mallory_.wishes.size() == 1; }));
    ASSERT_TRUE(bob_.attach(alice_, "same.gif", content));  // his own, while Mallory is asked
    EXPECT_TRUE(is(*note->digest, Here));
    mallory_.answer_refused(*note->digest);
    loop_.run_for(300ms);
    EXPECT_TRUE(is(*note->digest, Here));
    EXPECT_EQ(files(), 1u);
}

}  // namespace
}  // namespace culver::chat
