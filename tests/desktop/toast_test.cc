// SPDX-License-Identifier: Apache-2.0
// The window's own short messages: where they stand, and that everybody hears of them.
#include "ui/desktop/view/toast.h"

#include "ui/desktop/view/conversation_aloud.h"

#include <gtest/gtest.h>

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>
#include <utility>

namespace culver::desktop {
namespace {

using namespace Qt::StringLiterals;

struct ToastTest : testing::Test {
    QWidget window;
    QWidget* field = new QWidget(&window);
    ToastStack* stack = new ToastStack(&window);
    QSignalSpy placed{stack, &ToastStack::placed};

    void SetUp() override {
        window.resize(1000, 700);
        window.show();
        stack->keep_clear_of(field);
    }
    [[nodiscard]] QRect taken() const { return placed.last().at(0).toRect(); }
};

TEST_F(ToastTest, LeavesTheFieldFreeThatOneWritesIn) {
    field->setGeometry(300, 620, 684, 66);
    stack->add(u"Not sent"_s, u"What you wrote stands in the field again."_s);
    EXPECT_EQ(taken().bottom(), 620 - 8 - 1);
    field->setGeometry(300, 560, 684, 126);
    EXPECT_TRUE(QTest::qWaitFor([&] { return taken().bottom() == 560 - 8 - 1; }))
        << "it grows with the words";
    field->hide();
    EXPECT_TRUE(QTest::qWaitFor([&] { return taken().bottom() == 700 - 16 - 1; }));
}

TEST_F(ToastTest, StandsInTheCornerBesideTheField) {
    field->setGeometry(0, 620, 500, 66);
    stack->add(u"Copied"_s, u"Room: 14"_s);
    EXPECT_EQ(taken().bottom(), 700 - 16 - 1);
}

TEST_F(ToastTest, GoesByKeyTheLastFirst) {
    EXPECT_FALSE(stack->close_last());
    stack->add(u"One"_s, u"first"_s);
    stack->add(u"Two"_s, u"second"_s);
    const int two = taken().height();
    EXPECT_TRUE(stack->close_last());
    EXPECT_TRUE(QTest::qWaitFor([&] { return taken().height() < two; }));
    EXPECT_TRUE(stack->close_last());
    EXPECT_TRUE(QTest::qWaitFor([&] { return taken().isEmpty(); }));
    EXPECT_FALSE(stack->close_last());
}

TEST_F(ToastTest, IsReadAloud) {
    static QStringList heard;
    heard.clear();
    const auto before = std::exchange(tell_readers, [](QAccessibleEvent* event) {
        if (event->type() == QAccessible::Alert)
            heard << qobject_cast<QWidget*>(event->object())->accessibleName();
    });
    stack->add(u"Copied"_s, u"Room: 14"_s);
    tell_readers = before;
    EXPECT_EQ(heard, QStringList{u"Copied. Room: 14"_s});
}

}  // namespace
}  // namespace culver::desktop
