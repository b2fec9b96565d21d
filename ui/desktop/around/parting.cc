// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/around/parting.h"

#include <QVBoxLayout>

namespace culver::desktop {

Parting parting_for(const PartingCase& one) {
    if (!one.said_quit || !one.goes_offline || !one.ours) return Parting::Leave;
    return one.moving ? Parting::Ask : Parting::Stop;
}

bool stays_when_closed(const ClosingCase& one) {
    return one.stays && (one.tray || one.notices);
}

QuitSheet::QuitSheet(QWidget* window, int moving) : Sheet(window, {}, 480), moving_(moving) {
    words_ = new Words({}, Type::Body, Token::Ink2);
    content().addWidget(words_);
    stop_ = add_escape({}, Button::Kind::TextDanger);
    stay_ = add_button({}, Button::Kind::Second);
    leave_ = add_button({}, Button::Kind::Primary);
    connect(stay_, &QAbstractButton::clicked, this, [this] { close_with(false); });
    connect(stop_, &QAbstractButton::clicked, this, [this] {
        close_with(true);
        Q_EMIT decided(true);
    });
    connect(leave_, &QAbstractButton::clicked, this, [this] {
        close_with(true);
        Q_EMIT decided(false);
    });
    worded(this, [this] { say(); });
}

void QuitSheet::say() {
    set_title(tr("%n transfers are on their way", nullptr, moving_));
    words_->setText(
        tr("They go on without a window. Offline they stop, and go on from there when Culver starts again."));
    stop_->setText(tr("Go offline"));
    stay_->setText(tr("Cancel"));
    leave_->setText(tr("Quit and let them finish"));
}

}  // namespace culver::desktop
