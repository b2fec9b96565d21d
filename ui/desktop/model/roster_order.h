// SPDX-License-Identifier: Apache-2.0
// In which order the roster shows its people and groups, under which headers, and what a search leaves. Pure:
// no node, no clock, no settings; RosterModel gathers, this arranges.
#pragma once
#include "ui/desktop/model/roster_model.h"

#include <QCollator>
#include <functional>
#include <memory>
#include <vector>

namespace culver::desktop {

// A person or group with what decides its place.
struct RosterEntry {
    RosterRow row;
    QStringList department;                            // levels, outermost first; empty: none
    qint64 last_ms = 0;                                // when the last thing was said or sent; 0: never
    std::shared_ptr<const QCollatorSortKey> sort_key;  // of the name
    QString found_by;                                  // folded: what a search looks through
};

struct RosterWish {
    RosterModel::Order order = RosterModel::Order::People;
    QString filter;
    QStringList pinned;  // in their order
    std::function<bool(const QString& section)> folded = [](const QString&) { return false; };
};

[[nodiscard]] std::vector<RosterRow> arrange(const std::vector<RosterEntry>& entries, const RosterWish& wish);

// "Sales / East" as levels, without blanks and empty levels; deeper ones than eight are cut off.
[[nodiscard]] QStringList levels_of(const QString& department);
// Case, width and composition do not matter to a search.
[[nodiscard]] QString folded_text(const QString& text);

}  // namespace culver::desktop
