// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/frames.h"

#include <QPainter>

namespace culver::desktop {

namespace {
constexpr int kDots = 3;
constexpr int kRoundMs = 1200;
constexpr int kSteps = 12;  // of a round; each dot is a third behind the one before
}  // namespace

Dots::Dots(int side, int gap, QWidget* parent) : QWidget(parent), side_(side), gap_(gap) {}

QSize Dots::sizeHint() const {
    return {theme().px(kDots * side_ + (kDots - 1) * gap_), theme().px(side_)};
}

void Dots::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double side = theme().px(side_), step = side + theme().px(gap_);
    for (int dot = 0; dot < kDots; ++dot) {
        const int behind = (phase_ + kSteps - dot * kSteps / kDots) % kSteps;
        QColor color = theme().color(Token::Accent);
        color.setAlphaF(static_cast<float>(1 - 0.65 * behind / kSteps));
        painter.setBrush(color);
        painter.drawEllipse(QRectF(dot * step, (height() - side) / 2, side, side));
    }
}

void Dots::timerEvent(QTimerEvent* /*event*/) {
    phase_ = (phase_ + 1) % kSteps;
    update();
}

void Dots::showEvent(QShowEvent* /*event*/) {
    if (theme().motion(kRoundMs) > 0 && timer_ == 0) timer_ = startTimer(kRoundMs / kSteps);
}

void Dots::hideEvent(QHideEvent* /*event*/) {
    if (timer_ != 0) killTimer(timer_);
    timer_ = 0;
}

}  // namespace culver::desktop
