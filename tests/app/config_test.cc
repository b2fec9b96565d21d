// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include "base/files.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

#include <random>

namespace culver::app {
namespace {

class ConfigTest : public testing::Test {
protected:
    void file_holds(const std::string& text) { ASSERT_TRUE(replace_file(file_, text)); }
    std::string content() { return read_file(file_, 1 << 20).value(); }
    std::string complaint() {
        auto config = load_config(file_);
        return config ? "" : config.error().sentence();
    }
    std::string change(std::string_view key, std::string_view value) {
        auto config = load_config(file_);
        if (!config) return config.error().sentence();
        auto changed = change_setting(file_, *config, key, value);
        return changed ? "" : changed.error().sentence();
    }

    test::TempDir folder_;
    std::filesystem::path file_ = folder_ / "config.toml";
};

TEST_F(ConfigTest, WritesEverySettingInCommentsOnTheFirstStart) {
    ASSERT_TRUE(load_config(file_));
    for (const auto& setting : view_settings(Config{})) {
        EXPECT_NE(content().find("#" + setting.key + " = " + setting.default_value), std::string::npos)
            << setting.key;
    }
}

TEST_F(ConfigTest, TheDefaultFileWithAllCommentMarksRemovedIsValidAndChangesNothing) {
    std::string text = default_config_text();
    for (const auto& setting : view_settings(Config{})) {
        const auto at = text.find("#" + setting.key + " =");
        text.erase(at, 1);
    }
    file_holds(text);
    const auto config = load_config(file_);
    ASSERT_TRUE(config) << config.error().sentence();
    EXPECT_EQ(config->beacon_port, Config{}.beacon_port);
}

TEST_F(ConfigTest, NamesFileAndLineOfASyntaxError) {
    file_holds("# fine\nname = \"Alice\nport = 1\n");
    EXPECT_NE(complaint().find("config.toml, line 2"), std::string::npos) << complaint();
}

TEST_F(ConfigTest, NamesTheLineOfAnUnknownSetting) {
    file_holds("name = \"A\"\n\nnmae = \"B\"\n");
    EXPECT_NE(complaint().find("line 3: there is no setting 'nmae'"), std::string::npos) << complaint();
}

TEST_F(ConfigTest, RefusesAValueOfTheWrongKindOrOutOfRange) {
    file_holds("port = \"many\"\n");
    EXPECT_NE(complaint().find("line 1: port must be a whole number"), std::string::npos) << complaint();
    file_holds("port = 70000\n");
    EXPECT_NE(complaint().find("up to 65535"), std::string::npos) << complaint();
}

TEST_F(ConfigTest, ReadsTablesAndDottedKeysAlike) {
    file_holds("[discovery]\nbroadcast = false\n");
    EXPECT_FALSE(load_config(file_)->broadcast);
}

TEST_F(ConfigTest, ChangingASettingKeepsEveryOtherLine) {
    file_holds("# mine\nname = \"Old\"  \n# port = 7\ndepartment = \"Ops\"\n");
    EXPECT_EQ(change("name", "Bob Builder"), "");
    EXPECT_EQ(content(), "# mine\nname = \"Bob Builder\"  \n# port = 7\ndepartment = \"Ops\"\n");
    EXPECT_EQ(change("port", "24300"), "");
    EXPECT_EQ(content(), "# mine\nname = \"Bob Builder\"  \nport = 24300\ndepartment = \"Ops\"\n");
}

TEST_F(ConfigTest, AListOfSeveralLinesIsReplacedAsAWhole) {
    file_holds(
        "hosts = [\n  \"10.1.2.3\", # the printer room\n  \"10.1.2.4\",\n] # all of them\nname = \"A\"\n");
    EXPECT_EQ(change("hosts", "[\"10.9.9.9\"]"), "");
    EXPECT_EQ(content(), "hosts = [\"10.9.9.9\"] # all of them\nname = \"A\"\n");
}

TEST_F(ConfigTest, ASettingGoesIntoTheTableThatIsThere) {
    file_holds("name = \"A\"\n[discovery] # ways\nbroadcast = false # noisy\n");
    EXPECT_EQ(change("discovery.mdns", "false"), "");
    EXPECT_EQ(change("discovery.broadcast", "true"), "");
    EXPECT_EQ(content(), "name = \"A\"\n[discovery] # ways\nmdns = false\nbroadcast = true # noisy\n");
    file_holds("discovery = { broadcast = false }\n#discovery.mdns = true\n");
    EXPECT_EQ(change("discovery.mdns", "false"), "");
    const auto config = load_config(file_);
    ASSERT_TRUE(config) << config.error().sentence();
    EXPECT_FALSE(config->broadcast);
    EXPECT_FALSE(config->mdns);
}

// Files as people write them, put together by chance: whatever is set then holds, all else is as it was, and
// no comment is lost.
TEST_F(ConfigTest, WhateverLegalFileASettingIsChangedIn) {
    std::mt19937 random(20);
    const auto one_of = [&random](std::vector<std::string> choices) {
        return choices[random() % choices.size()];
    };
    for (int round = 0; round < 600; ++round) {
        const std::string end = one_of({"\n", "\n", "\r\n"});
        std::string top;
        int comments = 0;
        const auto say = [&](const std::string& line) {
            top += line;
            if (random() % 2 == 0) top += one_of({" # ", "\t#"}) + "comment " + std::to_string(++comments);
            top += end;
        };
        if (random() % 4 == 0) say("#discovery.mdns = true");
        if (random() % 3 == 0) say("# name = \"no\"");
        if (random() % 2 == 0) say(one_of({"name = \"小王 # not a comment\"", "\"name\" = 'A'", "name='B'"}));
        if (random() % 2 == 0)
            say(one_of({"hosts = [\"10.1.2.3\"]",
                        "hosts=[ \"10.1.2.3\"," + end + " \"fd00::7\" ," + end + "]", "hosts = []"}));
        if (random() % 3 == 0) say("department = \"\"\"\n#hosts = []\\\n   #port = 7\"\"\"");
        if (random() % 3 == 0) say("port = 0x5ec0");
        const auto table = random() % 4;
        if (table == 0) say("discovery.broadcast = false");
        if (table == 1) say("discovery = { multicast4 = false, broadcast=true }");
        if (table == 2) {
            say("[discovery]");
            if (random() % 2 == 0) say(" broadcast = false");
            if (random() % 2 == 0) say(" #mdns = true");
        }
        if (random() % 2 == 0) {
            say("[hooks]");
            say("time_limit = 7");
        }
        file_holds(top);
        const auto former = load_config(file_);
        ASSERT_TRUE(former || complaint().contains("department")) << top << complaint();
        if (!former) continue;
        const auto [key, value] = std::vector<std::pair<std::string, std::string>>{
            {"name", "\"Bob\""},         {"hosts", "[\"10.9.9.9\", \"10.9.9.8\"]"}, {"port", "24300"},
            {"discovery.mdns", "false"}, {"discovery.broadcast", "false"},          {"hooks.time_limit", "9"},
            {"read_marks", "false"}}[random() % 7];
        ASSERT_EQ(change(key, value), "") << top;
        const auto now = load_config(file_);
        ASSERT_TRUE(now) << now.error().sentence() << "\n" << content();
        const auto before = view_settings(*former);
        const auto after = view_settings(*now);
        for (std::size_t at = 0; at < after.size(); ++at) {
            EXPECT_EQ(after[at].value, after[at].key == key ? value : before[at].value)
                << after[at].key << "\n"
                << top << "----\n"
                << content();
        }
        for (int number = 1; number <= comments; ++number) {
            const bool is_put_to_use = content().contains(key + " = ") && top.contains(key + " = ");
            EXPECT_TRUE(content().contains("comment " + std::to_string(number)) || is_put_to_use)
                << number << "\n"
                << top << "----\n"
                << content();
        }
    }
}

TEST_F(ConfigTest, ARefusedChangeLeavesTheFileAsItWas) {
    file_holds("name = \"Old\"\n");
    EXPECT_NE(change("port", "-3"), "");
    EXPECT_NE(change("log_level", "loud"), "");
    EXPECT_NE(change("no.such", "1"), "");
    EXPECT_NE(change("name", "a\nb"), "");
    EXPECT_NE(change("read_marks", "true\nport = 1"), "");
    EXPECT_EQ(content(), "name = \"Old\"\n");
}

TEST_F(ConfigTest, TextSurvivesTheWayThroughTheFile) {
    ASSERT_TRUE(load_config(file_));
    const std::string hard = R"(quote " backslash \ 飞鸽 'x')";
    EXPECT_EQ(change("name", hard), "");
    EXPECT_EQ(load_config(file_)->name, hard);
}

}  // namespace
}  // namespace culver::app
