// SPDX-License-Identifier: Apache-2.0
// Where input methods are told that a field stands, and what becomes of letters that were given up.
#include "ui/desktop/look/input_method_care.h"

#include "tests/desktop/around/office.h"
#include "tests/desktop/around/whole_window.h"
#include "ui/desktop/view/conversation_pane.h"

#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QTest>
#include <QTextEdit>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

struct InputMethodCareTest : OfficeTest {};

TEST_F(InputMethodCareTest, TheFieldIsWhereItHasMovedTo) {
    office.desk->settings().set_first_run_done(true);
    WholeWindow whole(*office.desk);
    MainWindow& shown = whole.window;
    shown.activateWindow();
    ASSERT_TRUE(comes([&] { return shown.isActiveWindow(); }));
    shown.open_conversation(Office::kMei);
    const QWidget& field = shown.talk().composer().editor();
    ASSERT_TRUE(comes([&] { return field.hasFocus(); }));
    const auto told_where_it_is = [&] {
        const QPointF told = QGuiApplication::inputMethod()->inputItemTransform().map(QPointF());
        return told.toPoint() == field.mapTo(&shown, QPoint());
    };
    EXPECT_TRUE(comes(told_where_it_is)) << "the conversation found its place after the field had the focus";
    const QPoint before = field.mapTo(&shown, QPoint());
    shown.resize(shown.width(), shown.height() - 150);
    ASSERT_TRUE(comes([&] { return field.mapTo(&shown, QPoint()) != before; }));
    EXPECT_TRUE(comes(told_where_it_is)) << "the field moved with the foot of the window";
}

struct GivenUpLettersTest : ::testing::Test {
    int forgotten = 0;
    QTextEdit field;
    InputMethodCare care{nullptr, [this] { ++forgotten; }};

    void send(const QString& composed, const QString& chosen = {}) {
        QInputMethodEvent event(composed, {});
        event.setCommitString(chosen);
        QCoreApplication::sendEvent(&field, &event);
    }
    int forgotten_soon() {
        QTest::qWait(100);
        return forgotten;
    }
};

TEST_F(GivenUpLettersTest, AreForgotten) {
    send(u"ren"_s);
    EXPECT_EQ(forgotten_soon(), 0) << "they are still composed";
    send({});
    EXPECT_EQ(forgotten_soon(), 1) << "or they come back when the field loses the focus";
    send({});
    EXPECT_EQ(forgotten_soon(), 1) << "once is enough";
}

TEST_F(GivenUpLettersTest, WhatWasChosenIsNotDisturbed) {
    send(u"ren"_s);
    send({}, u"人"_s);
    EXPECT_EQ(forgotten_soon(), 0);
    send(u"ren"_s);
    send({});  // some say it in two messages
    send({}, u"人"_s);
    EXPECT_EQ(forgotten_soon(), 0);
    EXPECT_EQ(field.toPlainText(), u"人人"_s);
}

TEST_F(GivenUpLettersTest, NorWhoGoesOnTyping) {
    send(u"r"_s);
    send({});
    send(u"ra"_s);
    EXPECT_EQ(forgotten_soon(), 0);
}

}  // namespace
}  // namespace culver::desktop::test
