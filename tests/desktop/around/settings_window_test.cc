// SPDX-License-Identifier: Apache-2.0
// The settings show what holds, or rest until it is known.
#include "ui/desktop/around/settings_window.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"

#include <QComboBox>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct SettingsWindowTest : OfficeTest {
    // The node says what holds of one key.
    void holds(const char* key, Json value) {
        office.node.answer("config.get", [key, value](const Json&) {
            return Json{{"entries", Json::array({{{"key", key}, {"value", value}, {"default", value}}})}};
        });
    }
};

TEST_F(SettingsWindowTest, WhatTheNodeHasNotToldRestsUntilItAnswers) {
    office.node.close();
    ASSERT_TRUE(comes([&] { return office.desk->client().state() == NodeClient::State::Lost; }));
    SettingsWindow settings(*office.desk, window());
    settings.show();
    auto* marks = settings.findChild<Switch*>(u"read_marks"_s);
    EXPECT_FALSE(marks->isEnabled());
    EXPECT_FALSE(settings.findChild<QComboBox*>(u"rate"_s)->isEnabled());
    EXPECT_TRUE(reads(&settings, u"Reconnecting. What is grey can be changed after that."_s));
    office.node.listen();
    ASSERT_TRUE(comes([&] { return marks->isEnabled(); })) << "it is asked again when it is back";
    EXPECT_TRUE(marks->isChecked());
    EXPECT_FALSE(reads(&settings, u"Reconnecting"_s));
}

TEST_F(SettingsWindowTest, WhatChangedWhileTheNodeWasAwayIsShown) {
    SettingsWindow settings(*office.desk, window());
    settings.show();
    auto* marks = settings.findChild<Switch*>(u"read_marks"_s);
    ASSERT_TRUE(comes([&] { return marks->isChecked(); }));
    holds("read_marks", false);
    office.node.drop_all();
    EXPECT_TRUE(comes([&] { return !marks->isChecked(); }));
}

TEST_F(SettingsWindowTest, ALimitOfOnesOwnIsShownAsItIsInEveryLanguage) {
    for (const auto& [bytes, words] : {std::pair(500'000, u"500 kB/s"_s), {1'500'000, u"1.5 MB/s"_s}}) {
        holds("rate_limit", bytes);
        SettingsWindow settings(*office.desk, window());
        settings.show();
        auto* rate = settings.findChild<QComboBox*>(u"rate"_s);
        ASSERT_TRUE(comes([&] { return rate->isEnabled(); }));
        EXPECT_EQ(rate->currentText(), words);
        office.desk->settings().set_language(u"zh_CN"_s);
        office.desk->settings().set_language(u"en"_s);
        EXPECT_EQ(rate->currentText(), words);
        office.node.asked.clear();
        Q_EMIT rate->activated(rate->currentIndex());
        ASSERT_TRUE(comes([&] { return office.node.count_of("config.set") > 0; }));
        EXPECT_EQ(office.node.last_of("config.set").at("value"), std::to_string(bytes));
    }
}

}  // namespace
}  // namespace culver::desktop::test
