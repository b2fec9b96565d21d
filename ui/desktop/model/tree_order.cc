// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/tree_order.h"

#include "ui/desktop/model/name_collator.h"
#include "ui/desktop/model/text.h"

#include <algorithm>
#include <utility>

namespace culver::desktop {
namespace {

// A name with what it is sorted by. Two names of one folder never mix: what lies in them stays together.
struct Name {
    QCollatorSortKey key;
    QString text;
};

bool is_before(const Name& a, const Name& b) {
    const int order = a.key.compare(b.key);
    return order != 0 ? order < 0 : a.text < b.text;
}

}  // namespace

void put_in_tree_order(std::vector<control::OfferedFile>& files) {
    const QCollator collator = name_collator();
    std::vector<std::pair<std::vector<Name>, std::size_t>> keys;
    keys.reserve(files.size());
    for (std::size_t index = 0; index < files.size(); ++index) {
        auto& key = keys.emplace_back(std::vector<Name>{}, index).first;
        for (const QString& name : text_of(files[index].path).split(u'/'))
            key.push_back({collator.sortKey(name), name});
    }
    std::ranges::sort(keys, [](const auto& a, const auto& b) {
        return std::ranges::lexicographical_compare(a.first, b.first, is_before);
    });
    std::vector<control::OfferedFile> sorted;
    sorted.reserve(files.size());
    for (const auto& [key, index] : keys) sorted.push_back(std::move(files[index]));
    files = std::move(sorted);
}

}  // namespace culver::desktop
