// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/base_style.h"

#include "ui/desktop/look/theme.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOptionSlider>
#include <algorithm>

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kExtent = 12;    // what the pointer may take hold of
constexpr int kThumb = 4;      // what is seen of it
constexpr int kThumbHeld = 6;  // under the pointer
constexpr int kEdge = 2;       // between the thumb and the edge of the list
constexpr int kEnd = 4;        // above and below the thumb's way
constexpr int kLeastThumb = 32;
constexpr float kQuiet = 0.45F;  // nobody looks for it while nothing points at it

}  // namespace

BaseStyle::BaseStyle() : QProxyStyle(QStyleFactory::create(u"Fusion"_s)) {}

void BaseStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QScrollBar*>(widget) == nullptr) return;
    widget->setAttribute(Qt::WA_Hover);
    widget->setAttribute(Qt::WA_OpaquePaintEvent, false);  // what it lies on is seen through it
}

int BaseStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
        case PM_ScrollBarExtent:
        case PM_ScrollView_ScrollBarOverlap: return kExtent;
        case PM_ScrollView_ScrollBarSpacing: return 0;
        case PM_ScrollBarSliderMin: return kLeastThumb;
        default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int BaseStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                         QStyleHintReturn* data) const {
    // Qt lets only bars that come and go overlap; these stay.
    if (hint == SH_ScrollBar_Transient) return 1;
    return QProxyStyle::styleHint(hint, option, widget, data);
}

QRect BaseStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                const QWidget* widget) const {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || bar == nullptr)
        return QProxyStyle::subControlRect(control, option, part, widget);
    const bool upright = bar->orientation == Qt::Vertical;
    const int room = std::max(0, (upright ? bar->rect.height() : bar->rect.width()) - 2 * kEnd);
    const qint64 range = qint64{bar->maximum} - bar->minimum;
    int length = room;
    if (range > 0) {
        const auto share = static_cast<int>(qint64{bar->pageStep} * room / (range + bar->pageStep));
        length = std::clamp(share, std::min(kLeastThumb, room), room);
    }
    const int start = kEnd + sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                     room - length, bar->upsideDown);
    const auto along = [&](int from, int until) {
        return upright ? QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), until - from)
                       : QRect(bar->rect.left() + from, bar->rect.top(), until - from, bar->rect.height());
    };
    switch (part) {
        case SC_ScrollBarGroove: return along(kEnd, kEnd + room);
        case SC_ScrollBarSlider: return along(start, start + length);
        case SC_ScrollBarSubPage: return along(0, start);
        case SC_ScrollBarAddPage: return along(start + length, room + 2 * kEnd);
        default: return {};  // no arrows
    }
}

void BaseStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                   QPainter* painter, const QWidget* widget) const {
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (control != CC_ScrollBar || bar == nullptr)
        return QProxyStyle::drawComplexControl(control, option, painter, widget);
    if (bar->maximum <= bar->minimum) return;
    const bool held = (bar->state & (State_Sunken | State_MouseOver)) != 0 && bar->activeSubControls != 0;
    QColor ink = theme().color(Token::LineStrong);
    if (!held) ink.setAlphaF(kQuiet);
    const double thick = held ? kThumbHeld : kThumb;
    QRectF thumb = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    if (bar->orientation == Qt::Vertical) {
        const double left =
            bar->direction == Qt::RightToLeft ? thumb.left() + kEdge : thumb.right() - kEdge - thick;
        thumb = QRectF(left, thumb.top(), thick, thumb.height());
    } else {
        thumb = QRectF(thumb.left(), thumb.bottom() - kEdge - thick, thumb.width(), thick);
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ink);
    painter->drawRoundedRect(thumb, thick / 2, thick / 2);
    painter->restore();
}

}  // namespace culver::desktop
