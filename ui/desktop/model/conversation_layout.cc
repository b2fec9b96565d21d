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

// A picture and nothing else: with words, an answer or reactions it needs a bubble of its own.
bool is_bare_picture(const ConversationItem& item) {
    using control::AttachmentState;
    using control::MessageState;
    if (item.kind != Kind::Message || !item.message || !item.message->attachment) return false;
    const control::AttachmentRow& file = *item.message->attachment;
    const MessageState state = item.message->state;
    return file.kind == control::AttachmentKind::Picture && file.state != AttachmentState::Offered &&
           file.state != AttachmentState::Gone && item.text.isEmpty() && item.quoted_id.isEmpty() &&
           item.message->reactions.empty() && !item.message->edited && state != MessageState::Failed &&
           state != MessageState::Recalled;
}

// As even as it goes: five are three and two.
std::size_t tiles_of(std::size_t left) {
    return left == kMostTiles + 1 ? kMostTiles - 1 : std::min(left, kMostTiles);
}

// Pictures of a group that follow each other become tiles of their last one. The newest that was read ends
// them, so that its mark stays true.
std::vector<ItemPtr> tiled(std::vector<ItemPtr> rows) {
    std::vector<ItemPtr> kept;
    kept.reserve(rows.size());
    for (std::size_t at = 0; at < rows.size();) {
        std::size_t end = at + 1;
        if (is_bare_picture(*rows[at])) {
            while (end < rows.size() && !rows[end - 1]->newest_read && !rows[end]->first_of_group &&
                   is_bare_picture(*rows[end])) {
                ++end;
            }
        }
        while (at < end) {
            const std::size_t count = tiles_of(end - at);
            const ItemPtr& last = rows[at + count - 1];
            for (std::size_t i = at; i + 1 < at + count; ++i) last->tiles.push_back(rows[i]);
            last->first_of_group = rows[at]->first_of_group;
            kept.push_back(last);
            at += count;
        }
    }
    return kept;
}

// What this gives an entry; compared, so that only rows that look different are drawn anew.
struct Given {
    explicit Given(const ConversationItem& item)
        : first(item.first_of_group),
          last(item.last_of_group),
          newest_read(item.newest_read),
          tiles(item.tiles) {}
    bool operator==(const Given&) const = default;
    bool first, last, newest_read;
    std::vector<ItemPtr> tiles;
};

}  // namespace

std::vector<ItemPtr> lay_out(const std::vector<ItemPtr>& entries, const LayoutWish& wish,
                             QStringList& changed) {
    std::vector<ItemPtr> rows;
    rows.reserve(entries.size() + 16);
    const auto* newest_read = newest_read_of(entries, wish.is_group);
    QDate day;
    bool joined = false;  // to the entry above, with no line between
    std::vector<Given> before;
    before.reserve(entries.size());
    for (const auto& entry : entries) {
        before.emplace_back(*entry);
        entry->tiles.clear();
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto& item = *entries[i];
        const bool has_new_line = !wish.new_from.isEmpty() && item.key == wish.new_from;
        if (!day.isValid() || item.when.date() > day) {  // a clock that was put back begins no day twice
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
        item.first_of_group = first;
        item.last_of_group = last;
        item.newest_read = newest_read == &item;
        joined = !last;
        rows.push_back(entries[i]);
    }
    rows = tiled(std::move(rows));
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (before[i] == Given(*entries[i])) continue;
        if (before[i].tiles != entries[i]->tiles)
            entries[i]->accessible = Wording::conversation_item(*entries[i]);
        changed.append(entries[i]->key);
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
