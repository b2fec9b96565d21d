// SPDX-License-Identifier: Apache-2.0
#include "app/chat_refusal.h"

#include "chat/errors.h"
#include "store/errors.h"

namespace culver::app {
namespace {

using chat::ChatErrc;
using control::Outcome;

struct Meaning {
    boost::system::error_code code;
    Outcome outcome;
};

}  // namespace

std::unexpected<control::Refusal> refuse_chat(const Error& error) {
    static const Meaning kMeanings[] = {
        {ChatErrc::NoSuchGroup, Outcome::NoSuchGroup},
        {ChatErrc::BadGroupName, Outcome::BadValue},
        {ChatErrc::OtherKind, Outcome::BadValue},
        {ChatErrc::TextTooLong, Outcome::BadValue},
        {ChatErrc::ReactionTooLong, Outcome::BadValue},
        {ChatErrc::TooManyMentions, Outcome::BadValue},
        {store::StoreErrc::AttachmentTooLarge, Outcome::BadValue},
        {store::StoreErrc::AttachmentEmpty, Outcome::BadValue},
        {store::StoreErrc::NotAFile, Outcome::BadValue},
        {store::StoreErrc::OfProfile, Outcome::BadValue},
        {ChatErrc::NotYours, Outcome::WrongState},
        {ChatErrc::UnreadBefore, Outcome::WrongState},
        {ChatErrc::WrongKind, Outcome::WrongState},
        {ChatErrc::AlreadyGone, Outcome::WrongState},
        {ChatErrc::NotAllowed, Outcome::WrongState},
        {ChatErrc::NotMember, Outcome::WrongState},
        {ChatErrc::GroupFull, Outcome::WrongState},
        {ChatErrc::NotJoined, Outcome::WrongState},
        {ChatErrc::LeftForGood, Outcome::WrongState},
    };
    if (error.code == ChatErrc::NoSuchMessage)
        return control::refuse(Outcome::NoSuchMessage, "There is no such message in this conversation.");
    for (const auto& meaning : kMeanings) {
        if (error.code == meaning.code) return control::refuse(meaning.outcome, error);
    }
    return control::refuse(error);
}

}  // namespace culver::app
