// SPDX-License-Identifier: Apache-2.0
// A part of the screen is cut out, drawn on and handed over, by mouse and keys as a person does it.
#include "ui/desktop/around/region_grab.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <optional>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

constexpr QRgb kSky = qRgb(90, 160, 220);

void drag(QWidget* on, QPoint from, QPoint to) {
    QTest::mousePress(on, Qt::LeftButton, {}, from);
    QTest::mouseMove(on, (from + to) / 2);
    QTest::mouseMove(on, to);
    QTest::mouseRelease(on, Qt::LeftButton, {}, to);
}

// The screen has twice the window's pixels, as with a scale of 200 %.
struct MarkUpTest : testing::Test {
    MarkUp* cut = nullptr;
    std::optional<QImage> given;

    void SetUp() override {
        QImage screen(1200, 800, QImage::Format_RGB32);
        screen.fill(kSky);
        cut = new MarkUp(screen, QRect(0, 0, 600, 400));
        QObject::connect(cut, &MarkUp::done, [this](const QImage& picture) { given = picture; });
        cut->show();
        QTest::qWait(1);
    }
};

TEST_F(MarkUpTest, GivesThePartInThePixelsOfTheScreen) {
    drag(cut, {100, 50}, {300, 150});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->size(), QSize(400, 200));
    EXPECT_EQ(given->pixel(200, 100), kSky);
}

TEST_F(MarkUpTest, WhatIsBlackedOutIsGone) {
    drag(cut, {100, 50}, {300, 150});
    cut->set_tool(MarkUp::Tool::Hide);
    drag(cut, {150, 75}, {200, 100});
    cut->set_tool(MarkUp::Tool::Box);
    drag(cut, {220, 75}, {280, 130});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    for (const QPoint at : {QPoint(102, 52), QPoint(150, 75), QPoint(198, 98)})
        EXPECT_EQ(given->pixel(at), qRgb(0, 0, 0)) << at.x() << ' ' << at.y();
    EXPECT_EQ(given->pixel(90, 75), kSky);
    EXPECT_NE(given->pixel(240, 100), kSky) << "the edge of the box";
    EXPECT_EQ(given->pixel(300, 100), kSky) << "and not its inside";
}

TEST_F(MarkUpTest, UndoTakesTheLastStrokeBack) {
    drag(cut, {100, 50}, {300, 150});
    cut->set_tool(MarkUp::Tool::Hide);
    drag(cut, {150, 75}, {200, 100});
    QTest::keyClick(cut, Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    EXPECT_EQ(given->pixel(150, 75), kSky);
}

TEST_F(MarkUpTest, EscapeAndAMereClickGiveNothing) {
    QTest::mouseClick(cut, Qt::LeftButton, {}, {100, 100});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(given);
    EXPECT_TRUE(given->isNull());
    SetUp();
    given.reset();
    drag(cut, {100, 50}, {300, 150});
    QTest::keyClick(cut, Qt::Key_Escape);
    ASSERT_TRUE(given);
    EXPECT_TRUE(given->isNull());
}

TEST(RegionGrab, ThePartOfTheScreenBecomesAFile) {
    QWidget window;
    window.resize(300, 200);
    window.show();
    std::optional<QString> path;
    (new RegionGrab(&window, [&](const QString& where) { path = where; }))->start();
    MarkUp* cut = nullptr;
    ASSERT_TRUE(QTest::qWaitFor([&] {
        for (QWidget* top : QApplication::topLevelWidgets()) {
            if (auto* found = qobject_cast<MarkUp*>(top); found && found->isVisible()) cut = found;
        }
        return cut != nullptr;
    }));
    EXPECT_EQ(window.windowOpacity(), 1) << "the window is back";
    drag(cut, {20, 20}, {120, 80});
    QTest::keyClick(cut, Qt::Key_Return);
    ASSERT_TRUE(path);
    const QImage picture(*path);
    EXPECT_EQ(picture.size(), QSize(100, 60));
    EXPECT_TRUE(QFile::remove(*path));
}

}  // namespace
}  // namespace culver::desktop::test
