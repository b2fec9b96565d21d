// SPDX-License-Identifier: Apache-2.0
// What one does about people and groups, pressed by hand: rename, leave, remove, block; who has what was
// sent; a date to go to.
#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "ui/desktop/around/ask_sheet.h"
#include "ui/desktop/around/date_sheet.h"
#include "ui/desktop/around/groups.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/view/details_panel.h"
#include "ui/desktop/view/details_parts.h"
#include "ui/desktop/view/who_sheet.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QPointer>
#include <QTest>
#include <QTimer>
#include <fstream>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

const QString kGroup = text_of(id_of('g'));

[[nodiscard]] Json member(char letter, const char* name, const char* role) {
    return Json{{"id", id_of(letter)}, {"name", name}, {"role", role}, {"frozen", false}};
}

[[nodiscard]] Json group_row(const char* own_role) {
    return Json{
        {"id", id_of('g')},
        {"name", "Harbour Street 14"},
        {"owner", id_of('a')},
        {"members", Json::array({id_of('a'), id_of('m'), id_of('t')})},
        {"unread", 0},
        {"state", "member"},
        {"people", Json::array({member('a', "Nora Blake", own_role), member('m', "Mei Tanaka", "admin"),
                                member('t', "Tom Okafor", "member")})},
        {"open_history", false},
        {"invited_by", nullptr}};
}

struct PeopleActsTest : testing::Test {
    Office office;
    std::unique_ptr<Surroundings> around;
    std::unique_ptr<DetailsPanel> details;

    void open(const char* own_role = "owner") {
        qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString((office.folder.path() / "config").string()));
        office.node.groups.push_back(group_row(own_role));
        for (const char* method : {"group.rename", "group.leave", "group.remove", "group.appoint"})
            office.node.answer(method, [own_role](const Json&) { return group_row(own_role); });
        ASSERT_TRUE(office.open_in_english());
        office.desk->settings().set_first_run_done(true);
        around = std::make_unique<Surroundings>(*office.desk, office.shell);
        details = std::make_unique<DetailsPanel>(*office.desk, office.shell, office.shell.window());
        details->set_around(around.get());
        details->resize(288, 900);
        details->show();
    }
    [[nodiscard]] QWidget* window() { return office.shell.window(); }
    template <class Kind>
    [[nodiscard]] QPointer<Kind> sheet() {
        const auto all = window()->findChildren<Kind*>();
        return all.isEmpty() ? nullptr : all.last();
    }
    // Chooses in the menu of a member's row.
    void choose(const QString& name, const QString& words) {
        MemberRow* row = nullptr;
        for (auto* one : details->findChildren<MemberRow*>()) {
            if (one->accessibleName().startsWith(name)) row = one;
        }
        ASSERT_NE(row, nullptr);
        QStringList offered;
        QTimer::singleShot(0, details.get(), [&] {
            auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            ASSERT_NE(menu, nullptr);
            for (QAction* action : menu->actions()) {
                offered.append(action->text());
                if (action->text() == words) action->trigger();
            }
            menu->close();
        });
        Q_EMIT row->customContextMenuRequested(QPoint(4, 4));
        offered_ = offered;
    }
    QStringList offered_;
};

TEST_F(PeopleActsTest, AGroupIsRenamedAndSaysWhyNot) {
    open();
    around->open_rename(kGroup);
    auto rename = sheet<NameSheet>();
    ASSERT_FALSE(rename.isNull());
    auto* edit = rename->findChild<QLineEdit*>();
    EXPECT_EQ(edit->text(), u"Harbour Street 14");
    edit->clear();
    press(rename, u"Save"_s);
    EXPECT_EQ(office.node.count_of("group.rename"), 0) << "a group needs a name";
    office.node.refuse("group.rename");
    QTest::keyClicks(edit, u"Harbour 15"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    ASSERT_TRUE(comes([&] { return office.node.count_of("group.rename") == 1; }));
    EXPECT_EQ(office.node.last_of("group.rename").at("name"), "Harbour 15");
    ASSERT_TRUE(comes([&] { return rename && button(rename, u"Save"_s)->isEnabled(); }));
    EXPECT_EQ(edit->text(), u"Harbour 15") << "what was typed stands there";
    office.node.answer("group.rename", [](const Json&) { return group_row("owner"); });
    press(rename, u"Save"_s);
    EXPECT_TRUE(comes([&] { return rename.isNull(); }));
}

TEST_F(PeopleActsTest, LeavingAsksFirstAndTheHarmlessChoiceHasTheFocus) {
    open();
    details->show_for(kGroup);
    press(details.get(), u"Leave the group"_s);
    auto ask = sheet<AskSheet>();
    ASSERT_FALSE(ask.isNull());
    EXPECT_EQ(ask->accessibleName(), u"Leave Harbour Street 14?");
    QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : ask.data(),
                    Qt::Key_Escape);
    ASSERT_TRUE(comes([&] { return ask.isNull(); }));
    EXPECT_EQ(office.node.count_of("group.leave"), 0);
    press(details.get(), u"Leave the group"_s);
    ask = sheet<AskSheet>();
    press(ask, u"Leave"_s);
    ASSERT_TRUE(comes([&] { return ask.isNull(); }));
    EXPECT_EQ(office.node.last_of("group.leave").at("group"), id_of('g'));
}

TEST_F(PeopleActsTest, WhoIsOnlyInvitedDeclinesAndIsNotAskedToLeave) {
    open("member");
    Json invited = group_row("member");
    invited["state"] = "invited";
    office.node.tell(event_of("group_changed", invited));
    ASSERT_TRUE(comes([&] { return office.desk->group(kGroup)->state == control::GroupState::Invited; }));
    details->show_for(kGroup);
    press(details.get(), u"Decline the invitation"_s);
    const auto ask = sheet<AskSheet>();
    ASSERT_FALSE(ask.isNull());
    EXPECT_EQ(ask->accessibleName(), u"Decline the invitation to Harbour Street 14?");
    EXPECT_FALSE(reads(ask, u"What was said"_s)) << "nothing was said yet";
    press(ask, u"Decline"_s);
    ASSERT_TRUE(comes([&] { return ask.isNull(); }));
    EXPECT_EQ(office.node.last_of("group.leave").at("group"), id_of('g'));
}

TEST_F(PeopleActsTest, TheOwnerAppointsAndRemoves) {
    open("owner");
    details->show_for(kGroup);
    choose(u"Tom Okafor"_s, u"Make an admin"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("group.appoint") == 1; }));
    EXPECT_EQ(office.node.last_of("group.appoint").at("peer"), "id:" + id_of('t'));
    EXPECT_EQ(office.node.last_of("group.appoint").at("admin"), true);
    choose(u"Mei Tanaka"_s, u"Take the admin's rights away"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("group.appoint") == 2; }));
    EXPECT_EQ(office.node.last_of("group.appoint").at("admin"), false);
    choose(u"Mei Tanaka"_s, u"Remove from the group"_s);
    press(sheet<AskSheet>(), u"Remove"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("group.remove") == 1; }));
    EXPECT_EQ(office.node.last_of("group.remove").at("peers"), Json::array({"id:" + id_of('m')}));
}

TEST_F(PeopleActsTest, OthersAreOfferedOnlyWhatTheyMayDo) {
    open("member");
    details->show_for(kGroup);
    choose(u"Tom Okafor"_s, {});
    EXPECT_EQ(offered_, QStringList{u"Write to Tom"_s});
    EXPECT_NE(button(details.get(), u"Mei Tanaka, Admin · Here"_s), nullptr)
        << "what somebody is stands in the row";
}

TEST_F(PeopleActsTest, BlockingIsTakenBackWhereItStands) {
    open();
    details->show_for(text_of(id_of('l')));
    press(details.get(), u"Block this person"_s);
    press(sheet<AskSheet>(), u"Block"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("peer.block") == 1; }));
    EXPECT_EQ(office.node.last_of("peer.block").at("peer"), "id:" + id_of('l'));
    office.node.tell(
        {{"event", "trust_changed"}, {"peer", id_of('l')}, {"peer_name", "Lin Wei"}, {"trust", "blocked"}});
    ASSERT_TRUE(comes([&] { return button(details.get(), u"Unblock"_s) != nullptr; }));
    press(details.get(), u"Unblock"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("peer.trust") == 1; }));
    EXPECT_EQ(office.node.last_of("peer.trust").at("undo"), true);
}

TEST_F(PeopleActsTest, WhatPeopleTellAboutThemselvesIsShownAndCopied) {
    office.node.answer("profile.get", [](const Json& asked) {
        const bool mei = asked.value("peer", Json()) == "id:" + id_of('m');
        return mei ? Json{{"id", id_of('m')},
                          {"name", "Mei Tanaka"},
                          {"room", "2.04"},
                          {"phone", "+44 20 7946 0112"}}
                   : Json{{"id", id_of('a')}, {"name", "Nora Blake"}};
    });
    open();
    details->show_for(Office::kMei);
    ASSERT_TRUE(comes([&] { return button(details.get(), u"Room: 2.04"_s) != nullptr; }));
    press(details.get(), u"Telephone: +44 20 7946 0112"_s);
    EXPECT_EQ(QGuiApplication::clipboard()->text(), u"+44 20 7946 0112");
    EXPECT_EQ(button(details.get(), u"E-mail: "_s), nullptr) << "what is not told has no row";
}

TEST_F(PeopleActsTest, WhoHasAMessageStandsBeforeWhoDoesNot) {
    open();
    control::MessageRow message;
    message.author = id_of('a');
    message.delivered_to = std::vector{id_of('t'), id_of('m')};
    message.read_by = std::vector{id_of('t')};
    auto rows = who_has(*office.desk, kGroup, message);
    ASSERT_EQ(rows.size(), 2U) << "the author is not asked";
    EXPECT_EQ(rows[0].name + u' ' + rows[0].words, u"Tom Okafor Read");
    EXPECT_EQ(rows[1].name + u' ' + rows[1].words, u"Mei Tanaka Delivered");
    message.confirmed_by = std::vector{id_of('m')};
    message.delivered_to.reset();
    message.read_by.reset();
    rows = who_has(*office.desk, kGroup, message);
    EXPECT_EQ(rows[0].name + u' ' + rows[0].words, u"Mei Tanaka Confirmed");
    EXPECT_EQ(rows[1].words, u"Will get it when back");
}

TEST_F(PeopleActsTest, WhoGetsFilesIsFollowedWhileItIsOpen) {
    for (const int number : {21, 22}) {
        Json row = transfer_row(number, id_of(number == 21 ? 'm' : 't'), true, "active", 500'000, 2'000'000);
        row["peer_name"] = number == 21 ? "Mei Tanaka" : "Tom Okafor";
        row["group"] = id_of('g');
        office.node.transfers.push_back(row);
    }
    qputenv("XDG_CONFIG_HOME", QByteArray::fromStdString((office.folder.path() / "config").string()));
    office.desk = std::make_unique<Desk>(office.folder.path());
    office.desk->start();
    office.shell.window()->show();
    ASSERT_TRUE(comes([&] { return office.desk->transfers().rowCount() == 3; }));
    const QStringList both{text_of(message_id(1000021)), text_of(message_id(1000022))};
    const auto rows = who_gets(*office.desk, both);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].progress, 0.25);
    const QPointer<WhoSheet> sheet =
        new WhoSheet(window(), *office.desk, [&] { return who_gets(*office.desk, both); });
    sheet->open();
    Json done = office.node.transfers.at(1);
    done["state"] = "done";
    done["bytes_done"] = 2'000'000;
    office.node.transfers.at(1) = done;
    done["event"] = "transfer_changed";
    office.node.tell(done);
    const auto reads = [&](const QString& words) {
        for (auto* one : sheet->findChildren<QWidget*>()) {
            if (one->accessibleName() == words) return true;
        }
        return false;
    };
    EXPECT_TRUE(comes([&] { return reads(u"Mei Tanaka, Saved and checked"_s); }));
    QTest::keyClick(sheet, Qt::Key_Escape);
    EXPECT_TRUE(comes([&] { return sheet.isNull(); }));
}

TEST_F(PeopleActsTest, ADateIsChosenByKeyboardWithinWhatThereIs) {
    open();
    QDate chosen;
    const QDate first = QDate::currentDate().addDays(-40);
    around->open_date(first, [&](const QDate& day) { chosen = day; });
    auto dates = sheet<DateSheet>();
    ASSERT_FALSE(dates.isNull());
    auto* grid = dates->findChild<MonthGrid*>();
    EXPECT_EQ(grid->day(), QDate::currentDate());
    QTest::keyClick(grid, Qt::Key_Right);
    EXPECT_EQ(grid->day(), QDate::currentDate()) << "nothing was said tomorrow";
    QTest::keyClick(grid, Qt::Key_Up);
    EXPECT_EQ(grid->day(), QDate::currentDate().addDays(-7));
    press(dates, u"A month earlier"_s);
    press(dates, u"A month earlier"_s);
    EXPECT_EQ(grid->day(), first) << "nor before the first message";
    QTest::mouseClick(
        grid, Qt::LeftButton, {},
        grid->box_of(first.addDays(first.day() == first.daysInMonth() ? 0 : 1)).center().toPoint());
    ASSERT_TRUE(comes([&] { return dates.isNull(); }));
    EXPECT_EQ(chosen, first.addDays(first.day() == first.daysInMonth() ? 0 : 1));
}

TEST_F(PeopleActsTest, APictureIsSentOnAsAMessageUnderItsName) {
    open();
    const auto path = office.folder.path() / "5e";
    std::ofstream(path) << "bytes";
    office.node.answer("chat.attach", [](const Json&) { return Json{{"messages", Json::array()}}; });
    around->open_several_receivers(u"look"_s, {text_of(path.string())}, {}, u"front.png"_s);
    auto receivers = sheet<ReceiversSheet>();
    ASSERT_FALSE(receivers.isNull());
    receivers->findChild<PeopleList*>()->set_chosen({Office::kTom});
    press(receivers, u"Send to 1 person"_s);
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.attach") == 1; }));
    const Json asked = office.node.last_of("chat.attach");
    EXPECT_EQ(asked.at("name"), "front.png");
    EXPECT_EQ(asked.at("text"), "look");
    EXPECT_EQ(office.node.count_of("transfer.send"), 0);
}

}  // namespace
}  // namespace culver::desktop::test
