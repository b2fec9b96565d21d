// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.h"

#include "app/network_facts.h"
#include "base/deadline.h"
#include "base/random.h"
#include "net/errors.h"

#include <boost/asio/error.hpp>

#include <algorithm>
#include <numeric>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

constexpr Duration kFirstImpression = 8s;  // after the start: everybody near has sent a beacon by then
constexpr std::chrono::milliseconds kDialLimit = 3s;
constexpr Duration kReportLimit = 6s;
constexpr Duration kAnswerLimit = 1500ms;
constexpr Duration kKnockLimit = 4s;
constexpr Duration kMemory = 10min;
constexpr std::size_t kReporters = 2;
constexpr std::size_t kMaxAddresses = 4;
constexpr std::size_t kMaxRefusals = 64;

Dialled outcome_of(const Result<>& dialled) {
    if (dialled) return Dialled::Answered;
    const auto& code = dialled.error().code;
    if (code == boost::system::errc::connection_refused) return Dialled::Refused;
    if (code == boost::system::errc::host_unreachable || code == boost::system::errc::network_unreachable)
        return Dialled::Unreachable;
    if (code == net::NetErrc::WrongPeer) return Dialled::OtherNode;
    const bool is_ours = code.category() == make_error_code(net::NetErrc::WrongPeer).category();
    return is_ours || code == boost::asio::error::eof ? Dialled::NoCulver : Dialled::Silent;
}

DialOutcome reported(Dialled dialled) {
    switch (dialled) {
        case Dialled::Answered: return DialOutcome::Answered;
        case Dialled::Refused: return DialOutcome::Refused;
        case Dialled::Silent:
        case Dialled::Unreachable: return DialOutcome::Silent;
        default: return DialOutcome::Failed;
    }
}

bool is_near(const discovery::Row& row) {
    return std::ranges::any_of(row.addresses, [](const Endpoint& at) { return is_on_link(at.address); });
}

}  // namespace

Doctor::Doctor(boost::asio::any_io_executor executor, Parts parts, Hooks hooks)
    : parts_(parts),
      hooks_(std::move(hooks)),
      started_(now()),
      look_backs_(kLookBackGap, kStrangersLookBacksPerSecond, kStrangersLookBackBurst, now()),
      news_(executor),
      tasks_(executor) {}

Task<> Doctor::close() {
    co_await tasks_.close();
}

void Doctor::note_twin(const std::string& where) {
    twin_.emplace(where, now());
}

void Doctor::note_refused(const PeerId& peer, const Error& why) {
    if (why.code != net::NetErrc::PeerTooOld && why.code != net::NetErrc::SelfTooOld) return;
    if (refusals_.size() >= kMaxRefusals && !refusals_.contains(peer)) refusals_.clear();
    refusals_.insert_or_assign(peer, Refusal{why, now()});
}

bool Doctor::is_recent(SteadyTime when) const {
    const std::size_t nodes = parts_.discovery.stats().present + 1;
    return when != SteadyTime{} && now() - when < 4 * discovery::interval_for(nodes);
}

// ── Helping others

void Doctor::on_frame(const PeerId& from, std::uint16_t kind, ByteView body) {
    if (kind == static_cast<std::uint16_t>(ReachKind::ReachRequest)) {
        if (const auto request = decode_reach_request(body)) answer(from, *request);
    } else if (kind == static_cast<std::uint16_t>(ReachKind::ReachReport)) {
        const auto report = decode_reach_report(body);
        const auto expected = report ? expected_.find(report->nonce) : expected_.end();
        if (expected == expected_.end()) return;
        expected->second = *report;
        news_.notify();
    }
}

void Doctor::answer(const PeerId& from, const ReachRequest& request) {
    if (!look_backs_.admits(from, hooks_.standing(from), now())) return;
    tasks_.spawn("looking back", look_back(from, request));
}

Task<> Doctor::look_back(PeerId asker, ReachRequest request) {
    const auto where = hooks_.connected_at(asker);
    if (!where) co_return;
    std::vector<AddressFacts> addresses(1);
    addresses[0].where = Endpoint{where->address, request.port};
    co_await dial_all(asker, addresses);
    ReachReport report = heard_ways(asker);
    report.nonce = request.nonce;
    report.dial = reported(addresses[0].dialled);
    report.answers_questions = co_await answers(PeerKey(asker));
    const auto kind = static_cast<std::uint16_t>(ReachKind::ReachReport);
    (void)parts_.sessions.send(asker, kind, encode(report)).has_value();
}

ReachReport Doctor::heard_ways(const PeerId& peer) const {
    ReachReport report;
    const auto row = parts_.discovery.heard_row(PeerKey(peer));
    if (!row) return report;
    const auto heard = [&](discovery::Way way) { return row->arrived[static_cast<std::size_t>(way)]; };
    report.heard_multicast4 = is_recent(heard(discovery::Way::Multicast4));
    report.heard_multicast6 = heard(discovery::Way::Multicast6) != SteadyTime{};
    report.heard_broadcast = heard(discovery::Way::Broadcast) != SteadyTime{};
    return report;
}

// ── Asking

Task<std::optional<ReachReport>> Doctor::ask_to_look(PeerId peer) {
    const std::uint64_t nonce = random_u64();
    const ReachRequest request{nonce, hooks_.own().port};
    const auto kind = static_cast<std::uint16_t>(ReachKind::ReachRequest);
    if (request.port == 0 || !parts_.sessions.send(peer, kind, encode(request))) co_return std::nullopt;
    expected_[nonce];
    const SteadyTime deadline = now() + kReportLimit;
    while (!expected_[nonce] && now() < deadline && parts_.sessions.is_open(peer)) {
        co_await news_.wait_until(std::min(deadline, now() + 500ms));
    }
    const auto report = expected_[nonce];
    expected_.erase(nonce);
    co_return report;
}

Task<std::optional<bool>> Doctor::is_reached_by(PeerId peer) {
    const auto report = co_await ask_to_look(peer);
    if (!report || report->dial == DialOutcome::Failed) co_return std::nullopt;
    co_return report->dial == DialOutcome::Answered;
}

Task<bool> Doctor::answers(PeerKey peer) {
    const SteadyTime asked = now();
    parts_.discovery.question(peer);
    while (now() < asked + kAnswerLimit) {
        co_await sleep_for(50ms);
        const auto row = parts_.discovery.heard_row(peer);
        if (row && row->answered_at >= asked) co_return true;
    }
    co_return false;
}

Task<> Doctor::dial_one(std::optional<PeerId> peer, AddressFacts& address) {
    const auto dialled = co_await with_deadline(kDialLimit, hooks_.dial(address.where, peer));
    address.dialled = outcome_of(dialled);
}

Task<> Doctor::dial_all(std::optional<PeerId> peer, std::vector<AddressFacts>& addresses) {
    for (AddressFacts& address : addresses) {
        address.is_on_link = is_on_link(address.where.address);
        co_await dial_one(peer, address);
        if (address.dialled == Dialled::Answered) break;
    }
}

Task<OwnFacts> Doctor::own_facts() {
    const SteadyTime ready = started_ + kFirstImpression;
    if (now() < ready) co_await sleep_for(ready - now());
    OwnFacts own = hooks_.own();
    own.believes_port_closed = parts_.reach.is_own_port_closed();
    own.has_beacon_port = parts_.discovery.has_beacon_port();
    own.is_silent = parts_.discovery.is_silent();
    const auto stats = parts_.discovery.stats();
    const auto arrived =
        std::accumulate(stats.core.received.begin(), stats.core.received.end(), std::uint64_t{0});
    own.has_heard_anybody = arrived > stats.core.echoes_of_own;
    for (const auto& row : parts_.discovery.rows()) {
        if (row.peer.protocol != Protocol::Culver || !is_near(row)) continue;
        ++own.near;
        own.hears_multicast4 |= is_recent(row.arrived[static_cast<std::size_t>(discovery::Way::Multicast4)]);
    }
    if (twin_ && now() - twin_->second < kMemory) own.twin = twin_->first;
    for (const auto& [peer, refusal] : refusals_) {
        if (now() - refusal.when >= kMemory) continue;
        own.is_self_too_old |= refusal.why.code == net::NetErrc::SelfTooOld;
        if (refusal.why.code == net::NetErrc::PeerTooOld)
            own.too_old_peers.push_back(hooks_.name_of(PeerKey(peer)));
    }
    co_return own;
}

Task<> Doctor::ask_others(OwnFacts& own) {
    std::vector<PeerId> reporters;
    for (const auto& row : parts_.discovery.rows()) {
        if (row.peer.protocol != Protocol::Culver || !is_near(row) || hooks_.is_blocked(row.peer.id))
            continue;
        if (row.has_session)
            reporters.insert(reporters.begin(), row.peer.id);
        else
            reporters.push_back(row.peer.id);
    }
    if (reporters.size() > kReporters) reporters.resize(kReporters);
    for (const auto& reporter : reporters) {
        (void)co_await parts_.sessions.connect(reporter, kDialLimit);
        const auto report = co_await ask_to_look(reporter);
        if (report) own.outside.push_back({hooks_.name_of(PeerKey(reporter)), *report});
    }
}

Task<std::vector<control::Finding>> Doctor::examine() {
    OwnFacts own = co_await own_facts();
    co_await ask_others(own);
    co_return diagnose(own);
}

void Doctor::note_neighbours(PeerFacts& facts) const {
    const bool has_v4 = std::ranges::any_of(
        facts.addresses, [](const AddressFacts& address) { return address.where.address.is_v4(); });
    for (AddressFacts& address : facts.addresses) {
        // Only IPv4 neighbours can be looked up; where there is one, it speaks for the others.
        const bool counts = address.where.address.is_v4() || !has_v4;
        address.is_neighbour = counts && is_neighbour(address.where.address);
    }
    const auto gateway = default_gateway();
    facts.is_gateway_there = gateway && is_neighbour(*gateway);
}

void Doctor::note_versions(const PeerId& peer, PeerFacts& facts) const {
    const auto refusal = refusals_.find(peer);
    if (refusal == refusals_.end() || now() - refusal->second.when >= kMemory) return;
    const bool is_self = refusal->second.why.code == net::NetErrc::SelfTooOld;
    for (AddressFacts& address : facts.addresses) {
        if (address.dialled == Dialled::Answered)
            address.dialled = is_self ? Dialled::SelfTooOld : Dialled::PeerTooOld;
    }
}

Task<PeerFacts> Doctor::peer_facts(std::optional<PeerKey> peer, std::optional<Endpoint> at) {
    PeerFacts facts;
    facts.name = peer ? hooks_.name_of(*peer) : at->text();
    if (facts.name.empty()) facts.name = short_text(peer->id);
    facts.is_blocked = peer && hooks_.is_blocked(peer->id);
    if (facts.is_blocked) co_return facts;
    auto where = peer ? hooks_.addresses(peer->id) : std::vector<Endpoint>{};
    if (at && std::ranges::find(where, *at) == where.end()) where.insert(where.begin(), *at);
    if (where.size() > kMaxAddresses) where.resize(kMaxAddresses);
    for (const Endpoint& endpoint : where) facts.addresses.push_back({.where = endpoint});
    for (const Endpoint& endpoint : where) poke(endpoint.address);
    if (const auto gateway = default_gateway()) poke(*gateway);
    co_await dial_all(peer ? std::optional(peer->id) : std::nullopt, facts.addresses);
    for (const auto& other : parts_.sessions.open_peers()) {
        const bool is_other = !peer || other != peer->id;
        facts.reaches_others |= is_other && parts_.sessions.direction(other) == net::Direction::Dialled;
    }
    if (peer) {
        const auto row = parts_.discovery.heard_row(*peer);
        facts.is_listed = row && row->state != discovery::RowState::Pending;
        facts.is_heard =
            row && std::ranges::any_of(row->arrived, [&](SteadyTime when) { return is_recent(when); });
        facts.answers_questions = co_await answers(*peer);
        const bool had_session = parts_.sessions.is_open(peer->id);
        // A session is opened for what follows: it asks the peer to dial where this one cannot.
        if (!had_session)
            (void)co_await parts_.sessions.connect(
                peer->id, std::chrono::duration_cast<std::chrono::milliseconds>(kKnockLimit));
        facts.has_session = parts_.sessions.is_open(peer->id);
        facts.had_to_knock = parts_.sessions.direction(peer->id) == net::Direction::Accepted;
        note_versions(peer->id, facts);
    }
    note_neighbours(facts);
    co_return facts;
}

Task<std::vector<control::Finding>> Doctor::examine(std::optional<PeerKey> peer, std::optional<Endpoint> at) {
    OwnFacts own = co_await own_facts();
    const PeerFacts facts = co_await peer_facts(peer, at);
    if (peer && facts.has_session) {
        const auto report = co_await ask_to_look(peer->id);
        if (report) own.outside.push_back({facts.name, *report});
    }
    co_return diagnose(own, facts);
}

}  // namespace culver::app
