// SPDX-License-Identifier: Apache-2.0
// What ends a talk, or takes that back: a group is left, its invitation declined, a person blocked or
// unblocked. The menu of a conversation and its details offer the same; which one it is, is decided here
// alone.
#pragma once
#include "ui/desktop/model/desk.h"
#include "ui/desktop/view/shell.h"

#include <functional>
#include <optional>

namespace culver::desktop {

struct WayOut {
    QString words;
    QString icon;
    bool mends = false;  // brings back what was ended
    std::function<void()> act;
};
// Nothing for oneself, for who is not known, and for a group that one is not in. told hears of what is done
// at once; the rest is asked first, in a sheet that around opens.
[[nodiscard]] std::optional<WayOut> way_out_of(Desk& desk, Around* around, const QString& id, Told told);

}  // namespace culver::desktop
