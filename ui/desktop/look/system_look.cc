// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/system_look.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QPalette>
#include <algorithm>
#include <utility>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kService = "org.freedesktop.portal.Desktop"_L1;
constexpr auto kPath = "/org/freedesktop/portal/desktop"_L1;
constexpr auto kInterface = "org.freedesktop.portal.Settings"_L1;
constexpr auto kScheme = "color-scheme"_L1;
constexpr auto kAnimations = "enable-animations"_L1;
constexpr auto kContrast = "contrast"_L1;
constexpr auto kTextScale = "text-scaling-factor"_L1;
constexpr uint kPreferHighContrast = 1;
constexpr double kLeastScale = 0.5, kMostScale = 3;  // what desktops offer
constexpr uint kPreferDark = 1;                      // of color-scheme: 0 no preference, 1 dark, 2 light

// The portal's Read wraps its answer twice.
QVariant unwrapped(QVariant value) {
    while (value.canConvert<QDBusVariant>()) value = value.value<QDBusVariant>().variant();
    return value;
}

}  // namespace

SystemLook::SystemLook(QDBusConnection bus) : bus_(std::move(bus)) {
    const QPalette palette = QGuiApplication::palette();
    dark_ = palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    if (!bus_.isConnected()) return;
    // Registered by its name, which is all that a slot's signature has, before the slot is looked up.
    qRegisterMetaType<QDBusVariant>("QDBusVariant");
    bus_.connect(kService, kPath, kInterface, u"SettingChanged"_s, this,
                 SLOT(on_setting(QString, QString, QDBusVariant)));
    ask(u"org.freedesktop.appearance"_s, kScheme);
    ask(u"org.freedesktop.appearance"_s, kContrast);
    ask(u"org.gnome.desktop.interface"_s, kAnimations);
    ask(u"org.gnome.desktop.interface"_s, kTextScale);
}

void SystemLook::ask(const QString& group, const QString& key) {
    auto message = QDBusMessage::createMethodCall(kService, kPath, kInterface, u"Read"_s);
    message << group << key;
    auto* waiting = new QDBusPendingCallWatcher(bus_.asyncCall(message), this);
    connect(waiting, &QDBusPendingCallWatcher::finished, this, [this, key](QDBusPendingCallWatcher* done) {
        const QDBusPendingReply<QVariant> reply = *done;
        if (!reply.isError()) take(key, unwrapped(reply.value()));
        done->deleteLater();
    });
}

void SystemLook::on_setting(const QString& group, const QString& key, const QDBusVariant& value) {
    if (group == "org.freedesktop.appearance"_L1 || group == "org.gnome.desktop.interface"_L1) {
        take(key, unwrapped(value.variant()));
    }
}

void SystemLook::take(const QString& key, const QVariant& value) {
    if (key == kScheme) {
        dark_ = value.toUInt() == kPreferDark;
    } else if (key == kAnimations) {
        still_ = !value.toBool();
    } else if (key == kContrast) {
        firm_ = value.toUInt() == kPreferHighContrast;
    } else if (key == kTextScale && value.toDouble() > 0) {
        text_scale_ = std::clamp(value.toDouble(), kLeastScale, kMostScale);
    } else {
        return;
    }
    Q_EMIT changed();
}

}  // namespace culver::desktop
