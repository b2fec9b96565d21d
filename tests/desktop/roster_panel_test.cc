// SPDX-License-Identifier: Apache-2.0
// The row that is marked in the list of people is the conversation that is open, whatever else was done
// there.
#include "ui/desktop/view/roster_panel.h"

#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "tests/desktop/around/whole_window.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/conversation_pane.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDragLeaveEvent>
#include <QDragMoveEvent>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QTest>
#include <QTimer>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct RosterPanelTest : OfficeTest {
    std::unique_ptr<WholeWindow> whole;
    RosterList* list = nullptr;

    void SetUp() override {
        OfficeTest::SetUp();
        office.desk->settings().set_first_run_done(true);
        whole = std::make_unique<WholeWindow>(*office.desk);
        list = whole->window.findChild<RosterList*>();
        ASSERT_TRUE(comes([&] { return office.desk->roster().row_of(Office::kTom) >= 0; }));
        whole->window.open_conversation(Office::kMei);
        ASSERT_EQ(marked(), Office::kMei);
    }
    [[nodiscard]] QString marked() const {
        const auto rows = list->selectionModel()->selectedIndexes();
        return rows.isEmpty() ? QString() : office.desk->roster().row(rows.first().row()).id;
    }
    [[nodiscard]] bool has_list_the_keys() {
        whole->window.activateWindow();
        if (!QTest::qWaitForWindowActive(&whole->window)) return false;
        whole->window.findChild<RosterPanel*>()->focus_list();
        return list->hasFocus();
    }
    [[nodiscard]] QPoint middle_of(const QString& id) const {
        return list->visualRect(office.desk->roster().index(office.desk->roster().row_of(id))).center();
    }
    void click_right(const QPoint& at) {
        QTest::mouseClick(list->viewport(), Qt::RightButton, {}, at);
        QContextMenuEvent wish(QContextMenuEvent::Mouse, at, list->viewport()->mapToGlobal(at));
        QApplication::sendEvent(list->viewport(), &wish);
    }
};

TEST_F(RosterPanelTest, AMenuMarksItsRowOnlyWhileItIsOpen) {
    QString meanwhile;
    QTimer::singleShot(0, list, [&] {
        meanwhile = marked();
        ASSERT_NE(QApplication::activePopupWidget(), nullptr);
        QApplication::activePopupWidget()->close();
    });
    click_right(middle_of(Office::kTom));
    EXPECT_EQ(meanwhile, Office::kTom) << "one sees whom the menu is about";
    EXPECT_EQ(marked(), Office::kMei);
}

TEST_F(RosterPanelTest, FilesThatAreCarriedAwayAgainLeaveNoMark) {
    QMimeData carried;
    carried.setUrls({QUrl(u"file:///etc/hostname"_s)});
    const QPoint at = middle_of(Office::kTom);
    QDragEnterEvent enter(at, Qt::CopyAction, &carried, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(list->viewport(), &enter);
    QDragMoveEvent move(at, Qt::CopyAction, &carried, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(list->viewport(), &move);
    EXPECT_EQ(marked(), Office::kTom) << "one sees who would get them";
    QDragLeaveEvent leave;
    QApplication::sendEvent(list->viewport(), &leave);
    EXPECT_EQ(marked(), Office::kMei);
}

TEST_F(RosterPanelTest, AClickBesideTheRowsChangesNothing) {
    const QPoint beside(list->viewport()->width() / 2, list->viewport()->height() - 4);
    ASSERT_FALSE(list->indexAt(beside).isValid());
    for (const Qt::MouseButton button : {Qt::LeftButton, Qt::RightButton}) {
        QTest::mouseClick(list->viewport(), button, {}, beside);
        EXPECT_EQ(marked(), Office::kMei);
    }
}

TEST_F(RosterPanelTest, TheKeysStayWhereTheyAreWhileSomebodyAppears) {
    ASSERT_TRUE(has_list_the_keys());
    const QModelIndex tom = office.desk->roster().index(office.desk->roster().row_of(Office::kTom));
    list->setCurrentIndex(tom);
    const int rows = office.desk->roster().rowCount();
    office.node.tell(event_of("peer_changed", peer_row(id_of('p'), "Priya Nair", "Studio")));
    ASSERT_TRUE(comes([&] { return office.desk->roster().rowCount() > rows; }));
    EXPECT_EQ(office.desk->roster().row(list->currentIndex().row()).id, Office::kTom);
    whole->window.talk().focus_composer();
    EXPECT_EQ(marked(), Office::kMei) << "one sees again which conversation is open";
}

TEST_F(RosterPanelTest, ASectionFoldedByKeyKeepsTheKeyboard) {
    ASSERT_TRUE(has_list_the_keys());
    int section = 0;
    while (office.desk->roster().row(section).kind != RosterRow::Kind::Section) ++section;
    const QString id = office.desk->roster().row(section).id;
    list->setCurrentIndex(office.desk->roster().index(section));
    const int rows = office.desk->roster().rowCount();
    QTest::keyClick(list, Qt::Key_Space);
    ASSERT_LT(office.desk->roster().rowCount(), rows);
    EXPECT_EQ(office.desk->roster().row(list->currentIndex().row()).id, id);
}

TEST_F(RosterPanelTest, ASectionThatIsClickedFarDownLeavesTheListThere) {
    auto& roster = office.desk->roster();
    for (int number = 0; number < 60; ++number) {
        std::string id = id_of('b');
        id[0] = static_cast<char>('a' + number % 26);
        id[1] = static_cast<char>('a' + number / 26);
        const std::string name = "Person " + std::to_string(number);
        office.node.tell(event_of("peer_changed",
                                  peer_row(id, name, number < 55 ? "Yard" : "Zoo", "available", "verified")));
    }
    ASSERT_TRUE(comes([&] { return roster.rowCount() > 60; }));
    int zoo = roster.rowCount() - 1;
    while (roster.row(zoo).name != u"Zoo"_s) ASSERT_GE(--zoo, 0);
    list->scrollToBottom();
    const int before = list->verticalScrollBar()->value();
    ASSERT_TRUE(list->viewport()->rect().contains(list->visualRect(roster.index(zoo)).center()));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(roster.index(zoo)).center());
    ASSERT_TRUE(roster.row(zoo).folded);
    EXPECT_EQ(marked(), Office::kMei);
    EXPECT_GT(list->verticalScrollBar()->value(), before / 2);
}

TEST_F(RosterPanelTest, TheSearchAsksForAnAddressOnlyWhileThatIsMeant) {
    ASSERT_TRUE(has_list_the_keys());
    auto* search = whole->window.findChild<LineEdit*>();
    const QString usual = search->placeholderText();
    const auto ask = [&] {
        QTimer::singleShot(0, list, [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            ASSERT_NE(menu, nullptr);
            for (QAction* action : menu->actions()) {
                if (action->text() == u"Add by address"_s) action->trigger();
            }
            menu->close();
        });
        Q_EMIT button(&whole->window, u"Add"_s)->clicked();
        EXPECT_NE(search->placeholderText(), usual);
        whole->window.activateWindow();  // the menu may have taken that
        ASSERT_TRUE(comes([&] { return search->hasFocus(); }));
    };
    ask();
    whole->window.talk().focus_composer();
    EXPECT_EQ(search->placeholderText(), usual) << "it was left";
    ask();
    search->setText(u"10.1.2.3"_s);
    search->clear();
    EXPECT_EQ(search->placeholderText(), usual) << "it was cleared";
}

TEST_F(RosterPanelTest, TheNextUnreadIsFoundInAFoldedSectionToo) {
    auto& roster = office.desk->roster();
    office.node.tell(
        event_of("message_arrived", message_row(9, id_of('l'), id_of('l'), false, "The oak is here", 30)));
    const QString lin = text_of(id_of('l'));
    ASSERT_TRUE(comes([&] { return roster.row_of(lin) >= 0 && roster.row(roster.row_of(lin)).unread == 1; }));
    for (int row = roster.rowCount() - 1; row >= 0; --row) {
        if (roster.row(row).kind == RosterRow::Kind::Section && !roster.row(row).folded)
            roster.toggle_section(row);
    }
    ASSERT_EQ(roster.row_of(lin), -1);
    QStringList found;
    for (QString at = Office::kMei; found.size() < 2; found << at) at = roster.next_unread(at, 1);
    EXPECT_TRUE(found.contains(lin)) << found.join(u' ').toStdString();
}

TEST_F(RosterPanelTest, ATooltipSaysTheWholeNameAndThePresence) {
    auto& roster = office.desk->roster();
    const QString tip = roster.data(roster.index(roster.row_of(Office::kTom)), Qt::ToolTipRole).toString();
    EXPECT_TRUE(tip.contains(u"Tom Okafor · Busy"_s)) << tip.toStdString();
}

}  // namespace
}  // namespace culver::desktop::test
