// SPDX-License-Identifier: Apache-2.0
// The window without a node: what each width shows, how the keys lead round, and that no label is cut. With
// CULVER_STORY (tools/desktop_story.py) and CULVER_SHOTS=<folder> it is filled by real nodes and painted
// there.
#include "ui/desktop/view/main_window.h"

#include "control/profile_path.h"
#include "tests/desktop/around/office.h"
#include "tests/desktop/around/whole_window.h"
#include "tests/desktop/labels.h"
#include "tests/support/temp_dir.h"
#include "ui/desktop/around/groups.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/composer.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/details_panel.h"
#include "ui/desktop/view/roster_panel.h"
#include "ui/desktop/view/transfers_panel.h"
#include "ui/desktop/view/window_title.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDragEnterEvent>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>
#include <QTest>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;
using Layout = MainWindow::Layout;

TEST(MainWindow, CollapsesByItsWidthAndEarlierWithLargeText) {
    EXPECT_EQ(MainWindow::layout_for(1060, 1), Layout::Three);
    EXPECT_EQ(MainWindow::layout_for(1059, 1), Layout::Over);
    EXPECT_EQ(MainWindow::layout_for(720, 1), Layout::Over);
    EXPECT_EQ(MainWindow::layout_for(719, 1), Layout::One);
    EXPECT_EQ(MainWindow::layout_for(1000, 1.5), Layout::One);
    EXPECT_EQ(MainWindow::layout_for(1484, 1.5), Layout::Three);
}

TEST(MainWindow, ItsTitleNamesAProfileOfOnesOwn) {
    const auto usual = control::default_profile_path();
    ASSERT_TRUE(usual);
    EXPECT_EQ(window_title(*usual, 0), u"Culver");
    EXPECT_EQ(window_title(*usual / "", 3), u"(3) Culver") << "the same folder";
    EXPECT_EQ(window_title("/home/nora/work", 0), u"Culver – work");
    EXPECT_EQ(window_title("/home/nora/play/.", 3), u"(3) Culver – play");
    EXPECT_EQ(window_title("/", 0), u"Culver");
    EXPECT_EQ(window_title("/home/nora/two\nlines", 0), u"Culver – two lines");
}

class MainWindowTest : public testing::Test {
protected:
    culver::test::TempDir dir_;
    Desk desk_{dir_.path()};
    MainWindow window_{desk_};
    void show(int width, int height) {
        window_.resize(width, height);
        window_.show();
        QTest::qWait(1);
    }
    void TearDown() override {
        theme().set_text_percent(100);
        theme().set_dark(false);
    }
};

TEST_F(MainWindowTest, ShowsOnePartAtATimeWhenNarrow) {
    show(420, 780);
    EXPECT_EQ(window_.arrangement(), Layout::One);
    EXPECT_EQ(window_.part(), MainWindow::Part::Roster);
    EXPECT_FALSE(window_.talk().isVisible());
    window_.open_conversation(u"aimei"_s);
    EXPECT_EQ(window_.part(), MainWindow::Part::Talk);
    EXPECT_TRUE(window_.talk().isVisible());
    EXPECT_EQ(window_.talk().width(), 420);
    window_.show_side(MainWindow::Side::Details);
    EXPECT_FALSE(window_.talk().isVisible());
    window_.show_side(MainWindow::Side::None);
    EXPECT_TRUE(window_.talk().isVisible());
    QTest::keyClick(&window_, Qt::Key_Escape);
    EXPECT_EQ(window_.part(), MainWindow::Part::Roster);
}

TEST_F(MainWindowTest, TheRightPaneTakesRoomOnlyWhereThereIsEnough) {
    show(1200, 780);
    window_.open_conversation(u"aimei"_s);
    const int alone = window_.talk().width();
    window_.show_side(MainWindow::Side::Details);
    EXPECT_EQ(window_.talk().width(), alone - 288);
    window_.show_side(MainWindow::Side::Transfers);
    EXPECT_EQ(window_.talk().width(), alone - 384);
    window_.resize(1000, 780);
    EXPECT_EQ(window_.talk().width(), 1000 - 296);
}

TEST_F(MainWindowTest, KeepsItsGeometryAndSide) {
    show(1234, 700);
    window_.open_conversation(u"aimei"_s);
    window_.show_side(MainWindow::Side::Details);
    window_.close();
    MainWindow again(desk_);
    EXPECT_EQ(again.windowTitle(), window_title(dir_.path(), 0));
    EXPECT_EQ(again.size(), QSize(1234, 700));
    EXPECT_EQ(again.side(), MainWindow::Side::Details);
}

// Whether the window takes files that are dropped on it.
[[nodiscard]] bool takes_drop(MainWindow& window) {
    QMimeData carried;
    carried.setUrls({QUrl(u"file:///etc/hostname"_s)});
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &carried, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QDropEvent drop(QPointF(20, 20), Qt::CopyAction, &carried, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &drop);
    const qsizetype got = window.talk().composer().standing().paths.size();
    window.talk().composer().clear();
    EXPECT_EQ(enter.isAccepted(), drop.isAccepted());
    EXPECT_EQ(drop.isAccepted(), got == 1);
    return got == 1;
}

TEST_F(MainWindowTest, OnlyAConversationInSightTakesWhatIsDropped) {
    show(1200, 780);
    EXPECT_FALSE(takes_drop(window_)) << "none is open";
    window_.open_conversation(u"aimei"_s);
    EXPECT_TRUE(takes_drop(window_));
    window_.show_side(MainWindow::Side::Details);
    EXPECT_TRUE(takes_drop(window_));
    auto* sheet = new Sheet(&window_, u"A question"_s, 400);
    sheet->open();
    EXPECT_FALSE(takes_drop(window_)) << "it lies under a sheet";
    sheet->close_with(false);
    EXPECT_TRUE(takes_drop(window_));
    window_.resize(420, 780);
    window_.show_side(MainWindow::Side::Details);
    EXPECT_FALSE(takes_drop(window_)) << "another part is shown";
    window_.show_side(MainWindow::Side::None);
    EXPECT_TRUE(takes_drop(window_));
    QTest::keyClick(&window_, Qt::Key_Escape);
    EXPECT_FALSE(takes_drop(window_)) << "the list is shown";
}

TEST_F(MainWindowTest, WhatIsPastedAnywhereGoesIntoTheOpenConversation) {
    show(1200, 780);
    QApplication::clipboard()->setText(u"pasted"_s);
    window_.open_conversation(u"aimei"_s);
    window_.talk().focus_messages();
    QTest::keyClick(&window_.talk().messages(), Qt::Key_V, Qt::ControlModifier);
    EXPECT_EQ(window_.talk().composer().text(), u"pasted"_s);
    window_.talk().composer().clear();
    window_.talk().composer().lock(u"Not here"_s, {});
    QTest::keyClick(&window_.talk().messages(), Qt::Key_V, Qt::ControlModifier);
    EXPECT_TRUE(window_.talk().composer().text().isEmpty());
}

TEST_F(MainWindowTest, FilesDroppedOnANameWaitInItsComposer) {
    show(1200, 780);
    auto* roster = window_.findChild<RosterPanel*>();
    ASSERT_NE(roster, nullptr);
    Q_EMIT roster->files_dropped(u"aimei"_s, {u"/etc/hostname"_s});
    EXPECT_EQ(window_.open_id(), u"aimei"_s);
    EXPECT_EQ(window_.talk().composer().standing().paths, QStringList{u"/etc/hostname"_s});
}

TEST_F(MainWindowTest, TheOrderOfTheRosterIsKept) {
    desk_.roster().set_order(RosterModel::Order::Recent);
    EXPECT_EQ(Desk(dir_.path()).roster().order(), RosterModel::Order::Recent);
    desk_.roster().set_order(RosterModel::Order::People);
    EXPECT_EQ(Desk(dir_.path()).roster().order(), RosterModel::Order::People);
}

TEST_F(MainWindowTest, NoLabelIsCutInAnyWidth) {
    for (const int percent : {100, 150}) {
        theme().set_text_percent(percent);
        for (const QSize size : {QSize(360, 480), QSize(720, 480), QSize(1200, 780)}) {
            show(size.width(), size.height());
            for (const QString& fault : cut_labels(window_))
                ADD_FAILURE() << percent << " % " << fault.toStdString();
            window_.open_conversation(u"aimei"_s);
            QTest::qWait(1);
            for (const QString& fault : cut_labels(window_))
                ADD_FAILURE() << percent << " % " << fault.toStdString();
        }
    }
}

TEST_F(MainWindowTest, EveryControlHasAName) {
    show(1200, 780);
    window_.open_conversation(u"aimei"_s);
    window_.show_side(MainWindow::Side::Details);
    for (const auto* button : window_.findChildren<QAbstractButton*>()) {
        if (!button->isVisible()) continue;
        EXPECT_FALSE(button->accessibleName().isEmpty() && button->text().isEmpty())
            << button->metaObject()->className();
    }
}

// Painted from real nodes; a picture shows what no assertion says.
TEST(Shots, OfARealOffice) {
    const QString story = qEnvironmentVariable("CULVER_STORY");
    const QString folder = qEnvironmentVariable("CULVER_SHOTS");
    if (story.isEmpty() || folder.isEmpty()) GTEST_SKIP() << "needs CULVER_STORY and CULVER_SHOTS";
    QFile file(story);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QJsonObject facts = QJsonDocument::fromJson(file.readAll()).object();
    const bool chinese = facts["language"_L1].toString().startsWith("zh"_L1);
    theme().set_chinese(chinese);
    theme().apply();
    Desk desk(facts["profile"_L1].toString().toStdString());
    MainWindow window(desk);
    desk.start();
    window.resize(1200, 780);
    window.show();
    ASSERT_TRUE(QTest::qWaitFor([&] { return desk.lists_known() && desk.roster().rowCount() > 2; }, 20000));
    QTest::qWait(500);
    const QString tongue = chinese ? u"zh"_s : u"en"_s;
    const auto shot = [&](const QString& name) {
        QTest::qWait(700);
        window.grab().save(folder + u"/window-%1-%2.png"_s.arg(tongue, name));
    };
    shot(u"start"_s);
    QString group;
    QStringList people;
    for (int i = 0; i < desk.roster().rowCount(); ++i) {
        const RosterRow& row = desk.roster().row(i);
        if (row.kind == RosterRow::Kind::Group && group.isEmpty()) group = row.id;
        if (row.kind == RosterRow::Kind::Person) people << row.id;
    }
    desk.roster().set_order(RosterModel::Order::People);
    if (!group.isEmpty()) window.open_conversation(group);
    window.show_side(MainWindow::Side::Details);
    shot(u"group"_s);
    for (int i = 0; i < std::min<int>(4, static_cast<int>(people.size())); ++i) {
        window.open_conversation(people[i]);
        shot(u"person%1"_s.arg(i));
    }
    theme().set_dark(true);
    shot(u"dark"_s);
    window.show_transfers();
    shot(u"dark-transfers"_s);
    theme().set_dark(false);
    shot(u"transfers"_s);
    window.resize(420, 780);
    shot(u"narrow"_s);
    window.show_side(MainWindow::Side::None);
    shot(u"narrow-talk"_s);
    QTest::keyClick(&window, Qt::Key_Escape);
    shot(u"narrow-list"_s);
    window.resize(900, 600);
    theme().set_text_percent(150);
    shot(u"large"_s);
    theme().set_text_percent(100);
    theme().set_chinese(false);
}

TEST_F(MainWindowTest, TheEdgeOfTheListFollowsThePointerAtEverySize) {
    theme().set_text_percent(150);
    show(1600, 780);
    QWidget* edge = nullptr;
    for (auto* one : window_.findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
        if (one->cursor().shape() == Qt::SplitHCursor) edge = one;
    }
    ASSERT_NE(edge, nullptr);
    QTest::mousePress(edge, Qt::LeftButton);
    QTest::mouseMove(edge, edge->mapFrom(&window_, QPoint(480, 300)));
    QTest::mouseRelease(edge, Qt::LeftButton);
    EXPECT_NEAR(window_.findChild<RosterPanel*>()->width(), 480, 1);
}

// With people in it, and a conversation that is open.
struct PeopledWindowTest : test::OfficeTest {
    std::unique_ptr<test::WholeWindow> whole;

    void SetUp() override {
        OfficeTest::SetUp();
        office.desk->settings().set_first_run_done(true);
        whole = std::make_unique<test::WholeWindow>(*office.desk, QSize(760, 780));
        whole->window.open_conversation(test::Office::kMei);
        whole->window.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&whole->window));
        ASSERT_TRUE(test::comes([&] { return !office.desk->conversation(test::Office::kMei)->loading(); }));
    }
    void hear(int number, const std::string& words) {
        const std::string mei = test::id_of('m');
        office.node.tell(
            test::event_of("message_arrived", test::message_row(number, mei, mei, false, words, number)));
        const QString text = QString::fromStdString(words);
        auto& messages = whole->window.talk().messages();
        ASSERT_TRUE(test::comes([&] {
            const auto* last = messages.item(messages.count() - 1);
            return last != nullptr && last->text == text;
        }));
    }
    [[nodiscard]] bool is_read(int milliseconds = 10000) {
        return test::comes([&] { return office.node.count_of("chat.mark_read") > 0; }, milliseconds);
    }
};

TEST_F(PeopledWindowTest, WhatComesBehindASheetIsReadWhenTheSheetIsGone) {
    auto* sheet = new Sheet(&whole->window, u"A question"_s, 400);
    sheet->open();
    EXPECT_FALSE(whole->window.in_sight(test::Office::kMei));
    EXPECT_FALSE(whole->window.in_sight(test::Office::kTom)) << "nor is the list";
    hear(1, "behind");
    EXPECT_FALSE(is_read(200));
    sheet->close_with(false);
    EXPECT_TRUE(is_read());
    EXPECT_TRUE(whole->window.in_sight(test::Office::kMei));
}

TEST_F(PeopledWindowTest, WhatComesBehindTheTransfersIsReadWhenTheyAreClosed) {
    whole->window.show_side(MainWindow::Side::Transfers);
    ASSERT_TRUE(test::comes([&] { return !whole->window.in_sight(test::Office::kMei); })) << "it slides";
    EXPECT_TRUE(whole->window.in_sight(test::Office::kTom)) << "the list shows his number";
    hear(1, "behind");
    EXPECT_FALSE(is_read(200));
    whole->window.show_side(MainWindow::Side::None);
    EXPECT_TRUE(is_read());
}

TEST_F(PeopledWindowTest, FilesThatAreChosenGoWhereOneSeesThem) {
    const QStringList files{u"/etc/hostname"_s};
    const auto waiting = [&] { return whole->window.talk().composer().standing().paths; };
    whole->window.show_side(MainWindow::Side::Transfers);
    ASSERT_TRUE(test::comes([&] { return !whole->window.in_sight(test::Office::kMei); })) << "it slides";
    EXPECT_TRUE(whole->window.transfers_in_sight());
    auto* transfers = whole->window.findChild<TransfersPanel*>();
    Q_EMIT transfers->files_chosen(files);
    EXPECT_TRUE(waiting().isEmpty()) << "the field is covered";
    auto* sheet = whole->window.findChild<ReceiversSheet*>();
    ASSERT_NE(sheet, nullptr) << "whom for is asked";
    EXPECT_FALSE(whole->window.transfers_in_sight()) << "behind a sheet";
    sheet->close_with(false);
    whole->window.resize(1000, 780);
    ASSERT_EQ(whole->window.arrangement(), Layout::Over);
    for (const bool details : {false, true}) {
        whole->window.talk().composer().clear();
        whole->window.show_side(details ? MainWindow::Side::Details : MainWindow::Side::Transfers);
        if (details) {
            Q_EMIT whole->window.findChild<DetailsPanel*>()->files_chosen(files);
        } else {
            Q_EMIT transfers->files_chosen(files);
        }
        EXPECT_EQ(waiting(), files);
        EXPECT_EQ(whole->window.side(), MainWindow::Side::None)
            << "what lay over a part of the field is gone";
    }
}

TEST_F(PeopledWindowTest, WhatComesBeforeOnesEyesIsReadAtOnce) {
    hear(1, "in front");
    EXPECT_TRUE(is_read());
}

}  // namespace
}  // namespace culver::desktop
