// SPDX-License-Identifier: Apache-2.0
// Two people write to each other, and at some moment the power fails for one or both: their disks keep what
// was synced and any part of the rest, the other's node is killed. Then both start again. What was queued
// arrives, once and in order, and what was delivered was on the receiver's disk.
#include "base/random.h"
#include "tests/chat/person.h"
#include "tests/support/losing_disk.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;
using test::LosingDisk;
using test::Loss;
using Texts = std::vector<std::string>;

std::filesystem::path folder_of(const Person& person) {
    return person.attachment_folder().parent_path();
}

class ChatPowerLossTest : public testing::Test {
protected:
    struct Said {
        Person* author;
        std::string text;
        MessageId id;
        LosingDisk::Moment queued;
        std::optional<LosingDisk::Moment> delivered;
    };

    Person& other_than(const Person& person) { return &person == &alice_ ? bob_ : alice_; }

    void note_deliveries() {
        for (auto& said : all_) {
            const auto state = said.author->last_state(said.id);
            if (!said.delivered && state && *state == store::MessageState::Delivered)
                said.delivered = disk_.now();
        }
    }
    void say(Person& author, int number) {
        const auto text = (&author == &alice_ ? "a" : "b") + std::to_string(number);
        const auto said = author.say(other_than(author), text);
        ASSERT_TRUE(said);
        all_.push_back({&author, text, said->id, disk_.now(), {}});
        note_deliveries();
    }
    void live() {
        alice_.start();
        bob_.start();
        for (int number = 0; number < 150; ++number) {
            say(luck_() % 2 == 0 ? alice_ : bob_, number);
            if (luck_() % 20 == 0) network_.cut_after(alice_.node(), bob_.node(), luck_() % 3'000);
            if (luck_() % 4 == 0) loop_.run_for(2ms);
        }
        // Some are still under way when the story ends; most are not, however slow the disk is today.
        EXPECT_TRUE(Person::until(loop_, [&] {
            note_deliveries();
            return std::ranges::count_if(all_, [](const Said& said) { return said.delivered.has_value(); }) >
                   100;
        }));
        end_ = disk_.now();
        for (auto* person : {&alice_, &bob_}) person->stop();
        disk_.stop();
    }
    Texts texts_on_disk(const Person& person) {
        SQLite::Database database(folder_of(person) / "history.db", SQLite::OPEN_READWRITE);
        if (!database.tableExists("messages")) return {};
        SQLite::Statement query(database, "SELECT text FROM messages WHERE direction = 0");
        Texts texts;
        while (query.executeStep()) texts.push_back(query.getColumn(0).getString());
        return texts;
    }
    void put_disks_back(LosingDisk::Moment moment) {
        const auto unlucky = luck_() % 3;  // alice, bob, both
        for (auto* person : {&alice_, &bob_}) {
            const bool is_hit = unlucky == 2 || (unlucky == 0) == (person == &alice_);
            const test::TempDir found;
            const auto folder = folder_of(*person);
            disk_.write_image(moment, is_hit ? Loss::Power : Loss::Process, luck_, folder, found.path());
            for (const auto* end : {"", "-wal", "-shm", "-journal"})
                std::filesystem::remove(folder / ("history.db" + std::string(end)));
            std::filesystem::copy(found.path(), folder);
        }
    }
    void expect_delivered_on_disk(LosingDisk::Moment moment) {
        for (auto* person : {&alice_, &bob_}) {
            const auto texts = texts_on_disk(*person);
            const std::set<std::string> held(texts.begin(), texts.end());
            EXPECT_EQ(held.size(), texts.size());
            for (const auto& said : all_) {
                if (said.author != person && said.delivered && *said.delivered <= moment)
                    EXPECT_TRUE(held.contains(said.text)) << said.text;
            }
        }
    }
    // Of the author's words to the other: as they stand in the author's log, and in the other's.
    static Texts words(Person& whose, Person& with, store::MessageDirection direction) {
        Texts texts;
        for (const auto& message : whose.history(with)) {
            if (message.direction == direction) texts.push_back(message.text);
        }
        return texts;
    }
    void expect_everything_arrives(LosingDisk::Moment moment) {
        for (auto* author : {&alice_, &bob_}) {
            auto& reader = other_than(*author);
            ASSERT_TRUE(author->say(reader, "after the power came back"));
            const auto said = words(*author, reader, store::MessageDirection::Out);
            const std::set<std::string> kept(said.begin(), said.end());
            for (const auto& one : all_) {
                if (one.author == author && one.queued <= moment)
                    EXPECT_TRUE(kept.contains(one.text)) << one.text;
            }
            Texts heard;
            const bool is_there = Person::until(loop_, [&] {
                heard = words(reader, *author, store::MessageDirection::In);
                return heard.size() >= said.size();
            });
            EXPECT_TRUE(is_there);
            EXPECT_EQ(heard, said) << "once and in order";
        }
    }

    const std::uint64_t seed_ = std::getenv("CULVER_SEED") != nullptr
                                    ? std::strtoull(std::getenv("CULVER_SEED"), nullptr, 10)
                                    : random_u64() % 1'000'000;
    testing::ScopedTrace trace_{__FILE__, __LINE__, "CULVER_SEED=" + std::to_string(seed_)};
    std::mt19937_64 luck_{seed_};
    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    LosingDisk disk_;
    Person alice_{loop_, network_, 1};
    Person bob_{loop_, network_, 2};
    std::vector<Said> all_;
    LosingDisk::Moment end_ = 0;
};

TEST_F(ChatPowerLossTest, WhatWasQueuedArrivesAndWhatWasDeliveredIsThere) {
    live();
    for (int failure = 0; failure < 12; ++failure) {
        const auto moment = all_.front().queued + luck_() % (end_ - all_.front().queued);
        SCOPED_TRACE("after " + std::to_string(moment) + " of " + std::to_string(end_) + " happenings");
        put_disks_back(moment);
        expect_delivered_on_disk(moment);
        alice_.start();
        bob_.start();
        expect_everything_arrives(moment);
        for (auto* person : {&alice_, &bob_}) person->stop();
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace culver::chat
