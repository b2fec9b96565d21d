// SPDX-License-Identifier: Apache-2.0
#include "store/recovery.h"

#include "store/history.h"
#include "store/message_rows.h"
#include "tests/store/store_fixture.h"

#include <algorithm>
#include <fstream>
#include <random>
#include <set>
#include <vector>

namespace culver::store {
namespace {

constexpr int kMessages = 3'000;
constexpr std::streamoff kPageBytes = 4096;

class RecoveryTest : public StoreFixture {
protected:
    RecoveryTest() { bob_.id.bytes.fill(2); }

    void fill() {
        auto work = [this](SQLite::Database& raw) {
            for (int number = 1; number <= kMessages; ++number)
                insert_message(raw, message_from(bob_, static_cast<std::uint64_t>(number), text_of(number)));
        };
        ASSERT_TRUE(await(database().write(work)));
        close();
    }
    static std::string text_of(int number) { return "message " + std::to_string(number) + " 会议纪要"; }

    // Overwrites every page of that kind, or only the first one.
    enum class Which { All, First };
    void damage_kind(int kind, Which which) {
        std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
        const auto bytes = static_cast<std::streamoff>(std::filesystem::file_size(path()));
        int damaged = 0;
        for (std::streamoff at = which == Which::First ? 0 : kPageBytes; at < bytes; at += kPageBytes) {
            file.seekg(at);
            const bool is_kind = which == Which::First ? at == 0 : file.peek() == kind;
            if (!is_kind) continue;
            file.seekp(at);
            file << std::string(static_cast<std::size_t>(kPageBytes), '\xa5');
            ++damaged;
        }
        ASSERT_GT(damaged, 0);
    }
    // Overwrites so many pages that hold rows: those that begin as a leaf of a table (SQLite's file
    // format, 1.6).
    void damage(std::size_t pages, std::uint32_t seed) {
        constexpr int kLeafOfTable = 13;
        std::mt19937 random(seed);
        std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
        std::vector<std::streamoff> leaves;
        const auto bytes = static_cast<std::streamoff>(std::filesystem::file_size(path()));
        for (std::streamoff at = kPageBytes; at < bytes; at += kPageBytes) {
            std::string page(static_cast<std::size_t>(kPageBytes), '\0');
            file.seekg(at);
            file.read(page.data(), kPageBytes);
            if (page.front() == kLeafOfTable && page.find("会议纪要") != std::string::npos)
                leaves.push_back(at);
        }
        ASSERT_GT(leaves.size(), pages);
        std::ranges::shuffle(leaves, random);
        for (std::size_t page = 0; page < pages; ++page) {
            file.seekp(leaves[page]);
            file << std::string(static_cast<std::size_t>(kPageBytes), static_cast<char>(random() % 256));
        }
    }
    std::set<std::string> texts() {
        History history(database());
        auto page = await(history.page({.conversation = ConversationId::with(bob_), .limit = kMaxPage}));
        std::set<std::string> all;
        for (const auto& message : *page) all.insert(message.text);
        return all;
    }

    PeerKey bob_;
};

TEST_F(RecoveryTest, ASoundFileLosesNothing) {
    fill();
    const auto recovered = recover_database(path());
    ASSERT_TRUE(recovered);
    EXPECT_EQ(recovered->messages, static_cast<std::uint64_t>(kMessages));
    EXPECT_TRUE(std::filesystem::exists(recovered->aside));
    EXPECT_EQ(texts().size(), static_cast<std::size_t>(kMessages));
    History history(database());
    EXPECT_EQ(await(history.search({.text = "会议", .limit = kMaxPage}))->size(),
              static_cast<std::size_t>(kMessages));
}

TEST_F(RecoveryTest, WhatIsReadableComesBackWhateverPagesAreDamaged) {
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
        close();
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            std::filesystem::remove(entry);
        fill();
        damage(3, seed);
        const auto recovered = recover_database(path());
        ASSERT_TRUE(recovered) << seed;
        const auto found = texts();
        // A page holds a few dozen messages.
        EXPECT_GT(found.size(), static_cast<std::size_t>(kMessages) * 8 / 10) << "seed " << seed;
        EXPECT_EQ(found.size(), recovered->messages) << "seed " << seed;
        std::set<std::string> said;
        for (int number = 1; number <= kMessages; ++number) said.insert(text_of(number));
        for (const auto& text : found) EXPECT_TRUE(said.contains(text)) << text;
    }
}

TEST_F(RecoveryTest, RowsBeneathLostInnerPagesComeBack) {
    constexpr int kInnerOfTable = 5;
    fill();
    damage_kind(kInnerOfTable, Which::All);
    const auto recovered = recover_database(path());
    ASSERT_TRUE(recovered);
    EXPECT_EQ(recovered->messages, static_cast<std::uint64_t>(kMessages));
    EXPECT_EQ(texts().size(), static_cast<std::size_t>(kMessages));
    History history(database());
    EXPECT_EQ(await(history.search({.text = "会议", .limit = kMaxPage}))->size(),
              static_cast<std::size_t>(kMessages));
}

// Without its first page the file says neither what it is nor what is in it.
TEST_F(RecoveryTest, EverythingComesBackWithoutTheSchema) {
    const PeerKey carol = peer_number(3);
    auto known = [this, carol](SQLite::Database& raw) {
        mark_talked(raw, bob_, 1'000);
        raw.exec(
            "INSERT INTO transfers(id, peer, direction, created, updated, finished, record)"
            " VALUES(zeroblob(16), zeroblob(33), 1, 2, 3, 4, x'0102')");
        raw.exec("UPDATE peers SET name = '小王', trust = 2");
        StoredMessage long_one = message_from(carol, 1, std::string(60'000, 'x'));
        insert_message(raw, long_one);
    };
    ASSERT_TRUE(await(database().write(known)));
    fill();
    damage_kind(0, Which::First);
    const auto recovered = recover_database(path());
    ASSERT_TRUE(recovered);
    EXPECT_EQ(recovered->messages, static_cast<std::uint64_t>(kMessages) + 1);
    EXPECT_EQ(texts().size(), static_cast<std::size_t>(kMessages));
    auto look = [](SQLite::Database& raw) {
        return std::tuple(raw.execAndGet("SELECT name || trust FROM peers").getString(),
                          raw.execAndGet("SELECT hex(record) FROM transfers").getString(),
                          raw.execAndGet("SELECT max(length(text)) FROM messages").getInt(),
                          raw.execAndGet("SELECT count(*) FROM meta").getInt(),
                          raw.execAndGet("PRAGMA integrity_check").getString());
    };
    const auto found = await(database().read(look));
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, std::tuple("小王2", "0102", 60'000, 0, "ok"));
}

TEST_F(RecoveryTest, NumbersGoOnBehindWhatWasRecovered) {
    fill();
    ASSERT_TRUE(recover_database(path()));
    auto work = [this](SQLite::Database& raw) {
        StreamKey key{ConversationId::with(bob_), bob_, {}};
        key.incarnation.bytes[0] = 1;
        return load_stream(raw, key).highest;
    };
    EXPECT_EQ(await(database().read(work)), static_cast<std::uint64_t>(kMessages));
}

TEST_F(RecoveryTest, AFileOfOtherContentGivesAnEmptySoundOne) {
    std::ofstream(path()) << std::string(8192, 'x');
    const auto recovered = recover_database(path());
    ASSERT_TRUE(recovered);
    EXPECT_EQ(recovered->rows, 0u);
    EXPECT_TRUE(texts().empty());
}

}  // namespace
}  // namespace culver::store
