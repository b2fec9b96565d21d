// SPDX-License-Identifier: Apache-2.0
// Finds labels that show less than they say: cut at the edge of their widget, or elided though their words
// are ours.
#pragma once
#include <QStringList>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace culver::desktop {

// One sentence for each visible label, button or field below root whose words do not fit; empty when all do.
// Names from the network may be elided (Words that were told so) and do not count.
[[nodiscard]] QStringList cut_labels(const QWidget& root);

}  // namespace culver::desktop
