// SPDX-License-Identifier: Apache-2.0
// Whoever works by keyboard sees where they are: everything that Tab leads to looks different while it has
// the focus, in both themes.
#include "tests/desktop/around/office.h"
#include "ui/desktop/around/accept.h"
#include "ui/desktop/around/language.h"
#include "ui/desktop/around/settings_window.h"
#include "ui/desktop/around/surroundings.h"
#include "ui/desktop/look/kit.h"
#include "ui/desktop/view/main_window.h"
#include "ui/desktop/view/roster_panel.h"

#include <gtest/gtest.h>

#include <QAbstractScrollArea>
#include <QAbstractSlider>
#include <QLineEdit>
#include <QPointer>

namespace culver::desktop::test {
namespace {

using namespace Qt::StringLiterals;

// How many pixels in and around a widget differ.
[[nodiscard]] int differing(const QImage& one, const QImage& other, const QRect& within) {
    int count = 0;
    for (int y = within.top(); y <= within.bottom(); ++y) {
        for (int x = within.left(); x <= within.right(); ++x)
            count += one.pixel(x, y) != other.pixel(x, y) ? 1 : 0;
    }
    return count;
}

constexpr int kRound = 6;       // a ring stands around its control
constexpr int kLeastSeen = 40;  // pixels; a caret alone has fewer

struct FocusTest : testing::TestWithParam<bool> {
    Office office;
    void SetUp() override {
        ASSERT_TRUE(office.open_in_english());
        office.desk->settings().set_first_run_done(true);
        theme().set_dark(GetParam());
        theme().apply();
    }
    void TearDown() override { theme().set_dark(false); }

    // All of a window that Tab leads to. Returns how many that were.
    static int look_at(QWidget& window) {
        window.show();
        window.activateWindow();
        QTest::qWait(20);
        int looked = 0;
        // Answers of the node that come meanwhile may build parts anew.
        std::vector<QPointer<QWidget>> all;
        for (auto* one : window.findChildren<QWidget*>()) all.emplace_back(one);
        for (const auto& one : all) {
            if (one.isNull()) continue;
            if ((one->focusPolicy() & Qt::TabFocus) != Qt::TabFocus || !one->isVisible() || !one->isEnabled())
                continue;
            if (one->visibleRegion().isEmpty() || one->focusProxy() != nullptr) continue;
            if (auto* before = window.focusWidget()) before->clearFocus();
            QTest::keyClick(&window, Qt::Key_Shift);  // the keyboard was used last
            if (one.isNull()) continue;
            const QImage without = window.grab().toImage();
            one->setFocus(Qt::TabFocusReason);
            if (!one->hasFocus()) continue;
            window.setAttribute(
                Qt::WA_KeyboardFocusChange);  // as Qt does at Tab; a late activation takes it away
            QTest::qWait(1);
            if (one.isNull()) continue;
            const QImage with = window.grab().toImage();
            const QRect place = QRect(one->mapTo(&window, QPoint()), one->size())
                                    .adjusted(-kRound, -kRound, kRound, kRound)
                                    .intersected(without.rect());
            EXPECT_GE(differing(without, with, place), kLeastSeen)
                << one->metaObject()->className() << " \"" << one->accessibleName().toStdString() << '"';
            ++looked;
        }
        return looked;
    }
};

TEST_P(FocusTest, IsSeenInTheWindow) {
    MainWindow window(*office.desk);
    window.resize(1200, 780);
    window.show();
    window.open_conversation(Office::kMei);
    window.show_side(MainWindow::Side::Details);
    const auto* roster = window.findChild<RosterList*>();
    ASSERT_NE(roster, nullptr);
    ASSERT_TRUE(comes([&] { return roster->model()->rowCount() > 2; })) << "a list shows focus by its rows";
    EXPECT_GT(look_at(window), 10);
}

TEST_P(FocusTest, IsSeenInTheSettings) {
    SettingsWindow settings(*office.desk, office.shell.window());
    int looked = 0;
    for (const char* page :
         {"general", "you", "appearance", "notifications", "files", "security", "network"}) {
        settings.show_page(QString::fromLatin1(page));
        looked += look_at(settings);
    }
    EXPECT_GT(looked, 30);
}

TEST_P(FocusTest, IsSeenInASheet) {
    (new AcceptSheet(office.shell.window(), *office.desk, text_of(office.offer)))->open();
    EXPECT_GT(look_at(*office.shell.window()), 8);
}

TEST_P(FocusTest, IsNotShownToWhoUsesTheMouse) {
    QWidget window;
    auto* button = new Button(u"Send"_s, Button::Kind::Second, &window);
    button->move(20, 20);
    button->adjustSize();
    window.resize(200, 100);
    window.show();
    window.activateWindow();
    ASSERT_TRUE(comes([&] { return window.isActiveWindow(); }));
    QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_EQ(window.findChild<QWidget*>(u"focus ring"_s), nullptr);
    button->clearFocus();
    QTest::keyClick(&window, Qt::Key_Tab);
    button->setFocus(Qt::TabFocusReason);
    EXPECT_NE(window.findChild<QWidget*>(u"focus ring"_s), nullptr);
}

INSTANTIATE_TEST_SUITE_P(LightAndDark, FocusTest, testing::Bool());

}  // namespace
}  // namespace culver::desktop::test
