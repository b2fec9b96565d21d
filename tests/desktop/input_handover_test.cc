// SPDX-License-Identifier: Apache-2.0
// What an input method composes while no field has the focus. The tests do as ibus and fcitx do: they ask the
// object with the focus whether it takes text, send it what is composed, and give up when the focus moves.
#include "ui/desktop/view/input_handover.h"

#include "tests/desktop/around/office.h"
#include "tests/desktop/around/whole_window.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/view/conversation_pane.h"
#include "ui/desktop/view/roster_panel.h"

#include <QApplication>
#include <QInputMethodEvent>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

QVariant asked(Qt::InputMethodQuery what) {
    QInputMethodQueryEvent query(what);
    QCoreApplication::sendEvent(QGuiApplication::focusObject(), &query);
    return query.value(what);
}

bool takes_text() {
    return asked(Qt::ImEnabled).toBool();
}

void send(const QString& preedit, const QString& chosen = {}, QObject* to = QGuiApplication::focusObject()) {
    QInputMethodEvent event(preedit, {});
    event.setCommitString(chosen);
    QCoreApplication::sendEvent(to, &event);
}

struct InputHandoverTest : OfficeTest {
    std::unique_ptr<WholeWindow> whole;
    MainWindow& shown() { return whole->window; }
    Composer& composer() { return shown().talk().composer(); }
    QString preedit() { return composer().editor().textCursor().block().layout()->preeditAreaText(); }

    void SetUp() override {
        OfficeTest::SetUp();
        office.desk->settings().set_first_run_done(true);
        whole = std::make_unique<WholeWindow>(*office.desk);
        shown().activateWindow();
        ASSERT_TRUE(comes([&] { return shown().isActiveWindow(); }));
        shown().open_conversation(Office::kMei);
    }
    // Types as somebody does who writes Chinese, from the first letter on.
    void compose(QWidget& field) {
        const QObject* at = QGuiApplication::focusObject();
        ASSERT_TRUE(takes_text()) << "or the input method never sees the first letter";
        for (const QString& letters : {u"n"_s, u"ni"_s, u"ni h"_s, u"ni hao"_s}) {
            send(letters);
            ASSERT_EQ(QGuiApplication::focusObject(), at) << "it gives up when the focus moves";
        }
        send({}, u"你好"_s);
        EXPECT_TRUE(comes([&] { return field.hasFocus(); }));
    }
};

TEST_F(InputHandoverTest, WhatBeginsInTheMessagesIsWrittenWhole) {
    shown().talk().focus_messages();
    send(u"n"_s);
    EXPECT_EQ(preedit(), u"n"_s) << "it is seen where it will stand";
    send({});
    EXPECT_TRUE(composer().text().isEmpty());
    compose(composer().editor());
    EXPECT_EQ(composer().text(), u"你好"_s);
}

TEST_F(InputHandoverTest, WhatBeginsInTheListOfPeopleIsSearched) {
    auto* list = shown().findChild<RosterList*>();
    auto* search = shown().findChild<RosterPanel*>()->findChild<LineEdit*>();
    ASSERT_TRUE(comes([&] { return list->model()->rowCount() > 2; }));
    search->setText(u"Tom"_s);
    list->setFocus();
    list->setCurrentIndex(list->model()->index(list->model()->rowCount() - 1, 0));
    compose(*search);
    EXPECT_EQ(search->text(), u"你好"_s) << "nobody is called so, and the list is gone";
}

TEST_F(InputHandoverTest, WhatBeginsWhileNothingHasTheFocusIsWritten) {
    shown().setFocus();
    compose(composer().editor());
    EXPECT_EQ(composer().text(), u"你好"_s);
    composer().clear();
    shown().setFocus();
    QTest::keyClicks(&shown(), u"a"_s);
    EXPECT_EQ(composer().text(), u"a"_s) << "plain letters too";
}

// A sentence may be chosen in parts, and the rest comes in a message of its own.
TEST_F(InputHandoverTest, TheFocusWaitsWhileMoreIsComposed) {
    shown().talk().focus_messages();
    send(u"ni hao ma"_s);
    send({}, u"你"_s);
    send(u"hao ma"_s);
    QTest::qWait(100);
    EXPECT_TRUE(shown().talk().messages().hasFocus());
    send({}, u"好吗"_s);
    EXPECT_TRUE(comes([&] { return composer().editor().hasFocus(); }));
    EXPECT_EQ(composer().text(), u"你好吗"_s);
}

TEST_F(InputHandoverTest, EnterRightBehindItSends) {
    shown().talk().focus_messages();
    QStringList sent;
    QObject::connect(&composer(), &Composer::sent, &composer(),
                     [&](const Composer::Written& written) { sent << written.text; });
    send(u"ni"_s);
    send({}, u"你"_s);
    QTest::keyClick(&shown().talk().messages(), Qt::Key_Return);
    EXPECT_EQ(sent, QStringList{u"你"_s});
}

TEST_F(InputHandoverTest, WhatWasBegunStaysWhenTheFocusGoesElsewhere) {
    auto* list = shown().findChild<RosterList*>();
    shown().talk().focus_messages();
    send(u"ni"_s);
    list->setFocus();  // the input method says nothing
    EXPECT_TRUE(comes([&] { return composer().text() == u"ni"_s; })) << composer().text().toStdString();
    EXPECT_TRUE(list->hasFocus());
    composer().clear();
    shown().talk().focus_messages();
    send(u"ni"_s);
    list->setFocus();
    send({}, u"你"_s, &shown().talk().messages());  // another commits at once
    QTest::qWait(100);
    EXPECT_EQ(composer().text(), u"你"_s);
    EXPECT_TRUE(list->hasFocus());
}

TEST_F(InputHandoverTest, NothingIsTakenWhereNothingCanBeWritten) {
    composer().lock(u"Not here"_s, {});
    shown().talk().focus_messages();
    EXPECT_FALSE(takes_text());
    send({}, u"你"_s);
    QTest::keyClicks(&shown().talk().messages(), u"a"_s);
    EXPECT_TRUE(composer().text().isEmpty());
    composer().lock({}, {});
    EXPECT_TRUE(takes_text());
}

// The list of candidates stands where the words will.
TEST_F(InputHandoverTest, CandidatesStandBesideTheField) {
    shown().talk().focus_messages();
    const QPoint at = asked(Qt::ImCursorRectangle).toRectF().center().toPoint();
    const QPoint there = shown().talk().messages().mapToGlobal(at);
    const QRect field(composer().editor().mapToGlobal(QPoint()), composer().editor().size());
    EXPECT_TRUE(field.contains(there));
}

}  // namespace
}  // namespace culver::desktop::test
