// SPDX-License-Identifier: Apache-2.0
// The built program against a node that tells of people who chose their words to move a cursor, to turn text
// round and to begin lines of their own: in every field that others fill, through every command that shows
// one.
#include "tests/cli/child.h"
#include "tests/control/samples.h"
#include "tests/control/socket_server.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace culver::cli {
namespace {

using control::Json;
using test::Child;
using test::Ended;
using test::run_culver;

// Escapes of seven and eight bits, a title for the window, turned text, a line of its own.
constexpr std::string_view kHostile =
    "\x1b[2J\x1b]0;owned\x07\xc2\x9b"
    "31m\xe2\x80\xae"
    "gpj\xe2\x81\xa6\r\nFORGED\x7f";

// Whose words others choose, or a message about them holds them.
const std::set<std::string> kForeign{
    "name",        "peer_name", "author_name", "department", "status_text", "text",   "room",     "phone",
    "email",       "note",      "message",     "advice",     "path",        "paths",  "reaction", "detail",
    "receive_dir", "profile",   "value",       "default",    "network",     "snippet"};
// Made by this node or chosen from a list of words: where a program at the other end acts upon them they must
// stay what they are.
const std::set<std::string> kOwn{"id",           "ids",        "peer",     "author",     "conversation",
                                 "transfer_id",  "message_id", "reply_to", "mentions",   "by",
                                 "owner",        "code",       "severity", "state",      "kind",
                                 "direction",    "trust",      "protocol", "via",        "way",
                                 "presence",     "role",       "time",     "edited",     "last_seen",
                                 "ended",        "version",    "jsonrpc",  "method",     "event",
                                 "key",          "addresses",  "picture",  "media_type", "invited_by",
                                 "confirmed_by", "next",       "earlier",  "later",      "group",
                                 "gateway",      "interface",  "known",    "to",         "from",
                                 "delivered_to", "read_by",    "dir",      "started",    "not_confirmed",
                                 "members"};

class HostileWords : public testing::Test {
protected:
    HostileWords() {
        server_.rewrite = [this](std::string line) {
            Json json = Json::parse(line);
            spoil(json, "");
            return json.dump();
        };
    }

    void spoil(Json& json, const std::string& key) {
        if (json.is_object()) {
            for (auto& [name, value] : json.items()) spoil(value, name);
        } else if (json.is_array()) {
            for (auto& value : json) spoil(value, key);
        } else if (json.is_string()) {
            if (kForeign.contains(key))
                json = json.get<std::string>() + std::string(kHostile);
            else if (!kOwn.contains(key))
                unknown_.insert(key);
        } else if (json.is_null() && kForeign.contains(key)) {
            json = "x" + std::string(kHostile);
        }
    }

    [[nodiscard]] Ended culver(std::vector<std::string> arguments, const std::string& input = {}) const {
        arguments.insert(arguments.begin(), {"--profile", profile_.path().string()});
        return run_culver(std::move(arguments), input);
    }

    // What a terminal obeys, or turns round; where it stands.
    static std::size_t obeyed(std::string_view shown) {
        static constexpr std::array<std::string_view, 5> kCharacters{"\xc2\x9b", "\xe2\x80\xae",
                                                                     "\xe2\x81\xa6", "\x7f", "\r"};
        std::size_t first = std::string_view::npos;
        for (std::size_t at = 0; at < shown.size(); ++at) {
            if (static_cast<unsigned char>(shown[at]) < 0x20 && shown[at] != '\n')
                first = std::min(first, at);
        }
        for (const auto& one : kCharacters) first = std::min(first, shown.find(one));
        return first;
    }

    void expect_tame(const std::vector<std::string>& command) {
        const Ended ended = culver(command);
        for (const auto& shown : {ended.out, ended.err}) {
            const auto at = obeyed(shown);
            EXPECT_EQ(at, std::string::npos)
                << command[0] << ": "
                << testing::PrintToString(shown.substr(at == std::string::npos ? 0 : at, 80));
            // A message may have lines; one of somebody else's never looks like one of the program's.
            EXPECT_FALSE(shown.starts_with("FORGED") || shown.find("\nFORGED") != std::string::npos)
                << command[0] << ": " << shown;
        }
        seen_ += ended.out + ended.err;
    }

    std::set<std::string> unknown_;
    std::string seen_;
    culver::test::TempDir profile_;
    control::test::SocketServer server_{profile_.path()};
};

TEST_F(HostileWords, OfNobodyMoveTheCursor) {
    const auto file = profile_.path() / "file";
    std::FILE* made = std::fopen(file.c_str(), "w");
    ASSERT_NE(made, nullptr);
    std::fclose(made);
    const std::string message = control::samples::message().id;
    const std::string transfer = control::samples::transfer().id;
    const std::vector<std::vector<std::string>> commands{

        {"status"},
        {"peers"},
        {"history", "bob"},
        {"search", "lunch"},
        {"transfers"},
        {"transfers", transfer},
        {"accept", transfer},
        {"doctor"},
        {"doctor", "bob"},
        {"group", "create", "office", "bob"},
        {"group", "list"},
        {"group", "show", "office"},
        {"group", "history", "office"},
        {"profile"},
        {"profile", "show", "bob"},
        {"presence"},
        {"auto-accept"},
        {"auto-accept", "bob", "on"},
        {"networks"},
        {"config", "get"},
        {"identity", "show"},
        {"say", "bob", "hello"},
        {"say", "nobody", "hello"},
        {"say", "rude", "hello", "--wait"},
        {"notice", "bob", "hello"},
        {"broadcast", "hello"},
        {"buzz", "bob"},
        {"send", "bob", file.string()},
        {"send", "broken", file.string(), "--wait"},
        {"verify", "bob"},
        {"trust", "mute"},
        {"block", "mute"},
        {"react", "bob", message, "👍"},
        {"edit", "bob", message, "hello"},
    };
    for (const auto& command : commands) expect_tame(command);
    EXPECT_TRUE(unknown_.empty()) << "say in this test who fills " << testing::PrintToString(unknown_);
    EXPECT_NE(seen_.find("\\x1b[2J"), std::string::npos) << "they are shown, and as what they are";
}

TEST_F(HostileWords, OfEventsMoveNoCursorEither) {
    server_.on_thread([](control::test::CannedNode& node) {
        for (auto& event : control::samples::one_of_each_event()) {
            if (event.seq != 0) node.emit(event.body);
        }
        node.emit(control::event::Ready{std::string(52, 'a'), 1});
    });
    for (const auto& command : {std::vector<std::string>{"events", "--since", "0"}}) {
        auto arguments = command;
        arguments.insert(arguments.begin(), {"--profile", profile_.path().string()});
        Child child(arguments);
        (void)child.read_until("warning");
        child.signal(SIGTERM);
        const auto ended = child.finish();
        EXPECT_EQ(obeyed(ended.out), std::string::npos) << testing::PrintToString(ended.out);
        EXPECT_EQ(ended.out.find("\nFORGED"), std::string::npos) << ended.out;
        EXPECT_FALSE(ended.out.empty());
    }
}

}  // namespace
}  // namespace culver::cli
