// SPDX-License-Identifier: Apache-2.0
// Which of the things that happen are told in a notice, and what follows when the person acts on one. Quiet
// hours hold: with presence Quiet, and of muted conversations, only mentions are told.
#pragma once
#include "control/rows.h"
#include "ui/desktop/around/notice_server.h"

namespace culver::desktop {

class Desk;
class Shell;

// Whether a message is told: pure, so that every case is tested.
struct NoticeCase {
    bool wanted = true;     // the setting
    bool in_front = false;  // the window is being looked at
    bool quiet = false;     // presence Quiet
    bool muted = false;
    bool mentions_me = false;
    bool incoming = true;
};
[[nodiscard]] bool is_told(const NoticeCase& one);

class Notices : public QObject {
    Q_OBJECT
public:
    Notices(Desk& desk, Shell& shell, const QDBusConnection& bus, QObject* parent = nullptr);
    [[nodiscard]] NoticeServer& server() { return server_; }
    // Somebody without a window is told all the same: there is a server, and notices are wanted.
    [[nodiscard]] bool reach() const;
    // The window was closed and there is no tray: says once where it went.
    void tell_hidden();

Q_SIGNALS:
    void accept_wanted(const QString& transfer);
    void verify_wanted(const QString& peer);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void message(const control::MessageRow& row);
    void offered(const QString& transfer);
    void ended(const QString& transfer);
    void buzzed(const QString& peer);
    void verification(const control::VerificationRow& row);
    void warned(const control::Finding& finding);
    void hold(const Notice& notice);  // until the window is looked at
    void act(const QString& about, const QString& action);
    void reply(const QString& about, const QString& text);
    void tell_unsent(const QString& conversation, const QString& problem);
    void tell(const Notice& notice);
    [[nodiscard]] NoticeCase now(const QString& conversation) const;
    // Of an offer, or of files that came or failed: the transfers, where they lie open, show it too.
    [[nodiscard]] NoticeCase now_of_files(const QString& conversation) const;
    [[nodiscard]] QImage face(const QString& id) const;
    void unread();

    Desk& desk_;
    Shell& shell_;
    NoticeServer server_;
    QHash<QString, qint64> warned_;  // sentence, when it was told
    QList<Notice> held_;
    bool told_hidden_ = false;
    QHash<QString, QString> to_confirm_;  // messages, by what the notice is about
    QHash<QString, Notice> last_;         // by what they are about, until they are looked at
};

}  // namespace culver::desktop
