// SPDX-License-Identifier: Apache-2.0
#include "app/reach.h"

#include "base/log.h"
#include "base/random.h"
#include "net/listener.h"

#include <algorithm>

namespace culver::app {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kConnectLimit = 6s;  // one round with its handshake
constexpr Duration kListEvery = 5s;                      // a whole list to one partner
constexpr Duration kLookEvery = 5s;                      // at sessions to keep, rumours that wait
// News of so long is looked at together: a look goes over all rows, and strangers who come and go by the
// hundred made a quarter of a core of it.
constexpr Duration kGathered = 100ms;
constexpr std::size_t kProofsPerMinute = 10;  // dials to those who answer no question
constexpr std::size_t kTriedPassers = 3;      // dialled for that, where no session stands
constexpr std::size_t kPassers = 8;           // asked to hand a knock over
constexpr Duration kHostPatience = 4s;        // a named address has to answer by UDP
constexpr Duration kHostDialEvery = 30s;

bool is_near(const discovery::Row& row) {
    return std::ranges::any_of(row.ways,
                               [](discovery::Way way) { return discovery::kBeaconWays.contains(way); });
}

}  // namespace

Reach::Reach(boost::asio::any_io_executor executor, net::Sessions& sessions, discovery::Discovery& discovery,
             const Clock& clock, Mediator mediator)
    : sessions_(sessions),
      discovery_(discovery),
      clock_(clock),
      mediator_(std::move(mediator)),
      plan_(random_u64),
      proofs_(kProofsPerMinute),
      news_(executor),
      tasks_(executor) {
    sessions_.handle(kReachKinds, [this](PeerId from, std::uint16_t kind, Bytes body) {
        return on_frame(from, kind, std::move(body));
    });
}

void Reach::start() {
    tasks_.spawn("gossip", run());
    tasks_.spawn("named hosts", run_hosts());
}

Task<> Reach::close() {
    co_await tasks_.close();
}

// ── What happened

void Reach::roster_changed(const discovery::Change& change) {
    if (change.row.peer.protocol != Protocol::Culver) return;
    const PeerId& peer = change.row.peer.id;
    if (change.kind == discovery::Change::Kind::Appeared) plan_.appeared(peer, now());
    if (change.kind == discovery::Change::Kind::Gone) plan_.gone(peer);
    if (change.kind != discovery::Change::Kind::Gone && kept_.contains(peer))
        remembered_[peer] = change.row.addresses;
    news_.notify();
}

void Reach::network_changed() {
    plan_.network_changed(now());
    hosts_dialled_.clear();
    leave_lost_addresses();
    news_.notify();
}

// A session from an address that this machine no longer has is dead, whatever the keep-alive still hopes.
void Reach::leave_lost_addresses() {
    const auto interfaces = discovery::list_interfaces();
    if (!interfaces) return;
    for (const auto& peer : sessions_.open_peers()) {
        const auto local = sessions_.local(peer);
        if (!local) continue;
        const bool is_here = std::ranges::any_of(*interfaces, [&](const discovery::Interface& interface) {
            return interface.has_carrier && interface.has(local->address);
        });
        if (is_here) continue;
        log::info("the session with {} began at {}, which is gone; dialling anew", short_text(peer),
                  local->address.to_string());
        sessions_.drop(peer, "");
        tasks_.spawn("dialling anew", prove(peer));
    }
}

void Reach::peer_opened(const PeerId& peer, const Endpoint& where) {
    if (sessions_.direction(peer) == net::Direction::Accepted && !where.address.is_loopback())
        knocks_.was_dialled();
    news_.notify();
}

void Reach::peer_closed(const PeerId& peer) {
    plan_.session_closed(peer);
    intake_.forget(peer);
    listed_.erase(peer);
}

void Reach::set_hosts(std::vector<Endpoint> hosts) {
    hosts_ = std::move(hosts);
    hosts_dialled_.clear();
}

std::vector<Endpoint> Reach::remembered(const PeerId& peer) const {
    const auto found = remembered_.find(peer);
    return found == remembered_.end() ? std::vector<Endpoint>{} : found->second;
}

// ── Gossip

Task<> Reach::run() {
    while (true) {
        if (!discovery_.is_silent()) take_turn();
        keep_sessions();
        co_await news_.wait_until(std::min(plan_.next(), now() + kLookEvery));
        co_await sleep_for(kGathered);
    }
}

std::vector<discovery::Neighbour> Reach::neighbours() const {
    std::vector<discovery::Neighbour> neighbours;
    for (const auto& row : discovery_.rows()) {
        if (row.peer.protocol != Protocol::Culver || mediator_.is_blocked(row.peer.id)) continue;
        neighbours.push_back({row.peer.id, is_near(row), row.has_session});
    }
    return neighbours;
}

void Reach::take_turn() {
    auto turn = plan_.advance(neighbours(), now());
    for (auto& [partner, about] : turn.tell) tasks_.spawn("telling", tell(partner, std::move(about)));
    for (const auto& partner : turn.ask) tasks_.spawn("asking for a list", ask(partner));
    const auto known = [this](const discovery::Rumour& rumour) { return is_known(rumour); };
    for (const auto& rumour : intake_.due(now(), known)) discovery_.take_rumour(rumour);
}

bool Reach::is_known(const discovery::Rumour& rumour) const {
    if (!discovery_.row(rumour.peer)) return false;  // at most named by others
    const auto addresses = discovery_.addresses(rumour.peer.id);
    return std::ranges::any_of(
        addresses, [&](const Endpoint& known) { return known.address == rumour.seen_at.address; });
}

Task<> Reach::ask(PeerId partner) {
    const auto connected = co_await sessions_.connect(partner, kConnectLimit);
    if (!connected) co_return;
    KnownPeers known;
    for (const auto& neighbour : neighbours()) known.insert(discovery::prefix_of(neighbour.id));
    send(partner, ReachKind::GossipRequest, encode(known));
}

Task<> Reach::tell(PeerId partner, std::vector<PeerId> about) {
    const auto connected = co_await sessions_.connect(partner, kConnectLimit);
    if (!connected) {
        plan_.session_closed(partner);  // it was told nothing
        co_return;
    }
    for (std::size_t first = 0; first < about.size(); first += kMaxRumoursPerFrame) {
        std::vector<discovery::Rumour> rumours;
        const std::size_t last = std::min(about.size(), first + kMaxRumoursPerFrame);
        for (std::size_t i = first; i < last; ++i) {
            if (auto rumour = discovery_.rumour_about(about[i])) rumours.push_back(std::move(*rumour));
        }
        if (rumours.empty()) continue;
        const auto kind = static_cast<std::uint16_t>(ReachKind::Gossip);
        const auto sent = co_await sessions_.send_when_room(partner, kind, encode(rumours));
        if (!sent) co_return;
    }
}

void Reach::send(const PeerId& to, ReachKind kind, ByteView body) {
    const auto sent = sessions_.send(to, static_cast<std::uint16_t>(kind), body);
    if (!sent) log::debug("gossip to {}: {}", short_text(to), sent.error().sentence());
}

Task<> Reach::on_frame(PeerId from, std::uint16_t kind, Bytes body) {
    switch (static_cast<ReachKind>(kind)) {
        case ReachKind::GossipRequest: on_request(from, body); break;
        case ReachKind::Gossip: on_gossip(from, body); break;
        case ReachKind::KnockToPass: on_knock_to_pass(from, body); break;
        case ReachKind::KnockPassed: on_knock_passed(from, body); break;
        default:
            if (mediator_.other) mediator_.other(from, kind, std::move(body));
    }
    co_return;
}

void Reach::on_request(const PeerId& from, ByteView body) {
    const auto last = listed_.find(from);
    if (discovery_.is_silent() || (last != listed_.end() && now() - last->second < kListEvery)) return;
    if (!listing_.insert(from).second) return;  // who reads slowly has the last one on its way to him
    listed_[from] = now();
    const auto known = decode_gossip_request(body);
    std::vector<PeerId> about;
    for (const auto& neighbour : neighbours()) {
        const bool is_known = known.contains(discovery::prefix_of(neighbour.id));
        if (neighbour.id != from && !is_known) about.push_back(neighbour.id);
    }
    tasks_.spawn("telling all", tell_all(from, std::move(about)));
}

Task<> Reach::tell_all(PeerId partner, std::vector<PeerId> about) {
    co_await tell(partner, std::move(about));
    listing_.erase(partner);
}

void Reach::on_gossip(const PeerId& from, ByteView body) {
    if (discovery_.is_silent()) return;
    const auto teller = mediator_.is_known(from) ? discovery::Teller::Known : discovery::Teller::Stranger;
    for (auto& rumour : decode_gossip(body)) {
        plan_.told_by(from, rumour.peer.id, teller);
        intake_.add(from, std::move(rumour), now(), teller);
    }
    news_.notify();
}

// ── Knocks

void Reach::unreached(const PeerId& peer) {
    if (mediator_.is_blocked(peer)) return;
    if (!discovery_.is_silent()) discovery_.knock(PeerKey(peer), remembered(peer));
    if (passing_.insert(peer).second) tasks_.spawn("passing a knock", pass_knock(peer));
}

Task<> Reach::pass_knock(PeerId target) {
    std::vector<PeerId> passers = sessions_.open_peers();
    std::erase(passers, target);
    if (passers.empty()) passers = co_await look_for_passer(target);
    passing_.erase(target);
    if (passers.size() > kPassers) passers.resize(kPassers);
    if (passers.empty() || sessions_.is_open(target)) co_return;
    const Bytes frame = encode(KnockToPass{target, discovery_.sealed_knock(PeerKey(target))});
    for (const auto& passer : passers) send(passer, ReachKind::KnockToPass, frame);
}

// Where nobody can be dialled, each one that is tried is unreached itself: one look at a time, at few, or all
// would dial all.
Task<std::vector<PeerId>> Reach::look_for_passer(PeerId target) {
    std::vector<PeerId> found;
    if (std::exchange(is_looking_, true)) co_return found;
    std::size_t tried = 0;
    for (const auto& neighbour : neighbours()) {
        if (neighbour.id == target) continue;
        if (++tried > kTriedPassers) break;
        const auto connected = co_await sessions_.connect(neighbour.id, kConnectLimit);
        if (!connected) continue;
        found.push_back(neighbour.id);
        break;
    }
    is_looking_ = false;
    co_return found;
}

void Reach::on_knock_to_pass(const PeerId& from, ByteView body) {
    const auto knock = decode_knock_to_pass(body);
    if (!knock || !knocks_.may_pass_on(from, now()) || !sessions_.is_open(knock->target)) return;
    const auto opened = discovery::open(knock->datagram);
    const bool is_own =
        opened && opened->beacon.kind == discovery::Kind::Knock && peer_id_of(opened->beacon.key) == from;
    const auto where = mediator_.connected_at(from);
    if (!is_own || !where || !discovery::may_travel(where->address)) return;
    send(knock->target, ReachKind::KnockPassed, encode(KnockPassed{knock->datagram, *where}));
}

void Reach::on_knock_passed(const PeerId& from, ByteView body) {
    auto knock = decode_knock_passed(body);
    if (!knock || !knocks_.may_pass_on(from, now())) return;
    discovery_.take_rumour({.peer = {}, .datagram = std::move(knock->datagram), .seen_at = knock->seen_at});
}

void Reach::knocked(const PeerKey& peer) {
    if (sessions_.is_open(peer.id) || mediator_.is_blocked(peer.id)) return;
    if (knocks_.may_dial(peer.id, now())) tasks_.spawn("answering a knock", dial_back(peer.id));
}

Task<> Reach::dial_back(PeerId peer) {
    const auto connected = co_await sessions_.connect(peer, kConnectLimit);
    if (!connected || sessions_.direction(peer) != net::Direction::Dialled) co_return;
    // A knock alone is no sign: this node may have been starting, or busy, when it was dialled.
    const auto is_reached = co_await mediator_.is_reached_by(peer);
    if (!is_reached) co_return;
    if (*is_reached) co_return knocks_.was_dialled();
    log::info("{} cannot reach this node's port: a firewall here? 'culver doctor' tells more",
              short_text(peer));
    knocks_.dialled_back(now());
    news_.notify();
}

void Reach::unproven(const PeerKey& peer) {
    const bool is_wanted = peer.protocol == Protocol::Culver && !mediator_.is_blocked(peer.id) &&
                           !sessions_.is_open(peer.id) && !discovery_.is_silent();
    if (is_wanted && proofs_.take(now())) tasks_.spawn("looking who is there", prove(peer.id));
}

Task<> Reach::prove(PeerId peer) {
    (void)co_await sessions_.connect(peer, kConnectLimit);
}

// ── Sessions that are kept: bridges to other networks, and those dialled outwards while the own port is
// closed

void Reach::keep_sessions() {
    std::vector<PeerId> candidates;
    for (const auto& row : discovery_.rows()) {
        const bool fits = row.peer.protocol == Protocol::Culver && !mediator_.is_blocked(row.peer.id);
        if (fits && row.has_session) candidates.insert(candidates.begin(), row.peer.id);
        if (fits && !row.has_session) candidates.push_back(row.peer.id);
    }
    std::set<PeerId> wished = knocks_.keep(candidates, now());
    wished.insert(plan_.bridges().begin(), plan_.bridges().end());
    set_kept(wished);
}

void Reach::set_kept(const std::set<PeerId>& wished) {
    for (const PeerId& peer : wished) {
        if (!kept_.insert(peer).second) continue;
        remembered_[peer] = discovery_.addresses(peer);
        sessions_.want(peer);
    }
    for (auto peer = kept_.begin(); peer != kept_.end();) {
        if (wished.contains(*peer)) {
            ++peer;
            continue;
        }
        sessions_.release(*peer);
        remembered_.erase(*peer);
        peer = kept_.erase(peer);
    }
}

// ── Addresses that a person named

Task<> Reach::run_hosts() {
    while (true) {
        co_await sleep_for(kHostPatience);
        const auto rows = discovery_.rows();
        for (const Endpoint& host : hosts_) {
            const auto is_there = std::ranges::any_of(rows, [&](const discovery::Row& row) {
                return std::ranges::find(row.addresses, host.address, &Endpoint::address) !=
                       row.addresses.end();
            });
            const auto last = hosts_dialled_.find(host);
            const bool was_dialled = last != hosts_dialled_.end() && now() - last->second < kHostDialEvery;
            if (is_there || was_dialled || discovery_.is_silent()) continue;
            hosts_dialled_[host] = now();
            tasks_.spawn("dialling a named host", dial_host(host));
        }
    }
}

Task<> Reach::dial_host(Endpoint host) {
    const Endpoint where{host.address, net::kFirstPort};
    const auto peer = co_await sessions_.connect_to(where, kConnectLimit);
    if (!peer) log::debug("{} does not answer: {}", where.text(), peer.error().sentence());
}

}  // namespace culver::app
