// SPDX-License-Identifier: Apache-2.0
// What a face is told without asking. On the wire an event is its number, its name and the keys of its row:
// {"seq":41,"event":"peer_appeared","id":…,"name":…}. Numbers grow for the life of the profile. `lost` stands
// for the events from…to that can no longer be told; it has no number of its own.
#pragma once
#include "control/rows.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace culver::control {

namespace event {

struct Ready {
    static constexpr std::string_view kName = "ready";
    std::string id;
    std::uint64_t port = 0;
};

// Events whose keys are those of a row.
template <class RowType>
struct OfRow {
    using Row = RowType;
    Row row;
};

struct PeerAppeared : OfRow<PeerRow> {
    static constexpr std::string_view kName = "peer_appeared";
};
struct PeerChanged : OfRow<PeerRow> {
    static constexpr std::string_view kName = "peer_changed";
};
struct PeerGone : OfRow<PeerRow> {
    static constexpr std::string_view kName = "peer_gone";
};
struct MessageArrived : OfRow<MessageRow> {
    static constexpr std::string_view kName = "message_arrived";
};
struct MessageStateChanged : OfRow<MessageRow> {
    static constexpr std::string_view kName = "message_state";
};
struct MessageChanged : OfRow<MessageRow> {
    static constexpr std::string_view kName = "message_changed";
};
struct Typing : OfRow<TypingRow> {
    static constexpr std::string_view kName = "typing";
};
struct Buzz : OfRow<BuzzRow> {
    static constexpr std::string_view kName = "buzz";
};
struct PresenceChanged : OfRow<PresenceRow> {
    static constexpr std::string_view kName = "presence_changed";
};
struct ProfileChanged : OfRow<ProfileRow> {
    static constexpr std::string_view kName = "profile_changed";
};
struct TransferOffered : OfRow<TransferRow> {
    static constexpr std::string_view kName = "transfer_offered";
};
struct TransferChanged : OfRow<TransferRow> {  // a change of state, not of progress
    static constexpr std::string_view kName = "transfer_changed";
};
struct GroupChanged : OfRow<GroupRow> {
    static constexpr std::string_view kName = "group_changed";
};
struct Verification : OfRow<VerificationRow> {
    static constexpr std::string_view kName = "verification";
};
struct TrustChanged : OfRow<TrustRow> {
    static constexpr std::string_view kName = "trust_changed";
};
struct Warning : OfRow<Finding> {
    static constexpr std::string_view kName = "warning";
};

struct Lost {
    static constexpr std::string_view kName = "lost";
    std::uint64_t from = 0;
    std::uint64_t to = 0;  // inclusive
};

}  // namespace event

using EventBody = std::variant<event::Ready, event::PeerAppeared, event::PeerChanged, event::PeerGone,
                               event::MessageArrived, event::MessageStateChanged, event::MessageChanged,
                               event::Typing, event::Buzz, event::PresenceChanged, event::ProfileChanged,
                               event::TransferOffered, event::TransferChanged, event::GroupChanged,
                               event::Verification, event::TrustChanged, event::Warning, event::Lost>;

struct Event {
    std::uint64_t seq = 0;  // 0 for `lost`
    EventBody body;
};

[[nodiscard]] inline std::string_view name_of(const EventBody& body) {
    return std::visit([](const auto& one) { return one.kName; }, body);
}

}  // namespace culver::control
