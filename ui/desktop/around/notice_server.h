// SPDX-License-Identifier: Apache-2.0
// The desktop's notification server (org.freedesktop.Notifications) over D-Bus: shows, replaces and closes
// notices and says what the person did with them. Nothing waits: without a bus or a server works() stays
// false. Texts are plain: where the server reads mark-up they are escaped.
#pragma once
#include <QDBusConnection>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QString>
#include <QStringList>
#include <optional>

namespace culver::desktop {

struct Notice {
    QString about;  // what it is about; a new notice about the same replaces the old one
    QString title, text;
    QStringList actions;  // key, words, key, words …; "default" is a click on the notice
    QString reply_words;  // not empty: can be answered within the notice, if the server can
    QImage picture;
    bool urgent = false;  // stays until it is looked at
    bool sound = false;
};

class NoticeServer : public QObject {
    Q_OBJECT
public:
    explicit NoticeServer(const QDBusConnection& bus, QObject* parent = nullptr);
    [[nodiscard]] bool works() const { return works_; }
    [[nodiscard]] const QStringList& capabilities() const { return capabilities_; }
    void show(const Notice& notice);
    void close(const QString& about);
    // The number on the program's icon in docks that show one.
    void set_badge(int count, bool urgent);

Q_SIGNALS:
    void ready();  // works() is true from here on
    void acted(const QString& about, const QString& action);
    void replied(const QString& about, const QString& text);
    void failed(const QString& about);  // the server did not take it: show it otherwise

private Q_SLOTS:
    void on_action(uint id, const QString& action);
    void on_reply(uint id, const QString& text);
    void on_closed(uint id, uint reason);

private:
    void look();
    void ask_who();
    [[nodiscard]] bool can(const QString& capability) const { return capabilities_.contains(capability); }
    QDBusConnection bus_;
    bool works_ = false;
    bool obeys_markup_ = false;
    QStringList capabilities_;
    QHash<QString, uint> shown_;
    QHash<uint, QString> about_;
    // On their way, with what is to follow: the number that the next one replaces is not known before.
    QHash<QString, std::optional<Notice>> on_way_;
};

}  // namespace culver::desktop
