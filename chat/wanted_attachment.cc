// SPDX-License-Identifier: Apache-2.0
#include "chat/wanted_attachment.h"

#include <algorithm>

namespace culver::chat {

bool WantedAttachment::is_open(const PeerId& peer, const Place& place) const {
    if (place.size > largest_ || refused_.contains({peer, place.size}) || resting_.contains(peer))
        return false;
    const auto tries = tries_.find(peer);
    return tries == tries_.end() || tries->second < kMaxTries;
}

std::optional<WantedAttachment::Source> WantedAttachment::next(const MayAsk& may_ask,
                                                               const Members& members) const {
    for (const auto& place : places_) {
        const bool is_group = place.conversation.is_group();
        const auto peer = is_group ? place.author : place.conversation.peer().id;
        if (!is_open(peer, place) || !may_ask(peer)) continue;
        return Source{peer, is_group ? std::optional(place.conversation.group()) : std::nullopt, place.size};
    }
    for (const auto& place : places_) {
        if (!place.conversation.is_group() || place.size > largest_) continue;
        for (const auto& member : members(place.conversation.group())) {
            if (is_open(member, place) && may_ask(member))
                return Source{member, place.conversation.group(), place.size};
        }
    }
    return std::nullopt;
}

bool WantedAttachment::is_hopeless(const PeerId& self, const Members& members) const {
    const auto has_it_not = [&](const PeerId& peer, const Place& place) {
        return peer == self || refused_.contains({peer, place.size});
    };
    return std::ranges::all_of(places_, [&](const Place& place) {
        if (place.size > largest_) return true;
        if (!place.conversation.is_group()) return has_it_not(place.conversation.peer().id, place);
        return std::ranges::all_of(members(place.conversation.group()),
                                   [&](const PeerId& member) { return has_it_not(member, place); });
    });
}

std::optional<Duration> WantedAttachment::unanswered(const PeerId& peer) {
    const auto tries = ++tries_[peer];
    if (tries >= kMaxTries) return std::nullopt;
    resting_.insert(peer);
    return std::min(kRetryPause * (1U << (tries - 1)), kLongestRetryPause);
}

void WantedAttachment::appeared(const PeerId& peer) {
    std::erase_if(refused_, [&](const auto& entry) { return entry.first == peer; });
    tries_.erase(peer);
    resting_.erase(peer);
}

void WantedAttachment::begin_again() {
    refused_.clear();
    tries_.clear();
    resting_.clear();
}

}  // namespace culver::chat
