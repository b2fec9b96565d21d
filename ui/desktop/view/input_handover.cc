// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/input_handover.h"

#include <QApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <cstdint>
#include <utility>

namespace culver::desktop {
namespace {

// An input method tells what it goes on with in a message of its own, right behind what was chosen.
constexpr int kSettleMs = 40;

constexpr Qt::InputMethodQueries kPlaces =
    Qt::ImCursorRectangle | Qt::ImAnchorRectangle | Qt::ImInputItemClipRectangle;

}  // namespace

InputHandover::InputHandover(QWidget* from, std::function<QWidget*()> to)
    : QObject(from), from_(from), to_(std::move(to)) {
    from->setAttribute(Qt::WA_InputMethodEnabled);
    from->installEventFilter(this);
    settle_.setSingleShot(true);
    connect(&settle_, &QTimer::timeout, this, &InputHandover::settle);
}

bool InputHandover::eventFilter(QObject* watched, QEvent* event) {
    if (watched != from_) return false;
    switch (event->type()) {
        // Answered here, not by the widget: an item view switches itself off when no row can be edited.
        case QEvent::InputMethodQuery: answer(static_cast<QInputMethodQueryEvent&>(*event)); return true;
        case QEvent::InputMethod: hand_on(static_cast<QInputMethodEvent&>(*event)); return true;
        case QEvent::KeyPress:
            // Enter right behind what was chosen is meant for the field.
            if (!settle_.isActive() || composing() || field_.isNull()) return false;
            settle();
            return QCoreApplication::sendEvent(field_, event);
        case QEvent::FocusAboutToChange:
            if (composing()) QGuiApplication::inputMethod()->commit();
            return false;
        case QEvent::FocusOut:
            // Some commit as soon as they learn of it, some never.
            if (composing()) settle_.start(0);
            return false;
        default: return false;
    }
}

void InputHandover::answer(QInputMethodQueryEvent& query) {
    QWidget* field = composing() && field_ ? field_.data() : to_();
    query.accept();
    if (field == nullptr) return query.setValue(Qt::ImEnabled, false);
    QInputMethodQueryEvent asked(query.queries());
    QCoreApplication::sendEvent(field, &asked);
    const QPoint shift = from_->mapFromGlobal(field->mapToGlobal(QPoint()));
    for (std::uint32_t bit = 1; bit != 0; bit <<= 1U) {
        const auto one = static_cast<Qt::InputMethodQuery>(bit);
        if (!query.queries().testFlag(one)) continue;
        const QVariant value = asked.value(one);
        const bool place = kPlaces.testFlag(one) && value.isValid();
        query.setValue(one, place ? QVariant(value.toRectF().translated(shift)) : value);
    }
}

void InputHandover::hand_on(QInputMethodEvent& event) {
    const bool chosen = !event.commitString().isEmpty();
    if (!composing()) {
        if (event.preeditString().isEmpty() && !chosen) return;
        if (!settle_.isActive()) {
            field_ = to_();
            // A search begins anew, as it does with a plain letter.
            if (auto* line = qobject_cast<QLineEdit*>(field_.data())) line->selectAll();
        }
    }
    if (field_.isNull()) return preedit_.clear();
    preedit_ = event.preeditString();
    const bool had_focus = from_->hasFocus();
    QCoreApplication::sendEvent(field_, &event);
    if (had_focus && !from_->hasFocus() && field_) {  // a list that found nothing has gone
        settle_.stop();
        preedit_.clear();
        return field_->setFocus(Qt::OtherFocusReason);
    }
    if (composing() && from_->hasFocus()) {
        settle_.stop();
    } else if (chosen) {
        settle_.start(kSettleMs);
    }
    QGuiApplication::inputMethod()->update(Qt::ImQueryInput);
}

void InputHandover::settle() {
    settle_.stop();
    if (field_.isNull()) return;
    if (composing()) {  // the focus went elsewhere: the letters stay as they stand
        QInputMethodEvent letters;
        letters.setCommitString(std::exchange(preedit_, {}));
        QCoreApplication::sendEvent(field_, &letters);
        return;
    }
    if (from_->hasFocus()) field_->setFocus(Qt::OtherFocusReason);
}

}  // namespace culver::desktop
