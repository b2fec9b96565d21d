// SPDX-License-Identifier: Apache-2.0
// What Qt leaves undone for input methods, done for all fields of the program while this lives.
//
// A field that is moved with what it lies in: Qt looks at the field's own geometry alone, so the candidates
// would stand where the field once was. The place is told anew.
//
// Letters that were given up with Escape: Qt's IBus plugin keeps them and puts them into the field when it
// loses the focus, as if they had been chosen. The input method is told to forget them.
#pragma once
#include <QObject>
#include <QTimer>
#include <functional>

namespace culver::desktop {

class InputMethodCare : public QObject {
    Q_OBJECT
public:
    // forget: resets the input method; a test counts instead.
    explicit InputMethodCare(QObject* parent, std::function<void()> forget = reset);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    static void reset();
    static void tell_place();
    void hear(const QString& composed, const QString& chosen);

    std::function<void()> forget_;
    QTimer place_;
    QTimer given_up_;
    bool composing_ = false;
};

}  // namespace culver::desktop
