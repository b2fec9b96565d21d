// SPDX-License-Identifier: Apache-2.0
// Makes the rows of a list model equal to a list that was worked out anew, telling the views as little as is
// true: removed, moved, inserted, changed. Selection and scroll position survive. Rows are known by a key.
#pragma once
#include <QHash>
#include <QString>
#include <algorithm>
#include <utility>
#include <vector>

namespace culver::desktop {

// More separate places than this are told as a reset: each costs the views more than starting over.
inline constexpr int kMostPlaces = 64;

namespace list_sync {

struct Range {
    int first, last;
};

// The runs of indexes below count for which wanted(index) holds, in order.
template <class Wanted>
[[nodiscard]] std::vector<Range> runs(std::size_t count, Wanted wanted) {
    std::vector<Range> found;
    for (int at = 0; at < static_cast<int>(count); ++at) {
        if (!wanted(at)) continue;
        if (!found.empty() && found.back().last == at - 1) {
            found.back().last = at;
        } else {
            found.push_back({at, at});
        }
    }
    return found;
}

}  // namespace list_sync

// Hooks has key(row), same(old, new) and what SyncedList::News has, which tells the views.
template <class Row, class Hooks>
void sync_rows(std::vector<Row>& shown, std::vector<Row> wanted, Hooks&& hooks) {
    QHash<QString, int> place;  // in wanted
    place.reserve(static_cast<qsizetype>(wanted.size()));
    for (std::size_t i = 0; i < wanted.size(); ++i) place.insert(hooks.key(wanted[i]), static_cast<int>(i));
    std::vector<bool> is_old(wanted.size(), false);
    for (const auto& row : shown) {
        if (const auto at = place.constFind(hooks.key(row)); at != place.cend()) {
            is_old[static_cast<std::size_t>(*at)] = true;
        }
    }
    const auto removed = list_sync::runs(shown.size(), [&](int at) {
        return !place.contains(hooks.key(shown[static_cast<std::size_t>(at)]));
    });
    const auto inserted =
        list_sync::runs(wanted.size(), [&](int at) { return !is_old[static_cast<std::size_t>(at)]; });
    if (removed.size() + inserted.size() > static_cast<std::size_t>(kMostPlaces)) {
        hooks.begin_reset();
        shown = std::move(wanted);
        hooks.end_reset();
        return;
    }
    for (auto run = removed.rbegin(); run != removed.rend(); ++run) {
        hooks.begin_remove(run->first, run->last);
        shown.erase(shown.begin() + run->first, shown.begin() + run->last + 1);
        hooks.end_remove();
    }
    const auto place_of = [&](const Row& row) { return place.value(hooks.key(row)); };
    if (!std::is_sorted(shown.begin(), shown.end(),
                        [&](const Row& a, const Row& b) { return place_of(a) < place_of(b); })) {
        hooks.begin_order();
        std::vector<std::pair<int, int>> order;  // place in wanted, old place
        for (std::size_t i = 0; i < shown.size(); ++i)
            order.emplace_back(place_of(shown[i]), static_cast<int>(i));
        std::sort(order.begin(), order.end());
        std::vector<Row> sorted;
        sorted.reserve(shown.size());
        std::vector<int> new_place(shown.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            new_place[static_cast<std::size_t>(order[i].second)] = static_cast<int>(i);
            sorted.push_back(std::move(shown[static_cast<std::size_t>(order[i].second)]));
        }
        shown = std::move(sorted);
        hooks.end_order(new_place);
    }
    for (const auto& run : inserted) {
        hooks.begin_insert(run.first, run.last);
        shown.insert(shown.begin() + run.first, std::make_move_iterator(wanted.begin() + run.first),
                     std::make_move_iterator(wanted.begin() + run.last + 1));
        hooks.end_insert();
    }
    const auto changed = list_sync::runs(shown.size(), [&](int at) {
        const auto index = static_cast<std::size_t>(at);
        if (!is_old[index] || hooks.same(shown[index], wanted[index])) return false;
        shown[index] = std::move(wanted[index]);
        return true;
    });
    for (const auto& run : changed) hooks.changed(run.first, run.last);
}

}  // namespace culver::desktop
