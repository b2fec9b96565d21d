// SPDX-License-Identifier: Apache-2.0
#include "net/hub.h"

#include "base/deadline.h"
#include "base/log.h"
#include "net/admission.h"
#include "net/errors.h"
#include "net/supervised.h"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace culver::net {
namespace {

SteadyTime now() {
    return real_clock().steady();
}

}  // namespace

std::unique_ptr<Sessions> make_sessions(boost::asio::any_io_executor executor, Transport& transport,
                                        SessionOptions options, Sessions::Mediator mediator) {
    return std::make_unique<Hub>(std::move(executor), transport, std::move(options), std::move(mediator));
}

Hub::Hub(boost::asio::any_io_executor executor, Transport& transport, SessionOptions options,
         Mediator mediator)
    : executor_(executor),
      transport_(transport),
      options_(std::move(options)),
      mediator_(std::move(mediator)),
      changed_(executor),
      dialler_(executor, transport, options_, dialler_questions()),
      lanes_(executor, transport, options_.timings, lane_questions()),
      scope_(executor) {
    scope_.spawn("tidying sessions", tidy_loop());
}

Dialler::Mediator Hub::dialler_questions() {
    Dialler::Mediator questions;
    questions.addresses = [this](const PeerId& peer) {
        return mediator_.addresses ? mediator_.addresses(peer) : std::vector<Endpoint>();
    };
    questions.is_open = [this](const PeerId& peer) { return is_open(peer); };
    questions.may_dial = [this](const PeerId& peer) { return standing(peer) != Standing::Blocked; };
    questions.establish = [this](std::unique_ptr<Link> link) { return establish(std::move(link)); };
    questions.failed = [this](const PeerId& peer, const Endpoint& to, const Error& why) {
        if (mediator_.dial_failed) mediator_.dial_failed(peer, to, why);
    };
    questions.unreached = [this](const PeerId& peer) {
        if (mediator_.unreached) mediator_.unreached(peer);
    };
    return questions;
}

LaneDesk::Mediator Hub::lane_questions() {
    LaneDesk::Mediator questions;
    questions.session = [this](const PeerId& peer) { return find(peer); };
    questions.enter = [this](const PeerId& peer) { return enter(peer); };
    questions.is_expected = [this](const PeerId& peer, const TransferId& transfer) {
        return !mediator_.expects_lane || mediator_.expects_lane(peer, transfer);
    };
    questions.hello = [this](LanePurpose purpose) { return hello(purpose); };
    questions.addresses = [this](const PeerId& peer) {
        return mediator_.addresses ? mediator_.addresses(peer) : std::vector<Endpoint>();
    };
    return questions;
}

Standing Hub::standing(const PeerId& peer) const {
    return mediator_.standing ? mediator_.standing(peer) : Standing::Known;
}

Hello Hub::hello(std::optional<LanePurpose> lane) const {
    return Hello{options_.versions, options_.capabilities, options_.instance, lane, kMaxFrameBytes};
}

LinkCensus::Place Hub::enter(const PeerId& peer) {
    return census_.enter(peer, standing(peer) == Standing::Unknown ? kMaxLinksOfStranger : kMaxLinksOfKnown);
}

Hub::SessionPtr Hub::find(const PeerId& peer) const {
    const auto found = current_.find(peer);
    return found != current_.end() && found->second->takes_frames() ? found->second : nullptr;
}

// ── What upper rooms ask for
// ─────────────────────────────────────────────────────────────────────────────────────

void Hub::handle(KindRange kinds, FrameHandler handler) {
    handlers_.emplace_back(kinds, std::move(handler));
}
void Hub::handle_lanes(LaneHandler handler) {
    lanes_.set_handler(std::move(handler));
}
bool Hub::is_open(const PeerId& peer) const {
    return find(peer) != nullptr;
}

std::vector<PeerId> Hub::open_peers() const {
    std::vector<PeerId> peers;
    for (const auto& [peer, session] : current_) {
        if (session->takes_frames()) peers.push_back(peer);
    }
    return peers;
}

std::optional<Endpoint> Hub::local(const PeerId& peer) const {
    const auto session = find(peer);
    return session ? session->link().local() : std::nullopt;
}

std::optional<Direction> Hub::direction(const PeerId& peer) const {
    const auto session = find(peer);
    return session ? std::optional(session->link().direction()) : std::nullopt;
}

std::uint32_t Hub::capabilities(const PeerId& peer) const {
    const auto session = find(peer);
    return session ? session->hello().capabilities : 0;
}

Bytes Hub::exporter(const PeerId& peer, std::string_view label) {
    const auto session = find(peer);
    return session ? session->link().exporter(label) : Bytes();
}

Result<> Hub::send(const PeerId& peer, std::uint16_t kind, ByteView body) {
    const auto session = find(peer);
    return session ? session->send(kind, body) : fail(NetErrc::NotConnected);
}

Task<Result<>> Hub::send_when_room(PeerId peer, std::uint16_t kind, Bytes body) {
    // The session outlives this wait even when the hub does not.
    const auto session = find(peer);
    if (!session) co_return fail(NetErrc::NotConnected);
    while (session->takes_frames() && !session->has_room(body.size())) co_await session->room().wait();
    co_return session->send(kind, body);
}

void Hub::start() {
    dialler_.start();
}
void Hub::want(const PeerId& peer) {
    dialler_.want(peer);
}
void Hub::nudge(const PeerId& peer) {
    dialler_.nudge(peer);
}

void Hub::check(const PeerId& peer) {
    if (const auto session = find(peer)) session->probe();
}

void Hub::release(const PeerId& peer) {
    dialler_.release(peer);
    changed_.notify();
}

Task<Result<>> Hub::connect(PeerId peer, std::chrono::milliseconds limit) {
    if (is_open(peer)) co_return Result<>();
    co_return co_await supervised(scope_, "connecting", dialler_.wait_until_open(peer, limit));
}

Task<Result<PeerId>> Hub::connect_to(Endpoint where, std::chrono::milliseconds limit) {
    co_return co_await supervised(scope_, "connecting", with_deadline(limit, dial_anybody(where)));
}

Task<Result<std::unique_ptr<LaneStream>>> Hub::open_lane(PeerId peer, TransferId transfer) {
    co_return co_await supervised(scope_, "opening a lane", lanes_.open(peer, transfer));
}

void Hub::drop(const PeerId& peer, std::string reason) {
    const auto session = find(peer);
    if (!session) return;
    Error why{NetErrc::Dropped, {}};
    if (reason.empty()) return session->end(std::move(why));
    session->finish(ByeReason::Dropped, std::move(reason), std::move(why));
    dialler_.session_changed(peer);
}

Task<> Hub::close() {
    co_await boost::asio::this_coro::reset_cancellation_state();
    co_await dialler_.close();
    for (const auto& [peer, session] : current_)
        session->finish(ByeReason::ShuttingDown, {}, {NetErrc::ShuttingDown, {}});
    const SteadyTime deadline = now() + options_.timings.bye_limit;
    while (!current_.empty() && now() < deadline) co_await changed_.wait_until(deadline);
    co_await lanes_.close();
    co_await scope_.close();
}

// ── Sessions
// ─────────────────────────────────────────────────────────────────────────────────────────────────────

void Hub::install(std::unique_ptr<Link> link, Hello theirs, LinkCensus::Place place) {
    if (scope_.is_closing()) return;
    const PeerId peer = link->peer();
    const Endpoint remote = link->remote();
    const PeerId dialler = link->direction() == Direction::Dialled ? options_.self : peer;
    const LinkFacts facts{theirs.instance, dialler, now()};
    Session::Rules rules;
    rules.timings = options_.timings;
    rules.is_stranger = [this, peer] { return standing(peer) == Standing::Unknown; };
    rules.on_held = [this] { bound_what_strangers_hold(); };
    rules.on_frame = [this, peer](Frame frame) { return dispatch(peer, std::move(frame)); };
    auto session = std::make_shared<Session>(executor_, std::move(link), theirs, facts, std::move(rules));

    const auto found = current_.find(peer);
    if (found != current_.end()) {
        const SessionPtr former = found->second;
        const bool has_yielded = former->takes_frames();
        if (has_yielded && yields_to(*former, *session)) {
            scope_.spawn("session", run_session(session, std::move(place)));
            return;
        }
        // Only who yielded a moment ago is still read; one that had ended by itself says nothing more.
        const bool is_restart = former->facts().instance != theirs.instance;
        retire(peer, Error{is_restart    ? NetErrc::Restarted
                           : has_yielded ? NetErrc::Replaced
                                         : NetErrc::LinkBroken,
                           {}});
    }
    current_[peer] = session;
    dialler_.session_changed(peer);
    lanes_.session_changed(peer);
    close_excess_stranger();
    changed_.notify();
    if (mediator_.opened) mediator_.opened(peer, remote);
    // Last: an answer to its first frame must not go out over the former one, which may be dead.
    scope_.spawn("session", run_session(session, std::move(place)));
}

// Settles which of two links stays; the other ends, or drains while the winner waits. True when the former
// wins.
bool Hub::yields_to(Session& former, Session& newcomer) {
    const Error replaced{NetErrc::Replaced, {}};
    switch (choose_link(former.facts(), newcomer.facts(), options_.timings.choice_window)) {
        case LinkChoice::OldIsDead: former.end(Error{NetErrc::Restarted, {}}); return false;
        case LinkChoice::KeepNew:
            former.finish(ByeReason::Replaced, {}, replaced);
            newcomer.wait_for_end_of(former);
            return false;
        case LinkChoice::KeepOld:
            newcomer.finish(ByeReason::Replaced, {}, replaced);
            former.wait_for_end_of(newcomer);
            former.probe();  // the newcomer came for a reason: perhaps the former is dead
            return true;
    }
    return false;
}

Task<> Hub::run_session(SessionPtr session, LinkCensus::Place place) {
    const LinkCensus::Place held = std::move(place);  // until the link is gone
    const PeerId peer = session->link().peer();
    // A cancelled session still has to clean up.
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    const Error why = co_await session->run();
    const auto found = current_.find(peer);
    if (found == current_.end() || found->second != session) co_return;
    retire(peer, why);
    dialler_.session_changed(peer);
    lanes_.session_changed(peer);
    changed_.notify();
}

void Hub::retire(const PeerId& peer, const Error& why) {
    current_.erase(peer);
    if (mediator_.closed) mediator_.closed(peer, why);
}

Task<> Hub::dispatch(PeerId peer, Frame frame) {
    if (frame.kind == static_cast<std::uint16_t>(NetKind::LaneRequest)) {
        const auto request = decode_lane_request(frame.body);
        if (request) lanes_.on_request(peer, *request);
        co_return;
    }
    for (const auto& [kinds, handler] : handlers_) {
        if (frame.kind < kinds.first || frame.kind > kinds.last) continue;
        co_return co_await handler(peer, frame.kind, std::move(frame.body));
    }
    // A later version may say things that this one does not know: counted, and said once.
    if (skipped_frames_++ == 0)
        log::info("skipping messages of kind {} from {}", frame.kind, short_text(peer));
}

// ── Room
// ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Task<> Hub::tidy_loop() {
    for (;;) {
        const bool more_later = close_idle_sessions();
        const auto again = more_later ? now() + options_.timings.idle_grace : SteadyTime::max();
        co_await changed_.wait_until(again);
    }
}

bool Hub::close_idle_sessions() {
    std::vector<Session*> unwanted;
    for (const auto& [peer, session] : current_) {
        if (session->takes_frames() && !dialler_.is_wanted(peer)) unwanted.push_back(session.get());
    }
    if (unwanted.size() <= kMaxIdleSessions) return false;
    std::ranges::sort(unwanted, {}, [](const Session* session) { return session->last_used(); });
    unwanted.resize(unwanted.size() - kMaxIdleSessions);
    for (Session* session : unwanted) {
        if (now() - session->last_used() < options_.timings.idle_grace) return true;
        session->finish(ByeReason::Idle, {}, Error{NetErrc::Idle, {}});
    }
    return false;
}

// However busy they are: whoever makes identities by the thousand only crowds out his own.
void Hub::close_excess_stranger() {
    const auto strangers = strangers_sessions();
    if (strangers.size() <= kMaxStrangerSessions) return;
    const auto oldest = std::ranges::min_element(strangers, {}, &Session::last_used);
    (*oldest)->finish(ByeReason::Idle, {}, Error{NetErrc::Idle, {}});
}

// A frame may be long, and an answer need not be read: who makes a hundred strangers of himself would have
// this node hold a hundred of each. Whoever holds most goes, at once: a farewell would only wait in his
// queue.
void Hub::bound_what_strangers_hold() {
    const auto strangers = strangers_sessions();
    std::size_t sum = 0;
    for (const auto& session : strangers) sum += session->held();
    if (sum <= kMaxHeldOfStrangers) return;
    (*std::ranges::max_element(strangers, {}, &Session::held))->end(Error{NetErrc::QueueFull, {}});
}

std::vector<Hub::SessionPtr> Hub::strangers_sessions() const {
    std::vector<SessionPtr> strangers;
    for (const auto& [peer, session] : current_) {
        if (session->takes_frames() && standing(peer) == Standing::Unknown) strangers.push_back(session);
    }
    return strangers;
}

}  // namespace culver::net
