// SPDX-License-Identifier: Apache-2.0
// Which lines stand between the entries of a conversation and which bubbles belong together (look.md §4).
// Pure: the day and what is new are parameters.
#pragma once
#include "ui/desktop/model/conversation_model.h"

#include <QDate>
#include <memory>
#include <vector>

namespace culver::desktop {

using ItemPtr = std::shared_ptr<ConversationItem>;

// Bubbles of one author that follow within this time are one group.
inline constexpr int kGroupMinutes = 5;

struct LayoutWish {
    QDate today;
    QString new_from;  // key of the entry above which the New line stands; empty: none
    int new_count = 0;
    bool is_group = false;  // decides which own message carries the read mark
};

// Two to four pictures of a group stand in one bubble.
inline constexpr std::size_t kMostTiles = 4;

// Entries (messages, files, system lines) in order; the answer holds them with the lines between. Sets
// first_of_group, last_of_group, newest_read and tiles of the entries; the keys of those that changed by it
// are added to changed. Pictures that another one holds as its tiles have no row of their own.
[[nodiscard]] std::vector<ItemPtr> lay_out(const std::vector<ItemPtr>& entries, const LayoutWish& wish,
                                           QStringList& changed);

// Both in their order by time; where times are equal messages come first.
[[nodiscard]] std::vector<ItemPtr> merged(const std::vector<ItemPtr>& messages,
                                          const std::vector<ItemPtr>& files);

}  // namespace culver::desktop
