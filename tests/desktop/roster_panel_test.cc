// SPDX-License-Identifier: Apache-2.0
// The row that is marked in the list of people is the conversation that is open, whatever else was done
// there.
#include "ui/desktop/view/roster_panel.h"

#include "tests/desktop/around/office.h"
#include "tests/desktop/around/whole_window.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDragLeaveEvent>
#include <QDragMoveEvent>
#include <QMenu>
#include <QMimeData>
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

}  // namespace
}  // namespace culver::desktop::test
