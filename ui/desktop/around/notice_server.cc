// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/notice_server.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {

const QString kService = u"org.freedesktop.Notifications"_s;
const QString kPath = u"/org/freedesktop/Notifications"_s;
const QString kDesktopFile = u"im.culver.Culver"_s;

// The hint image-data: width, height, bytes in a row, alpha, bits, channels, bytes.
struct Picture {
    QImage image;
};

QDBusArgument& operator<<(QDBusArgument& argument, const Picture& picture) {
    const QImage image = picture.image.convertToFormat(QImage::Format_RGBA8888);
    argument.beginStructure();
    argument << image.width() << image.height() << static_cast<int>(image.bytesPerLine()) << true << 8 << 4
             << QByteArray(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes());
    argument.endStructure();
    return argument;
}

const QDBusArgument& operator>>(const QDBusArgument& argument, Picture& /*picture*/) {
    return argument;
}

}  // namespace
}  // namespace culver::desktop

Q_DECLARE_METATYPE(culver::desktop::Picture)

namespace culver::desktop {

NoticeServer::NoticeServer(const QDBusConnection& bus, QObject* parent) : QObject(parent), bus_(bus) {
    if (!bus_.isConnected()) return;
    qDBusRegisterMetaType<Picture>();
    bus_.connect(kService, kPath, kService, u"ActionInvoked"_s, this, SLOT(on_action(uint, QString)));
    bus_.connect(kService, kPath, kService, u"NotificationReplied"_s, this, SLOT(on_reply(uint, QString)));
    bus_.connect(kService, kPath, kService, u"NotificationClosed"_s, this, SLOT(on_closed(uint, uint)));
    auto* watcher = new QDBusServiceWatcher(kService, bus_, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString&, const QString&, const QString& owner) {
                shown_.clear();
                about_.clear();
                on_way_.clear();
                works_ = false;
                if (!owner.isEmpty()) look();
            });
    look();
}

void NoticeServer::look() {
    const QDBusMessage ask = QDBusMessage::createMethodCall(kService, kPath, kService, u"GetCapabilities"_s);
    auto* call = new QDBusPendingCallWatcher(bus_.asyncCall(ask), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        const QDBusPendingReply<QStringList> reply = *done;
        if (!reply.isValid()) return;
        capabilities_ = reply.value();
        ask_who();
    });
}

// dunst obeys markup even where its settings make it say that it does not (1.9, without `markup = full`), so
// what peers write would be formatted, and lead anywhere.
void NoticeServer::ask_who() {
    const QDBusMessage ask =
        QDBusMessage::createMethodCall(kService, kPath, kService, u"GetServerInformation"_s);
    auto* call = new QDBusPendingCallWatcher(bus_.asyncCall(ask), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* done) {
        done->deleteLater();
        const QDBusPendingReply<QString, QString, QString, QString> reply = *done;
        obeys_markup_ = can(u"body-markup"_s) || (reply.isValid() && reply.argumentAt<0>() == u"dunst"_s);
        works_ = true;
        Q_EMIT ready();
    });
}

void NoticeServer::show(const Notice& notice) {
    if (!works_) {
        Q_EMIT failed(notice.about);
        return;
    }
    if (on_way_.contains(notice.about)) {
        on_way_[notice.about] = notice;
        return;
    }
    on_way_.insert(notice.about, std::nullopt);
    QStringList actions;
    if (can(u"actions"_s)) {
        actions = notice.actions;
        if (!notice.reply_words.isEmpty() && can(u"inline-reply"_s))
            actions << u"inline-reply"_s << notice.reply_words;
    }
    QVariantMap hints{{u"desktop-entry"_s, kDesktopFile},
                      {u"category"_s, u"im.received"_s},
                      {u"urgency"_s, QVariant::fromValue<uchar>(notice.urgent ? 2 : 1)}};
    if (!notice.reply_words.isEmpty()) hints.insert(u"x-kde-reply-submit-button-text"_s, notice.reply_words);
    if (notice.sound)
        hints.insert(u"sound-name"_s, u"message-new-instant"_s);
    else
        hints.insert(u"suppress-sound"_s, true);
    if (!notice.picture.isNull()) hints.insert(u"image-data"_s, QVariant::fromValue(Picture{notice.picture}));
    const QString text = obeys_markup_ ? notice.text.toHtmlEscaped() : notice.text;
    QDBusMessage ask = QDBusMessage::createMethodCall(kService, kPath, kService, u"Notify"_s);
    ask << u"Culver"_s << shown_.value(notice.about, 0U) << kDesktopFile << notice.title << text << actions
        << hints << -1;
    auto* call = new QDBusPendingCallWatcher(bus_.asyncCall(ask), this);
    connect(call, &QDBusPendingCallWatcher::finished, this,
            [this, about = notice.about](QDBusPendingCallWatcher* done) {
                done->deleteLater();
                const std::optional<Notice> next = on_way_.take(about);
                const QDBusPendingReply<uint> reply = *done;
                if (!reply.isValid()) {
                    Q_EMIT failed(about);
                    return;
                }
                shown_.insert(about, reply.value());
                about_.insert(reply.value(), about);
                if (next) show(*next);
            });
}

void NoticeServer::close(const QString& about) {
    const uint id = shown_.take(about);
    about_.remove(id);
    if (id == 0) return;
    QDBusMessage ask = QDBusMessage::createMethodCall(kService, kPath, kService, u"CloseNotification"_s);
    ask << id;
    bus_.asyncCall(ask);
}

void NoticeServer::set_badge(int count, bool urgent) {
    if (!bus_.isConnected()) return;
    QDBusMessage tell = QDBusMessage::createSignal(u"/im/culver/Culver"_s,
                                                   u"com.canonical.Unity.LauncherEntry"_s, u"Update"_s);
    tell << u"application://im.culver.Culver.desktop"_s
         << QVariantMap{{u"count"_s, qint64{count}}, {u"count-visible"_s, count > 0}, {u"urgent"_s, urgent}};
    bus_.send(tell);
}

void NoticeServer::on_action(uint id, const QString& action) {
    if (const QString about = about_.value(id); !about.isEmpty()) Q_EMIT acted(about, action);
}

void NoticeServer::on_reply(uint id, const QString& text) {
    if (const QString about = about_.value(id); !about.isEmpty()) Q_EMIT replied(about, text);
}

void NoticeServer::on_closed(uint id, uint /*reason*/) {
    const QString about = about_.take(id);
    if (shown_.value(about) == id) shown_.remove(about);
}

}  // namespace culver::desktop
