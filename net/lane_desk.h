// SPDX-License-Identifier: Apache-2.0
// Lanes beside the sessions: dialled in the direction in which the session stands, so that one open port on
// either side is enough. Where that is the other side's direction, a request goes out over the session and
// the lane that comes back names its nonce. Where the direction has been closed since (a firewall was
// switched on), the other one is tried, and first from then on for as long as the session lasts.
#pragma once
#include "base/task_scope.h"
#include "net/hello.h"
#include "net/link.h"
#include "net/link_census.h"
#include "net/session.h"
#include "net/sessions.h"
#include "net/signal.h"
#include "net/token_bucket.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace culver::net {

// Of one peer that it is dialled a lane. A transfer asks once, and again a second after that led to nothing;
// each costs a handshake, which is more than the question does.
inline constexpr double kLaneRequestsPerSecond = 10;
inline constexpr double kLaneRequestBurst = 20;

class LaneDesk {
public:
    struct Mediator {
        std::function<std::shared_ptr<Session>(const PeerId&)> session;     // the open one, or none
        std::function<LinkCensus::Place(const PeerId&)> enter;              // none: too many links
        std::function<Hello(LanePurpose)> hello;                            // ours
        std::function<std::vector<Endpoint>(const PeerId&)> addresses;      // where a peer may accept links
        std::function<bool(const PeerId&, const TransferId&)> is_expected;  // a lane for that, from there
    };
    using Opened = std::unique_ptr<LaneStream>;

    LaneDesk(boost::asio::any_io_executor executor, Transport& transport, SessionTimings timings,
             Mediator mediator);

    void set_handler(Sessions::LaneHandler handler) { handler_ = std::move(handler); }

    // Fails with NotConnected, TooManyLinks, timed_out, NoAddress, or the dial's error; of two ways that both
    // lead nowhere, with the first one's.
    Task<Result<Opened>> open(PeerId peer, TransferId transfer);

    // Whoever waits for a lane over a session that was replaced asks again over its successor.
    void session_changed(const PeerId& peer);

    // The peer asks us to dial a lane; it goes to the handler. Dialled is where the session leads or comes
    // from alone, so that nobody makes us dial others, for transfers that it may send, and
    // kLaneRequestsPerSecond times at most; all else is dropped.
    void on_request(const PeerId& peer, const LaneRequest& request);

    // An accepted link that said it is a lane: goes to whom it was requested by, else to the handler.
    Task<> accept(std::unique_ptr<Link> link, Hello theirs, LinkCensus::Place place);

    Task<> close();

private:
    struct Pending {
        Pending(boost::asio::any_io_executor executor, PeerId from, TransferId asked)
            : peer(from), transfer(asked), arrived(std::move(executor)) {}
        PeerId peer;
        TransferId transfer;
        Signal arrived;
        Opened lane;
    };
    enum class Way : std::uint8_t { Dial, Ask };
    enum class Found : std::uint8_t { Peer, Nobody };  // Nobody: another way may lead to the peer
    // What is known of the ways to a peer, as long as its session lasts.
    struct Manner {
        std::weak_ptr<Session> session;
        bool is_turned = false;  // lanes go against the session's direction, which leads to nobody any more
        TokenBucket requests;    // to dial, that are heard
    };
    Task<std::pair<Found, Result<Opened>>> open_by(Way way, std::shared_ptr<Session> session, PeerId peer,
                                                   TransferId transfer, SteadyTime deadline);
    Task<std::pair<Found, Result<Opened>>> dial(PeerId peer, Endpoint where, LanePurpose purpose);
    Manner& manner_of(const PeerId& peer, const std::shared_ptr<Session>& session);
    [[nodiscard]] std::optional<Endpoint> reachable_at(Session& session, const PeerId& peer) const;
    Task<Result<Opened>> ask_to_dial(std::shared_ptr<Session> session, PeerId peer, TransferId transfer,
                                     SteadyTime deadline);
    Task<> dial_for(PeerId peer, Endpoint where, LanePurpose purpose);
    [[nodiscard]] bool is_expected(const PeerId& peer, const Hello& theirs) const;
    void hand_over(const PeerId& peer, const LanePurpose& purpose, Opened lane);

    boost::asio::any_io_executor executor_;
    Transport& transport_;
    SessionTimings timings_;
    Mediator mediator_;
    Sessions::LaneHandler handler_;
    std::map<std::uint64_t, std::shared_ptr<Pending>> pending_;  // by nonce
    std::map<PeerId, Manner> manners_;
    TaskScope scope_;
};

}  // namespace culver::net
