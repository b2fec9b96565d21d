// SPDX-License-Identifier: Apache-2.0
// The gateway to the IP Messenger family: one UDP socket and one TCP acceptor on 2425. Packets are read and
// judged by the pure files beside this one; this sends, waits for receipts and keeps the transfers.
#pragma once
#include "base/clock.h"
#include "base/task_scope.h"
#include "discovery/datagram_socket.h"
#include "discovery/interfaces.h"
#include "discovery/rate_limit.h"
#include "interop/gateway.h"
#include "interop/ipmsg/attachments.h"
#include "interop/ipmsg/cipher.h"
#include "interop/ipmsg/fetch.h"
#include "interop/ipmsg/own_keys.h"
#include "interop/ipmsg/packet_numbers.h"
#include "interop/ipmsg/port_claim.h"
#include "interop/ipmsg/roster.h"
#include "interop/unfinished.h"
#include "transfer/source_tree.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <stop_token>

namespace culver::interop::ipmsg {

struct GatewayOptions {
    std::string user;  // ASCII, of this node for ever: half of what others know it by
    std::string host;
    Charset legacy = Charset::Gbk;
    discovery::InterfaceRules interfaces{};
    std::uint32_t kept_number = 0;  // what keep_number was given last
    std::function<void(std::uint32_t)> keep_number;
    std::string kept_keys{};  // what keep_keys was given last
    std::function<void(std::string)> keep_keys;
    std::string kept_unfinished{};  // what keep_unfinished was given last
    std::function<void(std::string)> keep_unfinished;
    std::string kept_pins{};  // what keep_pins was given last: whose key is known from earlier
    std::function<void(std::string)> keep_pins;
};

class IpmsgGateway final : public Gateway {
public:
    IpmsgGateway(boost::asio::any_io_executor executor, const Clock& clock, GatewayOptions options,
                 GatewayMediator mediator);
    ~IpmsgGateway() override;  // requires: close() has returned

    [[nodiscard]] Protocol protocol() const override { return Protocol::Ipmsg; }
    void set_on(bool is_on) override;
    void set_face(OwnFace face) override;
    void set_hosts(std::vector<Endpoint> hosts) override;
    void network_changed() override;
    Task<> close() override;
    [[nodiscard]] std::vector<ForeignPeer> peers() const override;
    [[nodiscard]] std::optional<ForeignPeer> peer(const PeerKey& key) const override;
    Task<Result<>> deliver(PeerKey to, ForeignText text) override;
    Task<Result<>> tell_opened(PeerKey from, MessageId id) override;
    Result<> buzz(const PeerKey& to) override;
    void forget_trust(const PeerKey& peer) override;
    Task<Result<TransferId>> offer(PeerKey to, std::vector<std::filesystem::path> paths,
                                   transfer::Links links) override;
    Result<> accept(const TransferId& id, std::string folder, std::vector<std::string> only,
                    std::optional<std::uint64_t> max_bytes) override;
    [[nodiscard]] std::optional<Endpoint> offered_from(const TransferId& id) const override;
    Result<> decline(const TransferId& id) override;
    Result<> cancel(const TransferId& id) override;
    [[nodiscard]] std::vector<transfer::TransferRow> transfers() const override;

private:
    using Event = transfer::TransferService::Event;
    struct Exchange {  // one transfer
        transfer::TransferRow row;
        std::uint32_t number = 0, run = 0;  // of the offer's packet, and of the peer then (SeenPackets)
        Endpoint where;
        std::vector<Attachment> attachments;
        bool is_utf8 = false;
        Likely likely = Likely::Legacy;                    // of names that are not marked
        std::shared_ptr<const transfer::SourceTree> tree;  // out
        std::vector<std::uint32_t> entries;                // out: of the tree, one for each attachment
        std::set<std::uint32_t> fetched;
        std::shared_ptr<Progress> progress = std::make_shared<Progress>();
        std::stop_source stop;
        std::uint64_t bytes_before = 0;
        int serving = 0;  // connections that fetch of it now
        bool is_watched = false;
    };
    // A text is cut anew at each attempt: what was confirmed counts while it is cut the same way.
    struct PartsDone {
        Charset charset = Charset::Utf8;
        std::size_t room = 0;
        std::set<std::size_t> parts;
        std::size_t sending = 0;           // the part
        std::uint32_t sending_number = 0;  // its packet; 0: none
    };
    struct Waiting {
        Endpoint from;
        std::unique_ptr<boost::asio::steady_timer> timer;
        bool is_confirmed = false;
    };
    struct Late {  // nobody waits for this packet's receipt any more
        std::uint32_t number = 0;
        Endpoint from;
        MessageId text;
        std::size_t part = 0;
    };
    // One packet at a time for each peer, numbered in its turn: iptux takes a lower number than the last for
    // a repetition. Begins at once when turn_at() has returned.
    class Turn {
    public:
        Turn(std::set<PeerKey>& busy, PeerKey peer) : busy_(busy), peer_(peer) { busy_.insert(peer_); }
        ~Turn() { busy_.erase(peer_); }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        std::set<PeerKey>& busy_;
        PeerKey peer_;
    };

    // ipmsg_gateway.cc
    Result<> open_ports();
    void try_on();
    Task<> receive();
    Task<> run();
    Task<> say_hello();
    Task<> answer_later(Endpoint to);
    void on_datagram(std::string_view bytes, const Endpoint& from);
    void on_packet(const Packet& packet, const Endpoint& from);
    void on_entry(const Packet& packet, const Endpoint& from);
    void on_small(const Packet& packet, const Neighbour& sender);
    void apply(std::vector<Roster::Change> changes);
    [[nodiscard]] bool is_own(const Packet& packet) const;
    Packet own_packet(Command command, std::uint32_t options);
    Packet introduction(Command command, Audience audience);
    void send(Packet packet, const Endpoint& to);
    void send_everywhere(const Packet& packet);
    void ask(const Endpoint& where);
    [[nodiscard]] ForeignPeer shown(const Neighbour& row) const;
    // ipmsg_keys.cc
    struct KeyQuestion {  // of another, while our keys are made
        std::uint32_t capabilities = 0;
        bool is_automatic = false;
    };
    Task<> get_keys();
    Task<> make_keys();
    void answer_key(const KeyQuestion& question, const Neighbour& sender);
    [[nodiscard]] std::uint32_t key_status() const;
    void read_pins(std::string_view kept);
    void pin(const PeerId& peer, const RsaKey& key);
    void keep_pins() const;
    [[nodiscard]] bool may_open(const Packet& packet, const Neighbour& sender);
    void tell_once(const PeerKey& peer, std::string code, std::string sentence);
    void ask_key(const Neighbour& peer, std::uint32_t options);
    void forget_key(const PeerKey& peer);
    void on_ask_key(const Packet& packet, const Neighbour& sender);
    void on_key(const Packet& packet, const Neighbour& sender);
    Task<const KeyAnswer*> key_of_peer(PeerKey peer);
    Task<Result<Packet>> closed(PeerKey to, Packet packet);
    [[nodiscard]] std::optional<Packet> opened(const Packet& packet, const Neighbour& sender);
    [[nodiscard]] bool is_encrypted(const Neighbour& row) const;
    // ipmsg_messages.cc
    void on_message(const Packet& packet, const Endpoint& from);
    Task<> take(Packet packet, Neighbour sender, ForeignText text);
    void confirm(const Packet& packet, const Endpoint& to);
    void on_receipt(const Packet& packet, const Endpoint& from);
    void on_late_receipt(std::uint32_t number, const Endpoint& from);
    void forget_late(const MessageId& text);
    Task<> turn_at(PeerKey peer);  // before a Turn, which sending requires
    Task<Result<>> send_until_confirmed(PeerKey to, Packet packet);
    Task<Result<>> deliver_part(PeerKey to, const ForeignText& text, std::size_t part, Packet packet);
    // ipmsg_transfers.cc
    // False when there are too many offers.
    bool on_offer(const Packet& packet, const Neighbour& sender, std::vector<Attachment> attachments);
    void release(std::uint32_t number, const Endpoint& to);
    void end_offers_of_last_run(const PeerKey& peer, std::uint32_t number);
    Task<> accept_connections();
    Task<> serve_connection(boost::asio::ip::tcp::socket socket);
    Task<> serve_file(std::shared_ptr<Exchange> exchange, std::uint32_t index, std::uint64_t offset,
                      int socket);
    Task<> remove_left();
    Task<> fetch_files(std::shared_ptr<Exchange> exchange, FetchOrder order);
    Task<> announce(std::shared_ptr<Exchange> exchange);
    Task<> watch(std::shared_ptr<Exchange> exchange);
    void on_release(const Packet& packet, const Endpoint& from);
    void end(Exchange& exchange, transfer::State state, const Error* why = nullptr);
    void tell(const Exchange& exchange, Event event) { mediator_.transfer(exchange.row, event); }
    [[nodiscard]] std::shared_ptr<Exchange> find(const TransferId& id) const;
    void forget_old();
    boost::asio::thread_pool& workers();

    boost::asio::any_io_executor executor_;
    const Clock& clock_;
    GatewayOptions options_;
    GatewayMediator mediator_;
    OwnFace face_;
    std::vector<Endpoint> hosts_;
    bool is_wanted_ = false;
    bool is_on_ = false;
    bool has_told_ = false;  // that it is wanted and not on
    PortClaim claim_;
    discovery::DatagramSocket udp_;
    boost::asio::ip::tcp::acceptor tcp_;
    discovery::SourceLimit per_source_;
    discovery::TokenBucket in_all_;
    discovery::SourceLimit asks_;      // entries that strangers make us send
    discovery::SourceLimit requests_;  // connections
    discovery::SourceLimit shakes_;
    discovery::SourceLimit key_answers_;
    discovery::SourceLimit key_asks_;  // that others make us send
    discovery::SourceLimit opens_;     // RSA is dear, and this is the network thread
    discovery::TokenBucket opens_in_all_;
    discovery::SourceLimit guesses_;  // unsigned texts that could not be opened
    discovery::TokenBucket guesses_in_all_;
    PacketNumbers numbers_;
    SeenPackets seen_;
    Roster roster_;
    std::uint64_t run_;  // random: small packet numbers of two runs are different ones
    std::map<std::uint32_t, Waiting> waiting_;
    std::optional<OwnKeys> keys_;
    bool is_making_keys_ = false;
    bool has_no_keys_ = false;  // making them failed; not tried again in this run
    std::map<PeerKey, KeyQuestion> key_askers_;
    std::map<PeerKey, KeyAnswer> their_keys_;
    std::map<PeerKey, std::shared_ptr<boost::asio::steady_timer>> key_waits_;
    std::map<PeerKey, SteadyTime> key_asked_;  // an answer counts for a while only
    std::set<PeerKey> keyless_;                // announced a key and gave none
    std::map<PeerId, std::string> pins_;       // fingerprints of the keys texts were closed for
    std::set<std::pair<PeerKey, std::string>> told_;
    std::set<PeerKey> busy_;  // of which somebody holds the Turn
    std::set<std::pair<PeerKey, std::uint32_t>> in_work_;
    std::map<MessageId, PartsDone> parts_done_;  // of texts that are under way
    std::deque<Late> late_;
    std::deque<std::pair<std::uint32_t, MessageId>> sealed_;
    std::set<Endpoint> answering_;
    std::vector<std::shared_ptr<Exchange>> exchanges_;
    Unfinished unfinished_;
    std::size_t connections_ = 0;  // that have not asked yet
    std::map<boost::asio::ip::address, std::size_t> connections_of_;
    std::unique_ptr<boost::asio::thread_pool> workers_;  // made for the first file
    std::stop_source stopping_;
    TaskScope tasks_;
};

}  // namespace culver::interop::ipmsg
