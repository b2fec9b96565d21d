// SPDX-License-Identifier: Apache-2.0
#include "app/hooks.h"

#include "app/hook_helper.h"
#include "control/json.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

const std::string kHostile = "a $(touch pwned) `x`; \"quoted\" 'single'\nsecond line -rf";

control::TransferRow received(std::vector<std::string> paths) {
    control::TransferRow row;
    row.id = "transferid";
    row.direction = control::Direction::In;
    row.state = control::TransferState::Done;
    row.peer = "peerid";
    row.peer_name = kHostile;
    row.paths = std::move(paths);
    return row;
}

control::MessageRow message(std::string text) {
    control::MessageRow row;
    row.id = "messageid";
    row.direction = control::Direction::In;
    row.author = "peerid";
    row.text = std::move(text);
    return row;
}

bool holds(const HookCall& call, const std::string& variable) {
    return std::ranges::find(call.environment, variable) != call.environment.end();
}

TEST(HookCalls, OneForEachFileWithItsNameAsItIs) {
    const HookSettings settings{.file_received = {"/bin/scan", "--now"}, .message_received = {}};
    const auto calls = calls_for(received({"/in/" + kHostile, "/in/folder"}), settings);
    ASSERT_EQ(calls.size(), 2u);
    EXPECT_EQ(calls[0].words, settings.file_received);  // nothing that arrived becomes an argument
    EXPECT_TRUE(holds(calls[0], "CULVER_EVENT=file-received"));
    EXPECT_TRUE(holds(calls[0], "CULVER_PATH=/in/" + kHostile));
    EXPECT_TRUE(holds(calls[0], "CULVER_NAME=" + kHostile));
    EXPECT_TRUE(holds(calls[0], "CULVER_PEER_NAME=" + kHostile));
    const auto json = control::parse_json(calls[1].input);
    ASSERT_TRUE(json);
    EXPECT_EQ((*json)["path"], "/in/folder");
    EXPECT_EQ((*json)["transfer"]["paths"], control::Json::array({"/in/folder"}));
}

TEST(HookCalls, NothingForWhatGoesOutOrIsNotDone) {
    const HookSettings settings{.file_received = {"/bin/scan"}, .message_received = {"/bin/tell"}};
    auto row = received({"/in/a"});
    row.state = control::TransferState::Failed;
    row.paths = {"a"};  // its name in the offer
    EXPECT_TRUE(calls_for(row, settings).empty());
    row.state = control::TransferState::Interrupted;
    row.paths = {"/in/a"};
    EXPECT_TRUE(calls_for(row, settings).empty());
    row = received({"/in/a"});
    row.direction = control::Direction::Out;
    EXPECT_TRUE(calls_for(row, settings).empty());
    auto own = message("hello");
    own.direction = control::Direction::Out;
    EXPECT_TRUE(calls_for(own, settings).empty());
    EXPECT_TRUE(calls_for(message("hello"), HookSettings{}).empty());
}

TEST(HookCalls, OneForEachFileThatArrivedThoughOthersFailed) {
    const HookSettings settings{.file_received = {"/bin/scan"}, .message_received = {}};
    auto row = received({"/in/a", "/in/b"});
    row.state = control::TransferState::Failed;
    EXPECT_EQ(calls_for(row, settings).size(), 2u);
}

TEST(HookCalls, ALongTextIsOnStdinOnly) {
    const HookSettings settings{.file_received = {}, .message_received = {"/bin/tell"}};
    const auto calls = calls_for(message(std::string(100'000, 'x')), settings);
    ASSERT_EQ(calls.size(), 1u);
    for (const auto& variable : calls[0].environment) EXPECT_LT(variable.size(), 200u);
    EXPECT_GT(calls[0].input.size(), 100'000u);
}

class HooksTest : public testing::Test {
protected:
    std::vector<std::string> program(const std::string& script) {
        const auto path = folder_ / "hook";
        std::ofstream(path) << "#!/bin/sh\n" << script;
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return {path.string(), folder_.path().string()};
    }
    // Runs the loop until the condition holds.
    template <class Condition>
    bool reached(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!condition() && std::chrono::steady_clock::now() < end) {
            loop_.restart();
            loop_.run_for(20ms);
        }
        return condition();
    }
    std::string content(const std::string& name) {
        std::ostringstream text;
        text << std::ifstream(folder_ / name).rdbuf();
        return text.str();
    }
    void set(std::vector<std::string> words, std::chrono::milliseconds limit = 20s) {
        hooks_.set({.file_received = words, .message_received = words, .limit = limit});
    }
    ~HooksTest() override { test::run(loop_, hooks_.close()); }

    test::TempDir folder_;
    boost::asio::io_context loop_;
    std::vector<std::string> warnings_;
    Hooks hooks_{loop_.get_executor(), std::move(*start_hook_helper()),
                 [this](std::string sentence) { warnings_.push_back(std::move(sentence)); }};
};

TEST_F(HooksTest, TheProgramGetsNamesUntouchedAndTheRowOnStdin) {
    set(
        program("printf %s \"$CULVER_NAME\" > \"$1/name\"; cat > \"$1/row\"; ls /proc/self/fd > \"$1/open\"\n"
                "mv \"$1/open\" \"$1/done\"\n"));
    hooks_.arrived(received({"/in/" + kHostile}));
    ASSERT_TRUE(reached([&] { return std::filesystem::exists(folder_ / "done"); }));
    EXPECT_EQ(content("name"), kHostile);
    const auto json = control::parse_json(content("row"));
    ASSERT_TRUE(json);
    EXPECT_EQ((*json)["path"], "/in/" + kHostile);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "pwned"));
    EXPECT_EQ(content("done"), "0\n1\n2\n3\n");  // nothing of the node; 3 is what ls itself opened
    EXPECT_TRUE(warnings_.empty());
}

// The node was started with these, by a hook of another node for instance.
struct InheritedVariables {
    InheritedVariables() {
        ::setenv("CULVER_NAME", "stale", 1);
        ::setenv("CULVER_TEXT", "stale", 1);
        ::setenv("OF_OTHERS", "kept", 1);
    }
    ~InheritedVariables() {
        for (const char* name : {"CULVER_NAME", "CULVER_TEXT", "OF_OTHERS"}) ::unsetenv(name);
    }
};
class InheritingHooksTest : InheritedVariables, public HooksTest {};

TEST_F(InheritingHooksTest, TheProgramIsToldWhatArrivedAndNothingOlder) {
    set(
        program("printf '%s|' \"$CULVER_NAME\" \"$CULVER_TEXT\" \"$OF_OTHERS\" > \"$1/told\"; mv \"$1/told\" "
                "\"$1/done\"\n"));
    hooks_.arrived(received({"/in/letter"}));
    ASSERT_TRUE(reached([&] { return std::filesystem::exists(folder_ / "done"); }));
    EXPECT_EQ(content("done"), "letter||kept|");
}

TEST_F(HooksTest, ATransferRunsItsHookOnce) {
    set(program("echo x >> \"$1/runs\"; echo done\n"));
    hooks_.arrived(received({"/in/a"}));
    hooks_.arrived(received({"/in/a"}));
    hooks_.arrived(message("the last one"));
    ASSERT_TRUE(reached([&] { return content("runs").size() >= 4; }));
    EXPECT_EQ(content("runs"), "x\nx\n");
}

TEST(HooksMemory, HoldsTheTransfersThatEndedLastOnly) {
    boost::asio::io_context loop;
    int runs = 0;
    Hooks hooks(loop.get_executor(), FileHandle(), [&](const std::string&) { ++runs; });  // each run fails
    hooks.set({.file_received = {"/bin/scan"}, .message_received = {}});
    const auto end = [&](std::size_t number) {
        auto row = received({"/in/a"});
        row.id = std::to_string(number);
        hooks.arrived(row);
    };
    for (std::size_t number = 0; number < kMaxRanTransfers; ++number) end(number);
    for (std::size_t number = 0; number < kMaxRanTransfers; ++number) end(number);
    EXPECT_EQ(runs, static_cast<int>(kMaxRanTransfers));
    end(kMaxRanTransfers);  // takes the place of the first
    end(1);
    EXPECT_EQ(runs, static_cast<int>(kMaxRanTransfers) + 1);
    end(0);
    EXPECT_EQ(runs, static_cast<int>(kMaxRanTransfers) + 2);
    test::run(loop, hooks.close());
}

TEST_F(HooksTest, AFailureIsTold) {
    set(program("echo the paper is out >&2; exit 3\n"));
    hooks_.arrived(message("print me"));
    ASSERT_TRUE(reached([&] { return !warnings_.empty(); }));
    EXPECT_NE(warnings_[0].find("ended with code 3 (the paper is out"), std::string::npos) << warnings_[0];
}

TEST_F(HooksTest, AProgramThatIsNotThereIsTold) {
    set({"/nowhere/at/all"});
    hooks_.arrived(message("hello"));
    ASSERT_TRUE(reached([&] { return !warnings_.empty(); }));
    EXPECT_NE(warnings_[0].find("cannot be started: No such file"), std::string::npos) << warnings_[0];
}

TEST_F(HooksTest, OneThatHangsIsEndedWithAllItStarted) {
    set(program("sleep 1000 & echo $! > \"$1/child\"; sleep 1000\n"), 300ms);
    hooks_.arrived(message("hello"));
    ASSERT_TRUE(reached([&] { return !warnings_.empty(); }));
    EXPECT_NE(warnings_[0].find("took longer"), std::string::npos) << warnings_[0];
    const std::string child = content("child");
    ASSERT_FALSE(child.empty());
    const auto process = "/proc/" + child.substr(0, child.size() - 1) + "/cmdline";
    EXPECT_TRUE(reached([&] {  // a zombie has no command line
        std::ostringstream words;
        words << std::ifstream(process).rdbuf();
        return words.str().empty();
    }));
}

// As JSON each takes six bytes: more than the helper takes at once. Four of those must not stop all others.
TEST_F(HooksTest, ATextTooLongForThemIsToldAndStopsNothing) {
    set(program("echo x >> \"$1/runs\"\n"));
    for (int number = 0; number < 6; ++number) hooks_.arrived(message(std::string(60'000, '\x01')));
    hooks_.arrived(message("hello"));
    EXPECT_TRUE(reached([&] { return content("runs").size() == 2; }));
    ASSERT_EQ(warnings_.size(), 6u);
    EXPECT_NE(warnings_[0].find("too long"), std::string::npos) << warnings_[0];
}

TEST_F(HooksTest, ManyRunAllTheSame) {
    set(program("echo x >> \"$1/runs\"\n"));
    for (int number = 0; number < 30; ++number) hooks_.arrived(message("m" + std::to_string(number)));
    EXPECT_TRUE(reached([&] { return content("runs").size() == 60; }));
    EXPECT_TRUE(warnings_.empty());
}

}  // namespace
}  // namespace culver::app
