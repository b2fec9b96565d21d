// SPDX-License-Identifier: Apache-2.0
#include "app/archive.h"

#include "chat/wire.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace {
std::atomic<std::thread::id> last_to_sync;
}  // namespace

// Stands in for the C library's in this program: who waited for the disk?
extern "C" int fsync(int descriptor) {
    last_to_sync = std::this_thread::get_id();
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

namespace culver::app {
namespace {

store::StoredMessage message() {
    store::StoredMessage row;
    PeerId bob;
    bob.bytes.fill(2);
    row.conversation = ConversationId::with(PeerKey(bob));
    row.author = PeerKey(bob);
    row.incarnation.bytes.fill(3);
    row.sequence = 7;
    row.id.bytes.fill(4);
    row.clock = row.position = 1'800'000'000'000ULL << 16;
    row.kind = 1;
    row.operation = {1, 2, 3};
    row.text = "<b>午饭?</b>\n& \x1b[31m";
    row.time = row.arrival = 1'800'000'000'000;
    row.state = store::MessageState::Read;
    row.mentions = {PeerId{}, bob};
    row.marks = {{PeerKey(bob), 4, "👍", row.time}};
    return row;
}

RowContext context() {
    return {PeerId{}, [](const PeerKey&) { return "bob <x>"; }};
}

class ArchiveFile : public testing::Test {
protected:
    template <class Story>
    void tell(Story story) {
        auto database = store::Database::open(folder_ / "history.db", loop_.get_executor());
        ASSERT_TRUE(database);
        test::run(loop_, story(**database));
        (*database)->close();
    }
    test::TempDir folder_;
    boost::asio::io_context loop_{1};
};

TEST_F(ArchiveFile, APipeIsRefusedAndNotWaitedFor) {
    const auto pipe = folder_ / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    auto story = [&](store::Database& database) -> Task<> {
        const auto read = co_await read_archive(database, PeerId{}, pipe);
        EXPECT_FALSE(read);
        if (!read) EXPECT_NE(read.error().sentence().find("is no file"), std::string::npos);
    };
    tell(story);
}

TEST_F(ArchiveFile, TheNetworkThreadNeverWaitsForTheDisk) {
    auto story = [&](store::Database& database) -> Task<> {
        last_to_sync = std::thread::id();
        const auto written = co_await write_archive(
            database, {.path = folder_ / "all.json", .conversation = {}, .since = {}, .until = {}},
            context());
        EXPECT_TRUE(written);
        EXPECT_NE(last_to_sync.load(), std::thread::id()) << "it is on the disk";
        EXPECT_NE(last_to_sync.load(), std::this_thread::get_id());
        const auto read = co_await read_archive(database, PeerId{}, folder_ / "all.json");
        EXPECT_TRUE(read) << read.error().sentence();
    };
    tell(story);
}

TEST(Archive, JsonLosesNothing) {
    auto expected = message();
    const auto line = archive_entry(control::ExportFormat::Json, expected, context());
    auto read = read_archive_line(line);
    ASSERT_TRUE(read) << line;
    std::ranges::sort(read->mentions);
    std::ranges::sort(expected.mentions);
    EXPECT_EQ(*read, expected);
}

TEST(Archive, MarksOfEverybodyComeBackAsTheyWere) {
    auto expected = message();
    PeerKey foreign = expected.author;
    foreign.protocol = Protocol::Ipmsg;
    const auto kind = [](chat::OperationKind mark) { return static_cast<std::uint8_t>(mark); };
    expected.marks = {{expected.author, kind(chat::OperationKind::Confirm), "", 1'800'000'000'007},
                      {foreign, kind(chat::OperationKind::Reaction), "👍", 1'800'000'000'009}};
    const auto read = read_archive_line(archive_entry(control::ExportFormat::Json, expected, context()));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->marks, expected.marks);
}

TEST(Archive, ReactionsOfAnOlderFileAreRead) {
    auto line = archive_entry(control::ExportFormat::Json, message(), context());
    const auto begin = line.find(",\"marks\":");
    ASSERT_NE(begin, std::string::npos);
    line.erase(begin, line.find(']', begin) + 1 - begin);
    const auto read = read_archive_line(line);
    ASSERT_TRUE(read) << line;
    EXPECT_EQ(read->marks.size(), message().marks.size());
}

TEST(Archive, WhatWasOnItsWayIsNotSentAgain) {
    auto waiting = message();
    waiting.state = store::MessageState::Queued;
    const auto read = read_archive_line(archive_entry(control::ExportFormat::Json, waiting, context()));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->state, store::MessageState::Failed);
}

TEST(Archive, AHeadSaysWhoseHistoryItIs) {
    const PeerId bob = message().author.id;
    EXPECT_NE(archive_head(control::ExportFormat::Json, bob).find(bob.text()), std::string::npos);
}

TEST(Archive, OtherLinesAreRefused) {
    for (const auto* line :
         {"", "x", "[]", "{}", R"({"id":"x","stored":{}})", R"({"stored":{"sequence":-1}})"})
        EXPECT_FALSE(read_archive_line(line)) << line;
    auto line = archive_entry(control::ExportFormat::Json, message(), context());
    line.replace(line.find("\"sequence\":7"), 12, "\"sequence\":0");
    EXPECT_FALSE(read_archive_line(line));
}

TEST(Archive, ValuesOfAnotherKindThanWrittenAreRefused) {
    const auto sound = archive_entry(control::ExportFormat::Json, message(), context());
    const auto with = [&sound](std::string_view key, std::string_view value) {
        const auto begin = sound.find(key, sound.find("\"stored\"")) + key.size();
        auto line = sound;
        return line.replace(begin, line.find_first_of(",}", begin) - begin, value);
    };
    ASSERT_TRUE(read_archive_line(with("\"shown\":", "false")));
    EXPECT_FALSE(read_archive_line(with("\"shown\":", "\"no\"")));
    EXPECT_FALSE(read_archive_line(with("\"kind\":", "257")));
    EXPECT_FALSE(read_archive_line(with("\"time\":", "18446744073709551615"))) << "no negative time";
    EXPECT_FALSE(read_archive_line(with("\"edited\":", "null")));
}

TEST(Archive, HtmlHoldsNoMarkupOfOthers) {
    const auto entry = archive_entry(control::ExportFormat::Html, message(), context());
    EXPECT_EQ(entry.find("<b>午"), std::string::npos);
    EXPECT_EQ(entry.find("<x>"), std::string::npos);
    EXPECT_NE(entry.find("&lt;b&gt;午饭?"), std::string::npos);
    EXPECT_EQ(entry.find('\x1b'), std::string::npos);
}

TEST(Archive, HtmlLetsNothingRunOrBeFetched) {
    const auto head = archive_head(control::ExportFormat::Html, PeerId{});
    const auto policy = head.find(
        "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';style-src 'unsafe-inline'\"");
    ASSERT_NE(policy, std::string::npos) << head;
    EXPECT_LT(policy, head.find("<style>"));
}

TEST(Archive, TextIsSafeForATerminal) {
    const auto entry = archive_entry(control::ExportFormat::Text, message(), context());
    EXPECT_TRUE(entry.starts_with("2027-01-15T08:00:00.000Z  bob <x>: <b>午饭?</b>\n")) << entry;
    EXPECT_EQ(entry.find('\x1b'), std::string::npos);
}

TEST(Archive, NobodyWritesALineOfAnother) {
    auto forged = message();
    forged.text =
        "yes\n2027-01-15T08:00:01.000Z  alice: I shall pay\r\n\n2027-01-15T08:00:02.000Z  bob: good";
    const auto entry = archive_entry(control::ExportFormat::Text, forged, context());
    for (std::size_t at = entry.find('\n'); at + 1 < entry.size(); at = entry.find('\n', at + 1))
        EXPECT_EQ(entry.substr(at + 1, 4), "    ") << entry;
    EXPECT_TRUE(entry.ends_with("\n"));
}

}  // namespace
}  // namespace culver::app
