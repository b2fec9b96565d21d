// SPDX-License-Identifier: Apache-2.0
#include "net/lane_desk.h"

#include "base/deadline.h"
#include "base/log.h"
#include "base/random.h"
#include "net/errors.h"
#include "net/greeting.h"

#include <boost/asio/error.hpp>

namespace culver::net {

LaneDesk::LaneDesk(boost::asio::any_io_executor executor, Transport& transport, SessionTimings timings,
                   Mediator mediator)
    : executor_(executor),
      transport_(transport),
      timings_(timings),
      mediator_(std::move(mediator)),
      scope_(executor) {}

Task<Result<LaneDesk::Opened>> LaneDesk::open(PeerId peer, TransferId transfer) {
    const SteadyTime deadline = real_clock().steady() + timings_.lane_limit;
    for (;;) {
        const auto session = mediator_.session(peer);
        if (!session) co_return fail(NetErrc::NotConnected);
        if (session->link().direction() == Direction::Dialled)
            co_return co_await dial(peer, session->link().remote(), LanePurpose{transfer, 0});
        auto lane = co_await ask_to_dial(session, peer, transfer, deadline);
        // Both sides dialled at once, and the question went with the link that lost.
        const bool is_replaced = !lane && lane.error().code == NetErrc::NotConnected;
        if (!is_replaced || scope_.is_closing()) co_return lane;
    }
}

void LaneDesk::session_changed(const PeerId& peer) {
    for (const auto& [nonce, pending] : pending_) {
        if (pending->peer == peer) pending->arrived.notify();
    }
}

Task<Result<LaneDesk::Opened>> LaneDesk::dial(PeerId peer, Endpoint where, LanePurpose purpose) {
    auto place = mediator_.enter(peer);
    if (!place) co_return fail(NetErrc::TooManyLinks);
    auto link = co_await transport_.dial(where, peer);
    if (!link) co_return fail_as(link);
    auto theirs = co_await with_deadline(timings_.hello_limit, greet(**link, mediator_.hello(purpose)));
    if (!theirs) co_return fail_as(theirs);
    auto lane = (*link)->into_lane();
    if (!lane) co_return fail_as(lane);
    co_return std::make_unique<CountedLane>(std::move(*lane), std::move(place));
}

Task<Result<LaneDesk::Opened>> LaneDesk::ask_to_dial(std::shared_ptr<Session> session, PeerId peer,
                                                     TransferId transfer, SteadyTime deadline) {
    const LaneRequest request{transfer, random_u64() | 1};  // never 0
    const auto sent = session->send(static_cast<std::uint16_t>(NetKind::LaneRequest), encode(request));
    if (!sent) co_return std::unexpected(sent.error());
    const auto pending = std::make_shared<Pending>(executor_, peer, transfer);
    pending_[request.nonce] = pending;
    while (!pending->lane && session->takes_frames() && real_clock().steady() < deadline &&
           !scope_.is_closing()) {
        co_await pending->arrived.wait_until(deadline);
    }
    pending_.erase(request.nonce);
    if (pending->lane) co_return std::move(pending->lane);
    if (!session->takes_frames()) co_return fail(NetErrc::NotConnected);
    co_return fail(boost::asio::error::timed_out);
}

void LaneDesk::on_request(const PeerId& peer, const LaneRequest& request) {
    const auto session = mediator_.session(peer);
    // Only the side that dialled knows an address that works.
    if (!session || session->link().direction() == Direction::Accepted || !handler_) return;
    const LanePurpose purpose{request.transfer, request.nonce};
    scope_.spawn("lane on request", dial_for(peer, session->link().remote(), purpose));
}

Task<> LaneDesk::dial_for(PeerId peer, Endpoint where, LanePurpose purpose) {
    auto lane = co_await dial(peer, where, purpose);
    if (lane) {
        handler_(peer, purpose.transfer, std::move(*lane));
    } else {
        log::debug("no lane to {}: {}", short_text(peer), lane.error().sentence());
    }
}

bool LaneDesk::is_expected(const PeerId& peer, const Hello& theirs) const {
    const auto session = mediator_.session(peer);
    if (!session || session->hello().instance != theirs.instance) return false;
    if (theirs.lane->nonce == 0) return static_cast<bool>(handler_);
    const auto found = pending_.find(theirs.lane->nonce);
    return found != pending_.end() && !found->second->lane && found->second->peer == peer &&
           found->second->transfer == theirs.lane->transfer;
}

Task<> LaneDesk::accept(std::unique_ptr<Link> link, Hello theirs, LinkCensus::Place place) {
    const PeerId peer = link->peer();
    const LanePurpose purpose = *theirs.lane;
    if (!is_expected(peer, theirs)) {
        const Bye bye{ByeReason::Refused, {}};
        co_return co_await refuse(*link, bye, timings_.bye_limit);
    }
    const Bytes answer = encode(mediator_.hello(purpose));
    const auto said = co_await with_deadline(timings_.hello_limit, say(*link, NetKind::Hello, answer));
    if (!said) co_return;
    auto lane = link->into_lane();
    if (lane) hand_over(peer, purpose, std::make_unique<CountedLane>(std::move(*lane), std::move(place)));
}

void LaneDesk::hand_over(const PeerId& peer, const LanePurpose& purpose, Opened lane) {
    if (purpose.nonce == 0) return handler_(peer, purpose.transfer, std::move(lane));
    const auto found = pending_.find(purpose.nonce);
    if (found == pending_.end()) return;  // gave up meanwhile; the lane closes
    found->second->lane = std::move(lane);
    found->second->arrived.notify();
}

Task<> LaneDesk::close() {
    for (const auto& [nonce, pending] : pending_) pending->arrived.notify();
    co_await scope_.close();
}

}  // namespace culver::net
