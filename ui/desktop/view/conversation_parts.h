// SPDX-License-Identifier: Apache-2.0
// Small widgets over and above the messages: what one may do with the message under the pointer, the way back
// to the end, and the way back to the list.
#pragma once
#include "ui/desktop/look/controls.h"

#include <QAbstractButton>
#include <QWidget>

namespace culver::desktop {

// React, reply, more: a bar of buttons at the upper edge of the bubble under the pointer.
class HoverBar : public QWidget {
    Q_OBJECT
public:
    explicit HoverBar(QWidget* parent);

Q_SIGNALS:
    void react(QWidget* near);
    void reply();
    void more(const QPoint& global);

protected:
    void paintEvent(QPaintEvent* event) override;
};

// The way back in a narrow window, with a badge for what waits there.
class BackButton : public IconButton {
    Q_OBJECT
public:
    explicit BackButton(QWidget* parent);
    void set_count(int count);
    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int count_ = 0;
};

// "3 new", or an arrow alone.
class NewPill : public QAbstractButton {
    Q_OBJECT
public:
    explicit NewPill(QWidget* parent);
    void set_count(int count);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int count_ = 0;
};

}  // namespace culver::desktop
