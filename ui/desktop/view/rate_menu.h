// SPDX-License-Identifier: Apache-2.0
// A choice of speeds in a menu, for one transfer or for all.
#pragma once
#include <QtGlobal>
#include <functional>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace culver::desktop {

// Adds the speeds, the one that holds with a mark, also when it is none of the usual; 0: as fast as it goes.
void add_rates(QMenu& menu, quint64 now, const std::function<void(quint64)>& chosen);

}  // namespace culver::desktop
