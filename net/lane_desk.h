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

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace culver::net {

class LaneDesk {
public:
    struct Mediator {
        std::function<std::shared_ptr<Session>(const PeerId&)> session;  // the open one, or none
        std::function<LinkCensus::Place(const PeerId&)> enter;           // none: too many links
        std::function<Hello(LanePurpose)> hello;                         // ours
        std::function<std::vector<Endpoint>(const PeerId&)> addresses;   // where a peer may accept links
    };
    using Opened = std::unique_ptr<LaneStream>;

    LaneDesk(boost::asio::any_io_executor executor, Transport& transport, SessionTimings timings,
             Mediator mediator);

    void set_handler(Sessions::LaneHandler handler) { handler_ = std::move(handler); }

    // Fails with NotConnected, TooManyLinks, timed_out, or the dial's error.
    Task<Result<Opened>> open(PeerId peer, TransferId transfer);

    // Whoever waits for a lane over a session that was replaced asks again over its successor.
    void session_changed(const PeerId& peer);

    // The peer asks us to dial a lane; it goes to the handler.
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
    enum class Found : std::uint8_t { Peer, Nobody };  // Peer: there was a link, whatever became of it
    Task<std::pair<Found, Result<Opened>>> open_by(Way way, std::shared_ptr<Session> session, PeerId peer,
                                                   TransferId transfer, SteadyTime deadline);
    Task<std::pair<Found, Result<Opened>>> dial(PeerId peer, Endpoint where, LanePurpose purpose);
    void note_way(const PeerId& peer, const std::shared_ptr<Session>& session, Way works);
    [[nodiscard]] bool is_closed_now(const std::shared_ptr<Session>& session) const;
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
    std::map<PeerId, std::weak_ptr<Session>> closed_;  // sessions whose usual way leads to nobody any more
    TaskScope scope_;
};

}  // namespace culver::net
