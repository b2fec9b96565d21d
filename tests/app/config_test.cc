// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include "base/files.h"
#include "tests/support/temp_dir.h"

#include <gtest/gtest.h>

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
    EXPECT_EQ(content(), "# mine\nname = \"Bob Builder\"\n# port = 7\ndepartment = \"Ops\"\n");
    EXPECT_EQ(change("port", "24300"), "");
    EXPECT_EQ(content(), "# mine\nname = \"Bob Builder\"\nport = 24300\ndepartment = \"Ops\"\n");
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
