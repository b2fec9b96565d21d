// SPDX-License-Identifier: Apache-2.0
// Databases of every version there ever was. The steps that lead from one to the next are kept in
// tests/golden/schema: there are files out there that went through them, so none may change.
#include "store/schema.h"

#include "base/files.h"
#include "store/history.h"
#include "store/query.h"
#include "tests/store/store_fixture.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

namespace culver::store {
namespace {

const std::filesystem::path kGolden = CULVER_GOLDEN;

class SchemaTest : public StoreFixture {
protected:
    // A profile's file as a node of that version left it, with one message that was not yet delivered.
    void make_file_of_version(std::size_t version) {
        const auto& steps = current_schema();
        const Schema former(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(version));
        auto opened = Database::open(path(), loop_.get_executor(), former);
        ASSERT_TRUE(opened) << opened.error().sentence();
        auto work = [](SQLite::Database& raw) {
            const auto bob = ConversationId::with(peer_number(2));
            Query(
                raw,
                "INSERT INTO messages(conversation, author, incarnation, sequence, id, clock, position, "
                "kind, "
                "operation, text, time, arrival, direction, state) "
                "VALUES(?, ?, zeroblob(16), 1, x'00112233445566778899aabbccddeeff', 65536, 65536, 1, x'01', "
                "'from long ago', 1000, 1000, 1, 0)")
                .with(bob)
                .with(peer_number(2))
                .run();
            raw.exec("INSERT INTO message_words(rowid, words) SELECT row, text FROM messages");
        };
        ASSERT_TRUE(await((*opened)->write(work)));
    }
    void remove_files() {
        close();
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
            std::filesystem::remove(entry.path());
    }
};

TEST_F(SchemaTest, EveryStepIsAsItAlwaysWas) {
    const auto& steps = current_schema();
    for (std::size_t at = 0; at < steps.size(); ++at) {
        const auto file = kGolden / "schema" / (std::to_string(at + 1) + ".sql");
        if (std::getenv("CULVER_WRITE_GOLDEN") != nullptr && !std::filesystem::exists(file)) {
            std::filesystem::create_directories(file.parent_path());
            std::ofstream(file) << steps[at];
        }
        EXPECT_EQ(read_file(file, 1 << 20).value_or("missing"), steps[at]) << file;
    }
}

TEST_F(SchemaTest, AFileOfEveryOlderVersionIsBroughtUpToDateAfterACopy) {
    const auto newest = current_schema().size();
    for (std::size_t version = 1; version < newest; ++version) {
        make_file_of_version(version);
        const auto page =
            await(History(database()).page({.conversation = ConversationId::with(peer_number(2))}));
        ASSERT_TRUE(page) << version << ": " << page.error().sentence();
        ASSERT_EQ(page->size(), 1u) << version;
        EXPECT_EQ(page->front().text, "from long ago");
        EXPECT_EQ(page->front().state, MessageState::Queued);
        const auto found = await(History(database()).search({.text = "long ago"}));
        EXPECT_TRUE(found && found->size() == 1) << version;
        const auto copy = path().string() + ".before-v" + std::to_string(newest);
        SQLite::Database former(copy, SQLite::OPEN_READONLY);
        EXPECT_EQ(former.execAndGet("PRAGMA user_version").getInt(), static_cast<int>(version));
        EXPECT_EQ(former.execAndGet("SELECT text FROM messages").getString(), "from long ago");
        struct stat kept{};
        ASSERT_EQ(::stat(copy.c_str(), &kept), 0);
        EXPECT_EQ(kept.st_mode & 0777, 0600u);
        remove_files();
    }
}

}  // namespace
}  // namespace culver::store
