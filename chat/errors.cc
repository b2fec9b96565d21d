// SPDX-License-Identifier: Apache-2.0
#include "chat/errors.h"

#include <string>

namespace culver::chat {
namespace {

class ChatCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "culver.chat"; }
    std::string message(int reason) const override {
        switch (static_cast<ChatErrc>(reason)) {
            case ChatErrc::Malformed: return "the other computer sent something that cannot be read";
            case ChatErrc::TextEmpty: return "there is nothing to say: the text is empty";
            case ChatErrc::TextTooLong: return "the text is longer than 65536 bytes; send it as a file";
            case ChatErrc::TextNotUtf8: return "the text is not valid UTF-8; convert it first";
            case ChatErrc::PeerBlocked: return "you have blocked this peer; undo that first";
            case ChatErrc::NotNative: return "this peer's program knows texts and files only";
            case ChatErrc::NoSuchMessage: return "there is no such message";
            case ChatErrc::TooManyUnread:
                return "the other person has not read what strangers wrote so far and takes no more from "
                       "strangers until then";
            case ChatErrc::Conflict:
                return "the other computer already has another message under this number; say it again";
            case ChatErrc::Unreadable: return "the other computer cannot read this message";
            case ChatErrc::Withdrawn: return "the other computer takes this message no longer; say it again";
            case ChatErrc::NotWelcome:
                return "the other person takes messages only from people they know; ask them to verify you";
            case ChatErrc::Refused: return "the other computer refused the message";
            case ChatErrc::Expired: return "the message waited 30 days for the other person and was given up";
            case ChatErrc::NotYours: return "this message is not yours: only its author changes it";
            case ChatErrc::WrongKind: return "this cannot be done with a message of this kind";
            case ChatErrc::AlreadyGone: return "this message was recalled";
            case ChatErrc::ReactionTooLong: return "a reaction has at most 64 bytes; say it as a message";
            case ChatErrc::TooManyMentions:
                return "at most 64 people are mentioned in a message; mention all";
            case ChatErrc::PeerAway: return "the other person is not here, or has never talked with you";
            case ChatErrc::TooOften: return "that was done a moment ago; wait ten seconds";
            case ChatErrc::NoSuchGroup: return "there is no such group on this machine";
            case ChatErrc::NotAllowed:
                return "that takes a higher rank in the group, or changes nothing: somebody named is in it "
                       "already "
                       "or is no member of it";
            case ChatErrc::NotMember: return "you are no member of this group";
            case ChatErrc::NotJoined: return "you are invited to this group; join it first";
            case ChatErrc::LeftForGood:
                return "somebody named has left this group for good; make a new one with them";
            case ChatErrc::GroupFull:
                return "this group was changed 4,000 times and takes no more changes; make a new one";
            case ChatErrc::BadGroupName:
                return "a group's name has 1 to 128 bytes and no line breaks or control characters";
            case ChatErrc::OtherKind:
                return "the file is not what it was said to be: a picture is PNG, JPEG, GIF or WebP, a voice "
                       "message is Opus in Ogg; attach it as a file";
            case ChatErrc::FormerIdentity:
                return "this node got a new id before the message arrived; say it again";
            case ChatErrc::UnreadBefore:
                return "nothing was marked as read: older messages that were not shown are unread, too; show "
                       "more at once";
        }
        return "unknown";
    }
};

}  // namespace

boost::system::error_code make_error_code(ChatErrc reason) {
    static const ChatCategory category;
    return {static_cast<int>(reason), category};
}

}  // namespace culver::chat
