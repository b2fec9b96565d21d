// SPDX-License-Identifier: Apache-2.0
// The words of the control API and their meaning in code, each pair written once. A word that this version
// does not know (a newer node wrote it) is read as Unknown; Unknown itself is written as null.
#pragma once
#include "base/ids.h"

#include <array>
#include <optional>
#include <string_view>

namespace culver::control {

enum class Presence { Available, Away, Busy, Dnd, Offline, Unknown };
enum class Trust { New, Verified, Blocked, Changed, Unknown };
enum class Via { Multicast4, Multicast6, Broadcast, Mdns, Static, Gossip, Session, Unknown };
enum class MessageState { Queued, Sent, Delivered, Read, Failed, Recalled, Unknown };
enum class MessageKind { Text, Edit, Recall, Reaction, Attachment, Notice, System, Unknown };
enum class AttachmentKind { Picture, Voice, File, Unknown };
enum class AttachmentState { Offered, Coming, Here, Gone, Unknown };
enum class Direction { In, Out, Unknown };
enum class TransferState {
    Offered,
    Waiting,
    Active,
    Paused,
    Interrupted,
    Done,
    Declined,
    Cancelled,
    Failed,
    Unknown
};
enum class WayHealth { Ok, Off, Degraded, Failed, Unknown };
enum class ConversationKind { Peer, Group, Unknown };
enum class GroupState { Member, Invited, Left, Removed, Unknown };
enum class GroupRole { Owner, Admin, Member, Unknown };
enum class ExportFormat { Text, Html, Json, Unknown };
enum class Severity { Ok, Note, Warning, Problem, Unknown };

template <class Enumeration>
struct Word {
    Enumeration value;
    std::string_view text;
};

// The table of an enumeration, in the order in which the documents name its words.
template <class Enumeration>
inline constexpr std::array<Word<Enumeration>, 0> kWords{};

template <>
inline constexpr auto kWords<Presence> = std::to_array<Word<Presence>>({{Presence::Available, "available"},
                                                                        {Presence::Away, "away"},
                                                                        {Presence::Busy, "busy"},
                                                                        {Presence::Dnd, "dnd"},
                                                                        {Presence::Offline, "offline"}});
template <>
inline constexpr auto kWords<Trust> = std::to_array<Word<Trust>>({{Trust::New, "new"},
                                                                  {Trust::Verified, "verified"},
                                                                  {Trust::Blocked, "blocked"},
                                                                  {Trust::Changed, "changed"}});
template <>
inline constexpr auto kWords<Protocol> = std::to_array<Word<Protocol>>(
    {{Protocol::Culver, "culver"}, {Protocol::Ipmsg, "ipmsg"}, {Protocol::Localsend, "localsend"}});
template <>
inline constexpr auto kWords<Via> = std::to_array<Word<Via>>({{Via::Multicast4, "multicast4"},
                                                              {Via::Multicast6, "multicast6"},
                                                              {Via::Broadcast, "broadcast"},
                                                              {Via::Mdns, "mdns"},
                                                              {Via::Static, "static"},
                                                              {Via::Gossip, "gossip"},
                                                              {Via::Session, "session"}});
template <>
inline constexpr auto kWords<MessageState> =
    std::to_array<Word<MessageState>>({{MessageState::Queued, "queued"},
                                       {MessageState::Sent, "sent"},
                                       {MessageState::Delivered, "delivered"},
                                       {MessageState::Read, "read"},
                                       {MessageState::Failed, "failed"},
                                       {MessageState::Recalled, "recalled"}});
template <>
inline constexpr auto kWords<MessageKind> =
    std::to_array<Word<MessageKind>>({{MessageKind::Text, "text"},
                                      {MessageKind::Edit, "edit"},
                                      {MessageKind::Recall, "recall"},
                                      {MessageKind::Reaction, "reaction"},
                                      {MessageKind::Attachment, "attachment"},
                                      {MessageKind::Notice, "notice"},
                                      {MessageKind::System, "system"}});
template <>
inline constexpr auto kWords<AttachmentKind> = std::to_array<Word<AttachmentKind>>(
    {{AttachmentKind::Picture, "picture"}, {AttachmentKind::Voice, "voice"}, {AttachmentKind::File, "file"}});
template <>
inline constexpr auto kWords<AttachmentState> =
    std::to_array<Word<AttachmentState>>({{AttachmentState::Offered, "offered"},
                                          {AttachmentState::Coming, "coming"},
                                          {AttachmentState::Here, "here"},
                                          {AttachmentState::Gone, "gone"}});
template <>
inline constexpr auto kWords<Direction> =
    std::to_array<Word<Direction>>({{Direction::In, "in"}, {Direction::Out, "out"}});
template <>
inline constexpr auto kWords<TransferState> =
    std::to_array<Word<TransferState>>({{TransferState::Offered, "offered"},
                                        {TransferState::Waiting, "waiting"},
                                        {TransferState::Active, "active"},
                                        {TransferState::Paused, "paused"},
                                        {TransferState::Interrupted, "interrupted"},
                                        {TransferState::Done, "done"},
                                        {TransferState::Declined, "declined"},
                                        {TransferState::Cancelled, "cancelled"},
                                        {TransferState::Failed, "failed"}});
template <>
inline constexpr auto kWords<WayHealth> = std::to_array<Word<WayHealth>>({{WayHealth::Ok, "ok"},
                                                                          {WayHealth::Off, "off"},
                                                                          {WayHealth::Degraded, "degraded"},
                                                                          {WayHealth::Failed, "failed"}});
template <>
inline constexpr auto kWords<Severity> = std::to_array<Word<Severity>>({{Severity::Ok, "ok"},
                                                                        {Severity::Note, "note"},
                                                                        {Severity::Warning, "warning"},
                                                                        {Severity::Problem, "problem"}});

template <>
inline constexpr auto kWords<ConversationKind> = std::to_array<Word<ConversationKind>>(
    {{ConversationKind::Peer, "peer"}, {ConversationKind::Group, "group"}});
template <>
inline constexpr auto kWords<GroupState> =
    std::to_array<Word<GroupState>>({{GroupState::Member, "member"},
                                     {GroupState::Invited, "invited"},
                                     {GroupState::Left, "left"},
                                     {GroupState::Removed, "removed"}});
template <>
inline constexpr auto kWords<GroupRole> = std::to_array<Word<GroupRole>>(
    {{GroupRole::Owner, "owner"}, {GroupRole::Admin, "admin"}, {GroupRole::Member, "member"}});
template <>
inline constexpr auto kWords<ExportFormat> = std::to_array<Word<ExportFormat>>(
    {{ExportFormat::Text, "text"}, {ExportFormat::Html, "html"}, {ExportFormat::Json, "json"}});

// An enumeration that has a table.
template <class Enumeration>
concept Worded = !kWords<Enumeration>.empty();

// Empty for Unknown.
template <Worded Enumeration>
[[nodiscard]] constexpr std::string_view to_word(Enumeration value) {
    for (const auto& word : kWords<Enumeration>) {
        if (word.value == value) return word.text;
    }
    return {};
}

template <Worded Enumeration>
[[nodiscard]] constexpr std::optional<Enumeration> from_word(std::string_view text) {
    for (const auto& word : kWords<Enumeration>) {
        if (word.text == text) return word.value;
    }
    return std::nullopt;
}

// Nothing follows these states but, for a message, the step from delivered to read.
[[nodiscard]] constexpr bool is_final(TransferState state) {
    return state == TransferState::Done || state == TransferState::Declined ||
           state == TransferState::Cancelled || state == TransferState::Failed;
}

}  // namespace culver::control
