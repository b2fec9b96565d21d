// SPDX-License-Identifier: Apache-2.0
// Whether a panel shows icons, now or later: at login programs are often there before it. Qt asks the bus
// once in a program's life, at its first tray icon, and believes the answer for ever; so this asks first, and
// the icon is made when somebody shows it.
#pragma once
#include <QDBusConnection>
#include <QDBusServiceWatcher>
#include <QObject>

namespace culver::desktop {

class PanelWatch : public QObject {
    Q_OBJECT
public:
    explicit PanelWatch(const QDBusConnection& bus, QObject* parent = nullptr);
    [[nodiscard]] bool on_bus() const { return bus_.isConnected(); }
    // A panel of the StatusNotifier kind shows icons. It asks the bus, and waits for the answer a moment.
    [[nodiscard]] bool there() const;
    // A panel of the older kind, which takes icons as windows of the X server.
    [[nodiscard]] static bool of_x();

Q_SIGNALS:
    void came();

private Q_SLOTS:
    void look();

private:
    QDBusConnection bus_;
    QDBusServiceWatcher watcher_;
};

}  // namespace culver::desktop
