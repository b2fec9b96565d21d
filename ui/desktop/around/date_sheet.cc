// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/date_sheet.h"

#include "ui/desktop/look/kit.h"
#include "ui/desktop/look/paint.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

namespace culver::desktop {
using namespace Qt::StringLiterals;

namespace {
constexpr int kWidth = 400;
constexpr int kCell = 40;
constexpr int kWeeks = 6;
constexpr int kDays = 7;
}  // namespace

// --- MonthGrid

MonthGrid::MonthGrid(const QDate& first, const QDate& last, QWidget* parent)
    : QWidget(parent), first_(std::min(first, last)), last_(last), day_(last) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize MonthGrid::sizeHint() const {
    return {kDays * theme().px(kCell), kWeeks * theme().px(kCell) + theme().line_height(Type::Micro) + 8};
}

void MonthGrid::set_day(const QDate& day) {
    const QDate kept = std::clamp(day, first_, last_);
    if (kept == day_) return;
    day_ = kept;
    setAccessibleDescription(QLocale().toString(day_, QLocale::LongFormat));
    update();
    Q_EMIT moved();
}

QDate MonthGrid::corner() const {
    const QDate begin(day_.year(), day_.month(), 1);
    const int into = (begin.dayOfWeek() - QLocale().firstDayOfWeek() + kDays) % kDays;
    return begin.addDays(-into);
}

QRectF MonthGrid::box_of(const QDate& day) const {
    const auto at = corner().daysTo(day);
    if (at < 0 || at >= kWeeks * kDays) return {};
    const double wide = double(width()) / kDays, tall = theme().px(kCell);
    const double top = theme().line_height(Type::Micro) + 8;
    return {double(at % kDays) * wide, top + double(at / kDays) * tall, wide, tall};
}

QDate MonthGrid::day_at(const QPointF& place) const {
    for (int at = 0; at < kWeeks * kDays; ++at) {
        const QDate day = corner().addDays(at);
        if (day.month() == day_.month() && day >= first_ && day <= last_ && box_of(day).contains(place))
            return day;
    }
    return {};
}

void MonthGrid::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QDate from = corner();
    for (int column = 0; column < kDays; ++column) {
        const QRectF box = box_of(from.addDays(column));
        const QString name = QLocale().dayName(from.addDays(column).dayOfWeek(), QLocale::ShortFormat);
        const double wide = std::min(text_width(name, Type::Micro), box.width());
        paint_line(painter, box.center().x() - wide / 2, 0, wide + 1, name, Type::Micro,
                   theme().color(Token::Ink3));
    }
    const double side = theme().px(kCell) - 6;
    for (int at = 0; at < kWeeks * kDays; ++at) {
        const QDate day = from.addDays(at);
        if (day.month() != day_.month()) continue;
        const QRectF cell = box_of(day);
        const QRectF box(cell.center().x() - side / 2, cell.center().y() - side / 2, side, side);
        const bool here = day == day_, possible = day >= first_ && day <= last_;
        painter.setPen(Qt::NoPen);
        if (here || day == under_) {
            painter.setBrush(theme().color(here ? Token::Accent : Token::Hover));
            painter.drawRoundedRect(box, 10, 10);
        }
        if (here && hasFocus()) paint_focus_ring(painter, box, 10);
        const QString words = QLocale().toString(day.day());
        const Type type = here || day == QDate::currentDate() ? Type::SmallHeavy : Type::Small;
        const Token ink = here ? Token::OnAccent : !possible ? Token::Disabled : Token::Ink;
        const double wide = text_width(words, type);
        paint_line(painter, box.center().x() - wide / 2, box.center().y() - theme().line_height(type) / 2.0,
                   wide + 1, words, type, theme().color(ink));
    }
}

void MonthGrid::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left: return set_day(day_.addDays(-1));
        case Qt::Key_Right: return set_day(day_.addDays(1));
        case Qt::Key_Up: return set_day(day_.addDays(-kDays));
        case Qt::Key_Down: return set_day(day_.addDays(kDays));
        case Qt::Key_PageUp: return set_day(day_.addMonths(-1));
        case Qt::Key_PageDown: return set_day(day_.addMonths(1));
        case Qt::Key_Home: return set_day(first_);
        case Qt::Key_End: return set_day(last_);
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space: Q_EMIT chosen(day_); return;
        default: QWidget::keyPressEvent(event);
    }
}

void MonthGrid::mousePressEvent(QMouseEvent* event) {
    if (const QDate day = day_at(event->position()); day.isValid()) {
        set_day(day);
        Q_EMIT chosen(day);
    }
}

void MonthGrid::mouseMoveEvent(QMouseEvent* event) {
    const QDate under = day_at(event->position());
    if (under == under_) return;
    under_ = under;
    update();
}

void MonthGrid::leaveEvent(QEvent* /*event*/) {
    under_ = {};
    update();
}

void MonthGrid::focusInEvent(QFocusEvent* /*event*/) {
    update();
}

void MonthGrid::focusOutEvent(QFocusEvent* /*event*/) {
    update();
}

// --- DateSheet

DateSheet::DateSheet(QWidget* window, const QDate& first, const QDate& last)
    : Sheet(window, u" "_s, kWidth),
      grid_(new MonthGrid(first, last)),
      month_(new Words({}, Type::SmallHeavy, Token::Ink)),
      earlier_(new IconButton(u"left"_s, tr("A month earlier"))),
      later_(new IconButton(u"right"_s, tr("A month later"))) {
    content().setContentsMargins(24, 8, 24, 0);
    auto* line = new QHBoxLayout;
    line->addWidget(month_, 1);
    line->addWidget(earlier_);
    line->addWidget(later_);
    content().addLayout(line);
    content().addSpacing(8);
    content().addWidget(grid_);
    cancel_ = add_button({}, Button::Kind::Second);
    go_ = add_button({}, Button::Kind::Primary);
    const auto go = [this](const QDate& day) {
        Q_EMIT chosen(day);
        close_with(true);
    };
    connect(earlier_, &QAbstractButton::clicked, this,
            [this] { grid_->set_day(grid_->day().addMonths(-1)); });
    connect(later_, &QAbstractButton::clicked, this, [this] { grid_->set_day(grid_->day().addMonths(1)); });
    connect(grid_, &MonthGrid::moved, this, &DateSheet::say);
    connect(grid_, &MonthGrid::chosen, this, go);
    connect(cancel_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(go_, &QAbstractButton::clicked, this, [this, go] { go(grid_->day()); });
    worded(this, [this] { say(); });
}

void DateSheet::ask() {
    open(grid_);
}

void DateSheet::say() {
    set_title(tr("Go to a date"));
    //: A month and its year, as "November 2026": QDate's format.
    month_->setText(QLocale().toString(grid_->day(), tr("MMMM yyyy")));
    grid_->setAccessibleName(QLocale().toString(grid_->day(), QLocale::LongFormat));
    earlier_->set_name(tr("A month earlier"));
    later_->set_name(tr("A month later"));
    cancel_->setText(tr("Cancel"));
    go_->setText(tr("Go there"));
}

}  // namespace culver::desktop
