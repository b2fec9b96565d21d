// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/panel_watch.h"

#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QGuiApplication>
#include <QLibrary>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr int kAnswerMs = 1000;
const QString kService = u"org.kde.StatusNotifierWatcher"_s;
const QString kPath = u"/StatusNotifierWatcher"_s;

}  // namespace

PanelWatch::PanelWatch(const QDBusConnection& bus, QObject* parent)
    : QObject(parent), bus_(bus), watcher_(kService, bus, QDBusServiceWatcher::WatchForRegistration) {
    if (!bus_.isConnected()) return;
    connect(&watcher_, &QDBusServiceWatcher::serviceRegistered, this, &PanelWatch::look);
    // The service may be there before what shows its icons.
    bus_.connect(kService, kPath, kService, u"StatusNotifierHostRegistered"_s, this, SLOT(look()));
}

bool PanelWatch::there() const {
    if (!bus_.isConnected() || !bus_.interface()->isServiceRegistered(kService)) return false;
    auto ask =
        QDBusMessage::createMethodCall(kService, kPath, u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    ask << kService << u"IsStatusNotifierHostRegistered"_s;
    const QDBusMessage answer = bus_.call(ask, QDBus::Block, kAnswerMs);
    return answer.type() == QDBusMessage::ReplyMessage &&
           answer.arguments().value(0).value<QDBusVariant>().variant().toBool();
}

void PanelWatch::look() {
    if (there()) Q_EMIT came();
}

// Of the X library itself, which Qt's part for X has loaded: to ask Qt would be to ask it about the bus.
bool PanelWatch::of_x() {
    using Intern = unsigned long (*)(void*, const char*, int);
    using Owner = unsigned long (*)(void*, unsigned long);
    constexpr int kLibraryVersion = 6;
    const auto* x11 = qGuiApp->nativeInterface<QNativeInterface::QX11Application>();
    if (x11 == nullptr || x11->display() == nullptr) return false;
    QLibrary library(u"X11"_s, kLibraryVersion);
    const auto intern = reinterpret_cast<Intern>(library.resolve("XInternAtom"));
    const auto owner = reinterpret_cast<Owner>(library.resolve("XGetSelectionOwner"));
    if (intern == nullptr || owner == nullptr) return false;
    auto* display = static_cast<void*>(x11->display());
    return owner(display, intern(display, "_NET_SYSTEM_TRAY_S0", 0)) != 0;
}

}  // namespace culver::desktop
