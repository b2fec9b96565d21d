// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/lock_watch.h"

#include "ui/desktop/model/desk.h"

namespace culver::desktop {

using control::Presence;

std::optional<Presence> presence_after(bool locked, bool by_lock, Presence now) {
    if (locked && now == Presence::Available) return Presence::Away;
    if (!locked && by_lock && now == Presence::Away) return Presence::Available;
    return std::nullopt;
}

LockWatch::LockWatch(Desk& desk, const QDBusConnection& bus, QObject* parent) : QObject(parent), desk_(desk) {
    QDBusConnection here = bus;
    for (const char* desktop : {"freedesktop", "gnome", "cinnamon", "mate", "xfce"}) {
        const QString screen_saver = QStringLiteral("org.%1.ScreenSaver").arg(QLatin1StringView(desktop));
        here.connect(QString(), QString(), screen_saver, QStringLiteral("ActiveChanged"), this,
                     SLOT(active_changed(bool)));
    }
}

void LockWatch::active_changed(bool locked) {
    if (locked && !desk_.settings().away_when_locked()) return;
    const auto wish = presence_after(locked, by_lock_, desk_.presence().presence);
    by_lock_ = locked && (wish || by_lock_);  // some desktops say it twice, under two names
    if (wish) desk_.set_presence(*wish, safe_line(desk_.presence().status_text.value_or("")), {});
}

}  // namespace culver::desktop
