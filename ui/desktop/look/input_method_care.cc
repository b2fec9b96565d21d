// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/look/input_method_care.h"

#include <QApplication>
#include <QInputMethodEvent>
#include <QWidget>
#include <utility>

namespace culver::desktop {
namespace {

// Some take the letters away first and tell in a message of its own what was chosen.
constexpr int kSettleMs = 40;

}  // namespace

InputMethodCare::InputMethodCare(QObject* parent, std::function<void()> forget)
    : QObject(parent), forget_(std::move(forget)) {
    for (QTimer* timer : {&place_, &given_up_}) timer->setSingleShot(true);
    connect(&place_, &QTimer::timeout, this, &InputMethodCare::tell_place);
    connect(&given_up_, &QTimer::timeout, this, [this] { forget_(); });
    qApp->installEventFilter(this);
}

bool InputMethodCare::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::Move:
        case QEvent::Resize: {
            const QWidget* field = QApplication::focusWidget();
            // Once all have found their places.
            if (field != nullptr && watched->isWidgetType() &&
                static_cast<const QWidget*>(watched)->isAncestorOf(field))
                place_.start(0);
            break;
        }
        case QEvent::InputMethod: {
            const auto& words = static_cast<const QInputMethodEvent&>(*event);
            hear(words.preeditString(), words.commitString());
            break;
        }
        default: break;
    }
    return false;
}

void InputMethodCare::hear(const QString& composed, const QString& chosen) {
    const bool was = std::exchange(composing_, !composed.isEmpty());
    if (composing_ || !chosen.isEmpty()) {
        given_up_.stop();
    } else if (was) {
        given_up_.start(kSettleMs);
    }
}

void InputMethodCare::reset() {
    QGuiApplication::inputMethod()->reset();
}

// As QWidget does it when the field itself is moved.
void InputMethodCare::tell_place() {
    const QWidget* field = QApplication::focusWidget();
    if (field == nullptr || field != QGuiApplication::focusObject()) return;
    const QPoint at = field->mapTo(field->window(), QPoint());
    const QTransform place = QTransform::fromTranslate(at.x(), at.y());
    QInputMethod* method = QGuiApplication::inputMethod();
    if (method->inputItemTransform() == place) return;
    method->setInputItemTransform(place);
    method->setInputItemRectangle(field->rect());
    method->update(Qt::ImCursorRectangle | Qt::ImInputItemClipRectangle);
}

}  // namespace culver::desktop
