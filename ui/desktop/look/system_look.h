// SPDX-License-Identifier: Apache-2.0
// What the person told their desktop: light or dark, high contrast, larger text, and whether things may move.
// Asked of the settings portal (org.freedesktop.portal.Settings) without waiting; where no portal answers,
// the palette that Qt found decides. Thread: Qt's main thread.
#pragma once
#include <QDBusConnection>
#include <QDBusVariant>
#include <QObject>

QT_BEGIN_NAMESPACE
class QDBusPendingCallWatcher;
QT_END_NAMESPACE

namespace culver::desktop {

class SystemLook : public QObject {
    Q_OBJECT
public:
    // bus: where the portal is.
    explicit SystemLook(QDBusConnection bus = QDBusConnection::sessionBus());
    [[nodiscard]] bool dark() const { return dark_; }
    [[nodiscard]] bool still() const { return still_; }  // animations are switched off
    [[nodiscard]] bool high_contrast() const { return firm_; }
    [[nodiscard]] double text_scale() const { return text_scale_; }  // 1: as designed

Q_SIGNALS:
    void changed();

private Q_SLOTS:
    void on_setting(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void ask(const QString& group, const QString& key);
    void take(const QString& key, const QVariant& value);
    QDBusConnection bus_;
    bool dark_ = false;
    bool still_ = false;
    bool firm_ = false;
    double text_scale_ = 1;
};

}  // namespace culver::desktop
