// SPDX-License-Identifier: Apache-2.0
// What the window must never do: send to an impostor, lose words, say what is not so, let keys through.
#include "tests/desktop/around/hands.h"
#include "tests/desktop/around/office.h"
#include "ui/desktop/around/first_run.h"
#include "ui/desktop/around/groups.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/own_card.h"
#include "ui/desktop/around/parting.h"
#include "ui/desktop/around/people_list.h"
#include "ui/desktop/around/picture_viewer.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/around/tray.h"
#include "ui/desktop/around/verify.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/model/conversation_model.h"
#include "ui/desktop/view/composer.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/main_window.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QListWidget>
#include <QPointer>
#include <QProcess>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct PromisesTest : OfficeTest {
    // A wish of the desk's, until it is told what became of it.
    template <class Wish>
    QString told(Wish wish) {
        std::optional<QString> answer;
        wish([&](const QString& problem) { answer = problem; });
        EXPECT_FALSE(answer) << "later, never at once";
        EXPECT_TRUE(comes([&] { return answer.has_value(); }));
        return answer.value_or(QString());
    }
};

// --- Nobody writes to an impostor

TEST_F(PromisesTest, NothingIsSentToSomebodyElseUnderAKnownName) {
    Desk& desk = *office.desk;
    const QStringList other{Office::kOther};
    EXPECT_FALSE(desk.may_write(Office::kOther));
    EXPECT_TRUE(desk.may_write(Office::kMei));
    EXPECT_TRUE(desk.may_write(u"nobody"_s)) << "the node says what it thinks of that";
    const QString locked = desk.lock_of(Office::kOther);
    EXPECT_EQ(told([&](Told t) { desk.say(other, u"hello"_s, {}, {}, t); }), locked);
    EXPECT_EQ(told([&](Told t) { desk.say({Office::kMei, Office::kOther}, u"both"_s, {}, {}, t); }), locked);
    EXPECT_EQ(told([&](Told t) { desk.send_files(other, {u"/etc/hostname"_s}, t); }), locked);
    EXPECT_EQ(told([&](Told t) { desk.attach(other, u"/etc/hostname"_s, {}, {}, t); }), locked);
    EXPECT_EQ(told([&](Told t) { desk.edit(Office::kOther, text_of(message_id(1)), u"x"_s, t); }), locked);
    EXPECT_EQ(told([&](Told t) { desk.buzz(Office::kOther, t); }), locked);
    Json sent = transfer_row(8, id_of('x'), true, "failed", 0, 1000);
    office.node.tell(event_of("transfer_changed", sent));
    const QString transfer = text_of(sent["id"].get<std::string>());
    ASSERT_TRUE(comes([&] { return desk.transfers().find(transfer) != nullptr; }));
    EXPECT_EQ(told([&](Told t) { desk.again(transfer, t); }), locked);
    EXPECT_EQ(told([&](Told t) { desk.resume(transfer, t); }), locked);
    for (const char* method : {"chat.say", "transfer.send", "chat.attach", "chat.edit", "chat.buzz",
                               "transfer.again", "transfer.resume"})
        EXPECT_EQ(office.node.count_of(method), 0) << method;
}

TEST_F(PromisesTest, GroupsThatOneIsNotInGetNothing) {
    for (const char* state : {"invited", "left", "removed", "member"}) {
        office.node.tell(event_of(
            "group_changed", Json{{"id", id_of('g')}, {"name", "Harbour"}, {"state", state}, {"unread", 0}}));
        const bool member = std::string(state) == "member";
        EXPECT_TRUE(comes([&] { return office.desk->may_write(text_of(id_of('g'))) == member; })) << state;
    }
}

TEST_F(PromisesTest, AnImpostorIsShownWithAShieldAndCannotBeChosen) {
    auto* sheet = new ReceiversSheet(window(), *office.desk, u"The plans"_s, {});
    sheet->open();
    auto* list = sheet->findChild<QListWidget*>();
    auto* people = sheet->findChild<PeopleList*>();
    QListWidgetItem* other = nullptr;
    for (int row = 0; row < list->count(); ++row) {
        const QString read = list->item(row)->data(Qt::AccessibleTextRole).toString();
        if (read.contains(u"Not the person you verified"_s)) other = list->item(row);
    }
    ASSERT_NE(other, nullptr);
    EXPECT_EQ(other->text(), u"Mei Tanaka"_s);
    EXPECT_FALSE(other->data(Qt::CheckStateRole).isValid()) << "no box to tick";
    list->scrollToItem(other);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(other).center());
    EXPECT_TRUE(people->chosen().isEmpty());
    list->setCurrentItem(other);
    QTest::keyClick(list, Qt::Key_Space);
    EXPECT_TRUE(people->chosen().isEmpty());
    people->set_chosen({Office::kOther, Office::kTom});
    EXPECT_EQ(people->chosen(), QStringList{Office::kTom}) << "nor by whoever opens the sheet";
}

// --- Words and files are neither lost nor sent twice

TEST_F(PromisesTest, FilesThatWentAreNotSentAgainWithTheWords) {
    office.node.answer("transfer.send", [](const Json&) { return Json{{"transfers", Json::array()}}; });
    const QPointer<ReceiversSheet> sheet =
        new ReceiversSheet(window(), *office.desk, u"The plans"_s, {u"/etc/hostname"_s});
    sheet->open();
    sheet->findChild<PeopleList*>()->set_chosen({Office::kTom});
    QTest::mouseClick(button(sheet, u"Send to 1 person"_s), Qt::LeftButton);
    ASSERT_TRUE(comes([&] { return office.node.count_of("chat.say") == 1; }));
    ASSERT_TRUE(comes([&] { return button(sheet, u"Send to 1 person"_s)->isEnabled(); }))
        << "refused: may try again";
    EXPECT_FALSE(reads(sheet, u"hostname"_s)) << "the file has gone";
    office.node.answer("chat.say", [](const Json&) { return Json{{"messages", Json::array()}}; });
    QTest::mouseClick(button(sheet, u"Send to 1 person"_s), Qt::LeftButton);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    EXPECT_EQ(office.node.count_of("transfer.send"), 1);
    EXPECT_EQ(office.node.count_of("chat.say"), 2);
}

TEST_F(PromisesTest, WordsThatCameBackStandInTheOpenComposer) {
    MainWindow main(*office.desk);
    main.show_window();
    main.open_conversation(Office::kMei);
    QTest::keyClicks(&main.talk().composer().editor(), u"begun"_s);
    office.desk->settings().add_to_draft(Office::kMei, u"Yes, at one"_s);
    EXPECT_EQ(main.talk().composer().text(), u"begun\nYes, at one"_s);
    main.open_conversation(Office::kTom);
    EXPECT_EQ(office.desk->settings().draft(Office::kMei), u"begun\nYes, at one"_s);
}

// --- Nobody is called blocked who is not

TEST_F(PromisesTest, ABlockThatFailsIsSaidAndTriedAgain) {
    office.node.refuse("peer.block");
    const QPointer<VerifySheet> sheet = new VerifySheet(window(), *office.desk, text_of(id_of('l')));
    sheet->open();
    ASSERT_TRUE(comes([&] { return button(sheet, u"They match"_s)->isEnabled(); }));
    QTest::mouseClick(button(sheet, u"They differ"_s), Qt::LeftButton);
    EXPECT_FALSE(reads(sheet, u"Lin is blocked"_s)) << "not yet";
    ASSERT_TRUE(comes([&] { return reads(sheet, u"Lin is not blocked and can still reach you."_s); }));
    EXPECT_TRUE(reads(sheet, u"Restart Culver."_s)) << "why";
    office.node.answer("peer.block", [](const Json&) {
        return Json{{"peer", id_of('l')}, {"peer_name", "Lin Wei"}, {"trust", "blocked"}};
    });
    ASSERT_TRUE(offers(sheet, u"Try again"_s));
    QTest::mouseClick(button(sheet, u"Try again"_s), Qt::LeftButton);
    ASSERT_TRUE(comes([&] { return reads(sheet, u"Lin is blocked"_s); }));
    EXPECT_FALSE(offers(sheet, u"Try again"_s));
    EXPECT_EQ(office.node.count_of("peer.trust"), 0);
}

TEST_F(PromisesTest, WhenTheOtherSideSawOtherNumbersThePersonDecides) {
    const QPointer<VerifySheet> sheet = new VerifySheet(window(), *office.desk, text_of(id_of('l')));
    sheet->open();
    ASSERT_TRUE(comes([&] { return button(sheet, u"They match"_s)->isEnabled(); }));
    office.node.tell(event_of(
        "verification",
        Json{{"peer", id_of('l')}, {"peer_name", "Lin Wei"}, {"code", nullptr}, {"state", "differs"}}));
    ASSERT_TRUE(comes([&] { return reads(sheet, u"Nothing was changed here"_s); }));
    EXPECT_EQ(office.node.count_of("peer.block"), 0) << "a number mistyped over there blocks nobody here";
    QTest::mouseClick(button(sheet, u"Block Lin"_s), Qt::LeftButton);
    ASSERT_TRUE(comes([&] { return reads(sheet, u"Lin is blocked"_s); }));
    EXPECT_EQ(office.node.count_of("peer.block"), 1);
}

// --- Closing a window stops nothing that runs

TEST(Parting, OnlyQuitTakesTheNodeAlongAndNeverFromUnderATransferUnasked) {
    EXPECT_EQ(parting_for({.said_quit = true}), Parting::Stop);
    EXPECT_EQ(parting_for({.said_quit = true, .moving = true}), Parting::Ask);
    EXPECT_EQ(parting_for({.said_quit = false}), Parting::Leave);
    EXPECT_EQ(parting_for({.said_quit = false, .moving = true}), Parting::Leave);
    EXPECT_EQ(parting_for({.said_quit = true, .goes_offline = false, .moving = true}), Parting::Leave);
    EXPECT_EQ(parting_for({.said_quit = true, .ours = false, .moving = true}), Parting::Leave);
}

TEST(Closing, StaysOnlyWhereSomethingBringsTheWindowBack) {
    EXPECT_TRUE(stays_when_closed({.tray = true, .notices = false}));
    EXPECT_TRUE(stays_when_closed({.tray = false, .notices = true}));
    EXPECT_FALSE(stays_when_closed({.tray = false, .notices = false}));
    EXPECT_FALSE(stays_when_closed({.stays = false, .tray = true, .notices = true}));
}

TEST_F(PromisesTest, ClosingTheWindowWithoutATrayIsNoQuit) {
    Tray tray(*office.desk, office.shell);
    if (tray.there()) GTEST_SKIP() << "there is a tray";
    QSignalSpy quit(&tray, &Tray::quit_wanted), closed(&tray, &Tray::window_closed);
    window()->close();
    EXPECT_EQ(quit.size(), 0) << "would stop the node";
    EXPECT_EQ(closed.size(), 1);
}

TEST_F(PromisesTest, TheProgramEndsWithoutTheNodeWhenItsWindowIsClosed) {
    Surroundings around(*office.desk, office.shell);
    office.desk->settings().set_keep_in_tray(false);
    QSignalSpy finished(&around, &Surroundings::finished);
    window()->close();
    EXPECT_EQ(finished.size(), 1);
    EXPECT_FALSE(around.takes_node_along());
}

TEST_F(PromisesTest, QuitIsInReachWithoutATray) {
    Surroundings around(*office.desk, office.shell);
    QSignalSpy finished(&around, &Surroundings::finished);
    around.open_profile();
    QTest::mouseClick(button(window()->findChild<OwnCard*>(), u"Quit"_s), Qt::LeftButton);
    EXPECT_EQ(finished.size(), 1);
    EXPECT_FALSE(around.takes_node_along()) << "nobody here started this node";
}

TEST_F(PromisesTest, TheQuestionBeforeQuittingHasThreeAnswers) {
    for (const auto& [words, answers] :
         {std::pair{u"Cancel"_s, QList<bool>{}}, std::pair{u"Go offline"_s, QList<bool>{true}},
          std::pair{u"Quit and let them finish"_s, QList<bool>{false}}}) {
        const QPointer<QuitSheet> sheet = new QuitSheet(window(), 2);
        QList<bool> heard;
        QObject::connect(sheet, &QuitSheet::decided, window(), [&](bool stop) { heard.append(stop); });
        sheet->open();
        EXPECT_TRUE(reads(sheet, u"2 transfers are on their way"_s));
        QTest::mouseClick(button(sheet, words), Qt::LeftButton);
        EXPECT_EQ(heard, answers) << words.toStdString();
        EXPECT_TRUE(comes([&] { return sheet.isNull(); }));
    }
}

// --- A conversation's pictures are its own

[[nodiscard]] Json picture_row(int number, char peer, const std::string& path, const std::string& name) {
    Json row = message_row(number, id_of(peer), id_of(peer), false, "", number);
    row["kind"] = "attachment";
    row["attachment"] =
        Json{{"kind", "picture"}, {"name", name}, {"size", 100}, {"state", "here"}, {"path", path}};
    return row;
}

TEST_F(PromisesTest, NextAndPreviousAreThePicturesOfThisConversation) {
    const std::string folder = office.folder.path().string() + "/";
    office.node.history = {picture_row(1, 'm', folder + "9f", "front.jpg"),
                           picture_row(2, 'm', folder + "1a", "../back.jpg")};
    auto* mei = office.desk->conversation(Office::kMei);
    ASSERT_TRUE(comes([&] { return mei->pictures().size() == 2; }));
    office.node.history = {picture_row(3, 't', folder + "5c", "payslip.png")};
    auto* tom = office.desk->conversation(Office::kTom);
    ASSERT_TRUE(comes([&] { return tom->pictures().size() == 1; }));
    for (const char* name : {"9f", "1a", "5c"}) {
        QImage picture(8, 8, QImage::Format_RGB32);
        picture.fill(Qt::blue);
        ASSERT_TRUE(picture.save(text_of(folder + name), "PNG"));
    }
    Surroundings around(*office.desk, office.shell);
    around.open_picture(text_of(folder + "9f"));
    auto* viewer = window()->findChild<PictureViewer*>();
    ASSERT_NE(viewer, nullptr);
    EXPECT_TRUE(reads(viewer, u"front.jpg"_s)) << "as its sender called it";
    EXPECT_FALSE(button(viewer, u"Previous picture"_s)->isEnabled());
    viewer->step(1);
    EXPECT_EQ(viewer->path(), text_of(folder + "1a"));
    EXPECT_TRUE(reads(viewer, u"back.jpg"_s));
    EXPECT_FALSE(reads(viewer, u".."_s)) << "a name, no path";
    viewer->step(1);
    EXPECT_EQ(viewer->path(), text_of(folder + "1a")) << "what others sent is not beside it";
}

// --- What is passed to the program

TEST_F(PromisesTest, FilesAreNamedOneByOneWhateverTheirNamesHold) {
    const auto folder = office.folder.path() / "bin";
    std::filesystem::create_directories(folder);
    QFile stub(text_of((folder / "culver-desktop").string()));
    ASSERT_TRUE(stub.open(QIODevice::WriteOnly));
    stub.write("#!/bin/sh\nfor a do printf '%s\\n' \"[$a]\"; done\n");
    stub.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    stub.close();
    QProcess send;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, text_of(folder.string()) + u':' + environment.value(u"PATH"_s));
    send.setProcessEnvironment(environment);
    send.setWorkingDirectory(u"/tmp"_s);
    send.start(QStringLiteral(CULVER_SOURCE_DIR) + u"/ui/desktop/share/culver-send"_s,
               {u"a b&c='1'"_s, u"-n"_s, u"/abs/文件*"_s});
    ASSERT_TRUE(send.waitForFinished());
    EXPECT_EQ(QString::fromUtf8(send.readAllStandardOutput()),
              u"[--send]\n[--]\n[/tmp/a b&c='1']\n[/tmp/-n]\n[/abs/文件*]\n"_s);
}

TEST_F(PromisesTest, FilesThatAreGoneAndLinksToNobodyAreSaid) {
    Surroundings around(*office.desk, office.shell);
    around.open_words({u"--send"_s, u"/etc/hostname"_s, u"/no/such/file"_s});
    ASSERT_NE(window()->findChild<ReceiversSheet*>(), nullptr);
    EXPECT_TRUE(reads(window()->findChild<ReceiversSheet*>(), u"hostname"_s));
    EXPECT_EQ(office.shell.toasts.size(), 1);
    around.open_words({u"culver:nobodyatall"_s});
    EXPECT_EQ(office.shell.toasts.size(), 2);
    EXPECT_TRUE(office.shell.shown);
    around.open_words({u"culver:"_s + Office::kMei});
    EXPECT_EQ(office.shell.opened, Office::kMei);
    EXPECT_EQ(office.shell.toasts.size(), 2);
}

// --- The keyboard stays where one looks

struct KeysTest : PromisesTest {
    std::unique_ptr<MainWindow> main;
    void SetUp() override {
        PromisesTest::SetUp();
        window()->hide();
        main = std::make_unique<MainWindow>(*office.desk);
        main->show_window();
        main->open_conversation(Office::kMei);
        ASSERT_TRUE(QTest::qWaitForWindowActive(main.get()));
    }
    // Every shortcut of the window, pressed at whatever has the focus.
    void press_all(const QWidget* cover) {
        for (const auto* shortcut : main->findChildren<QShortcut*>()) {
            const QKeyCombination keys = shortcut->key()[0];
            QWidget* focus = QApplication::focusWidget();
            ASSERT_NE(focus, nullptr);
            QTest::keyClick(focus, keys.key(), keys.keyboardModifiers());
            focus = QApplication::focusWidget();
            ASSERT_NE(focus, nullptr);
            EXPECT_TRUE(focus == cover || cover->isAncestorOf(focus))
                << shortcut->key().toString().toStdString() << " went to "
                << focus->metaObject()->className();
        }
        main->talk().composer().editor().setFocus();
        QWidget* focus = QApplication::focusWidget();
        EXPECT_TRUE(focus == cover || (focus != nullptr && cover->isAncestorOf(focus))) << "focus comes back";
        EXPECT_EQ(main->side(), MainWindow::Side::None) << "Ctrl+3 opened the details below";
    }
};

TEST_F(KeysTest, ShortcutsRestUnderASheet) {
    const QPointer<VerifySheet> sheet = new VerifySheet(main.get(), *office.desk, text_of(id_of('l')));
    sheet->open();
    press_all(sheet);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    ASSERT_TRUE(comes([&] { return sheet.isNull(); }));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_2, Qt::ControlModifier);
    EXPECT_TRUE(main->talk().composer().editor().hasFocus()) << "and work again";
}

TEST_F(KeysTest, ShortcutsRestUnderTheFirstStartAndTabStaysInIt) {
    FirstRun page(main.get(), *office.desk, *office.language);
    press_all(&page);
    for (int step = 0; step < 12; ++step) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        EXPECT_TRUE(page.isAncestorOf(QApplication::focusWidget()));
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    EXPECT_TRUE(page.isAncestorOf(QApplication::focusWidget()));
}

TEST_F(KeysTest, ShortcutsRestUnderAPictureInLarge) {
    QImage picture(20, 20, QImage::Format_RGB32);
    picture.fill(Qt::red);
    const QString path = text_of((office.folder.path() / "a.png").string());
    ASSERT_TRUE(picture.save(path));
    const QPointer<PictureViewer> viewer = new PictureViewer(main.get(), {{path, u"a.png"_s}}, 0);
    press_all(viewer);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    EXPECT_TRUE(comes([&] { return viewer.isNull(); }));
}

}  // namespace
}  // namespace culver::desktop::test
