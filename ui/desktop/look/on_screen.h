// SPDX-License-Identifier: Apache-2.0
// How windows stand on the screen where X11 leaves that to each program.
#pragma once
#include <QtGlobal>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace culver::desktop {

// Whether a window may be see-through. Not on an X screen without a compositor: what should be seen through
// is black there.
[[nodiscard]] bool see_through();

// Shows a window that was hidden where it was. A window manager finds a new place for one that is shown
// again, be it on another monitor, unless the window asks for a place.
void show_again(QWidget& window);

}  // namespace culver::desktop
