// SPDX-License-Identifier: Apache-2.0
#include "app/group_rows.h"

#include <algorithm>

namespace culver::app {
namespace {

control::GroupState state_of(chat::GroupPart part) {
    switch (part) {
        case chat::GroupPart::Member: return control::GroupState::Member;
        case chat::GroupPart::Invited: return control::GroupState::Invited;
        case chat::GroupPart::Left: return control::GroupState::Left;
        case chat::GroupPart::Removed: return control::GroupState::Removed;
    }
    return control::GroupState::Unknown;
}

control::GroupRole role_of(chat::Rank rank) {
    switch (rank) {
        case chat::Rank::Owner: return control::GroupRole::Owner;
        case chat::Rank::Admin: return control::GroupRole::Admin;
        case chat::Rank::Member:
        case chat::Rank::None: return control::GroupRole::Member;
    }
    return control::GroupRole::Unknown;
}

std::vector<std::string> texts_of(const std::vector<PeerId>& people) {
    std::vector<std::string> texts;
    for (const auto& person : people) texts.push_back(person.text());
    return texts;
}

}  // namespace

control::GroupRow group_row(const chat::GroupView& group, std::uint64_t unread, const NameOf& name_of) {
    control::GroupRow row;
    row.id = group.id.text();
    row.name = group.name;
    if (group.owner) row.owner = group.owner->text();
    for (const auto& person : group.people) {
        row.members.push_back(person.id.text());
        row.people.push_back({person.id.text(), text_or_null(name_of(PeerKey(person.id))),
                              role_of(person.rank), person.is_frozen});
    }
    row.unread = unread;
    row.state = state_of(group.part);
    row.open_history = group.has_open_history;
    if (group.invited_by) row.invited_by = group.invited_by->text();
    return row;
}

void fill_readers(control::MessageRow& row, const chat::MessageReaders& readers,
                  const std::optional<chat::GroupView>& group) {
    row.delivered_to = texts_of(readers.delivered_to);
    row.read_by = texts_of(readers.read_by);
    if (!row.not_confirmed || !group) return;
    for (const auto& person : group->people) {
        const auto id = person.id.text();
        const bool is_open =
            id != row.author && std::ranges::find(*row.confirmed_by, id) == row.confirmed_by->end();
        if (is_open) row.not_confirmed->push_back(id);
    }
}

}  // namespace culver::app
