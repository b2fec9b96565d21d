// SPDX-License-Identifier: Apache-2.0
// The window's own short messages (look.md "Notification"): lower right, six seconds, longer while the
// pointer is on them, at most three.
#pragma once
#include <QList>
#include <QPointer>
#include <QWidget>

namespace culver::desktop {

class ToastStack : public QWidget {
    Q_OBJECT
public:
    explicit ToastStack(QWidget* window);
    void add(const QString& title, const QString& text);
    void place();  // after the window changed its size
    // They stand above this one where they would cover it.
    void keep_clear_of(QWidget* widget);
    bool close_last();  // false when there is none

Q_SIGNALS:
    void placed(const QRect& taken);  // in the window; empty when there are none

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] int lowest(int left) const;

    class Toast;
    QList<Toast*> shown_;
    QPointer<QWidget> clear_of_;
};

}  // namespace culver::desktop
