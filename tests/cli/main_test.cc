// SPDX-License-Identifier: Apache-2.0
// The built program against a node that answers from canned rows: what scripts depend on.
#include "tests/cli/child.h"
#include "tests/control/samples.h"
#include "tests/control/socket_server.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

namespace culver::cli {
namespace {

using control::Json;
using test::Child;
using test::Ended;
using test::run_culver;

class Main : public testing::Test {
protected:
    [[nodiscard]] std::vector<std::string> here(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"--profile", profile_.path().string()});
        return arguments;
    }
    [[nodiscard]] Ended culver(std::vector<std::string> arguments, const std::string& input = {}) const {
        return run_culver(here(std::move(arguments)), input);
    }

    culver::test::TempDir profile_;
    control::test::SocketServer server_{profile_.path()};
};

std::string keys_of(const Json& object) {
    std::string keys;
    for (const auto& [key, value] : object.items()) keys += (keys.empty() ? "" : " ") + key;
    return keys;
}

std::vector<std::string> states_of(const Ended& ended) {
    std::vector<std::string> states;
    for (const auto& row : ended.rows()) {
        if (row.contains("state")) states.push_back(row["state"]);
    }
    return states;
}

TEST_F(Main, StatusIsOneObjectWithTheKeysOfTheContract) {
    const auto rows = culver({"status", "--json"}).rows();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(
        keys_of(rows[0]),
        "id name department version port beacon_port addresses discovery peers uptime_s receive_dir profile "
        "pid rss_bytes hidden warnings");
    EXPECT_EQ(keys_of(rows[0]["discovery"][0]), "way state detail");
    EXPECT_TRUE(rows[0]["department"].is_null());
    const Ended shown = culver({"status"});
    EXPECT_EQ(shown.exit_code, 0);
    EXPECT_NE(shown.out.find("mdns (failed): No daemon answers."), std::string::npos) << shown.out;
    EXPECT_EQ(keys_of(rows[0]["warnings"][0]), "code severity message advice time");
    EXPECT_NE(shown.out.find("Another node uses this identity. Run 'culver"), std::string::npos) << shown.out;
}

TEST_F(Main, PeersAreLinesOrATable) {
    const auto rows = culver({"peers", "--json"}).rows();
    ASSERT_EQ(rows.size(), 5u);
    EXPECT_EQ(keys_of(rows[0]),
              "id name department presence status_text trust protocol addresses via last_seen");
    EXPECT_EQ(culver({"--json", "peers", "--present"}).rows().size(), 4u);
    const Ended table = culver({"peers"});
    EXPECT_TRUE(table.out.starts_with("NAME    DEPARTMENT  PRESENCE")) << table.out;
    EXPECT_NE(table.out.find("小王                available"), std::string::npos) << table.out;
}

TEST_F(Main, SayReturnsWhenTheMessageIsInTheOutbox) {
    const Ended said = culver({"say", "bob", "lunch?", "--json"});
    EXPECT_EQ(said.exit_code, 0);
    EXPECT_EQ(keys_of(said.rows().at(0)), "message_id peer peer_name state");
    EXPECT_EQ(states_of(said), std::vector<std::string>{"queued"});
    EXPECT_EQ(culver({"say", "bob", "lunch?"}).out, "To bob: in the outbox.\n");
}

TEST_F(Main, SayWaitsForTheDisksOfAllReceivers) {
    EXPECT_EQ(states_of(culver({"say", "bob", "hi", "--wait", "--json"})),
              (std::vector<std::string>{"queued", "sent", "delivered"}));
    const Ended two = culver({"say", "--also", "小王", "bob", "hi", "--wait", "--json"});
    EXPECT_EQ(two.exit_code, 0);
    EXPECT_EQ(two.rows().size(), 6u);
}

TEST_F(Main, SayThatTimesOutExitsFive) {
    const Ended late = culver({"say", "mute", "hi", "--wait", "--timeout", "0.2", "--json"});
    EXPECT_EQ(late.exit_code, 5);
    const Json last = late.rows().back();
    EXPECT_EQ(last["error"]["code"], "timed_out");
    EXPECT_EQ(keys_of(last["error"]), "code message candidates");
    EXPECT_NE(late.err.find("stays in the outbox"), std::string::npos);
}

TEST_F(Main, SayThatIsRefusedExitsSix) {
    const Ended refused = culver({"say", "rude", "hi", "--wait", "--json"});
    EXPECT_EQ(refused.exit_code, 6);
    EXPECT_EQ(states_of(refused), (std::vector<std::string>{"queued", "failed"}));
    EXPECT_EQ(refused.rows().back()["error"]["code"], "refused");
}

TEST_F(Main, TextsComeFromStdinOrAfterTwoDashesAsTheyAre) {
    const auto last_text = [&] {
        return culver({"history", "mute", "--limit", "1", "--json"}).rows().at(0)["text"];
    };
    EXPECT_EQ(culver({"say", "mute", "-"}, "two\nlines\n\n").exit_code, 0);
    EXPECT_EQ(last_text(), "two\nlines\n");
    EXPECT_EQ(culver({"say", "mute", "--", "--wait"}).exit_code, 0);
    EXPECT_EQ(last_text(), "--wait");
    EXPECT_EQ(culver({"say", "mute", "[a,b]"}).exit_code, 0);
    EXPECT_EQ(last_text(), "[a,b]");
    EXPECT_EQ(culver({"say", "mute", "peers"}).exit_code, 0);
    EXPECT_EQ(last_text(), "peers");
    EXPECT_EQ(culver({"say", "mute", ""}).exit_code, 2);
    EXPECT_EQ(culver({"say", "mute", "\xff\xfe"}).exit_code, 2);
}

TEST_F(Main, PeersThatAreNotClearExitFour) {
    const Ended nobody = culver({"say", "nobody", "hi", "--json"});
    EXPECT_EQ(nobody.exit_code, 4);
    EXPECT_EQ(nobody.rows().at(0)["error"]["code"], "no_such_peer");
    EXPECT_EQ(nobody.rows().at(0)["error"]["candidates"], Json::array());
    EXPECT_FALSE(nobody.err.empty());
    EXPECT_EQ(culver({"send", "nobody", "/tmp"}).exit_code, 4);
    EXPECT_EQ(culver({"history", "nobody"}).exit_code, 4);
    EXPECT_EQ(culver({"transfers", "nosuch"}).exit_code, 4);
}

TEST_F(Main, HistoryCollectsPagesOldestFirst) {
    const auto rows = culver({"history", "bob", "--json"}).rows();
    ASSERT_EQ(rows.size(), 3u);
    EXPECT_EQ(rows[0]["text"], "first");
    EXPECT_EQ(rows[2]["text"], "lunch?");
    EXPECT_EQ(keys_of(rows[0]),
              "id conversation author author_name direction kind text time state reply_to edited mentions "
              "mentions_all mentions_me reactions attachment");
    EXPECT_EQ(culver({"history", "bob", "--limit", "1", "--json"}).rows().at(0)["text"], "lunch?");
    EXPECT_EQ(culver({"history", "bob", "--search", "sec", "--json"}).rows().size(), 1u);
    EXPECT_EQ(culver({"history", "mute", "--json"}).out, "");
    EXPECT_EQ(culver({"history", "bob", "--since", "soon"}).exit_code, 2);
}

TEST_F(Main, OnlyMarkReadMarks) {
    const auto last_state = [&] { return culver({"history", "bob", "--json"}).rows().back()["state"]; };
    EXPECT_EQ(last_state(), "delivered");
    EXPECT_EQ(culver({"history", "bob", "--mark-read"}).exit_code, 0);
    EXPECT_EQ(last_state(), "read");
}

TEST_F(Main, SearchGivesSnippets) {
    const auto rows = culver({"search", "lunch", "--json", "--since", "2026-01-01"}).rows();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(keys_of(rows[0]),
              "id conversation author author_name direction kind text time state reply_to edited mentions "
              "mentions_all mentions_me reactions attachment snippet");
}

TEST_F(Main, SendTellsTheTransferAtOnce) {
    const Ended sent = culver({"send", "bob", "holiday/", "[odd]", "--also", "小王", "--json"});
    EXPECT_EQ(sent.exit_code, 0);
    ASSERT_EQ(sent.rows().size(), 2u);
    EXPECT_EQ(keys_of(sent.rows()[0]), "transfer_id peer peer_name state");
    const auto row = culver({"transfers", sent.rows()[0]["transfer_id"], "--json"}).rows().at(0);
    const std::string folder = std::filesystem::current_path().string();
    EXPECT_EQ(row["paths"], (Json{folder + "/holiday", folder + "/[odd]"}));
}

TEST_F(Main, SendWaitsAndTellsHowFarItIs) {
    const Ended sent = culver({"send", "bob", "/tmp", "--wait", "--json"});
    EXPECT_EQ(sent.exit_code, 0);
    const auto rows = sent.rows();
    ASSERT_GE(rows.size(), 3u);
    EXPECT_LE(rows.size(), 8u);  // about a second, four lines a second
    EXPECT_EQ(keys_of(rows[1]),
              "transfer_id peer peer_name state files bytes_total bytes_done bytes_on_wire bytes_resent "
              "bytes_reused rate error");
    EXPECT_EQ(rows.back()["state"], "done");
}

TEST_F(Main, SendThatEndsBadlySaysHow) {
    const Ended declined = culver({"send", "rude", "/tmp", "--wait", "--json"});
    EXPECT_EQ(declined.exit_code, 6);
    EXPECT_EQ(states_of(declined).back(), "declined");
    EXPECT_EQ(declined.rows().back()["error"]["code"], "refused");
    const Ended failed = culver({"send", "broken", "/tmp", "--wait"});
    EXPECT_EQ(failed.exit_code, 1);
    EXPECT_NE(failed.err.find("disk is full"), std::string::npos) << failed.err;
    const Ended late = culver({"send", "mute", "/tmp", "--wait", "--timeout", "0.3"});
    EXPECT_EQ(late.exit_code, 5);
    EXPECT_NE(late.err.find("the transfer goes on"), std::string::npos);
}

TEST_F(Main, InterruptedSendSaysThatTheTransferGoesOn) {
    Child child(here({"send", "mute", "/tmp", "--wait"}));
    ASSERT_TRUE(child.read_until("offered as transfer"));
    child.signal(SIGINT);
    const Ended ended = child.finish();
    EXPECT_EQ(ended.exit_code, 130);
    EXPECT_NE(ended.err.find("the transfer goes on"), std::string::npos) << ended.err;
}

TEST_F(Main, FilesAreSentAgainAndOn) {
    const auto again = culver({"again", "tttt", "--json"}).rows();
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0]["peer_name"], "bob");
    EXPECT_EQ(culver({"again", "tttt", "bob", "rude", "--json"}).rows().size(), 2u);
    EXPECT_EQ(culver({"again", "zzzz"}).exit_code, 4);
    EXPECT_EQ(culver({"again", "tttt", "bob", "--wait", "--json"}).rows().back()["state"], "done");
}

TEST_F(Main, LimitsAreSetAndLifted) {
    const auto limit_after = [&](const char* rate) {
        return culver({"limit", "tttt", rate, "--json"}).rows().at(0)["rate_limit"];
    };
    EXPECT_EQ(limit_after("2MB"), 2'000'000);
    EXPECT_EQ(limit_after("64KiB"), 65'536);
    EXPECT_EQ(limit_after("off"), nullptr);
    EXPECT_EQ(culver({"limit", "tttt", "fast"}).exit_code, 2);
    EXPECT_EQ(culver({"send", "mute", "/tmp", "--rate", "1MB", "--json"}).exit_code, 0);
    EXPECT_EQ(culver({"transfers", "--json"}).rows().back()["rate_limit"], 1'000'000);
}

TEST_F(Main, TransfersAreListedAndActedOn) {
    const std::string id(26, 't');
    const auto rows = culver({"transfers", "--json"}).rows();
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(keys_of(rows[0]),
              "id direction peer peer_name state files bytes_total bytes_done bytes_on_wire bytes_resent "
              "bytes_reused rate paths error rate_limit time ended dir group");
    const auto state_after = [&](const char* command) {
        return culver({command, "tttt", "--json"}).rows().at(0)["state"];
    };
    EXPECT_EQ(culver({"accept", id, "--to", "in", "--only", "holiday", "--json"}).rows().at(0)["state"],
              "waiting");
    EXPECT_EQ(state_after("pause"), "paused");
    EXPECT_EQ(state_after("resume"), "active");
    EXPECT_EQ(state_after("cancel"), "cancelled");
    const Ended again = culver({"decline", id, "--json"});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_EQ(again.rows().at(0)["error"]["code"], "wrong_state");
    EXPECT_EQ(culver({"transfers", "--watch", id}).exit_code, 0);
}

TEST_F(Main, RulesAreMadeChangedAndListed) {
    EXPECT_EQ(culver({"auto-accept", "--json"}).out, "");
    const auto rule =
        culver({"auto-accept", "bob", "on", "--to", "/srv/in", "--max-size", "1GB", "--json"}).rows().at(0);
    EXPECT_EQ(keys_of(rule), "peer peer_name enabled to max_size");
    EXPECT_EQ(rule["max_size"], 1'000'000'000);
    EXPECT_EQ(culver({"auto-accept", "bob", "off", "--json"}).rows().at(0)["to"], "/srv/in");
    EXPECT_EQ(culver({"auto-accept", "bob", "--json"}).rows().at(0)["enabled"], false);
    EXPECT_EQ(culver({"auto-accept", "bob", "maybe"}).exit_code, 2);
    EXPECT_EQ(culver({"auto-accept", "bob", "--max-size", "big"}).exit_code, 2);
}

TEST_F(Main, CodesAreShownAndPeersDecidedAbout) {
    const auto shown = culver({"verify", "bob", "--json"}).rows();
    ASSERT_EQ(shown.size(), 1u);
    EXPECT_EQ(keys_of(shown[0]), "peer peer_name code state");
    EXPECT_NE(culver({"verify", "bob"}).out.find("04 17 92 55 31 60"), std::string::npos);
    EXPECT_EQ(culver({"trust", "bob", "--code", "111111111111"}).exit_code, 1);
    const auto row = culver({"trust", "bob", "--code", "041792553160", "--json"}).rows();
    EXPECT_EQ(keys_of(row[0]), "peer peer_name trust");
    EXPECT_EQ(row[0]["trust"], "verified");
    EXPECT_EQ(culver({"block", "bob", "--json"}).rows()[0]["trust"], "blocked");
    EXPECT_EQ(culver({"trust", "bob", "--undo", "--json"}).rows()[0]["trust"], "new");
    EXPECT_EQ(culver({"trust", "bob", "--undo", "--code", "041792553160"}).exit_code, 2);
    EXPECT_EQ(culver({"trust", "nobody"}).exit_code, 4);
}

TEST_F(Main, IdentitiesGoThroughAFileAndThePassphraseThroughStdin) {
    const culver::test::TempDir folder;
    const auto run = [&](const char* profile, std::vector<std::string> words, const std::string& input) {
        words.insert(words.begin(), {"--profile", (folder / profile).string()});
        return run_culver(std::move(words), input);
    };
    const std::string id = run("old", {"identity", "new", "--json"}, "").rows()[0]["id"];
    const std::string file = (folder / "me.culver").string();
    EXPECT_EQ(run("old", {"identity", "export", file}, "short\n").exit_code, 1);
    EXPECT_EQ(run("old", {"identity", "export", file}, "").exit_code, 2);
    EXPECT_EQ(run("old", {"identity", "export", file, "--json"}, "correct horse\n").rows()[0]["id"], id);
    EXPECT_EQ(run("old", {"identity", "export", file}, "correct horse\n").exit_code, 1);
    EXPECT_EQ(run("new", {"identity", "import", file}, "correct horsf\n").exit_code, 1);
    EXPECT_EQ(run("new", {"identity", "import", file, "--json"}, "correct horse\n").rows()[0]["id"], id);
    EXPECT_EQ(run("new", {"identity", "import", file}, "correct horse\n").exit_code, 1);
    EXPECT_EQ(run("new", {"identity", "import", file, "--replace"}, "correct horse\n").exit_code, 0);
}

TEST_F(Main, EventsStreamFromANumberOn) {
    Child child(here({"events", "--since", "1", "--json"}));
    ASSERT_TRUE(child.read_until("peer_appeared"));
    server_.on_thread([](auto& node) { node.emit(control::event::PeerGone{control::samples::bob()}); });
    ASSERT_TRUE(child.read_until("peer_gone"));
    child.signal(SIGINT);
    const Ended ended = child.finish();
    EXPECT_EQ(ended.exit_code, 130);
    ASSERT_EQ(ended.rows().size(), 3u);
    EXPECT_EQ(keys_of(ended.rows()[0]), "event from to");
    EXPECT_TRUE(keys_of(ended.rows()[1]).starts_with("seq event id name"));
}

TEST_F(Main, WatchingPeersPrintsARowPerChange) {
    Child child(here({"peers", "--watch", "--json"}));
    ASSERT_TRUE(child.read_until("小王"));
    auto gone = control::samples::bob();
    gone.presence = control::Presence::Offline;
    gone.name = "bobby";
    server_.on_thread([&](auto& node) { node.emit(control::event::PeerGone{gone}); });
    ASSERT_TRUE(child.read_until("bobby"));
    child.signal(SIGTERM);
    EXPECT_TRUE(keys_of(child.finish().rows().back()).starts_with("id name"));
}

TEST_F(Main, WatchingPeersLooksAgainWhereEventsWereLost) {
    Child rows(here({"peers", "--watch", "--json"}));
    Child lines(here({"peers", "--watch"}));
    ASSERT_TRUE(rows.read_until("小王"));
    ASSERT_TRUE(lines.read_until("小王"));
    server_.on_thread([](auto& node) { node.lose_departure(); });
    ASSERT_TRUE(rows.read_until(R"("name":"bob")", 2));
    ASSERT_TRUE(lines.read_until("bob has left"));
    rows.signal(SIGTERM);
    lines.signal(SIGTERM);
    const auto told = rows.finish().rows();
    EXPECT_EQ(told.back()["name"], "bob");
    EXPECT_EQ(std::ranges::count_if(told, [](const Json& row) { return row.value("name", "") == "小王"; }), 1)
        << "who is as before is not told again";
}

TEST_F(Main, SettingsAreShownAndChanged) {
    EXPECT_EQ(culver({"config", "--json"}).rows().size(), 3u);
    EXPECT_EQ(keys_of(culver({"config", "get", "name", "--json"}).rows().at(0)), "key value default");
    EXPECT_EQ(culver({"config", "get", "port"}).out, "24254\n");
    EXPECT_EQ(culver({"config", "set", "name", "Bob B.", "--json"}).rows().at(0)["value"], "Bob B.");
    EXPECT_EQ(culver({"config", "get", "nothing"}).exit_code, 2);
    EXPECT_EQ(culver({"config", "set", "port", "many", "--json"}).rows().at(0)["error"]["code"], "bad_value");
}

TEST_F(Main, IdentityIsTheNodesWhenOneRuns) {
    EXPECT_EQ(culver({"identity", "show", "--json"}).out, "{\"id\":\"" + std::string(52, 'a') + "\"}\n");
    EXPECT_EQ(culver({"identity"}).out.substr(0, 10), "aaaa aaaa ");
}

TEST_F(Main, ChatSaysLinesAndPrintsWhatArrives) {
    Child child(here({"chat", "bob"}));
    ASSERT_TRUE(child.read_until("lunch?"));
    child.type("at twelve\n\n");
    auto message = control::samples::message();
    message.text = "good \x1b[31m!";
    server_.on_thread([&](auto& node) {
        message.conversation = std::string(52, 'b');
        node.emit(control::event::MessageArrived{message});
    });
    ASSERT_TRUE(child.read_until("good"));
    const Ended ended = child.finish();
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_EQ(ended.out.find('\x1b'), std::string::npos);
    EXPECT_EQ(culver({"history", "bob", "--limit", "1", "--json"}).rows().at(0)["text"], "at twelve");
}

TEST_F(Main, ChatShowsWhatWasSaidWhileEventsWereLost) {
    Child child(here({"chat", "bob"}));
    ASSERT_TRUE(child.read_until("lunch?"));
    server_.on_thread([](auto& node) {
        for (const char* text : {"lost one", "lost two", "lost three"}) node.lose_message(text);
    });
    ASSERT_TRUE(child.read_until("lost three"));
    const Ended ended = child.finish();
    EXPECT_LT(ended.out.find("lost one"), ended.out.find("lost two")) << ended.out;
    EXPECT_EQ(ended.out.find("lost two"), ended.out.rfind("lost two")) << ended.out;
    EXPECT_EQ(ended.out.find("lunch?"), ended.out.rfind("lunch?")) << ended.out;
}

TEST_F(Main, ChatTakesNothingOldForMissed) {
    server_.on_thread([](auto& node) {
        for (int number = 0; number < 30; ++number) node.lose_message("old " + std::to_string(number) + ".");
    });
    Child child(here({"chat", "bob"}));
    ASSERT_TRUE(child.read_until("old 29."));
    server_.on_thread([](auto& node) { node.lose_message("lost"); });
    ASSERT_TRUE(child.read_until("lost"));
    const Ended ended = child.finish();
    EXPECT_EQ(ended.out.find("old 27."), std::string::npos) << ended.out;  // the page it began with has two
    EXPECT_NE(ended.out.find("old 28."), std::string::npos) << ended.out;
    EXPECT_EQ(ended.out.find("old 28."), ended.out.rfind("old 28.")) << ended.out;
}

TEST_F(Main, OfSeveralReceiversEachRowTellsItsOwn) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"say", "bob", "only the first", "--also", "小王", "--wait"},
          {"notice", "bob", "only the first", "--also", "小王"},
          {"send", "bob", "/tmp/only the first", "--also", "小王", "--wait"}}) {
        auto with_json = words;
        with_json.emplace_back("--json");
        const Ended ended = culver(with_json);
        EXPECT_EQ(ended.exit_code, 1) << ended.out;
        const auto rows = ended.rows();
        ASSERT_GE(rows.size(), 3u);
        EXPECT_FALSE(rows.at(0).contains("error"));
        EXPECT_EQ(rows.at(1)["error"]["code"], "disk");
        EXPECT_EQ(rows.at(1)["state"], "failed");
        EXPECT_EQ(rows.back()["error"]["message"], "1 of 2 receivers got nothing; the others did.");
        const Ended shown = culver(words);
        EXPECT_NE(shown.out.find("nothing was sent. The disk is full."), std::string::npos) << shown.out;
    }
}

TEST_F(Main, MistakesAreUsage) {
    const std::vector<std::vector<std::string>> mistakes = {
        {"fly"},
        {"say"},
        {"say", "bob"},
        {"say", "bob", "a", "b"},
        {"peers", "--colour"},
        {"--wings"},
        {"up", "--port", "70000"},
        {"history", "bob", "--limit", "-1"},
        {"say", "bob", "x", "--timeout", "soon"},
        {"say", "bob", "x", "--timeout", "9"},
        {"send", "bob", "/tmp", "--timeout", "9"},
        {"again", "x4qk", "--timeout", "9"},
        {"history", "bob", "--search", "x", "--mark-read"}};
    for (auto mistake : mistakes) {
        const std::string name = testing::PrintToString(mistake);
        mistake.emplace_back("--json");
        const Ended ended = culver(mistake);
        EXPECT_EQ(ended.exit_code, 2) << name;
        EXPECT_EQ(ended.rows().back()["error"]["code"], "usage") << name;
        EXPECT_EQ(std::ranges::count(ended.err, '\n'), 1) << ended.err;
    }
    EXPECT_NE(culver({"pers"}).err.find("Did you mean 'culver peers'?"), std::string::npos);
    EXPECT_NE(culver({"peers", "--colour"}).err.find("culver peers --help"), std::string::npos);
}

TEST(MainWithoutNode, SaysHowToStartOne) {
    culver::test::TempDir profile;
    const Ended ended = run_culver({"peers", "--json", "--profile", profile.path().string()});
    EXPECT_EQ(ended.exit_code, 3);
    EXPECT_EQ(ended.rows().at(0)["error"]["code"], "not_running");
    EXPECT_NE(ended.err.find("culver up"), std::string::npos);
}

TEST(MainWithoutNode, HelpsEverywhere) {
    EXPECT_EQ(run_culver({}).exit_code, 0);
    EXPECT_EQ(run_culver({}).out, run_culver({"--help"}).out);
    for (const char* command :
         {"up",          "status",   "peers",   "say",      "chat",   "history", "search",    "send",
          "transfers",   "accept",   "decline", "pause",    "resume", "cancel",  "limit",     "again",
          "auto-accept", "reply",    "edit",    "recall",   "react",  "notice",  "broadcast", "confirm",
          "buzz",        "presence", "profile", "export",   "import", "group",   "verify",    "trust",
          "block",       "events",   "config",  "networks", "doctor", "identity"}) {
        const Ended help = run_culver({command, "--help"});
        EXPECT_EQ(help.exit_code, 0) << command;
        EXPECT_NE(help.out.find("Example"), std::string::npos) << command;
        EXPECT_NE(help.out.find("--json"), std::string::npos) << command;
        EXPECT_NE(run_culver({}).out.find(std::string(command)), std::string::npos) << command;
    }
    EXPECT_TRUE(run_culver({"--version"}).out.starts_with("culver "));
}

TEST(MainWithoutNode, ACommandThatNeedsAnotherWordNamesThem) {
    const Ended ended = run_culver({"group"});
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_NE(ended.err.find("'culver group' needs one of these words: create, "), std::string::npos)
        << ended.err;
}

}  // namespace
}  // namespace culver::cli
