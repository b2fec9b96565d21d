// SPDX-License-Identifier: Apache-2.0
// The way of a datagram through the core: 1 decode, 2 compare its stamp, 3 count the work it causes against
// the limits, 4 check the signature, 5 tell the roster, 6 answer if it asks.
#include "discovery/core.h"

#include <algorithm>

namespace culver::discovery {
namespace {

constexpr double kPriceOfForgery = 4;           // tokens: a source that forges is soon not heard any more
constexpr std::size_t kMaxOwedAnswers = 1'024;  // more than one window can hold under the source limits
constexpr std::size_t kMaxHellos = 1'024;

}  // namespace

void Core::receive(ByteView datagram, const Arrival& arrival, SteadyTime now) {
    notice_standstill(now);
    auto opened = open(datagram);
    const auto& source = arrival.from.address;
    if (!opened || source.is_unspecified() || source.is_multicast() || arrival.from.port == 0) {
        ++counters_.malformed;
        return;
    }
    ++counters_.received[static_cast<std::size_t>(opened->beacon.kind)];
    const bool has_own_key = opened->beacon.key == key_.public_key();
    if (has_own_key && opened->beacon.instance == options_.instance) {
        ++counters_.echoes_of_own;
        return;
    }
    const PeerKey peer(peer_id_of(opened->beacon.key));
    const Digest digest = opened->digest();
    const Received received{.opened = std::move(*opened),
                            .digest = digest,
                            .peer = peer,
                            .from = arrival.from,
                            .way = arrival.way,
                            .bytes = datagram.size()};
    if (has_own_key)
        receive_own(received, now);
    else
        receive_peer(received, now);
}

void Core::receive_passed_on(ByteView datagram, const Endpoint& seen_at, Duration age, SteadyTime now) {
    auto opened = open(datagram);
    if (!opened || !may_travel(seen_at.address)) {
        ++counters_.malformed;
        return;
    }
    const PeerKey peer(peer_id_of(opened->beacon.key));
    if (peer.id == self_) return;
    const Digest digest = opened->digest();
    Received received{.opened = std::move(*opened),
                      .digest = digest,
                      .peer = peer,
                      .from = seen_at,
                      .way = Way::Gossip,
                      .bytes = datagram.size(),
                      .is_direct = false,
                      .age = age};
    received.from.port = received.opened.beacon.reply_port;
    receive_peer(received, now);
}

bool Core::may_verify(const Received& received, SteadyTime now) {
    // Those who are listed are heard from where they were before, whatever flood comes from elsewhere in
    // their name.
    if (roster_.is_expected_from(received.peer, received.from.address)) return all_signatures_.take(now);
    return strangers_.take(received.from.address, now) && all_strangers_.take(now);
}

bool Core::is_verified(const Received& received, SteadyTime now) {
    if (!may_verify(received, now)) {
        ++counters_.limited;
        return false;
    }
    if (received.opened.is_genuine()) return true;
    ++counters_.bad_signature;
    strangers_.charge(received.from.address, now, kPriceOfForgery);
    return false;
}

void Core::receive_own(const Received& received, SteadyTime now) {
    const Beacon& beacon = received.opened.beacon;
    if (!is_verified(received, now)) return;
    check_for_twin(received, now);
    if (beacon.kind == Kind::Probe && beacon.nonce && beacon.target == prefix_of(self_)) {
        owe_answer(received, now);
    }
    if (beacon.stamp.epoch < stamp_.epoch) return;
    overtaken_by_ = std::max(overtaken_by_.value_or(0), beacon.stamp.epoch);
    rise_above(now);
}

// Two live twins would raise each other without end, so it happens now and then only; but it happens, also
// when the twin is gone meanwhile: peers would ignore this node for ever.
void Core::rise_above(SteadyTime now) {
    if (!overtaken_by_ || !epoch_jumps_.take(now)) return;
    stamp_ = {.epoch = *overtaken_by_ + 1, .sequence = 0};
    overtaken_by_.reset();
    effects_.epoch_raised = stamp_.epoch;
    if (!options_.is_hidden && !has_left_) schedule_.tell(now);
}

void Core::check_for_twin(const Received& received, SteadyTime now) {
    // An old recording of this node answers no nonce: only a live twin raises the alarm.
    for (const std::uint64_t echo : received.opened.beacon.echoes) {
        if (!questions_.answered(echo, received.peer, now)) continue;
        if (twin_alarms_.take(now)) effects_.twin = received.from;
        return;
    }
    if (twin_checks_.take(now)) probe({.peer = PeerKey(self_), .at = {received.from}}, now);
}

void Core::receive_peer(const Received& received, SteadyTime now) {
    const Stamp& stamp = received.opened.beacon.stamp;
    switch (roster_.freshness(received.peer, stamp, received.digest)) {
        case Roster::Freshness::Older: ++counters_.repeated; return;
        case Roster::Freshness::Same:
            ++counters_.repeated;
            note(roster_.heard(sighting_of(received), now));
            if (received.is_direct) heard_.also_at(received.peer, received.from, now);
            return;
        case Roster::Freshness::Unseen:
        case Roster::Freshness::Newer:
            if (is_verified(received, now)) accept(received, now);
            return;
    }
}

Sighting Core::sighting_of(const Received& received) const {
    const Beacon& beacon = received.opened.beacon;
    return {.peer = received.peer,
            .proof = Proof::Signed,
            .stamp = beacon.stamp,
            .digest = received.digest,
            .label = beacon.label,
            .way = received.way,
            .dial = Endpoint{.address = received.from.address, .port = beacon.port},
            .reply_port = received.from.port,
            .is_direct = received.is_direct,
            .age = received.age,
            .interval = beacon.interval};
}

void Core::accept(const Received& received, SteadyTime now) {
    const Beacon& beacon = received.opened.beacon;
    if (beacon.kind == Kind::Goodbye && beacon.target && *beacon.target != prefix_of(self_)) return;
    if (beacon.kind == Kind::Goodbye) return note(roster_.said_goodbye(received.peer, beacon.stamp));
    Sighting sighting = sighting_of(received);
    // Who heard this node by a way is, on an ordinary network, heard by the same way.
    sighting.is_way_inferred = !sighting.way;
    if (!sighting.way) sighting.way = beacon.heard_by;
    for (const std::uint64_t echo : beacon.echoes) {
        const auto question = questions_.answered(echo, received.peer, now);
        if (!question || !received.is_direct) continue;
        sighting.proof = Proof::Answered;
        if (question->way) sighting.way = question->way;
    }
    note(roster_.heard(sighting, now));
    if (roster_.is_known(received.peer)) effects_.heard_known.push_back(received.peer);
    if (beacon.kind == Kind::Knock) {
        const bool is_meant = beacon.target == prefix_of(self_) && !blocked_.contains(received.peer.id);
        const bool may_dial = !options_.is_hidden || roster_.is_known(received.peer);
        if (is_meant && may_dial && !has_left_) effects_.knocked.push_back(received.peer);
        return;
    }
    const auto state = roster_.state_of(received.peer);
    if (received.is_direct && state && *state != RowState::Pending) {
        heard_.note(received.peer, received.opened.datagram(), received.from, now);
    }
    if (beacon.nonce && received.is_direct) owe_answer(received, now);
}

bool Core::wants_to_answer_hello(const PeerKey& peer, std::uint64_t nonce) {
    const auto decided = hellos_.find(peer);
    if (decided != hellos_.end() && decided->second.nonce == nonce) {
        // Repeated for those whose answer was lost: a peer that is still pending has not reacted to it.
        return decided->second.will_answer && roster_.state_of(peer) == RowState::Pending;
    }
    if (hellos_.size() >= kMaxHellos) hellos_.clear();
    const bool will_answer = unit(random_) < answer_probability(roster_.node_count());
    hellos_[peer] = {.nonce = nonce, .will_answer = will_answer};
    return will_answer;
}

void Core::owe_answer(const Received& received, SteadyTime now) {
    const Beacon& beacon = received.opened.beacon;
    // A rightful question is padded to the full size, so no answer is ever larger.
    if (options_.is_hidden || has_left_ || received.bytes < kMaxDatagramBytes) return;
    if (beacon.target && *beacon.target != prefix_of(self_)) return;
    if (blocked_.contains(received.peer.id)) return;
    if (owed_.size() >= kMaxOwedAnswers || !answers_.take(received.from.address, now)) {
        ++counters_.limited;
        return;
    }
    Owed owed{.kind = Kind::ProbeAnswer, .peer = received.peer, .to = received.from, .echo = *beacon.nonce};
    if (beacon.kind != Kind::Hello) return send_answer(owed, now);
    if (!wants_to_answer_hello(received.peer, *beacon.nonce)) return;
    owed.kind = Kind::Answer;
    owed.heard_by = received.way;
    roster_.will_be_asked(received.peer, now);  // the answer will carry a nonce
    const auto delay = answer_window(roster_.node_count()) * unit(random_);
    owed_.emplace(now + std::chrono::duration_cast<Duration>(delay), std::move(owed));
}

}  // namespace culver::discovery
