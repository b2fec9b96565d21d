// SPDX-License-Identifier: Apache-2.0
// Every sheet and page around the main window, in both languages and themes, wide and at 720 × 480: no label
// of ours is cut. With CULVER_PICTURES=FOLDER each is also written there as a PNG, to be looked at.
#include "tests/desktop/around/every_sheet.h"
#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "tests/desktop/around/whole_window.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/view/main_window.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSet>
#include <QTest>
#include <QVBoxLayout>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

// What is on the screen and shows less than it says.
[[nodiscard]] QStringList cut_in(QWidget* root) {
    QStringList cut;
    for (auto* words : root->findChildren<Words*>()) {
        if (words->isVisible() && words->cut()) cut.append(words->text());
    }
    for (auto* button : root->findChildren<QAbstractButton*>()) {
        if (!button->isVisible() || button->text().isEmpty()) continue;
        const int needed = button->hasHeightForWidth() ? 0 : button->minimumSizeHint().width();
        if (button->width() < needed) cut.append(button->text());
        // Nothing beyond the edge of the window either.
        const QPoint right = button->mapTo(root, QPoint(button->width(), 0));
        if (right.x() > root->width()) cut.append(button->text() + u" (outside)"_s);
    }
    return cut;
}

class FitTest : public testing::TestWithParam<std::tuple<const char*, bool, QSize, int>> {
protected:
    void keep(QWidget* widget, const QString& name) {
        const QString folder = qEnvironmentVariable("CULVER_PICTURES");
        if (folder.isEmpty()) return;
        const auto [language, dark, size, percent] = GetParam();
        QDir().mkpath(folder);
        widget->grab().save(
            folder +
            u"/%1-%2-%3-%4-%5.png"_s.arg(name, QString::fromLatin1(language), dark ? u"dark"_s : u"light"_s)
                .arg(size.width())
                .arg(percent));
    }
};

TEST_P(FitTest, NoLabelIsCut) {
    const auto [language, dark, size, percent] = GetParam();
    Office office;
    ASSERT_TRUE(office.open());
    DeskSettings& settings = office.desk->settings();
    settings.set_language(QString::fromLatin1(language));
    settings.set_theme(dark ? DeskSettings::Theme::Dark : DeskSettings::Theme::Light);
    settings.set_text_percent(percent);
    Surroundings around(*office.desk, office.shell);
    theme().apply();
    QWidget* window = office.shell.window();
    window->resize(size);
    for (const Shown& one : every_sheet()) {
        one.open(around, office);
        QTest::qWait(60);  // answers of the node of paper, and the layout that follows them
        EXPECT_TRUE(comes([&] { return cut_in(window).isEmpty(); }))
            << one.name << ": " << cut_in(window).join(u", "_s).toStdString();
        keep(window, QString::fromLatin1(one.name));
        for (auto* child : window->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) delete child;
    }
    SettingsWindow* pages = open_settings(around, office);
    ASSERT_NE(pages, nullptr);
    pages->resize(std::min(size.width(), 920), std::min(size.height(), 680));
    for (const char* name : every_page()) {
        pages->show_page(QString::fromLatin1(name));
        QTest::qWait(40);
        EXPECT_TRUE(comes([&] { return cut_in(pages).isEmpty(); }))
            << name << ": " << cut_in(pages).join(u", "_s).toStdString();
        keep(pages, u"settings-"_s + QString::fromLatin1(name));
    }
    settings.set_theme(DeskSettings::Theme::Light);
    settings.set_text_percent(100);
    settings.set_language(u"en"_s);
}

INSTANTIATE_TEST_SUITE_P(
    Screens, FitTest,
    testing::Values(
        std::tuple("en", false, QSize(1200, 780), 100), std::tuple("zh_CN", true, QSize(1200, 780), 100),
        std::tuple("en", true, QSize(720, 480), 100), std::tuple("zh_CN", false, QSize(720, 480), 100),
        std::tuple("en", false, QSize(360, 480), 100),
        // The largest text there is, by the setting and the desktop together.
        std::tuple("en", false, QSize(720, 480), 200), std::tuple("zh_CN", true, QSize(720, 480), 200),
        std::tuple("en", true, QSize(1200, 780), 200)));

// Labels and tips that would take what others wrote for markup.
[[nodiscard]] QStringList rich_in(QWidget* root) {
    QStringList rich;
    for (auto* label : root->findChildren<QLabel*>()) {
        if (!label->text().isEmpty() && label->textFormat() != Qt::PlainText) rich.append(label->text());
    }
    for (auto* widget : root->findChildren<QWidget*>()) {
        const QString tip = widget->toolTip();
        const bool is_safe =
            tip.startsWith(u"<span>"_s) && tip.indexOf(u'<', 1) == tip.lastIndexOf(u"</span>"_s);
        if (Qt::mightBeRichText(tip) && !is_safe) rich.append(u"tip: "_s + tip);
    }
    return rich;
}

TEST(PlainText, WhatOthersWroteIsShownAsItStandsThere) {
    const std::string evil = "<b>x</b><img src=file:///etc/passwd>";
    Office office;
    for (Json& peer : office.node.peers) {
        for (const char* field : {"name", "department", "status_text"})
            peer[field] = evil + (peer[field].is_string() ? peer[field].get<std::string>() : "");
    }
    Json& offer = office.node.transfers.back();
    offer["peer_name"] = evil;
    for (Json& path : offer["paths"]) path = "<b>x</b>" + path.get<std::string>();
    ASSERT_TRUE(office.open_in_english());
    int shown = 0;
    const auto look = [&](QWidget* window, const char* what) {
        EXPECT_TRUE(rich_in(window).isEmpty()) << what << ": " << rich_in(window).join(u", "_s).toStdString();
        for (auto* label : window->findChildren<QLabel*>())
            shown += label->text().contains(u"<b>x</b>"_s) ? 1 : 0;
    };
    Surroundings around(*office.desk, office.shell);
    for (const Shown& one : every_sheet()) {
        one.open(around, office);
        QTest::qWait(60);
        look(office.shell.window(), one.name);
        for (auto* child : office.shell.window()->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
            delete child;
    }
    WholeWindow whole(*office.desk, {1400, 800});
    MainWindow& main = whole.window;
    for (const QString& id : {Office::kMei, Office::kTom, Office::kOther}) {
        main.open_conversation(id);
        QTest::qWait(200);
        look(&main, "the window");
    }
    EXPECT_GT(shown, 12) << "it stands in names, departments and files (the lists paint theirs)";
}

// Who hears the window instead of seeing it changes the language too.
TEST(Translations, WhatIsReadAloudChangesWithTheLanguage) {
    Office office;
    ASSERT_TRUE(office.open_in_english());
    WholeWindow whole(*office.desk, {1400, 800});
    MainWindow& main = whole.window;
    main.open_conversation(Office::kMei);
    QTest::qWait(200);
    const auto names = [&] {
        QSet<QString> all;
        for (auto* widget : main.findChildren<QWidget*>()) all.insert(widget->accessibleName());
        return all;
    };
    const QSet<QString> english = names();
    EXPECT_GT(english.size(), 15);
    office.desk->settings().set_language(u"zh_CN"_s);
    QTest::qWait(200);
    static const QRegularExpression of_people(u"\\b(Mei|Tom|Lin|Nora|Studio|Workshop)\\b|^[^a-zA-Z]*$"_s);
    for (const QString& name : english& names())
        EXPECT_TRUE(of_people.match(name).hasMatch()) << name.toStdString();
    office.desk->settings().set_language(u"en"_s);
}

TEST(BannerTest, ItsButtonsStandBelowEachOtherWhereThereIsLittleRoom) {
    Banner banner(u"alert"_s, Token::Danger, Token::DangerSoft);
    banner.set_words(u"This is not the Mei you verified"_s, u"Ask Mei in person before you send anything."_s);
    const auto* first = banner.add_button(u"Verify now"_s, Button::Kind::Primary);
    banner.add_button(u"Open the verified Mei"_s, Button::Kind::Second);
    const auto* last = banner.add_button(u"Block"_s, Button::Kind::TextDanger);
    banner.show();
    banner.resize(900, 160);
    EXPECT_TRUE(comes([&] { return last->y() == first->y() && last->x() > first->x(); }));
    banner.resize(340, 300);
    EXPECT_TRUE(comes([&] { return last->x() == first->x() && last->y() > first->y(); }));
    EXPECT_TRUE(cut_in(&banner).isEmpty()) << cut_in(&banner).join(u", "_s).toStdString();
}

// Its words are never wider than 620, however wide the window: they are as high as they need to be there.
TEST(BannerTest, ALongWarningIsNotCutInAWideWindow) {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* banner = new Banner(u"alert"_s, Token::Danger, Token::DangerSoft);
    banner->set_words(u"这不是您核对过的 Mei"_s,
                      u"另一台电脑现在用了这个名字。请当面或打电话问一问对方。"_s.repeated(3));
    banner->add_button(u"现在核对"_s, Button::Kind::Primary);
    column->addWidget(banner);
    column->addStretch(1);
    window.resize(1200, 780);
    window.show();
    QTest::qWait(60);
    EXPECT_TRUE(cut_in(&window).isEmpty()) << cut_in(&window).join(u", "_s).toStdString();
}

TEST(Translations, AreComplete) {
    const QString folder = QStringLiteral(CULVER_SOURCE_DIR) + u"/ui/desktop/translations/"_s;
    for (const QString& name : {u"culver_zh_CN.ts"_s, u"culver_en.ts"_s}) {
        QFile file(folder + name);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly)) << name.toStdString();
        const QString text = QString::fromUtf8(file.readAll());
        EXPECT_FALSE(text.contains(u"type=\"unfinished\""_s))
            << name.toStdString() << " has unfinished texts";
        EXPECT_FALSE(text.contains(u"<translation></translation>"_s) || text.contains(u"<translation />"_s))
            << name.toStdString();
        // What is filled in where the program fills in stays there.
        static const QRegularExpression message(
            u"<source>(.*?)</source>.*?<translation[^>]*>(.*?)</translation>"_s,
            QRegularExpression::DotMatchesEverythingOption);
        static const QRegularExpression place(u"%\\d|%n"_s);
        for (auto found = message.globalMatch(text); found.hasNext();) {
            const auto one = found.next();
            for (auto places = place.globalMatch(one.captured(1)); places.hasNext();) {
                const QString what = places.next().captured();
                if (what == u"%n"_s) continue;  // "one" may be a word
                EXPECT_TRUE(one.captured(2).contains(what)) << one.captured(1).toStdString();
            }
        }
    }
}

TEST(BannerTest, ItsButtonsAreArrangedAgainWhenTheirWordsChange) {
    Banner banner(u"alert"_s, Token::Danger, Token::DangerSoft);
    auto* first = banner.add_button(u"Verify"_s, Button::Kind::Primary);
    auto* last = banner.add_button(u"Block"_s, Button::Kind::TextDanger);
    banner.resize(340, 300);
    banner.show();
    ASSERT_TRUE(comes([&] { return last->y() == first->y() && last->x() > first->x(); }));
    first->setText(u"Verify this person by comparing digits"_s);
    EXPECT_TRUE(comes([&] { return last->x() == first->x() && last->y() > first->y(); }));
    first->setText(u"Verify"_s);
    EXPECT_TRUE(comes([&] { return last->y() == first->y(); }));
    for (const QString& words : {u"Open the other one"_s, u"Ask what to do"_s})
        banner.add_button(words, Button::Kind::Second)->show();
    EXPECT_TRUE(comes([&] { return last->x() == first->x() && last->y() > first->y(); }));
}

}  // namespace
}  // namespace culver::desktop::test
