// SPDX-License-Identifier: Apache-2.0
#include "labels.h"

#include "ui/desktop/look/kit.h"

#include <QAbstractButton>
#include <QLabel>
#include <QWidget>

namespace culver::desktop {

using namespace Qt::StringLiterals;

QStringList cut_labels(const QWidget& root) {
    QStringList faults;
    const auto report = [&](const QWidget* widget, const QString& text, const char* why) {
        faults << u"“%1” %2 (%3 × %4 in a window of %5 × %6)"_s.arg(text, QLatin1StringView(why))
                      .arg(widget->width())
                      .arg(widget->height())
                      .arg(root.width())
                      .arg(root.height());
    };
    for (const auto* words : root.findChildren<Words*>()) {
        if (!words->isVisible() || words->text().isEmpty()) continue;
        if (words->cut()) report(words, words->text(), "is cut");
    }
    for (const auto* button : root.findChildren<QAbstractButton*>()) {
        if (!button->isVisible() || button->text().isEmpty()) continue;
        if (button->width() + 1 < button->minimumSizeHint().width())
            report(button, button->text(), "has too little room");
    }
    for (const auto* child : root.findChildren<QWidget*>()) {
        if (!child->isVisible() || child->parentWidget() == nullptr || child->isWindow()) continue;
        const bool label = qobject_cast<const QLabel*>(child) != nullptr ||
                           qobject_cast<const QAbstractButton*>(child) != nullptr;
        if (!label) continue;
        const QRect box = child->geometry();
        const bool inside = box.left() >= 0 && box.right() <= child->parentWidget()->width();
        if (!inside) report(child, child->accessibleName(), "reaches out of what holds it");
    }
    return faults;
}

}  // namespace culver::desktop
