// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/tray.h"

#include "ui/desktop/around/panel_watch.h"
#include "ui/desktop/around/parting.h"
#include "ui/desktop/look/theme.h"
#include "ui/desktop/model/desk.h"
#include "ui/desktop/model/wording.h"
#include "ui/desktop/view/shell.h"

#include <QActionGroup>
#include <QApplication>
#include <QIcon>
#include <QMenu>
#include <QSystemTrayIcon>
#include <QTimer>
#include <QWidget>
#include <array>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kJustLeft = 400;  // ms: longer than a click takes, shorter than going elsewhere and back

constexpr std::array kPresences{control::Presence::Available, control::Presence::Away,
                                control::Presence::Busy, control::Presence::Dnd};

[[nodiscard]] QIcon icon_of(Bird bird) {
    static constexpr std::array kNames{"offline", "mention", "unread", "transfer", "dnd", "away", "idle"};
    // GNOME's panel is dark whatever the windows are; elsewhere it goes with them.
    const bool gnome = qEnvironmentVariable("XDG_CURRENT_DESKTOP").contains(u"GNOME"_s);
    const QString ground = gnome || theme().dark() ? u"dark"_s : u"light"_s;
    return QIcon(
        u":/tray/%1-on-%2.svg"_s.arg(QString::fromLatin1(kNames.at(static_cast<std::size_t>(bird))), ground));
}

}  // namespace

Bird bird_for(const BirdCase& one) {
    if (!one.connected) return Bird::Offline;
    if (one.mentioned) return Bird::Mention;
    if (one.unread > 0) return Bird::Unread;
    if (one.moving) return Bird::Transfer;
    if (one.dnd) return Bird::Dnd;
    return one.away ? Bird::Away : Bird::Idle;
}

Tray::Tray(Desk& desk, Shell& shell, QObject* parent)
    : QObject(parent),
      desk_(desk),
      shell_(shell),
      menu_(std::make_unique<QMenu>()),
      panel_(new PanelWatch(QDBusConnection::sessionBus(), this)) {
    open_ = menu_->addAction(QString());
    menu_->addSeparator();
    auto* group = new QActionGroup(menu_.get());
    for (const auto presence : kPresences) {
        QAction* action = menu_->addAction(QString());
        action->setCheckable(true);
        group->addAction(action);
        presences_.append(action);
        connect(action, &QAction::triggered, this, [this, presence] {
            desk_.set_presence(presence, safe_line(desk_.presence().status_text.value_or("")), {});
        });
    }
    menu_->addSeparator();
    settings_ = menu_->addAction(QString());
    quit_ = menu_->addAction(QString());
    connect(open_, &QAction::triggered, this, [this] { shell_.show_window(); });
    connect(settings_, &QAction::triggered, this, &Tray::settings_wanted);
    connect(quit_, &QAction::triggered, this, &Tray::quit_wanted);
    connect(&desk, &Desk::unread_changed, this, &Tray::follow);
    connect(&desk, &Desk::node_changed, this, &Tray::follow);
    connect(&desk, &Desk::reworded, this, &Tray::say);
    connect(&desk.transfers(), &TransferModel::flight_changed, this, &Tray::follow);
    connect(&theme(), &Theme::changed, this, &Tray::follow);
    shell.window()->installEventFilter(this);
    say();
    connect(panel_, &PanelWatch::came, this, &Tray::appear);
    if (!panel_->on_bus() || panel_->there() || PanelWatch::of_x()) {
        appear();
    } else if (QGuiApplication::platformName() == u"xcb"_s) {
        // One of the X server may come as well, and Qt waits for that itself.
        QTimer::singleShot(kPanelComesMs, this, &Tray::appear);
    }
}

Tray::~Tray() = default;

void Tray::appear() {
    if (icon_ != nullptr) return;
    icon_ = new QSystemTrayIcon(this);
    icon_->setContextMenu(menu_.get());
    connect(icon_, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Context) return;
        // A second click puts away what the first one brought.
        if (is_in_front())
            shell_.window()->hide();
        else
            shell_.show_window();
    });
    follow();
    icon_->show();
}

void Tray::begin_hidden() {
    if (there()) return;
    QTimer::singleShot(kPanelComesMs, this, [this] {
        if (!there() && !shell_.window()->isVisible()) shell_.window()->showMinimized();
    });
}

// A click on a panel may take the focus before the icon hears of it.
bool Tray::is_in_front() const {
    const QWidget* window = shell_.window();
    if (!window->isVisible() || window->isMinimized()) return false;
    return QApplication::activeWindow() != nullptr || (left_.isValid() && left_.elapsed() < kJustLeft);
}

bool Tray::there() const {
    return icon_ != nullptr && QSystemTrayIcon::isSystemTrayAvailable() && icon_->isVisible();
}

void Tray::say() {
    open_->setText(tr("Open Culver"));
    for (qsizetype index = 0; index < presences_.size(); ++index)
        presences_[index]->setText(Wording::presence(kPresences.at(static_cast<std::size_t>(index))));
    settings_->setText(tr("Settings"));
    quit_->setText(tr("Quit"));
    follow();
}

void Tray::follow() {
    const control::Presence presence = desk_.presence().presence;
    const BirdCase here{.connected = desk_.client().state() == NodeClient::State::Ready,
                        .mentioned = desk_.mentioned(),
                        .moving = desk_.transfers().flight().moving > 0,
                        .dnd = presence == control::Presence::Dnd,
                        .away = presence == control::Presence::Away,
                        .unread = desk_.unread_total()};
    QString words = here.connected ? Wording::presence(presence) : tr("Reconnecting");
    if (here.unread > 0) words = Wording::waiting(here.unread, desk_.offers_total());
    words_ = tr("Culver: %1").arg(words);
    if (icon_ != nullptr) {
        icon_->setIcon(icon_of(bird_for(here)));
        icon_->setToolTip(words_);
    }
    for (qsizetype index = 0; index < presences_.size(); ++index) {
        presences_[index]->setChecked(kPresences.at(static_cast<std::size_t>(index)) == presence);
        presences_[index]->setEnabled(here.connected);
    }
}

bool Tray::eventFilter(QObject* watched, QEvent* event) {
    if (watched == shell_.window() && event->type() == QEvent::WindowDeactivate) left_.start();
    if (watched == shell_.window() && event->type() == QEvent::Close) {
        const ClosingCase now{
            .stays = desk_.settings().keep_in_tray(), .tray = there(), .notices = reach_ && reach_()};
        if (stays_when_closed(now)) {
            event->ignore();
            shell_.window()->hide();
            if (!now.tray) Q_EMIT window_hidden();
            return true;
        }
        Q_EMIT window_closed();
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace culver::desktop
