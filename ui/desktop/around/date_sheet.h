// SPDX-License-Identifier: Apache-2.0
// A month of days, to go to one of them in a conversation. Arrows, Page Up and Page Down move by keyboard.
#pragma once
#include "ui/desktop/look/frames.h"

#include <QDate>
#include <QWidget>

namespace culver::desktop {

class IconButton;

// The grid of one month: seven columns as the locale begins its weeks, days that can be chosen from first to
// last.
class MonthGrid : public QWidget {
    Q_OBJECT
public:
    MonthGrid(const QDate& first, const QDate& last, QWidget* parent = nullptr);
    [[nodiscard]] QDate day() const { return day_; }
    void set_day(const QDate& day);  // kept between first and last; its month is shown
    [[nodiscard]] QRectF box_of(const QDate& day) const;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void moved();  // to another day
    void chosen(const QDate& day);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] QDate day_at(const QPointF& place) const;
    [[nodiscard]] QDate corner() const;  // the day in the upper left
    QDate first_, last_, day_, under_;
};

class DateSheet : public Sheet {
    Q_OBJECT
public:
    DateSheet(QWidget* window, const QDate& first, const QDate& last);
    void ask();

Q_SIGNALS:
    void chosen(const QDate& day);

private:
    void say();
    MonthGrid* grid_;
    Words* month_;
    IconButton* earlier_;
    IconButton* later_;
    Button* cancel_;
    Button* go_;
};

}  // namespace culver::desktop
