// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/conversation_parts.h"

#include "ui/desktop/look/kit.h"
#include "ui/desktop/look/paint.h"

#include <QHBoxLayout>
#include <QPainter>
#include <cmath>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBarRadius = 10;
constexpr int kPillHeight = 32;
constexpr int kBadgeInset = 5;  // of the badge from the edge of its button

}  // namespace

HoverBar::HoverBar(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(0);
    auto* smile = new IconButton(u"smile"_s, {}, this);
    auto* answer = new IconButton(u"reply"_s, {}, this);
    auto* rest = new IconButton(u"more"_s, {}, this);
    worded(this, [smile, answer, rest] {
        smile->set_name(tr("React"));
        answer->set_name(tr("Reply"));
        rest->set_name(tr("More"));
    });
    for (IconButton* button : {smile, answer, rest}) {
        button->setFocusPolicy(Qt::NoFocus);  // by keyboard the same is in the message's menu
        row->addWidget(button);
    }
    connect(smile, &QAbstractButton::clicked, this, [this, smile] { Q_EMIT react(smile); });
    connect(answer, &QAbstractButton::clicked, this, &HoverBar::reply);
    connect(rest, &QAbstractButton::clicked, this,
            [this, rest] { Q_EMIT more(rest->mapToGlobal(QPoint(0, rest->height()))); });
}

void HoverBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().color(Token::Line), 1));
    painter.setBrush(theme().color(Token::Surface));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kBarRadius, kBarRadius);
}

BackButton::BackButton(QWidget* parent) : IconButton(u"left"_s, {}, parent) {}

void BackButton::set_count(int count) {
    if (count == count_) return;
    count_ = count;
    updateGeometry();
    update();
}

QSize BackButton::sizeHint() const {
    const QSize plain = IconButton::sizeHint();
    return count_ > 0 ? plain + QSize(static_cast<int>(std::ceil(badge_width(badge_words(count_)))), 0)
                      : plain;
}

void BackButton::paintEvent(QPaintEvent* event) {
    IconButton::paintEvent(event);
    if (count_ == 0) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint_badge(painter, width() - theme().px(kBadgeInset), height() / 2.0, badge_words(count_),
                Token::Accent);
}

NewPill::NewPill(QWidget* parent) : QAbstractButton(parent) {
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    worded(this, [this] { set_count(count_); });
}

void NewPill::set_count(int count) {
    count_ = count;
    setAccessibleName(count > 0 ? tr("%n new messages", nullptr, count) : tr("To the newest message"));
    update();
}

QSize NewPill::sizeHint() const {
    const int side = theme().px(kPillHeight);
    if (count_ == 0) return {side + 8, side + 8};
    const QString words = tr("%n new", nullptr, count_);
    return {static_cast<int>(text_width(words, Type::SmallHeavy)) + theme().px(14 + 6 + 16 + 12) + 8,
            side + 8};
}

void NewPill::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(4, 4, -4, -4);
    const double radius = box.height() / 2;
    paint_elevation(painter, box, radius, 1);
    const bool news = count_ > 0;
    painter.setPen(news ? QPen(Qt::NoPen) : QPen(theme().color(Token::Line), 1));
    painter.setBrush(theme().color(news ? (underMouse() ? Token::AccentHover : Token::Accent)
                                        : (underMouse() ? Token::Hover : Token::Surface)));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    const QColor ink = theme().color(news ? Token::OnAccent : Token::Ink2);
    const double icon = theme().px(16);
    const QPointF middle = box.center();
    if (!news) {
        paint_icon(painter, QRectF(middle.x() - icon / 2, middle.y() - icon / 2, icon, icon), u"down"_s, ink);
    } else {
        const double left = box.left() + theme().px(14);
        const double used =
            paint_line(painter, left, middle.y() - theme().line_height(Type::SmallHeavy) / 2.0, width(),
                       tr("%n new", nullptr, count_), Type::SmallHeavy, ink);
        paint_icon(painter, QRectF(left + used + theme().px(6), middle.y() - icon / 2, icon, icon), u"down"_s,
                   ink);
    }
    if (hasFocus()) paint_focus_ring(painter, box.adjusted(3, 3, -3, -3), radius);
}

}  // namespace culver::desktop
