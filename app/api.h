// SPDX-License-Identifier: Apache-2.0
// The control API's methods, each a few lines: find the peer or transfer that is meant, forward to the room
// that does it, turn the outcome into rows. api_peers.cc, api_trust.cc, api_chat.cc, api_transfer.cc,
// api_doctor.cc, api_settings.cc hold them. Thread: the network thread.
#pragma once
#include "app/card_book.h"
#include "app/config.h"
#include "app/doctor.h"
#include "app/message_rows.h"
#include "app/peer_rows.h"
#include "app/pictures.h"
#include "app/verifications.h"
#include "chat/attachments.h"
#include "chat/chat_service.h"
#include "chat/group_service.h"
#include "control/event.h"
#include "control/node.h"
#include "discovery/discovery.h"
#include "net/sessions.h"
#include "store/rules.h"
#include "transfer/transfer_service.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace culver::app {

class Foreign;

// What of the running node the methods need. All must outlive the Api.
struct ApiParts {
    PeerBook& book;
    CardBook& cards;
    discovery::Discovery& discovery;
    net::Sessions& sessions;
    chat::ChatService& chat;
    chat::GroupService& groups;
    chat::Attachments& attachments;
    store::Database& database;
    transfer::TransferService& transfers;
    store::Rules& rules;
    Config& config;
    const Clock& clock;
    Verifications& verifications;
    Doctor& doctor;
    Pictures& pictures;
    Foreign& foreign;
};

// What the node knows of itself and lets faces change.
struct ApiHooks {
    std::function<control::NodeStatus()> status;  // asks the system: not for every row
    std::function<std::string()> own_name;
    std::function<void()> stop;
    std::function<std::uint64_t()> next_event;  // the number of the next event
    std::function<Result<SettingView>(std::string_view key, std::string_view value)> change_setting;
    std::function<std::filesystem::path()> receive_folder;
    std::function<void(const PeerKey&)> trust_changed;  // the book holds what a person decided
    std::function<Task<Result<>>(Card)> set_own_card;
    std::function<void(control::EventBody)> publish;
    PeerId self;
};

class Api final : public control::Node {
public:
    Api(ApiParts parts, ApiHooks hooks) : parts_(parts), hooks_(std::move(hooks)) {}

    control::Answered<control::method::NodeStatus> answer(control::method::NodeStatus) override;
    control::Answered<control::method::NodeStop> answer(control::method::NodeStop) override;
    control::Answered<control::method::PeersList> answer(control::method::PeersList) override;
    control::Answered<control::method::PeerResolve> answer(control::method::PeerResolve) override;
    control::Answered<control::method::ChatSay> answer(control::method::ChatSay) override;
    control::Answered<control::method::ChatHistory> answer(control::method::ChatHistory) override;
    control::Answered<control::method::ChatSearch> answer(control::method::ChatSearch) override;
    control::Answered<control::method::ChatMarkRead> answer(control::method::ChatMarkRead) override;
    control::Answered<control::method::TransferSend> answer(control::method::TransferSend) override;
    control::Answered<control::method::TransferQuery> answer(control::method::TransferQuery) override;
    control::Answered<control::method::TransferFiles> answer(control::method::TransferFiles) override;
    control::Answered<control::method::TransferAccept> answer(control::method::TransferAccept) override;
    control::Answered<control::method::TransferDecline> answer(control::method::TransferDecline) override;
    control::Answered<control::method::TransferPause> answer(control::method::TransferPause) override;
    control::Answered<control::method::TransferResume> answer(control::method::TransferResume) override;
    control::Answered<control::method::TransferCancel> answer(control::method::TransferCancel) override;
    control::Answered<control::method::TransferLimit> answer(control::method::TransferLimit) override;
    control::Answered<control::method::TransferAgain> answer(control::method::TransferAgain) override;
    control::Answered<control::method::AutoAcceptSet> answer(control::method::AutoAcceptSet) override;
    control::Answered<control::method::AutoAcceptGet> answer(control::method::AutoAcceptGet) override;
    control::Answered<control::method::AutoAcceptList> answer(control::method::AutoAcceptList) override;
    control::Answered<control::method::PeerVerify> answer(control::method::PeerVerify) override;
    control::Answered<control::method::PeerTrust> answer(control::method::PeerTrust) override;
    control::Answered<control::method::PeerBlock> answer(control::method::PeerBlock) override;
    control::Answered<control::method::Doctor> answer(control::method::Doctor) override;
    control::Answered<control::method::ConfigGet> answer(control::method::ConfigGet) override;
    control::Answered<control::method::ConfigSet> answer(control::method::ConfigSet) override;
    control::Answered<control::method::NetworksList> answer(control::method::NetworksList) override;
    control::Answered<control::method::NetworksTrust> answer(control::method::NetworksTrust) override;
    control::Answered<control::method::NetworksForget> answer(control::method::NetworksForget) override;
    control::Answered<control::method::IdentityShow> answer(control::method::IdentityShow) override;
    control::Answered<control::method::EventsSubscribe> answer(control::method::EventsSubscribe) override;
    control::Answered<control::method::ChatBroadcast> answer(control::method::ChatBroadcast) override;
    control::Answered<control::method::ChatAttach> answer(control::method::ChatAttach) override;
    control::Answered<control::method::ChatFetch> answer(control::method::ChatFetch) override;
    control::Answered<control::method::ChatConversations> answer(control::method::ChatConversations) override;
    control::Answered<control::method::ChatMessage> answer(control::method::ChatMessage) override;
    control::Answered<control::method::ChatEdit> answer(control::method::ChatEdit) override;
    control::Answered<control::method::ChatRecall> answer(control::method::ChatRecall) override;
    control::Answered<control::method::ChatReact> answer(control::method::ChatReact) override;
    control::Answered<control::method::ChatConfirm> answer(control::method::ChatConfirm) override;
    control::Answered<control::method::ChatTyping> answer(control::method::ChatTyping) override;
    control::Answered<control::method::ChatBuzz> answer(control::method::ChatBuzz) override;
    control::Answered<control::method::ChatExport> answer(control::method::ChatExport) override;
    control::Answered<control::method::ChatImport> answer(control::method::ChatImport) override;
    control::Answered<control::method::PresenceGet> answer(control::method::PresenceGet) override;
    control::Answered<control::method::PresenceSet> answer(control::method::PresenceSet) override;
    control::Answered<control::method::ProfileGet> answer(control::method::ProfileGet) override;
    control::Answered<control::method::ProfileSet> answer(control::method::ProfileSet) override;
    control::Answered<control::method::GroupCreate> answer(control::method::GroupCreate) override;
    control::Answered<control::method::GroupQuery> answer(control::method::GroupQuery) override;
    control::Answered<control::method::GroupShow> answer(control::method::GroupShow) override;
    control::Answered<control::method::GroupAdd> answer(control::method::GroupAdd) override;
    control::Answered<control::method::GroupRemove> answer(control::method::GroupRemove) override;
    control::Answered<control::method::GroupAppoint> answer(control::method::GroupAppoint) override;
    control::Answered<control::method::GroupJoin> answer(control::method::GroupJoin) override;
    control::Answered<control::method::GroupLeave> answer(control::method::GroupLeave) override;
    control::Answered<control::method::GroupRename> answer(control::method::GroupRename) override;

    // What a peer is called; empty when nobody knows.
    [[nodiscard]] std::string name_of(const PeerKey& peer) const;
    [[nodiscard]] control::PeerRow peer_row_of(const PeerKey& peer, const discovery::Row* live) const;
    [[nodiscard]] control::PeerRow row_of(const PeerKey& peer) const;
    [[nodiscard]] control::MessageRow row_of(const store::StoredMessage& message) const;
    [[nodiscard]] RowContext context() const;
    Task<control::Reply<control::GroupRow>> shown(GroupId id);  // a group as it is
    Task<control::Reply<store::AttachmentDigest>> take_picture(std::string path);
    [[nodiscard]] control::ProfileRow profile_of(const PeerKey& peer) const;

private:
    // The peer a person means; an address is asked who answers there.
    Task<control::Reply<PeerKey>> who(std::string word, bool accept_new);
    Task<control::Reply<PeerKey>> who_else(std::string word, bool accept_new);  // anybody but this node
    // The conversation a person means: a peer's, or a group's.
    Task<control::Reply<ConversationId>> where(std::string word, bool accept_new);
    Task<control::Reply<std::vector<ConversationId>>> where_all(std::vector<std::string> words,
                                                                bool accept_new);
    Task<control::Reply<control::SaidList>> say_to_all(std::vector<ConversationId> to, control::Text reply_to,
                                                       chat::Draft draft);
    Task<control::Reply<control::MessageRow>> change_message(std::string peer, std::string id,
                                                             chat::Draft draft);
    Task<control::Reply<control::SaidRow>> say_in(ConversationId conversation, chat::Draft draft);
    [[nodiscard]] std::optional<control::Refusal> refuse_saying(const ConversationId& conversation,
                                                                const chat::Draft& draft) const;
    [[nodiscard]] std::string name_of(const ConversationId& conversation) const;
    [[nodiscard]] std::vector<chat::GroupView> groups_called(std::string_view word) const;
    [[nodiscard]] control::Reply<GroupId> which_group(std::string_view word) const;
    [[nodiscard]] control::GroupRow row_of(const chat::GroupView& group, std::uint64_t unread) const;
    Task<control::Reply<std::vector<PeerId>>> who_for_group(std::vector<std::string> words);
    template <class Act>
    Task<control::Reply<control::GroupRow>> with_group(std::string word, std::vector<std::string> peers,
                                                       Act act);
    [[nodiscard]] control::PresenceRow own_presence() const;
    struct Receiver {
        PeerKey peer;
        std::optional<GroupId> group;  // as whose member
    };
    [[nodiscard]] control::Reply<std::vector<Receiver>> receivers_of(
        const std::vector<ConversationId>& to) const;
    Task<control::Reply<control::SentList>> send_to(std::vector<Receiver> receivers,
                                                    std::vector<std::filesystem::path> paths,
                                                    transfer::TransferService::SendOptions options);
    [[nodiscard]] std::map<PeerKey, const discovery::Row*> everybody(
        const std::vector<discovery::Row>& live) const;
    [[nodiscard]] std::vector<discovery::Row> live_rows() const;  // of all protocols
    [[nodiscard]] std::optional<discovery::Row> live_row(const PeerKey& peer) const;
    [[nodiscard]] std::vector<transfer::TransferRow> all_transfers() const;
    [[nodiscard]] std::optional<transfer::TransferRow> find_transfer(const TransferId& id) const;
    [[nodiscard]] bool is_foreign(const TransferId& id) const;
    [[nodiscard]] std::optional<control::Refusal> refuse_foreign(const PeerKey& peer) const;
    void remember(const PeerKey& peer);
    void befriend(const PeerKey& peer);  // a person sent to, accepted from or made a rule for this peer
    [[nodiscard]] std::vector<control::NetworkRow> network_rows() const;
    Task<> let_gateways_answer();
    [[nodiscard]] control::Reply<control::NetworkRow> which_network(const control::Text& word) const;
    [[nodiscard]] control::Reply<control::NetworkRow> keep_networks(std::vector<std::string> known,
                                                                    const std::string& network);
    [[nodiscard]] control::TrustRow trust_row(const PeerKey& peer) const;
    control::TrustRow decide(const PeerKey& peer, store::Trust trust);
    Task<> send_on(PeerKey former, PeerKey successor);
    Task<control::Reply<control::TrustRow>> succeed(PeerKey peer, std::string former);
    [[nodiscard]] control::Reply<TransferId> which(const std::string& word) const;
    template <class Act>
    Task<control::Reply<control::TransferRow>> act_on(std::string id, Act act);

    ApiParts parts_;
    ApiHooks hooks_;
};

}  // namespace culver::app
