// SPDX-License-Identifier: Apache-2.0
// Sending, answering and the passage of time. What arrives is in core_receive.cc.
#include "discovery/core.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

// One terminal server with 32 strangers says hello three times; a signature costs about 0.1 ms, so all
// strangers together can cause some 3 % of one core for long and 0.4 s at once (a thousand machines switched
// on).
constexpr Rate kStrangersPerSource = {.per_second = 16, .burst = 128};
constexpr Rate kAllStrangers = {.per_second = 300, .burst = 4'000};
constexpr Rate kAllSignatures = {.per_second = 1'000, .burst = 4'000};
constexpr Rate kAnswersPerSource = {.per_second = 32, .burst = 128};
constexpr Rate kNewcomers = kAllStrangers;  // questions to them
constexpr Rate kTwinChecks = {.per_second = 0.2, .burst = 4};
constexpr Rate kEpochJumps = {.per_second = 0.2, .burst = 4};
constexpr Rate kTwinAlarms = {.per_second = 1.0 / 60, .burst = 1};  // a person reads it
constexpr std::size_t kMaxSources = 4'096;

// A timer that fires so late means that the machine or the process stood still.
constexpr Duration kStandstill = 3s;

constexpr int kGoodbyes = 3;
constexpr Duration kBetweenGoodbyes = 300ms;    // of those to one peer: a session with it may end meanwhile
constexpr std::size_t kMaxGoodbyesByHand = 64;  // to those whom no multicast reaches
constexpr std::size_t kKnocksElsewhere = 2;     // addresses of a peer that is not heard
constexpr Rate kKnocks = {.per_second = 5, .burst = 50};  // a whole department behind a firewall

// A goodbye to everybody reaches it too.
bool hears_everybody(const Row& row) {
    return std::ranges::any_of(row.ways, [](Way way) { return kBeaconWays.contains(way); });
}

}  // namespace

Core::Core(const SigningKey& key, CoreOptions options, RandomSource random)
    : key_(key),
      self_(key.peer_id()),
      options_(std::move(options)),
      random_(random),
      roster_(random, options_.beacon_port, options_.limits),
      schedule_(options_.ways, random),
      stamp_{.epoch = options_.epoch, .sequence = 0},
      strangers_(kStrangersPerSource, kMaxSources),
      answers_(kAnswersPerSource, kMaxSources),
      all_strangers_(kAllStrangers),
      all_signatures_(kAllSignatures),
      newcomers_(kNewcomers),
      twin_checks_(kTwinChecks),
      twin_alarms_(kTwinAlarms),
      epoch_jumps_(kEpochJumps),
      knocks_(kKnocks) {}

Beacon Core::blank(Kind kind) {
    ++stamp_.sequence;
    const Duration interval = interval_for(roster_.node_count());
    return {.kind = kind,
            .key = key_.public_key(),
            .stamp = stamp_,
            .instance = options_.instance,
            .port = options_.tcp_port,
            .reply_port = options_.reply_port,
            .label = options_.label,
            .interval = std::chrono::duration_cast<std::chrono::milliseconds>(interval)};
}

Bytes Core::sealed(const Beacon& beacon) {
    ++counters_.sent[static_cast<std::size_t>(beacon.kind)];
    return seal(beacon, key_);
}

void Core::send_to(const Endpoint& to, const Beacon& beacon) {
    effects_.datagrams.push_back({.bytes = sealed(beacon), .kind = beacon.kind, .ways = {}, .to = to});
}

void Core::send_turn(const Schedule::Turn& turn, SteadyTime now) {
    if (turn.ways.is_empty()) return;
    Beacon beacon = blank(turn.kind);
    if (turn.kind == Kind::Hello) {
        if (turn.is_first_of_burst || !hello_nonce_) hello_nonce_ = random_();
        beacon.nonce = hello_nonce_;
        questions_.ask(*hello_nonce_, {.to = std::nullopt, .way = std::nullopt, .asked_at = now});
    }
    effects_.datagrams.push_back({.bytes = sealed(beacon), .kind = turn.kind, .ways = turn.ways, .to = {}});
}

void Core::send_answer(const Owed& owed, SteadyTime now) {
    Beacon beacon = blank(owed.kind);
    if (owed.kind == Kind::Goodbye) {
        beacon.target = prefix_of(owed.peer.id);
        return send_to(owed.to, beacon);
    }
    beacon.echoes = {owed.echo};
    beacon.heard_by = owed.heard_by ? owed.heard_by : heard_by(owed.peer);
    if (roster_.state_of(owed.peer) == RowState::Pending) {
        // The answer asks in turn: with one more datagram both know that the other is there.
        beacon.nonce = random_();
        questions_.ask(*beacon.nonce, {.to = owed.peer, .way = std::nullopt, .asked_at = now});
        roster_.was_asked(owed.peer, now);
    }
    send_to(owed.to, beacon);
}

std::optional<Way> Core::heard_by(const PeerKey& peer) const {
    const auto row = roster_.row(peer);
    if (!row || row->ways.empty() || !kBeaconWays.contains(row->ways.front())) return std::nullopt;
    return row->ways.front();
}

void Core::probe(const Wish& wish, SteadyTime now) {
    if (options_.is_hidden || has_left_ || wish.at.empty() || wish.peer.protocol != Protocol::Culver) return;
    if (blocked_.contains(wish.peer.id)) return;
    Beacon beacon = blank(Kind::Probe);
    beacon.nonce = random_();
    beacon.target = prefix_of(wish.peer.id);
    beacon.heard_by = heard_by(wish.peer);
    questions_.ask(*beacon.nonce, {.to = wish.peer, .way = std::nullopt, .asked_at = now});
    const Bytes bytes = sealed(beacon);
    for (const Endpoint& to : wish.at) {
        effects_.datagrams.push_back({.bytes = bytes, .kind = Kind::Probe, .ways = {}, .to = to});
    }
}

void Core::ask(const Endpoint& where, Way way, SteadyTime now) {
    if (options_.is_hidden || has_left_) return;
    Beacon beacon = blank(Kind::Probe);
    beacon.nonce = random_();
    questions_.ask(*beacon.nonce, {.to = std::nullopt, .way = way, .asked_at = now});
    send_to(where, beacon);
}

void Core::greet(SteadyTime now, std::optional<Roster::Doubt> doubt) {
    if (has_left_) return;
    if (doubt) roster_.look_again(*doubt, now);
    if (!options_.is_hidden) schedule_.greet(now);
    promised_advance_ = SteadyTime::max();
    advance(now);
}

void Core::say_goodbye(SteadyTime) {
    schedule_.stop();
    owed_.clear();
    has_left_ = true;
    if (options_.is_hidden || options_.ways.is_empty()) return;
    const Beacon beacon = blank(Kind::Goodbye);
    effects_.datagrams.push_back(
        {.bytes = sealed(beacon), .kind = Kind::Goodbye, .ways = options_.ways, .to = {}});
    std::size_t told = 0;
    for (const Row& row : roster_.rows()) {
        if (row.peer.protocol != Protocol::Culver || hears_everybody(row) || ++told > kMaxGoodbyesByHand)
            continue;
        for (const Endpoint& to : roster_.asked_at(row.peer)) send_to(to, beacon);
    }
}

Beacon Core::knock_for(const PeerKey& peer) {
    Beacon beacon = blank(Kind::Knock);
    beacon.target = prefix_of(peer.id);
    return beacon;
}

void Core::knock(const PeerKey& peer, const std::vector<Endpoint>& dial, SteadyTime now) {
    if (has_left_ || peer.protocol != Protocol::Culver || !knocks_.take(now)) return;
    std::vector<Endpoint> where = roster_.asked_at(peer);
    if (where.empty()) {
        for (const Endpoint& endpoint : dial) {
            if (where.size() < kKnocksElsewhere) where.push_back({endpoint.address, options_.beacon_port});
        }
    }
    if (where.empty()) return;
    const Beacon beacon = knock_for(peer);
    for (const Endpoint& to : where) send_to(to, beacon);
}

Bytes Core::sealed_knock(const PeerKey& peer) {
    return sealed(knock_for(peer));
}

std::optional<Rumour> Core::rumour_about(const PeerKey& peer, SteadyTime now) const {
    if (roster_.state_of(peer) != RowState::Present) return std::nullopt;
    return heard_.about(peer, now);
}

void Core::set_label(Label label, SteadyTime now) {
    if (label == options_.label) return;
    options_.label = std::move(label);
    if (options_.is_hidden || has_left_) return;
    schedule_.tell(now);
    advance(now);
}

void Core::set_hidden(bool is_hidden, SteadyTime now) {
    if (is_hidden == options_.is_hidden) return;
    if (is_hidden) {
        for (int i = 0; i < kGoodbyes; ++i) say_goodbye(now);
        has_left_ = false;
    }
    options_.is_hidden = is_hidden;
    if (!is_hidden) greet(now);
}

void Core::set_blocked(const PeerId& peer, bool is_blocked, SteadyTime now) {
    if (!is_blocked) {
        blocked_.erase(peer);
    } else if (blocked_.insert(peer).second) {
        owe_goodbyes(peer, now);
    }
    advance(now);
}

// Named for that peer alone: whoever passes them on to others makes nobody believe that this node left.
void Core::owe_goodbyes(const PeerId& peer, SteadyTime now) {
    std::erase_if(owed_, [&](const auto& entry) { return entry.second.peer.id == peer; });
    const auto row = roster_.row(PeerKey(peer));
    if (!row || options_.is_hidden || has_left_) return;
    std::set<boost::asio::ip::address> told;
    for (const Endpoint& address : row->addresses) {
        if (!told.insert(address.address).second) continue;
        const Endpoint to{.address = address.address, .port = options_.beacon_port};
        for (int turn = 0; turn < kGoodbyes; ++turn) {
            owed_.emplace(now + turn * kBetweenGoodbyes,
                          Owed{.kind = Kind::Goodbye, .peer = PeerKey(peer), .to = to});
        }
    }
}

void Core::note(Changes changes) {
    for (const Change& change : changes) {
        if (change.kind == Change::Kind::Gone) heard_.forget(change.row.peer);
    }
    std::ranges::move(changes, std::back_inserter(effects_.changes));
}

void Core::hint(const Sighting& sighting, SteadyTime now) {
    if (sighting.peer.protocol == Protocol::Culver && sighting.peer.id == self_) return;
    note(roster_.heard(sighting, now));
    if (roster_.is_known(sighting.peer)) effects_.heard_known.push_back(sighting.peer);
}

void Core::session_opened(const PeerKey& peer, SteadyTime now) {
    note(roster_.session_opened(peer, now));
}

void Core::told_in_session(const PeerKey& peer, std::optional<Endpoint> dial, Label label, bool is_open,
                           SteadyTime now) {
    note(roster_.told_in_session(peer, std::move(dial), std::move(label), is_open, now));
}

void Core::session_closed(const PeerKey& peer, SteadyTime now) {
    note(roster_.session_closed(peer, now));
}

void Core::withdrawn(const PeerKey& peer, Way way, SteadyTime now) {
    note(roster_.withdrawn(peer, way, now));
}

void Core::notice_standstill(SteadyTime now) {
    if (promised_advance_ == SteadyTime::max() || now < promised_advance_ + kStandstill) return;
    promised_advance_ = SteadyTime::max();
    roster_.look_again(Roster::Doubt::Overdue, now);
}

void Core::advance(SteadyTime now) {
    notice_standstill(now);
    rise_above(now);
    while (now >= schedule_.next()) {
        const auto turn = schedule_.due(now, roster_.neighbourhood(now));
        if (turn) send_turn(*turn, now);
    }
    while (!owed_.empty() && owed_.begin()->first <= now) {
        const Owed owed = std::move(owed_.begin()->second);
        owed_.erase(owed_.begin());
        send_answer(owed, now);
    }
    Roster::Step step = roster_.advance(now);
    note(std::move(step.changes));
    for (const Wish& wish : step.wishes) {
        // No flood of strangers keeps a question from somebody this node knows.
        const bool is_stranger =
            roster_.state_of(wish.peer) == RowState::Pending && !roster_.is_known(wish.peer);
        if (!is_stranger || newcomers_.take(now))
            probe(wish, now);
        else
            ++counters_.limited;
    }
    std::ranges::copy(step.doubts, std::back_inserter(effects_.doubted));
    std::ranges::copy(step.unproven, std::back_inserter(effects_.unproven));
    promised_advance_ = next_deadline();
}

SteadyTime Core::next_deadline() const {
    const SteadyTime answer = owed_.empty() ? SteadyTime::max() : owed_.begin()->first;
    return std::min({schedule_.next(), answer, roster_.next_deadline()});
}

}  // namespace culver::discovery
