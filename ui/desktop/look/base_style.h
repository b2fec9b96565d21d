// SPDX-License-Identifier: Apache-2.0
// What lies below the style sheet: Fusion on every machine, because the themes of desktops draw outlines
// where the look has none, and scroll bars that lie over what scrolls. They take no width of it, so that
// lists have the same margin at both sides and nothing moves when there is more to scroll.
#pragma once
#include <QProxyStyle>

namespace culver::desktop {

class BaseStyle : public QProxyStyle {
public:
    BaseStyle();
    void polish(QWidget* widget) override;
    using QProxyStyle::polish;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption* option,
                                  const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                                       SubControl part, const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                            const QWidget* widget) const override;
};

}  // namespace culver::desktop
