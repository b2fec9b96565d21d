// SPDX-License-Identifier: Apache-2.0
// Rows about messages, conversations, groups and people; see rows.h.
#pragma once
#include "control/enumerators.h"
#include "control/row_types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace culver::control {

// Who answered a message with this sign.
struct ReactionRow {
    std::string reaction;
    std::vector<std::string> by;
};

// A picture, voice message or small file in a conversation.
struct AttachmentRow {
    AttachmentKind kind = AttachmentKind::Unknown;  // what its bytes are, as soon as they are here
    Text name;                                      // as its author called it; no path
    Number size;
    AttachmentState state = AttachmentState::Unknown;
    Text path;        // of the file in the profile, while it is here
    Text media_type;  // found in its bytes, never believed
    Number width;     // of a picture, in pixels
    Number height;
    Number duration_ms;                   // of a voice message
    std::vector<std::uint64_t> waveform;  // 0 to 100, from its beginning to its end
};

struct MessageRow {
    std::string id;
    std::string conversation;  // the peer's or the group's id
    std::string author;
    Text author_name;
    Direction direction = Direction::Unknown;
    MessageKind kind = MessageKind::Unknown;
    Text text;
    Time time;
    MessageState state = MessageState::Unknown;
    Text reply_to;  // the id of the message it answers
    Time edited;    // when its author changed the words last
    std::vector<std::string> mentions;
    bool mentions_all = false;
    bool mentions_me = false;
    std::vector<ReactionRow> reactions;
    std::optional<AttachmentRow> attachment;  // kind attachment, until it is recalled
    // Keys that are there only when set: the first two in groups, the next two at notices, the last in
    // answers to a search.
    std::optional<std::vector<std::string>> delivered_to;
    std::optional<std::vector<std::string>> read_by;
    std::optional<std::vector<std::string>> confirmed_by;
    std::optional<std::vector<std::string>> not_confirmed;
    Text snippet;
};

struct ConversationRow {
    std::string conversation;  // the peer's or the group's id
    ConversationKind kind = ConversationKind::Unknown;
    Text name;
    std::uint64_t unread = 0;
    bool mentioned = false;  // an unread message mentions this node's person
    std::optional<MessageRow> last;
};

struct MemberRow {
    std::string id;
    Text name;
    GroupRole role = GroupRole::Unknown;
    bool frozen = false;  // wrote two histories: what came after counts nowhere
};

struct GroupRow {
    std::string id;
    std::string name;
    Text owner;
    std::vector<std::string> members;
    std::uint64_t unread = 0;
    GroupState state = GroupState::Unknown;
    std::vector<MemberRow> people;  // the members, with what is known of them
    bool open_history = false;      // whoever joins may read what was said before
    Text invited_by;
};

// How this node's person shows themselves to those they talk with.
struct PresenceRow {
    Presence presence = Presence::Unknown;
    Text status_text;
};

// What a person tells about themselves; labels, nothing proves them.
struct ProfileRow {
    std::string id;
    Text name;
    Text department;  // levels parted by '/'
    Text room;
    Text phone;
    Text email;
    Text note;
    Text picture;  // the path of a file in the profile; decode it with care, it came from a peer
};

struct TypingRow {
    std::string conversation;
    std::string peer;
    Text peer_name;
    bool typing = false;
};

struct BuzzRow {
    std::string peer;
    Text peer_name;
    Time time;
};

struct ExportRow {
    std::string path;
    ExportFormat format = ExportFormat::Unknown;
    std::uint64_t messages = 0;
};

struct ImportRow {
    std::uint64_t messages = 0;  // that were not here before
    std::uint64_t repeated = 0;  // that were
};

}  // namespace culver::control
