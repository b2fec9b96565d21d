// SPDX-License-Identifier: Apache-2.0
// The methods about conversations, groups, presence and history; the companion of methods.h. A parameter
// `peer` of a method about a conversation also takes a group: "group:" and its name or the beginning of its
// id, its full id, or its name when no peer bears it. `group` takes only groups.
#pragma once
#include "control/rows.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace culver::control {

struct Nothing {};

struct SaidList {
    std::vector<SaidRow> messages;
};
// Oldest first. `earlier` and `later` are opaque cursors for the pages before and after this one, null where
// there is none: a page may hold fewer messages than the asker's limit.
struct MessagePage {
    std::vector<MessageRow> messages;
    Text earlier;
    Text later;
};
struct ConversationList {
    std::vector<ConversationRow> conversations;
};
struct GroupList {
    std::vector<GroupRow> groups;
};

namespace method {

// To everybody who is present, or to all of a department; each gets a message of their own.
struct ChatBroadcast {
    static constexpr std::string_view kName = "chat.broadcast";
    using Answer = SaidList;
    std::string text;
    Text department;
    bool notice = false;
};
// A picture, a voice message or a small file as a message; its bytes are kept in the profile and fetched by
// those who get the message.
struct ChatAttach {
    static constexpr std::string_view kName = "chat.attach";
    using Answer = SaidList;
    std::vector<std::string> peers;
    Text path;
    std::optional<AttachmentKind> kind;  // as its bytes say when null
    std::string text;                    // a caption
    Text name;                           // the file's when null
    std::vector<std::uint64_t> waveform;
    Text reply_to;
    bool accept_new = false;
};
// Bytes that are not fetched by themselves, because of whom they are from or how many there were.
struct ChatFetch {
    static constexpr std::string_view kName = "chat.fetch";
    using Answer = MessageRow;
    std::string peer;
    std::string id;
};
struct ChatConversations {
    static constexpr std::string_view kName = "chat.conversations";
    using Answer = ConversationList;
};
struct ChatMessage {
    static constexpr std::string_view kName = "chat.message";
    using Answer = MessageRow;
    std::string peer;
    std::string id;
};
// Own messages only, as the next two.
struct ChatEdit {
    static constexpr std::string_view kName = "chat.edit";
    using Answer = MessageRow;
    std::string peer;
    std::string id;
    std::string text;
};
struct ChatRecall {
    static constexpr std::string_view kName = "chat.recall";
    using Answer = MessageRow;
    std::string peer;
    std::string id;
};
// One sign for each person; an empty one takes it back.
struct ChatReact {
    static constexpr std::string_view kName = "chat.react";
    using Answer = MessageRow;
    std::string peer;
    std::string id;
    std::string reaction;
};
struct ChatConfirm {
    static constexpr std::string_view kName = "chat.confirm";
    using Answer = MessageRow;
    std::string peer;
    std::string id;
};
struct ChatTyping {
    static constexpr std::string_view kName = "chat.typing";
    using Answer = Nothing;
    std::string peer;
    bool typing = true;
};
struct ChatBuzz {
    static constexpr std::string_view kName = "chat.buzz";
    using Answer = BuzzRow;
    std::string peer;
};
// Writes a file that is not there yet; without `peer` all conversations.
struct ChatExport {
    static constexpr std::string_view kName = "chat.export";
    using Answer = ExportRow;
    Text path;
    ExportFormat format = ExportFormat::Json;
    Text peer;
    Time since;
    Time until;
};
struct ChatImport {
    static constexpr std::string_view kName = "chat.import";
    using Answer = ImportRow;
    Text path;
};

struct PresenceGet {
    static constexpr std::string_view kName = "presence.get";
    using Answer = PresenceRow;
};
// What is null stays; an empty text takes the text away.
struct PresenceSet {
    static constexpr std::string_view kName = "presence.set";
    using Answer = PresenceRow;
    std::optional<Presence> presence;
    Text status_text;
};
// This node's own without `peer`.
struct ProfileGet {
    static constexpr std::string_view kName = "profile.get";
    using Answer = ProfileRow;
    Text peer;
};
struct ProfileSet {
    static constexpr std::string_view kName = "profile.set";
    using Answer = ProfileRow;
    Text name;
    Text department;
    Text room;
    Text phone;
    Text email;
    Text note;
    Text picture;  // the absolute path of a file
};

struct GroupCreate {
    static constexpr std::string_view kName = "group.create";
    using Answer = GroupRow;
    std::string name;
    std::vector<std::string> peers;
    bool open_history = false;
};
struct GroupQuery {
    static constexpr std::string_view kName = "group.list";
    using Answer = GroupList;
};
struct GroupShow {
    static constexpr std::string_view kName = "group.show";
    using Answer = GroupRow;
    std::string group;
};
struct GroupAdd {
    static constexpr std::string_view kName = "group.add";
    using Answer = GroupRow;
    std::string group;
    std::vector<std::string> peers;
};
struct GroupRemove {
    static constexpr std::string_view kName = "group.remove";
    using Answer = GroupRow;
    std::string group;
    std::vector<std::string> peers;
};
// The owner makes a member an admin, or an admin a member again.
struct GroupAppoint {
    static constexpr std::string_view kName = "group.appoint";
    using Answer = GroupRow;
    std::string group;
    std::string peer;
    bool admin = true;
};
struct GroupJoin {
    static constexpr std::string_view kName = "group.join";
    using Answer = GroupRow;
    std::string group;
};
struct GroupLeave {
    static constexpr std::string_view kName = "group.leave";
    using Answer = GroupRow;
    std::string group;
};
struct GroupRename {
    static constexpr std::string_view kName = "group.rename";
    using Answer = GroupRow;
    std::string group;
    std::string name;
};

}  // namespace method

using TalkMethods =
    std::tuple<method::ChatBroadcast, method::ChatAttach, method::ChatFetch, method::ChatConversations,
               method::ChatMessage, method::ChatEdit, method::ChatRecall, method::ChatReact,
               method::ChatConfirm, method::ChatTyping, method::ChatBuzz, method::ChatExport,
               method::ChatImport, method::PresenceGet, method::PresenceSet, method::ProfileGet,
               method::ProfileSet, method::GroupCreate, method::GroupQuery, method::GroupShow,
               method::GroupAdd, method::GroupRemove, method::GroupAppoint, method::GroupJoin,
               method::GroupLeave, method::GroupRename>;

}  // namespace culver::control
