// SPDX-License-Identifier: Apache-2.0
// A node without a network: it answers the control API from canned rows, by rules that the names of its peers
// give.
//   bob      verified; delivers what is said to him and takes what is sent in about a second
//   mute     talked to before; never answers: messages stay queued, transfers waiting
//   rude     talked to before; refuses messages and declines transfers
//   broken   talked to before; his disk is full, transfers fail
//   小王      a stranger who is present
// PEER words are resolved by control/peer_name.h as in the real node.
#pragma once
#include "base/task_scope.h"
#include "control/event.h"
#include "control/node.h"
#include "control/peer_name.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <string>
#include <vector>

namespace culver::control::test {

class CannedNode : public Node {
public:
    explicit CannedNode(boost::asio::any_io_executor executor);

    // Every event so far; `changed` is cancelled whenever one is added.
    std::vector<Event> events;
    boost::asio::steady_timer changed;
    void emit(EventBody body);
    // Bob says it, or goes, and whoever follows the events is told only that some were lost.
    void lose_message(std::string text);
    void lose_departure();

    Task<> close() { return tasks_.close(); }

    Answered<method::NodeStatus> answer(method::NodeStatus request) override;
    Answered<method::NodeStop> answer(method::NodeStop request) override;
    Answered<method::PeersList> answer(method::PeersList request) override;
    Answered<method::PeerResolve> answer(method::PeerResolve request) override;
    Answered<method::ChatSay> answer(method::ChatSay request) override;
    Answered<method::ChatHistory> answer(method::ChatHistory request) override;
    Answered<method::ChatSearch> answer(method::ChatSearch request) override;
    Answered<method::ChatMarkRead> answer(method::ChatMarkRead request) override;
    Answered<method::TransferSend> answer(method::TransferSend request) override;
    Answered<method::TransferQuery> answer(method::TransferQuery request) override;
    Answered<method::TransferFiles> answer(method::TransferFiles request) override;
    Answered<method::TransferAccept> answer(method::TransferAccept request) override;
    Answered<method::TransferDecline> answer(method::TransferDecline request) override;
    Answered<method::TransferPause> answer(method::TransferPause request) override;
    Answered<method::TransferResume> answer(method::TransferResume request) override;
    Answered<method::TransferCancel> answer(method::TransferCancel request) override;
    Answered<method::TransferLimit> answer(method::TransferLimit request) override;
    Answered<method::TransferAgain> answer(method::TransferAgain request) override;
    Answered<method::AutoAcceptSet> answer(method::AutoAcceptSet request) override;
    Answered<method::AutoAcceptGet> answer(method::AutoAcceptGet request) override;
    Answered<method::AutoAcceptList> answer(method::AutoAcceptList request) override;
    Answered<method::PeerVerify> answer(method::PeerVerify request) override;
    Answered<method::PeerTrust> answer(method::PeerTrust request) override;
    Answered<method::PeerBlock> answer(method::PeerBlock request) override;
    Answered<method::ConfigGet> answer(method::ConfigGet request) override;
    Answered<method::ConfigSet> answer(method::ConfigSet request) override;
    Answered<method::NetworksList> answer(method::NetworksList request) override;
    Answered<method::NetworksTrust> answer(method::NetworksTrust request) override;
    Answered<method::NetworksForget> answer(method::NetworksForget request) override;
    Answered<method::Doctor> answer(method::Doctor request) override;
    Answered<method::IdentityShow> answer(method::IdentityShow request) override;
    Answered<method::EventsSubscribe> answer(method::EventsSubscribe request) override;

    // canned_talk.cc
    Answered<method::ChatBroadcast> answer(method::ChatBroadcast request) override;
    Answered<method::ChatAttach> answer(method::ChatAttach request) override;
    Answered<method::ChatFetch> answer(method::ChatFetch request) override;
    Answered<method::ChatConversations> answer(method::ChatConversations request) override;
    Answered<method::ChatMessage> answer(method::ChatMessage request) override;
    Answered<method::ChatEdit> answer(method::ChatEdit request) override;
    Answered<method::ChatRecall> answer(method::ChatRecall request) override;
    Answered<method::ChatReact> answer(method::ChatReact request) override;
    Answered<method::ChatConfirm> answer(method::ChatConfirm request) override;
    Answered<method::ChatTyping> answer(method::ChatTyping request) override;
    Answered<method::ChatBuzz> answer(method::ChatBuzz request) override;
    Answered<method::ChatExport> answer(method::ChatExport request) override;
    Answered<method::ChatImport> answer(method::ChatImport request) override;
    Answered<method::PresenceGet> answer(method::PresenceGet request) override;
    Answered<method::PresenceSet> answer(method::PresenceSet request) override;
    Answered<method::ProfileGet> answer(method::ProfileGet request) override;
    Answered<method::ProfileSet> answer(method::ProfileSet request) override;
    Answered<method::GroupCreate> answer(method::GroupCreate request) override;
    Answered<method::GroupQuery> answer(method::GroupQuery request) override;
    Answered<method::GroupShow> answer(method::GroupShow request) override;
    Answered<method::GroupAdd> answer(method::GroupAdd request) override;
    Answered<method::GroupRemove> answer(method::GroupRemove request) override;
    Answered<method::GroupAppoint> answer(method::GroupAppoint request) override;
    Answered<method::GroupJoin> answer(method::GroupJoin request) override;
    Answered<method::GroupLeave> answer(method::GroupLeave request) override;
    Answered<method::GroupRename> answer(method::GroupRename request) override;

private:
    [[nodiscard]] Reply<MessageRow*> find_message(const std::string& id);
    [[nodiscard]] Reply<MessageRow> changed_message(const std::string& id,
                                                    void (*change)(MessageRow&, const std::string&),
                                                    const std::string& words);
    [[nodiscard]] Reply<GroupRow*> find_group(const std::string& word);
    [[nodiscard]] GroupRow told(GroupRow& group);
    [[nodiscard]] Reply<PeerRow*> find_peer(const std::string& word);
    [[nodiscard]] Reply<TransferRow*> find_transfer(const std::string& word);
    [[nodiscard]] Reply<TransferRow> set_state(const std::string& word, TransferState state);
    [[nodiscard]] MessageRow write_down(const PeerRow& peer, std::string text, Direction direction);
    Task<> run_message(std::size_t index, std::string name);
    Task<> run_transfer(std::string id, std::string name);

    std::vector<PeerRow> peers_;
    std::vector<MessageRow> messages_;
    std::vector<TransferRow> transfers_;
    std::vector<AutoAcceptRule> rules_;
    std::vector<ConfigEntry> settings_;
    std::vector<GroupRow> groups_;
    PresenceRow presence_{Presence::Available, std::nullopt};
    ProfileRow profile_;
    TaskScope tasks_;
};

}  // namespace culver::control::test
