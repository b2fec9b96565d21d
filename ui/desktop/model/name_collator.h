// SPDX-License-Identifier: Apache-2.0
// How names are ordered for people: as the window's language sorts, without regard to capitals, 2 before 10.
#pragma once
#include <QCollator>

namespace culver::desktop {

[[nodiscard]] inline QCollator name_collator() {
    QCollator collator(QLocale{});
    collator.setNumericMode(true);
    collator.setCaseSensitivity(Qt::CaseInsensitive);
    return collator;
}

}  // namespace culver::desktop
