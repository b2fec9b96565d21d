// SPDX-License-Identifier: Apache-2.0
// One attachment that is to come: whom to ask for it, in what order, who has it not, and when nobody is asked
// any more. Pure.
//
// A label is a claim: the digest decides which bytes are right, so each size that somebody named is tried
// with those who may have it, and a wrong one hides no right one.
#pragma once
#include "base/clock.h"
#include "base/ids.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace culver::chat {

inline constexpr std::chrono::seconds kRetryPause{15};          // after an answer that did not come
inline constexpr std::chrono::seconds kLongestRetryPause{240};  // doubled up to this
// Unanswered requests to one peer in one session: ten minutes in all, longer than a machine that copies a
// disk leaves a request lying.
inline constexpr std::uint32_t kMaxTries = 6;

class WantedAttachment {
public:
    // A message that carries it, with the size that its label says.
    struct Place {
        ConversationId conversation;
        PeerId author;
        std::uint64_t size = 0;
    };
    struct Source {
        PeerId peer;
        std::optional<GroupId> group;
        std::uint64_t size = 0;
        bool operator==(const Source&) const = default;
    };
    using MayAsk = std::function<bool(const PeerId&)>;
    using Members = std::function<std::vector<PeerId>(const GroupId&)>;

    // Where it was said; newest first.
    void set_places(std::vector<Place> places) { places_ = std::move(places); }
    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    // Larger ones are not fetched: what nobody asked for stays within its author's share of a day.
    void set_largest(std::uint64_t bytes) { largest_ = bytes; }

    // Who is asked next: authors before other members.
    [[nodiscard]] std::optional<Source> next(const MayAsk& may_ask, const Members& members) const;
    // Everybody but self who could have it has said that they have not.
    [[nodiscard]] bool is_hopeless(const PeerId& self, const Members& members) const;

    // They do not have these bytes in that size.
    void refused(const Source& source) { refused_.insert({source.peer, source.size}); }
    // No answer came in time: they rest. Gives for how long; nothing: they are asked no more.
    [[nodiscard]] std::optional<Duration> unanswered(const PeerId& peer);
    void rested(const PeerId& peer) { resting_.erase(peer); }
    void appeared(const PeerId& peer);  // anew: perhaps with the bytes
    void begin_again();                 // a person asks: nothing of that holds

private:
    [[nodiscard]] bool is_open(const PeerId& peer, const Place& place) const;

    std::vector<Place> places_;
    std::uint64_t largest_ = 0;
    std::set<std::pair<PeerId, std::uint64_t>> refused_;
    std::map<PeerId, std::uint32_t> tries_;
    std::set<PeerId> resting_;
};

}  // namespace culver::chat
