// SPDX-License-Identifier: Apache-2.0
#include "net/lane_desk.h"

#include "base/deadline.h"
#include "base/log.h"
#include "base/random.h"
#include "net/errors.h"
#include "net/greeting.h"

#include <boost/asio/error.hpp>

#include <algorithm>

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
        const bool is_ours = session->link().direction() == Direction::Dialled;
        const bool is_turned = manner_of(peer, session).is_turned;
        const Way way = is_ours != is_turned ? Way::Dial : Way::Ask;
        auto first = co_await open_by(way, session, peer, transfer, deadline);
        if (first.second || first.first == Found::Peer || scope_.is_closing())
            co_return std::move(first.second);
        // Both sides dialled at once, and the question went with the link that lost.
        if (way == Way::Ask && !session->takes_frames()) continue;
        const Way other = way == Way::Dial ? Way::Ask : Way::Dial;
        const SteadyTime later = real_clock().steady() + timings_.lane_limit;
        auto second = co_await open_by(other, session, peer, transfer, later);
        if (!second.second) co_return std::move(first.second);
        manner_of(peer, session).is_turned = !is_turned;
        co_return std::move(second.second);
    }
}

Task<std::pair<LaneDesk::Found, Result<LaneDesk::Opened>>> LaneDesk::open_by(Way way,
                                                                             std::shared_ptr<Session> session,
                                                                             PeerId peer, TransferId transfer,
                                                                             SteadyTime deadline) {
    if (way == Way::Ask) {
        auto asked = co_await ask_to_dial(std::move(session), peer, transfer, deadline);
        co_return std::pair(Found::Nobody, std::move(asked));
    }
    const auto where = reachable_at(*session, peer);
    if (!where) co_return std::pair(Found::Nobody, Result<Opened>(fail(NetErrc::NoAddress)));
    co_return co_await dial(peer, *where, LanePurpose{transfer, 0});
}

LaneDesk::Manner& LaneDesk::manner_of(const PeerId& peer, const std::shared_ptr<Session>& session) {
    const auto found = manners_.find(peer);
    if (found != manners_.end() && found->second.session.lock() == session) return found->second;
    std::erase_if(manners_, [](const auto& entry) { return entry.second.session.expired(); });
    const TokenBucket requests(kLaneRequestsPerSecond, kLaneRequestBurst, real_clock().steady());
    return manners_.insert_or_assign(peer, Manner{session, false, requests}).first->second;
}

void LaneDesk::session_changed(const PeerId& peer) {
    for (const auto& [nonce, pending] : pending_) {
        if (pending->peer == peer) pending->arrived.notify();
    }
}

Task<std::pair<LaneDesk::Found, Result<LaneDesk::Opened>>> LaneDesk::dial(PeerId peer, Endpoint where,
                                                                          LanePurpose purpose) {
    const auto found = [](Result<Opened> lane) { return std::pair(Found::Peer, std::move(lane)); };
    auto place = mediator_.enter(peer);
    if (!place) co_return found(fail(NetErrc::TooManyLinks));
    auto link = co_await transport_.dial(where, peer);
    if (!link) co_return std::pair(Found::Nobody, Result<Opened>(fail_as(link)));
    auto theirs = co_await with_deadline(timings_.hello_limit, greet(**link, mediator_.hello(purpose)));
    if (!theirs) co_return found(fail_as(theirs));
    auto lane = (*link)->into_lane();
    if (!lane) co_return found(fail_as(lane));
    co_return found(std::make_unique<CountedLane>(std::move(*lane), std::move(place)));
}

// Where the session leads; else the address it comes from, with the port that is known for it.
std::optional<Endpoint> LaneDesk::reachable_at(Session& session, const PeerId& peer) const {
    const Endpoint remote = session.link().remote();
    if (session.link().direction() == Direction::Dialled) return remote;
    const auto known = mediator_.addresses(peer);
    const auto same = std::ranges::find(known, remote.address, &Endpoint::address);
    return same != known.end() ? std::optional(*same) : std::nullopt;
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
    if (!session || !handler_) return;
    const auto where = reachable_at(*session, peer);
    if (!where || !mediator_.is_expected(peer, request.transfer)) return;
    if (!manner_of(peer, session).requests.try_spend(1, real_clock().steady())) return;
    const LanePurpose purpose{request.transfer, request.nonce};
    scope_.spawn("lane on request", dial_for(peer, *where, purpose));
}

Task<> LaneDesk::dial_for(PeerId peer, Endpoint where, LanePurpose purpose) {
    auto lane = (co_await dial(peer, where, purpose)).second;
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
