// SPDX-License-Identifier: Apache-2.0
// Who locks the screen goes away, and who unlocks it is back: as long as the person has not said otherwise
// meanwhile. Every desktop tells it under a name of its own; where none does, nothing happens.
#pragma once
#include "control/enumerators.h"

#include <QDBusConnection>
#include <QObject>
#include <optional>

namespace culver::desktop {

class Desk;

// What becomes of one's presence; nothing: it stays. by_lock: it is Away because the screen was locked.
[[nodiscard]] std::optional<control::Presence> presence_after(bool locked, bool by_lock,
                                                              control::Presence now);

class LockWatch : public QObject {
    Q_OBJECT
public:
    LockWatch(Desk& desk, const QDBusConnection& bus, QObject* parent = nullptr);

private Q_SLOTS:
    void active_changed(bool locked);

private:
    Desk& desk_;
    bool by_lock_ = false;
};

}  // namespace culver::desktop
