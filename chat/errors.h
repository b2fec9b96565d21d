// SPDX-License-Identifier: Apache-2.0
// Why something cannot be said or taken, in words for the person at the screen.
#pragma once
#include <boost/system/error_code.hpp>

namespace culver::chat {

enum class ChatErrc {
    Malformed = 1,  // a frame against chat.proto
    TextEmpty,
    TextTooLong,
    TextNotUtf8,
    PeerBlocked,
    NotNative,  // the peer speaks another protocol
    NoSuchMessage,
    TooManyUnread,
    Conflict,
    Unreadable,
    Withdrawn,
    NotWelcome,  // the other person takes nothing from strangers
    Refused,     // for a reason this version does not know
    Expired,
    NotYours,     // only an author edits and recalls
    WrongKind,    // e.g. only notices are confirmed
    AlreadyGone,  // recalled before
    ReactionTooLong,
    TooManyMentions,
    PeerAway,  // what is not kept for later needs them here
    TooOften,
    NoSuchGroup,
    NotAllowed,  // needs a higher rank
    NotMember,   // left, removed, or never in
    NotJoined,   // the invitation is not answered
    LeftForGood,
    BadGroupName,
    GroupFull,       // no more changes of members, ranks and name
    OtherKind,       // the file is not what it was said to be
    FormerIdentity,  // written under a key this node has no longer
    UnreadBefore     // what was shown is not all that would be marked as read
};
[[nodiscard]] boost::system::error_code make_error_code(ChatErrc reason);

}  // namespace culver::chat

template <>
struct boost::system::is_error_code_enum<culver::chat::ChatErrc> : std::true_type {};
