// SPDX-License-Identifier: Apache-2.0
// The bird in the panel: how many wait, how one is seen, whether files are on their way; and its menu. Where
// the desktop has no tray there is none, and the program stays without a window only while notices reach the
// person (parting.h); the node goes on in any case. A tray that comes later gets the icon then.
#pragma once
#include <QElapsedTimer>
#include <QObject>
#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QAction;
class QMenu;
class QSystemTrayIcon;
QT_END_NAMESPACE

namespace culver::desktop {

class Desk;
class PanelWatch;
class Shell;

// What the bird shows; the first that holds, in this order.
enum class Bird { Offline, Mention, Unread, Transfer, Dnd, Away, Idle };
struct BirdCase {
    bool connected = true, mentioned = false, moving = false, dnd = false, away = false;
    int unread = 0;
};
[[nodiscard]] Bird bird_for(const BirdCase& one);

class Tray : public QObject {
    Q_OBJECT
public:
    Tray(Desk& desk, Shell& shell, QObject* parent = nullptr);
    ~Tray() override;
    [[nodiscard]] bool there() const;
    [[nodiscard]] const QString& words() const { return words_; }  // what the icon says
    // The program was started without a window: one that nothing can bring back is shown, minimised, when no
    // panel has come within kPanelComesMs.
    void begin_hidden();
    static constexpr int kPanelComesMs = 15'000;  // at login a slow machine's panel takes longer than we do
    [[nodiscard]] QMenu& menu() { return *menu_; }
    // Whether notices reach the person; asked when the window is closed. None set: they do not.
    void set_reach(std::function<bool()> reach) { reach_ = std::move(reach); }

Q_SIGNALS:
    void settings_wanted();
    void quit_wanted();    // said in the menu
    void window_closed();  // for good: nothing could bring it back, or the person wants it so
    void window_hidden();  // the program goes on, and no tray shows it

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();
    void say();
    void appear();
    [[nodiscard]] bool is_in_front() const;
    Desk& desk_;
    Shell& shell_;
    std::unique_ptr<QMenu> menu_;
    PanelWatch* panel_;
    QSystemTrayIcon* icon_ = nullptr;  // made when there is who shows it
    QString words_;
    std::function<bool()> reach_;
    QAction* open_;
    QAction* settings_;
    QAction* quit_;
    QList<QAction*> presences_;
    QElapsedTimer left_;  // since the window was active the last time
};

}  // namespace culver::desktop
