// SPDX-License-Identifier: Apache-2.0
// The node as a face sees it: one function per method of the control API. The app implements it; dispatch.h
// reads requests, calls it and writes the answers, so that no JSON leaves this room.
#pragma once
#include "base/task.h"
#include "control/methods.h"
#include "control/outcome.h"

namespace culver::control {

template <class Method>
using Answered = Task<Reply<typename Method::Answer>>;

// One function for each method of a list.
template <class Method>
class Answers {
public:
    virtual ~Answers() = default;
    virtual Answered<Method> answer(Method request) = 0;
};
template <class List>
class AnswersAll;
template <class... Method>
class AnswersAll<std::tuple<Method...>> : public Answers<Method>... {
public:
    using Answers<Method>::answer...;
};

// Runs on the network thread. An exception that leaves answer() is logged and told to the face as `failed`.
class Node : public AnswersAll<TalkMethods> {
public:
    using AnswersAll<TalkMethods>::answer;

    virtual Answered<method::NodeStatus> answer(method::NodeStatus request) = 0;
    virtual Answered<method::NodeStop> answer(method::NodeStop request) = 0;
    virtual Answered<method::PeersList> answer(method::PeersList request) = 0;
    virtual Answered<method::PeerResolve> answer(method::PeerResolve request) = 0;

    virtual Answered<method::ChatSay> answer(method::ChatSay request) = 0;
    virtual Answered<method::ChatHistory> answer(method::ChatHistory request) = 0;
    virtual Answered<method::ChatSearch> answer(method::ChatSearch request) = 0;
    virtual Answered<method::ChatMarkRead> answer(method::ChatMarkRead request) = 0;

    virtual Answered<method::TransferSend> answer(method::TransferSend request) = 0;
    virtual Answered<method::TransferQuery> answer(method::TransferQuery request) = 0;
    virtual Answered<method::TransferFiles> answer(method::TransferFiles request) = 0;
    virtual Answered<method::TransferAccept> answer(method::TransferAccept request) = 0;
    virtual Answered<method::TransferDecline> answer(method::TransferDecline request) = 0;
    virtual Answered<method::TransferPause> answer(method::TransferPause request) = 0;
    virtual Answered<method::TransferResume> answer(method::TransferResume request) = 0;
    virtual Answered<method::TransferCancel> answer(method::TransferCancel request) = 0;
    virtual Answered<method::TransferLimit> answer(method::TransferLimit request) = 0;
    virtual Answered<method::TransferAgain> answer(method::TransferAgain request) = 0;

    virtual Answered<method::AutoAcceptSet> answer(method::AutoAcceptSet request) = 0;
    virtual Answered<method::AutoAcceptGet> answer(method::AutoAcceptGet request) = 0;
    virtual Answered<method::AutoAcceptList> answer(method::AutoAcceptList request) = 0;

    virtual Answered<method::PeerVerify> answer(method::PeerVerify request) = 0;
    virtual Answered<method::PeerTrust> answer(method::PeerTrust request) = 0;
    virtual Answered<method::PeerBlock> answer(method::PeerBlock request) = 0;

    virtual Answered<method::Doctor> answer(method::Doctor request) = 0;
    virtual Answered<method::ConfigGet> answer(method::ConfigGet request) = 0;
    virtual Answered<method::ConfigSet> answer(method::ConfigSet request) = 0;
    virtual Answered<method::NetworksList> answer(method::NetworksList request) = 0;
    virtual Answered<method::NetworksTrust> answer(method::NetworksTrust request) = 0;
    virtual Answered<method::NetworksForget> answer(method::NetworksForget request) = 0;
    virtual Answered<method::IdentityShow> answer(method::IdentityShow request) = 0;

    // Only tells the number of the next event; the connection streams (see Dispatched::stream_from).
    virtual Answered<method::EventsSubscribe> answer(method::EventsSubscribe request) = 0;
};

}  // namespace culver::control
