// SPDX-License-Identifier: Apache-2.0
// The window's own short messages (look.md "Notification"): lower right, six seconds, longer while the
// pointer is on them, at most three.
#pragma once
#include <QList>
#include <QWidget>

namespace culver::desktop {

class ToastStack : public QWidget {
    Q_OBJECT
public:
    explicit ToastStack(QWidget* window);
    void add(const QString& title, const QString& text);
    void place();  // after the window changed its size

private:
    class Toast;
    QList<Toast*> shown_;
};

}  // namespace culver::desktop
