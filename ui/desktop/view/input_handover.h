// SPDX-License-Identifier: Apache-2.0
// Lets somebody type Chinese while a list has the focus. A plain letter that is pressed there moves the focus
// to where one writes and is put in by hand; an input method sees only keys of a widget that takes text, so
// it would begin with the second letter. Here the list takes text in the name of the field: what is composed
// is shown in the field from the first letter on, candidates stand beside it, and the focus follows once
// something was chosen. Not before: an input method gives up what it composes when the focus moves.
#pragma once
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <functional>

QT_BEGIN_NAMESPACE
class QInputMethodEvent;
class QInputMethodQueryEvent;
class QWidget;
QT_END_NAMESPACE

namespace culver::desktop {

class InputHandover : public QObject {
    Q_OBJECT
public:
    // to: the field that gets it, asked each time; nullptr while nothing can be written. Belongs to from.
    InputHandover(QWidget* from, std::function<QWidget*()> to);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void answer(QInputMethodQueryEvent& query);
    void hand_on(QInputMethodEvent& event);
    void settle();
    [[nodiscard]] bool composing() const { return !preedit_.isEmpty(); }

    QWidget* from_;
    std::function<QWidget*()> to_;
    QPointer<QWidget> field_;  // that has what is composed
    QString preedit_;
    QTimer settle_;
};

}  // namespace culver::desktop
