// SPDX-License-Identifier: Apache-2.0
// Small widgets that float over the messages: what one may do with the message under the pointer, and the way
// back to the end.
#pragma once
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

// Three dots whose opacity goes round, as long as somebody types; still when motion is reduced.
class TypingDots : public QWidget {
    Q_OBJECT
public:
    explicit TypingDots(QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    int timer_ = 0;
    int phase_ = 0;
};

}  // namespace culver::desktop
