// SPDX-License-Identifier: Apache-2.0
#include "store/word_purge.h"

#include "base/files.h"
#include "base/task_scope.h"
#include "store/message_changes.h"
#include "store/message_rows.h"
#include "tests/store/store_fixture.h"

#include <chrono>

namespace culver::store {
namespace {

using namespace std::chrono_literals;

constexpr auto kSecret = "zebrafisch";
constexpr int kOthers = 3'000;

class WordPurgeTest : public StoreFixture {
protected:
    std::int64_t say(std::uint64_t sequence, const std::string& text) {
        auto work = [=](SQLite::Database& raw) {
            return insert_message(raw, message_from(peer_number(1), sequence, text));
        };
        return *await(database().write(work));
    }
    // Some thousand words, so that the index is in several pieces.
    void say_much(std::uint64_t from) {
        auto work = [from](SQLite::Database& raw) {
            for (std::uint64_t number = from; number < from + kOthers; ++number)
                insert_message(raw, message_from(peer_number(1), number,
                                                 "aal" + std::to_string(number) + " zander" +
                                                     std::to_string(number * 7) + " zuletzt"));
        };
        ASSERT_TRUE(await(database().write(work)));
    }
    void recall(std::int64_t row) {
        auto work = [row](SQLite::Database& raw) {
            auto message = find_message(raw, row);
            erase_words(raw, *message);
        };
        ASSERT_TRUE(await(database().write(work)));
    }
    // The bytes of the database and its log.
    [[nodiscard]] bool is_on_the_disk(const std::string& word) const {
        for (const auto* part : {"", "-wal"}) {
            const auto content = read_file(path().string() + part, 1u << 30);
            if (content && content->find(word) != std::string::npos) return true;
        }
        return false;
    }
    bool leaves_the_disk(const std::string& word) {
        constexpr auto kPatience = 30s;
        auto wait = [this, word, until = std::chrono::steady_clock::now() + kPatience]() -> Task<> {
            while (is_on_the_disk(word) && std::chrono::steady_clock::now() < until) co_await sleep_for(50ms);
        };
        test::run(loop_, wait());
        return !is_on_the_disk(word);
    }
    std::int64_t hits(const std::string& word) {
        auto work = [word](SQLite::Database& raw) {
            return raw
                .execAndGet("SELECT count(*) FROM message_words WHERE message_words MATCH '" + word + "'")
                .getInt64();
        };
        return await(database().read(work)).value_or(-1);
    }
};

TEST_F(WordPurgeTest, ARecalledWordLeavesTheDisk) {
    say_much(10);
    const auto row = say(1, std::string("der ") + kSecret + " ist geheim");
    say_much(10'000);
    ASSERT_TRUE(is_on_the_disk(kSecret));
    recall(row);
    EXPECT_EQ(hits(kSecret), 0);
    EXPECT_TRUE(leaves_the_disk(kSecret));
    EXPECT_EQ(hits("zuletzt"), 2 * kOthers) << "all else is found as before";
    EXPECT_EQ(hits("aal10"), 1);
}

TEST_F(WordPurgeTest, WhatWasLeftWhenTheNodeEndedIsDoneByTheNext) {
    say_much(10);
    const auto row = say(1, std::string("der ") + kSecret);
    recall(row);
    close();
    ASSERT_TRUE(is_on_the_disk(kSecret));
    (void)database();
    EXPECT_TRUE(leaves_the_disk(kSecret));
}

TEST_F(WordPurgeTest, OtherWordsForAMessageAreAllThatStays) {
    const auto row = say(1, std::string("der ") + kSecret);
    say_much(10);
    auto work = [row](SQLite::Database& raw) {
        auto message = find_message(raw, row);
        replace_words(raw, *message, "der Hering", 5);
        raw.exec(
            "UPDATE messages SET operation = zeroblob(32) WHERE row = 1");  // as a recall of the edit does
    };
    ASSERT_TRUE(await(database().write(work)));
    EXPECT_TRUE(leaves_the_disk(kSecret));
    EXPECT_EQ(hits("hering"), 1);
}

}  // namespace
}  // namespace culver::store
