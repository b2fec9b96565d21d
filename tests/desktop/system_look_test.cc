// SPDX-License-Identifier: Apache-2.0
// The window follows what the person tells their desktop, while it runs: light, dark, and whether things
// move.
#include "ui/desktop/look/system_look.h"

#include "tests/desktop/around/paper_bus.h"
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/theme.h"

#include <gtest/gtest.h>

#include <QDBusMessage>
#include <QDBusVariant>
#include <QTest>
#include <cmath>

namespace culver::desktop::test {

// What org.freedesktop.portal.Settings asks of a desktop.
class PaperSettings : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    uint scheme = 2;  // light
    bool moves = true;
    uint contrast = 0;
    double text_scale = 1;

public Q_SLOTS:
    // Wrapped twice, as the portal does.
    QDBusVariant Read(const QString& /*group*/, const QString& key) {
        QVariant value(moves);
        if (key == QLatin1StringView("color-scheme")) value = scheme;
        if (key == QLatin1StringView("contrast")) value = contrast;
        if (key == QLatin1StringView("text-scaling-factor")) value = text_scale;
        return QDBusVariant(QVariant::fromValue(QDBusVariant(value)));
    }
};

namespace {

using namespace Qt::StringLiterals;

struct SystemLookTest : PaperBus {
    PaperSettings settings;

    void SetUp() override {
        PaperBus::SetUp();
        if (IsSkipped()) return;
        QDBusConnection bus = server_side();
        ASSERT_TRUE(bus.registerObject(u"/org/freedesktop/portal/desktop"_s, &settings,
                                       QDBusConnection::ExportAllSlots));
        ASSERT_TRUE(bus.registerService(u"org.freedesktop.portal.Desktop"_s));
    }
    void TearDown() override {
        theme().set_mode(Theme::Mode::Light);
        theme().listen_to(std::make_unique<SystemLook>(QDBusConnection(u"none"_s)));
        PaperBus::TearDown();
    }
    void tell(const QString& group, const QString& key, const QVariant& value) {
        auto signal = QDBusMessage::createSignal(u"/org/freedesktop/portal/desktop"_s,
                                                 u"org.freedesktop.portal.Settings"_s, u"SettingChanged"_s);
        signal << group << key << QVariant::fromValue(QDBusVariant(value));
        ASSERT_TRUE(server_side().send(signal));
    }
    void prefer(uint scheme) { tell(u"org.freedesktop.appearance"_s, u"color-scheme"_s, scheme); }
};

TEST_F(SystemLookTest, AnOpenWindowChangesWithTheDesktop) {
    theme().set_mode(Theme::Mode::System);
    theme().listen_to(std::make_unique<SystemLook>(client()));
    QTest::qWait(100);  // what it asked first is answered
    EXPECT_FALSE(theme().dark());
    Box window;
    window.set_ground(Token::Canvas);
    window.resize(80, 80);
    window.show();
    const auto middle = [&] { return window.grab().toImage().pixelColor(40, 40); };
    const QColor light = middle();
    EXPECT_EQ(light, theme().color(Token::Canvas));
    // Again and again: whom the service's name belongs to is asked first, and signals of nobody are not
    // heard.
    ASSERT_TRUE(QTest::qWaitFor([&] {
        prefer(1);
        return theme().dark();
    }));
    EXPECT_EQ(middle(), theme().color(Token::Canvas));
    EXPECT_LT(middle().lightness(), light.lightness());
    prefer(2);
    ASSERT_TRUE(QTest::qWaitFor([] { return !theme().dark(); }));
    EXPECT_EQ(middle(), light);
    EXPECT_FALSE(theme().still());
    tell(u"org.gnome.desktop.interface"_s, u"enable-animations"_s, false);
    EXPECT_TRUE(QTest::qWaitFor([] { return theme().motion(200) == 0; }));
    tell(u"org.gnome.desktop.interface"_s, u"enable-animations"_s, true);
    EXPECT_TRUE(QTest::qWaitFor([] { return theme().motion(200) == 200; }));
}

TEST_F(SystemLookTest, WhatItAlreadyPrefersIsAskedAtTheStart) {
    settings.scheme = 1;
    theme().set_mode(Theme::Mode::System);
    theme().listen_to(std::make_unique<SystemLook>(client()));
    EXPECT_TRUE(QTest::qWaitFor([] { return theme().dark(); }));
}

TEST_F(SystemLookTest, TextIsAsLargeAsEverywhereTimesWhatWasChosenHere) {
    settings.text_scale = 1.25;
    theme().listen_to(std::make_unique<SystemLook>(client()));
    const int before = theme().line_height(Type::Body);
    ASSERT_TRUE(QTest::qWaitFor([] { return std::abs(theme().scale() - 1.25) < 0.01; }));
    EXPECT_GT(theme().line_height(Type::Body), before);
    theme().set_text_percent(120);
    EXPECT_NEAR(theme().scale(), 1.5, 0.01);
    ASSERT_TRUE(QTest::qWaitFor([&] {
        tell(u"org.gnome.desktop.interface"_s, u"text-scaling-factor"_s, 3.0);
        return std::abs(theme().scale() - 2) < 0.01;
    })) << "and no larger than the window was laid out for";
    theme().set_text_percent(100);
}

TEST_F(SystemLookTest, HighContrastMakesTextAndLinesFirm) {
    settings.contrast = 1;
    theme().set_mode(Theme::Mode::Light);
    theme().listen_to(std::make_unique<SystemLook>(client()));
    const QColor soft = theme().color(Token::Ink3);
    const QColor line = theme().color(Token::Line);
    ASSERT_TRUE(QTest::qWaitFor([&] { return theme().color(Token::Ink3) != soft; }));
    EXPECT_EQ(theme().color(Token::Ink3), theme().color(Token::Ink));
    EXPECT_LT(theme().color(Token::Line).lightness(), line.lightness());
    theme().set_dark(true);
    EXPECT_EQ(theme().color(Token::Ink2), theme().color(Token::Ink));
}

TEST_F(SystemLookTest, AChosenThemeStaysWhateverTheDesktopDoes) {
    theme().set_mode(Theme::Mode::Light);
    auto system = std::make_unique<SystemLook>(client());
    const SystemLook& heard = *system;
    theme().listen_to(std::move(system));
    QTest::qWait(100);
    prefer(1);
    ASSERT_TRUE(QTest::qWaitFor([&] { return heard.dark(); }));
    EXPECT_FALSE(theme().dark()) << "the person chose the light one";
}

}  // namespace
}  // namespace culver::desktop::test

#include "system_look_test.moc"
