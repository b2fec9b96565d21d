// SPDX-License-Identifier: Apache-2.0
// Joins a gateway of interop with the node: its peers become rows, its texts go through the history and the
// outbox, its files into the list of transfers. Decides only what a foreign peer may do without being asked.
// Thread: the network thread.
#pragma once
#include "app/config.h"
#include "app/peer_book.h"
#include "base/task_scope.h"
#include "chat/foreign_texts.h"
#include "discovery/discovery.h"
#include "interop/gateway.h"
#include "store/meta.h"
#include "transfer/transfer_service.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::app {

class Foreign {
public:
    struct Parts {
        boost::asio::any_io_executor executor;
        const Clock& clock;
        store::Database& database;
        store::Meta& meta;
        PeerBook& book;
        discovery::Discovery& discovery;
        transfer::TransferService& transfers;  // for its rules
        PeerId self;
    };
    struct Mediator {
        std::function<void(const chat::ChatEvent&)> chat_event;
        std::function<void(const transfer::TransferRow&, transfer::TransferService::Event)> transfer_event;
        std::function<void(const discovery::Change&)> roster_changed;
        std::function<void(std::string code, std::string sentence)> warn;
        std::function<std::string()> receive_folder;
        std::function<bool(const PeerKey&)> is_welcome;
    };
    Foreign(Parts parts, Mediator mediator);

    // Reads what waits, and speaks from then on where heed() allows it.
    Task<Result<>> start(const Config& config);
    Task<> close();

    // The settings, or where the node may be seen, changed.
    void heed(const Config& config, const discovery::Label& label, const std::string& away_text);
    void network_changed();

    [[nodiscard]] std::vector<discovery::Row> rows() const;
    [[nodiscard]] std::optional<discovery::Row> row(const PeerKey& peer) const;
    [[nodiscard]] std::optional<interop::ForeignPeer> peer(const PeerKey& key) const;

    // What stands beside such a peer wherever it is shown: whether texts to it are encrypted. Empty for
    // others.
    [[nodiscard]] std::string status_of(const PeerKey& key) const;

    void wake(const PeerKey& peer);  // something new waits for them, or they came
    void trust_changed(const PeerKey& peer);
    Result<> buzz(const PeerKey& peer);

    Task<Result<TransferId>> send(PeerKey to, std::vector<std::filesystem::path> paths,
                                  transfer::Links links);
    Task<Result<>> accept(TransferId id, std::optional<std::string> folder, std::vector<std::string> only);
    Result<> decline(const TransferId& id);
    Result<> cancel(const TransferId& id);
    [[nodiscard]] std::vector<transfer::TransferRow> transfers() const;
    [[nodiscard]] std::optional<transfer::TransferRow> transfer(const TransferId& id) const;
    // A rule for accepting without asking holds for the address the peer has now.
    void bind_rule(const PeerKey& peer);

private:
    struct Carrier {
        explicit Carrier(boost::asio::any_io_executor executor) : pause(std::move(executor)) {}
        boost::asio::steady_timer pause;
        bool is_woken = false;  // since it last looked for what waits
    };
    interop::GatewayMediator gateway_mediator();
    void keep(std::string_view name, std::string value);
    [[nodiscard]] bool is_blocked(const PeerKey& peer) const;
    Task<> carry(PeerKey peer);
    Task<Result<>> take(PeerKey from, interop::ForeignText text);
    Task<> note_opened(PeerKey by, MessageId id);
    void changed(const interop::ForeignPeer& peer, interop::PeerChange change);
    void offered(const transfer::TransferRow& row);
    Task<> accept_by_rule(transfer::TransferRow row, store::AutoAcceptRule rule);

    Parts parts_;
    Mediator mediator_;
    chat::ForeignTexts texts_;
    bool is_started_ = false;
    std::unique_ptr<interop::Gateway> gateway_;
    static Task<> rest(Carrier& carrier);  // until it is woken, or for a while
    // Whose texts a task carries.
    std::map<PeerKey, std::shared_ptr<Carrier>> carried_;
    TaskScope tasks_;
};

}  // namespace culver::app
