// SPDX-License-Identifier: Apache-2.0
// What a screen reader hears of ConversationView: a list with a child for each row, called as the model says
// it aloud, that can have the focus and open its menu. Made by Qt when something asks for it; the view itself
// is not slower while nothing does.
#pragma once
#include <QtGlobal>

QT_BEGIN_NAMESPACE
class QAccessibleEvent;
QT_END_NAMESPACE

namespace culver::desktop {

class ConversationView;

void teach_aloud();  // once, before Qt asks: says how such a view is read
// The row with the keyboard's focus is another now.
void tell_focus(ConversationView& view);
// Something came that stands in this row: read out when the reader has nothing else to say.
void tell_arrival(ConversationView& view, int row);

// QAccessible::updateAccessibility. Only a test replaces it: on a platform without a screen Qt drops what is
// told.
extern void (*tell_readers)(QAccessibleEvent* event);

}  // namespace culver::desktop
