// SPDX-License-Identifier: Apache-2.0
// One row of the message log: an operation of an author in a conversation, its words, and how far it came.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "store/media.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::store {

// Values are stored; never renumber.
enum class MessageState : std::uint8_t {
    Queued = 0,
    Sent = 1,
    Delivered = 2,
    Read = 3,
    Failed = 4,
    Recalled = 5
};
enum class MessageDirection : std::uint8_t { In = 0, Out = 1 };
[[nodiscard]] std::string_view to_string(MessageState state);  // queued sent delivered read failed recalled
[[nodiscard]] std::string_view to_string(MessageDirection direction);  // in out
[[nodiscard]] std::optional<MessageState> parse_message_state(std::string_view text);

// SHA-256 of the bytes of an attachment; it names them everywhere.
using AttachmentDigest = Id<struct AttachmentTag, 32>;

// Values are stored; never renumber.
enum class AttachmentState : std::uint8_t {
    Offered = 0,  // waits for a person who wants it
    Coming = 1,   // is fetched as soon as somebody who has it is there
    Here = 2,     // whole and checked, in the profile
    Gone = 3      // nobody has it any more
};

// What is known here of the bytes that one or more messages carry.
struct KeptAttachment {
    AttachmentState state = AttachmentState::Offered;
    std::uint64_t size = 0;
    bool is_asked_for = false;  // a person wanted it: no limit holds
    Media media;                // when Here
    bool operator==(const KeptAttachment&) const = default;
};

// What one person attached to a message: a reaction or a confirmation (chat's kinds).
struct Mark {
    PeerKey author;
    std::uint8_t kind = 0;
    std::string text;
    std::int64_t time = 0;
    bool operator==(const Mark&) const = default;
};

struct StoredMessage {
    std::int64_t row = 0;  // grows in the order of arrival on this node; 0 before it is stored
    ConversationId conversation;
    PeerKey author;
    IncarnationId incarnation;  // with sequence: the author's own count in this conversation, from 1
    std::uint64_t sequence = 0;
    MessageId id;                     // unique per conversation
    std::uint64_t clock = 0;          // hybrid logical clock as the author wrote it
    std::uint64_t position = 0;       // the clock, made safe: where the message stands in the conversation
    std::uint8_t kind = 0;            // chat's operation kinds
    std::optional<MessageId> target;  // the message that an edit, recall or reaction is about
    Bytes operation;                  // the author's own bytes, sent again and compared as they are
    std::string text;
    std::int64_t time = 0;     // shown; milliseconds since 1970
    std::int64_t arrival = 0;  // when it was stored here; for own messages when it was queued
    MessageDirection direction = MessageDirection::In;
    MessageState state = MessageState::Delivered;  // incoming: Delivered means unread
    std::string failure;                           // a sentence, when state is Failed
    std::int64_t edited = 0;                       // when the words were changed last; 0 never
    std::vector<PeerId> mentions;                  // whom it concerns; a zero id means all
    bool is_shown = true;   // false for what only changes another message: not in pages, not searchable
    Bytes attachment = {};  // chat's label of what it carries; empty: nothing
    std::optional<AttachmentDigest> digest = {};  // of that
    // Not of the row itself: load_marks().
    std::vector<Mark> marks;
    std::optional<KeptAttachment> kept = {};
    bool operator==(const StoredMessage&) const = default;
};

// Where a message stands: positions alone can be the same, as two people write at the same moment.
struct MessagePlace {
    std::uint64_t position = 0;
    MessageId id = {};
    std::int64_t row = 0;
    auto operator<=>(const MessagePlace&) const = default;
};
[[nodiscard]] inline MessagePlace place_of(const StoredMessage& message) {
    return {message.position, message.id, message.row};
}

}  // namespace culver::store
