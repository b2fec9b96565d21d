// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/conversation_layout.h"

#include "ui/desktop/model/wording.h"

#include <algorithm>

namespace culver::desktop {
namespace {

using Kind = ConversationItem::Kind;

bool is_bubble(const ConversationItem& item) {
    return item.kind == Kind::Message || item.kind == Kind::File;
}

bool belong_together(const ConversationItem& above, const ConversationItem& below) {
    if (!is_bubble(above) || !is_bubble(below)) return false;
    if (above.own != below.own || above.author != below.author) return false;
    if (above.when.date() != below.when.date()) return false;
    return std::abs(above.when.secsTo(below.when)) < qint64{kGroupMinutes} * 60;
}

bool was_read(const ConversationItem& item, bool in_group) {
    if (!item.own || !item.message) return false;
    return in_group ? !item.read_by.isEmpty() : item.message->state == control::MessageState::Read;
}

ItemPtr line(Kind kind, QString key, const QDateTime& when, QString text) {
    auto item = std::make_shared<ConversationItem>();
    item->kind = kind;
    item->key = std::move(key);
    item->when = when;
    item->text = std::move(text);
    item->accessible = item->text;
    return item;
}

const ConversationItem* newest_read_of(const std::vector<ItemPtr>& entries, bool in_group) {
    const auto found = std::find_if(entries.rbegin(), entries.rend(),
                                    [&](const ItemPtr& item) { return was_read(*item, in_group); });
    return found == entries.rend() ? nullptr : found->get();
}

}  // namespace

std::vector<ItemPtr> lay_out(const std::vector<ItemPtr>& entries, const LayoutWish& wish,
                             QStringList& changed) {
    std::vector<ItemPtr> rows;
    rows.reserve(entries.size() + 16);
    const auto* newest_read = newest_read_of(entries, wish.is_group);
    QDate day;
    bool joined = false;  // to the entry above, with no line between
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto& item = *entries[i];
        const bool has_new_line = !wish.new_from.isEmpty() && item.key == wish.new_from;
        if (item.when.date() != day) {
            day = item.when.date();
            rows.push_back(line(Kind::Day, QStringLiteral("day:") + day.toString(Qt::ISODate),
                                day.startOfDay(), Wording::day(day, wish.today)));
        }
        if (has_new_line) {
            rows.push_back(
                line(Kind::New, QStringLiteral("new"), item.when, Wording::new_messages(wish.new_count)));
        }
        const auto* below = i + 1 < entries.size() ? entries[i + 1].get() : nullptr;
        const bool is_split = below != nullptr && !wish.new_from.isEmpty() && below->key == wish.new_from;
        const bool first = !joined || has_new_line;
        const bool last = below == nullptr || is_split || !belong_together(item, *below);
        const bool carries_mark = newest_read == &item;
        if (item.first_of_group != first || item.last_of_group != last || item.newest_read != carries_mark) {
            item.first_of_group = first;
            item.last_of_group = last;
            item.newest_read = carries_mark;
            changed.append(item.key);
        }
        joined = !last;
        rows.push_back(entries[i]);
    }
    return rows;
}

std::vector<ItemPtr> merged(const std::vector<ItemPtr>& messages, const std::vector<ItemPtr>& files) {
    std::vector<ItemPtr> entries;
    entries.reserve(messages.size() + files.size());
    auto file = files.begin();
    for (const auto& message : messages) {
        while (file != files.end() && (*file)->when < message->when) entries.push_back(*file++);
        entries.push_back(message);
    }
    entries.insert(entries.end(), file, files.end());
    return entries;
}

}  // namespace culver::desktop
