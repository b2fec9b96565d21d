// SPDX-License-Identifier: Apache-2.0
// An offer of files that nobody answered yet: roster, tray and title count it alike, and none of them calls
// it a message.
#include "tests/desktop/around/office.h"
#include "ui/desktop/around/tray.h"
#include "ui/desktop/view/main_window.h"
#include "ui/desktop/view/roster_panel.h"

#include <QApplication>
#include <QMenu>
#include <QPointer>
#include <QTimer>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct OpenOfferTest : OfficeTest {
    [[nodiscard]] RosterRow tom() const {
        const int row = office.desk->roster().row_of(Office::kTom);
        return row < 0 ? RosterRow() : office.desk->roster().row(row);
    }
    [[nodiscard]] bool waits(int all) {
        return comes([&] { return tom().unread == all; });
    }
    void write() {
        office.node.tell(
            event_of("message_arrived", message_row(50, id_of('t'), id_of('t'), false, "Have a look", 60)));
    }
    void answer(const char* state) {
        Json row = office.node.transfers.at(0);
        row["state"] = state;
        office.node.tell(event_of("transfer_changed", row));
    }
};

TEST_F(OpenOfferTest, IsCountedAlikeEverywhereUntilItIsAnswered) {
    const MainWindow shown(*office.desk);
    const Tray tray(*office.desk, office.shell);
    ASSERT_TRUE(waits(1));
    EXPECT_EQ(office.desk->unread_total(), 1);
    EXPECT_TRUE(shown.windowTitle().startsWith(u"(1) Culver"_s));
    EXPECT_EQ(tray.words(), u"Culver: a file offer"_s);
    EXPECT_TRUE(tom().accessible.contains(u"a file offer"_s)) << tom().accessible.toStdString();
    EXPECT_FALSE(tom().accessible.contains(u"new message"_s)) << tom().accessible.toStdString();
    write();
    ASSERT_TRUE(waits(2));
    EXPECT_TRUE(shown.windowTitle().startsWith(u"(2) Culver"_s));
    EXPECT_EQ(tray.words(), u"Culver: 1 new message, a file offer"_s);
    EXPECT_TRUE(tom().accessible.contains(u"1 new message, a file offer"_s))
        << tom().accessible.toStdString();
    office.desk->settings().set_muted(Office::kTom, true);
    EXPECT_EQ(office.desk->unread_total(), 0);
    office.desk->settings().set_muted(Office::kTom, false);
    EXPECT_EQ(office.desk->unread_total(), 2);
    answer("declined");
    ASSERT_TRUE(waits(1));
    EXPECT_EQ(tray.words(), u"Culver: 1 new message"_s);
}

TEST_F(OpenOfferTest, OfWhomOneBlockedWaitsForNobody) {
    ASSERT_TRUE(waits(1));
    office.node.tell({{"event", "trust_changed"},
                      {"peer", id_of('t')},
                      {"peer_name", "Tom Okafor"},
                      {"trust", "blocked"}});
    EXPECT_TRUE(comes([&] { return office.desk->unread_total() == 0; }));
    EXPECT_TRUE(waits(0));
}

TEST_F(OpenOfferTest, IsNotReadAway) {
    RosterPanel panel(*office.desk, window());
    panel.resize(300, 600);
    panel.show();
    const auto offered = [&] {
        QStringList words;
        QTimer::singleShot(0, &panel, [&] {
            const QPointer<QMenu> menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            if (menu == nullptr) return;
            for (const QAction* action : menu->actions()) words.append(action->text());
            menu->close();
        });
        const auto& roster = office.desk->roster();
        Q_EMIT panel.findChild<RosterList*>()->menu_wanted(roster.index(roster.row_of(Office::kTom), 0),
                                                           QPoint(50, 50));
        return words;
    };
    ASSERT_TRUE(waits(1));
    EXPECT_TRUE(offered().contains(u"Open"_s));
    EXPECT_FALSE(offered().contains(u"Mark as read"_s)) << "it stays until it is answered";
    write();
    ASSERT_TRUE(waits(2));
    EXPECT_TRUE(offered().contains(u"Mark as read"_s));
}

}  // namespace
}  // namespace culver::desktop::test
