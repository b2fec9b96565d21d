// SPDX-License-Identifier: Apache-2.0
// The face of the room: sends files and folders to peers, receives what is accepted, goes on by itself after
// any interruption, and tells faces how it goes.
//
//     TransferService service(parts, options, mediator, on_event);
//     co_await service.start();
//     auto id = co_await service.send(bob, {"/home/alice/holiday"});
//     …                                       // peer_opened(), peer_closed() from the node
//     co_await service.close();               // then close the sessions, then destroy
#pragma once
#include "base/clock.h"
#include "base/signature.h"
#include "base/task_scope.h"
#include "net/sessions.h"
#include "store/rules.h"
#include "store/transfers.h"
#include "transfer/incoming.h"
#include "transfer/open_offers.h"
#include "transfer/outgoing.h"
#include "transfer/peer_transfers.h"
#include "transfer/transfer_row.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace culver::transfer {

// How long a transfer that is over stays in the list.
inline constexpr std::chrono::hours kKeepFinished{30 * 24};
// Of what one peer offered the latest that are over stay: more than anybody looks through, and a peer that
// offers and cancels without end fills no disk.
inline constexpr std::size_t kMaxEndedOfPeer = 2000;
// How long a stranger may be gone until his offers leave the list: a cable that was moved, a walk between two
// access points.
inline constexpr std::chrono::seconds kStrangerReturns{30};
// How long partial data waits for a peer that does not return: a holiday and an illness, not a disk for ever.
inline constexpr std::chrono::hours kKeepUnfinished{90 * 24};
// After so long is offered again what found no room among the offers that wait at the other side.
inline constexpr std::chrono::seconds kOfferAgain{60};
// How often is looked for either: fine enough for something counted in days.
inline constexpr std::chrono::hours kTidyInterval{6};

class TransferService {
public:
    // What the service works with; all outlive it.
    struct Parts {
        boost::asio::any_io_executor home;
        net::Sessions& sessions;
        store::Transfers& transfers;
        store::Rules& rules;
        const Clock& clock;
        const SigningKey& key;
    };
    struct Options {
        std::filesystem::path state_folder;  // <profile>/transfers; made when missing
        std::string receive_folder;          // absolute; where accepted files go when nothing else is said
        bool may_compress = true;
        Duration stranger_returns = kStrangerReturns;
        Duration tidy_interval = kTidyInterval;
        Duration offer_again = kOfferAgain;
    };
    // What only the node above knows.
    struct Mediator {
        std::function<bool(const PeerId&)> is_known;      // talked to or verified: no stranger
        std::function<bool(const PeerId&)> is_welcome{};  // may offer us something; empty: everybody may
        // That peer and this node are both members; empty: never.
        std::function<bool(const PeerId&, const GroupId&)> shares_group{};
    };
    // Offered: a person has to decide. Progress: only figures changed; at most about four a second for each
    // transfer.
    enum class Event : std::uint8_t { Offered, Changed, Progress };
    // On the network thread.
    using EventHandler = std::function<void(const TransferRow&, Event)>;

    TransferService(Parts parts, Options options, Mediator mediator, EventHandler on_event);
    TransferService(const TransferService&) = delete;
    TransferService& operator=(const TransferService&) = delete;
    ~TransferService();  // requires: close() has returned

    // Loads what is known and begins; frames that come before wait for it. Fails with the store's error.
    Task<Result<>> start();

    // One transfer of all paths, absolute, files or folders. The id comes at once; listing goes on meanwhile,
    // the offer goes out when the peer is there, also after a restart. Fails with OnlyNative, NothingToSend
    // or SourceGone (context: the path), or the store's error.
    struct SendOptions {
        std::uint64_t rate_limit = 0;  // as set_limit()
        Links links = Links::LeaveOut;
        std::optional<GroupId> group{};  // that all its other members are sent the same; shown there
    };
    Task<Result<TransferId>> send(PeerKey peer, std::vector<std::filesystem::path> paths,
                                  SendOptions options);
    Task<Result<TransferId>> send(PeerKey peer, std::vector<std::filesystem::path> paths) {
        return send(std::move(peer), std::move(paths), SendOptions{});
    }

    // Orders about one transfer. All fail with NoSuchTransfer and WrongState.
    Task<Result<>> accept(TransferId id, std::optional<std::string> folder, std::vector<std::string> only);
    // Of an offer that waits; see Incoming::list().
    Task<Result<Listing>> list_entries(TransferId id, std::uint32_t first, std::uint32_t count);
    [[nodiscard]] Result<> decline(const TransferId& id, std::string reason = {});
    [[nodiscard]] Result<> pause(const TransferId& id);
    [[nodiscard]] Result<> resume(const TransferId& id);
    Task<Result<>> resume_in(TransferId id, std::string folder);  // see Incoming
    [[nodiscard]] Result<> cancel(const TransferId& id);
    // When it succeeds, the order that was given last is on the disk.
    Task<Result<>> kept(TransferId id);
    [[nodiscard]] Result<> set_limit(const TransferId& id, std::uint64_t wire_bytes_per_second);  // 0: none

    // Oldest first.
    [[nodiscard]] std::vector<TransferRow> list() const;
    [[nodiscard]] std::optional<TransferRow> find(const TransferId& id) const;
    // The peer sends this one, it was accepted, and it is not over.
    [[nodiscard]] bool takes_blocks(const TransferId& id, const PeerKey& from) const;

    // Rules for accepting without asking. A missing one is off.
    [[nodiscard]] store::AutoAcceptRule rule(const PeerKey& peer) const;
    Task<Result<>> set_rule(store::AutoAcceptRule rule);
    // The store gave the rule of the one to the other (store/succession.h).
    void rule_carried_over(const PeerKey& former, const PeerKey& successor);

    void set_receive_folder(std::string folder) { options_.receive_folder = std::move(folder); }
    void set_compression(bool may_compress) { context_.may_compress = may_compress; }  // of lanes to come

    // What all lanes that send may put on the wire per second, and likewise all that receive; 0: as much as
    // they can. At once.
    void set_node_limit(std::uint64_t bytes_per_second);

    // Told by the node when a session begins and ends.
    void peer_opened(const PeerId& peer);
    void peer_closed(const PeerId& peer);

    // Ends all lanes, saves, and waits for what runs. Lanes break off as a cut would; nothing is lost.
    Task<> close();

private:
    Task<> on_frame(PeerId from, std::uint16_t kind, Bytes body);
    void on_lane(const PeerId& from, const TransferId& id, std::unique_ptr<net::LaneStream> stream);
    void on_offer(const PeerId& from, const wire::Offer& offer);
    void on_new_offer(const PeerId& from, const wire::Offer& offer);
    [[nodiscard]] std::optional<GroupId> group_of(const PeerId& from, const wire::Offer& offer) const;
    void on_cancel(const PeerId& from, const TransferId& id);
    void on_frame_of_sender(const PeerId& from, wire::Kind kind, ByteView body);
    void on_frame_of_receiver(const PeerId& from, wire::Kind kind, ByteView body);
    void take_over_frames();
    void apply_rule(Incoming& incoming, bool is_again = false);
    Task<> accept_by_rule(TransferId id, std::string folder, bool is_again);
    void slot_granted(const TransferId& id);

    void note(const TransferRow& row);
    [[nodiscard]] bool make_room_for_known(const PeerId& from);
    [[nodiscard]] bool make_room_for_stranger(const PeerId& from);
    void expect(const PeerId& stranger);  // to return, or his offers go
    Task<> await_stranger(PeerId peer);
    void tell_unknown(const PeerId& peer, const TransferId& id);
    void forget_over();
    void forget(const TransferId& id);
    Task<> remove_stored(TransferId id);
    [[nodiscard]] EarlierVersions earlier_versions(const PeerKey& peer) const;
    Task<> tidy();
    Task<> forget_finished();
    [[nodiscard]] std::vector<Transfer*> by_age() const;
    Outgoing* outgoing(const TransferId& id, const PeerId& peer) const;
    Incoming* incoming(const TransferId& id, const PeerId& peer) const;
    [[nodiscard]] Result<Transfer*> known(const TransferId& id) const;
    [[nodiscard]] Result<Incoming*> known_incoming(const TransferId& id) const;
    void add(TransferRecord record, Acquaintance acquaintance);

    Parts parts_;
    Options options_;
    Mediator mediator_;
    EventHandler on_event_;
    boost::asio::thread_pool workers_;
    boost::asio::thread_pool source_looks_;
    TaskScope tasks_;
    TransferContext context_;
    std::map<TransferId, std::unique_ptr<Outgoing>> outgoing_;
    std::map<TransferId, std::unique_ptr<Incoming>> incoming_;
    std::map<PeerKey, store::AutoAcceptRule> rules_;
    OpenOffers offers_;                     // that come in
    PeerTransfers ended_;                   // that came in, and are kept
    std::vector<TransferId> over_;          // of strangers, and were never kept
    std::map<PeerId, SteadyTime> awaited_;  // strangers who left a moment ago, and when
    std::set<TransferId> by_rule_;          // being accepted by a rule, or to be tried again
    boost::asio::steady_timer loaded_;      // never expires; cancelled when start() has loaded everything
    bool is_loaded_ = false;
    bool is_closing_ = false;
};

}  // namespace culver::transfer
