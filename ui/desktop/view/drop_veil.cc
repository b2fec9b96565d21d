// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/drop_veil.h"

#include "ui/desktop/look/paint.h"

#include <QPainter>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {
constexpr float kVeil = 0.92F;
constexpr double kInside = 12;
constexpr double kRadius = 16;
constexpr double kIcon = 32;
}  // namespace

DropVeil::DropVeil(QWidget* parent) : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void DropVeil::set_words(const QString& words) {
    words_ = words;
    update();
}

void DropVeil::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme().color(Token::AccentSoft);
    veil.setAlphaF(kVeil);
    painter.fillRect(rect(), veil);
    QPen dashes(theme().color(Token::Accent), 2);
    dashes.setDashPattern({4, 3});
    painter.setPen(dashes);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(kInside, kInside, -kInside, -kInside), kRadius, kRadius);
    const double icon = theme().px(kIcon);
    const QPointF middle = QRectF(rect()).center();
    paint_icon(painter, QRectF(middle.x() - icon / 2, middle.y() - icon - 4, icon, icon), u"upload"_s,
               theme().color(Token::Accent));
    const double width = std::min<double>(text_width(words_, Type::Heading), rect().width() - 4 * kInside);
    paint_line(painter, middle.x() - width / 2, middle.y() + 8, width + 1, words_, Type::Heading,
               theme().color(Token::Ink));
}

}  // namespace culver::desktop
