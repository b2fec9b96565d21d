// SPDX-License-Identifier: Apache-2.0
#include "discovery/roster.h"

#include <algorithm>
#include <utility>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

// Gone comes a little before 3 intervals: what a person sees within 15 s includes the timers and the way to
// the screen.
constexpr double kSuspectAfter = 2.5;
// With a session: early enough that its answer, awaited for 5 s, and one last question fit into the 15 s of
// R4.
constexpr double kDoubtAfter = 1.4;
constexpr double kGoneAfter = 2.9;
constexpr int kProbes = 8;  // on a radio link that loses every fifth datagram hardly anybody flickers
constexpr double kProbeSpacing = 0.05;  // of an interval: all fit between suspect and gone
constexpr int kPendingProbes = 5;       // of somebody who was never here: fewer, strangers can make them up
constexpr Duration kPendingSpacing = 900ms;
constexpr Duration kPendingPause = 5s;  // after so many unanswered questions, if it is still heard
constexpr std::size_t kProbedAddresses = 2;
constexpr Duration kBetweenUnproven = 60s;  // of one peer: the few dials are for others too
// A question is longer than a beacon, and the source of a beacon can be forged: so one question for each
// datagram that came, as RFC 9000, 8.1 has it for QUIC. Who was named by others is asked as often as anybody.
constexpr std::size_t kMostEarned = kPendingProbes * kProbedAddresses;

// IPv6 and broadcast copies come every tenth turn: a way, and an address, is forgotten when two were missed.
constexpr double kWayLifetime = 28;

Duration times(Duration duration, double factor) {
    return std::chrono::duration_cast<Duration>(duration * factor);
}

std::size_t index(Way way) {
    return static_cast<std::size_t>(way);
}

}  // namespace

Roster::Roster(RandomSource random, std::uint16_t beacon_port, RosterLimits limits)
    : random_(std::move(random)), beacon_port_(beacon_port), limits_(limits) {}

Roster::Entry* Roster::find(const PeerKey& peer) {
    const auto found = entries_.find(peer);
    return found == entries_.end() ? nullptr : &found->second;
}

const Roster::Entry* Roster::find(const PeerKey& peer) const {
    const auto found = entries_.find(peer);
    return found == entries_.end() ? nullptr : &found->second;
}

Duration Roster::interval_of(const Entry& entry) const {
    return std::max(interval_for(node_count()), entry.promised);
}

SteadyTime Roster::suspect_at(const Entry& entry) const {
    return entry.heard_at + times(interval_of(entry), kSuspectAfter);
}

// A session's own keep-alive is slow, because it is meant for silence that nothing else explains.
SteadyTime Roster::doubted_at(const Entry& entry) const {
    if (entry.doubted_since == entry.heard_at) return SteadyTime::max();
    return entry.heard_at + times(interval_of(entry), kDoubtAfter);
}

SteadyTime Roster::gone_at(const Entry& entry) const {
    return entry.heard_at + times(interval_of(entry), kGoneAfter);
}

Roster::Freshness Roster::freshness(const PeerKey& peer, const Stamp& stamp, const Digest& digest) const {
    const auto departed = departed_.find(peer);
    const bool was_here = departed != departed_.end();
    if (was_here && stamp <= departed->second.stamp) return Freshness::Older;
    const Entry* entry = find(peer);
    if (entry == nullptr) return was_here ? Freshness::Newer : Freshness::Unseen;
    if (stamp > entry->stamp) return Freshness::Newer;
    return stamp == entry->stamp && digest == entry->digest ? Freshness::Same : Freshness::Older;
}

void Roster::absorb(Entry& entry, const Sighting& sighting, SteadyTime now, bool& changed) {
    const bool is_news = !sighting.stamp || *sighting.stamp > entry.stamp;
    if (is_news && (sighting.stamp || sighting.peer.protocol != Protocol::Culver)) {
        entry.heard_at = std::max(entry.heard_at, now - sighting.age);
        entry.promised = sighting.interval;
        if (entry.state == RowState::Suspect) entry.state = RowState::Present;
    }
    if (is_news && sighting.stamp) {
        entry.stamp = *sighting.stamp;
        entry.digest = sighting.digest;
    }
    // What others say of a native peer counts only as long as nothing better is known.
    const bool may_label = sighting.stamp || sighting.peer.protocol != Protocol::Culver ||
                           (entry.state == RowState::Pending && entry.stamp == Stamp{});
    if (is_news && may_label && sighting.label && *sighting.label != entry.label) {
        entry.label = *sighting.label;
        changed = true;
    }
    changed = entry.addresses.note(sighting, now) || changed;
    if (sighting.is_direct) entry.questions_earned = std::min(entry.questions_earned + 1, kMostEarned);
    // A copy of what was heard costs its sender nothing: it waits for the usual pause.
    if (is_news && std::exchange(entry.was_cut_short, false)) entry.is_due_again = true;
    if (sighting.way) {
        auto& heard = entry.way_heard[index(*sighting.way)];
        heard = std::max(heard, now - sighting.age);
        if (sighting.is_direct && !sighting.is_way_inferred) entry.arrived[index(*sighting.way)] = now;
    }
    if (sighting.is_direct && sighting.proof == Proof::Answered) entry.answered_at = now;
}

Changes Roster::heard(const Sighting& sighting, SteadyTime now) {
    if (sighting.stamp && freshness(sighting.peer, *sighting.stamp, sighting.digest) == Freshness::Older) {
        return {};
    }
    Entry* entry = find(sighting.peer);
    if (entry == nullptr) {
        entry = admit(sighting);
        if (entry == nullptr) return {};
        entry->heard_at = now - sighting.age;
        if (!sighting.is_direct) entry->questions_earned = kMostEarned;
    }
    const bool was_proven = sighting.dial && entry->addresses.is_proven(*sighting.dial);
    bool changed = false;
    absorb(*entry, sighting, now, changed);
    const bool is_proven = sighting.proof >= Proof::Answered || sighting.peer.protocol != Protocol::Culver;
    Changes changes = settle(*entry, is_proven, changed, now);
    if (sighting.proof == Proof::Answered && sighting.is_direct && sighting.dial && !was_proven) {
        take_address(*entry, *sighting.dial, changes);
    }
    return changes;
}

Changes Roster::settle(Entry& entry, bool is_proven, bool changed, SteadyTime now) {
    Changes changes;
    changed = refresh_ways(entry, now) || changed;
    const Duration lifetime = times(interval_of(entry), kWayLifetime);
    changed = entry.addresses.forget_before(now - lifetime) || changed;
    if (entry.state != RowState::Pending) {
        if (changed) changes.push_back({Change::Kind::Changed, row_of(entry)});
    } else if (is_proven) {
        entry.state = RowState::Present;
        ++shown_;
        departed_order_.erase(departed_[entry.peer].order);
        departed_.erase(entry.peer);
        changes.push_back({Change::Kind::Appeared, row_of(entry)});
    } else {
        ask_pending(entry, now);
    }
    if (entry.state == RowState::Present) {
        entry.next_probe = SteadyTime::max();
        entry.probes = 0;
    }
    schedule(entry);
    return changes;
}

bool Roster::refresh_ways(Entry& entry, SteadyTime now) {
    WaySet ways;
    const Duration lifetime = times(interval_of(entry), kWayLifetime);
    for (const Way way : kAllWays) {
        const SteadyTime heard = entry.way_heard[index(way)];
        if (heard != SteadyTime{} && now - heard < lifetime) ways.insert(way);
    }
    if (entry.has_session) ways.insert(Way::Session);
    const bool changed = ways != entry.shown_ways;
    entry.shown_ways = ways;
    return changed;
}

void Roster::take_address(const Entry& owner, const Endpoint& dial, Changes& changes) {
    if (dial.port == 0) return;
    for (auto& [peer, other] : entries_) {
        if (peer == owner.peer || !other.addresses.drop_if_left(dial, other.stamp)) continue;
        if (other.state != RowState::Pending) changes.push_back({Change::Kind::Changed, row_of(other)});
    }
}

void Roster::ask_pending(Entry& entry, SteadyTime now) {
    if (entry.next_probe != SteadyTime::max()) return;
    entry.probes = 0;
    const Duration window = probe_window(node_count());
    const bool is_first = entry.due == SteadyTime::max();
    const bool is_due = is_first || std::exchange(entry.is_due_again, false);
    entry.next_probe = now + (is_due ? times(window, unit(random_)) : kPendingPause);
}

void Roster::will_be_asked(const PeerKey& peer, SteadyTime now) {
    Entry* entry = find(peer);
    if (entry == nullptr || entry->state != RowState::Pending) return;
    entry->next_probe = now + kPendingSpacing;
    schedule(*entry);
}

void Roster::was_asked(const PeerKey& peer, SteadyTime now) {
    will_be_asked(peer, now);
    Entry* entry = find(peer);
    if (entry != nullptr && entry->questions_earned > 0) --entry->questions_earned;
}

// The turn of a newcomer that earned no question passes without one.
Wish Roster::wish_for(Entry& entry) {
    Wish wish{entry.peer, entry.addresses.reply_endpoints(kProbedAddresses, beacon_port_)};
    if (entry.state != RowState::Pending) return wish;
    if (wish.at.size() > entry.questions_earned) {
        if (entry.questions_earned > 0) {
            const std::size_t first = entry.questions++ % wish.at.size();
            std::ranges::rotate(wish.at, wish.at.begin() + static_cast<std::ptrdiff_t>(first));
        }
        wish.at.resize(entry.questions_earned);
        entry.was_cut_short = true;
    }
    entry.questions_earned -= wish.at.size();
    return wish;
}

Changes Roster::said_goodbye(const PeerKey& peer, const Stamp& stamp) {
    const Entry* entry = find(peer);
    if (entry == nullptr || stamp <= entry->stamp) return {};
    Changes changes;
    if (entry->state != RowState::Pending) changes.push_back({Change::Kind::Gone, row_of(*entry)});
    remove(peer);
    remember_departed(peer, stamp);
    return changes;
}

Changes Roster::withdrawn(const PeerKey& peer, Way way, SteadyTime now) {
    Entry* entry = find(peer);
    if (entry == nullptr) return {};
    entry->way_heard[index(way)] = {};
    const bool is_native = peer.protocol == Protocol::Culver;
    if (is_native || entry->has_session) return settle(*entry, false, false, now);
    refresh_ways(*entry, now);
    if (!entry->shown_ways.is_empty()) return settle(*entry, false, true, now);
    Changes changes = {{Change::Kind::Gone, row_of(*entry)}};
    const PeerKey gone = peer;  // the caller's may live in the row
    remove(gone);
    return changes;
}

Changes Roster::session_opened(const PeerKey& peer, SteadyTime now) {
    Entry* entry = find(peer);
    if (entry == nullptr) entry = &add(peer);
    entry->has_session = true;
    entry->heard_at = now;
    if (entry->state == RowState::Suspect) entry->state = RowState::Present;
    return settle(*entry, true, false, now);
}

Changes Roster::told_in_session(const PeerKey& peer, std::optional<Endpoint> dial, Label label, bool is_open,
                                SteadyTime now) {
    if (!is_open) return {};
    Entry* entry = find(peer);
    if (entry == nullptr) entry = &add(peer);  // it said goodbye to the network, and talks to us yet
    entry->has_session = true;
    entry->heard_at = now;
    if (entry->state == RowState::Suspect) entry->state = RowState::Present;
    bool changed = dial && entry->addresses.note_session(*dial, now);
    if (label != entry->label) {
        entry->label = std::move(label);
        changed = true;
    }
    return settle(*entry, true, changed, now);
}

Changes Roster::session_closed(const PeerKey& peer, SteadyTime now) {
    Entry* entry = find(peer);
    if (entry == nullptr || !entry->has_session) return {};
    entry->has_session = false;
    entry->addresses.end_session();
    // Not heard otherwise for long: it is asked at once, and gone soon unless it answers.
    entry->heard_at = std::max(entry->heard_at, now - times(interval_of(*entry), kSuspectAfter));
    return settle(*entry, false, false, now);
}

void Roster::look_again(Doubt doubt, SteadyTime now) {
    std::vector<Entry*> doubted;
    for (auto& [peer, entry] : entries_) {
        const bool is_meant = doubt == Doubt::Everybody || suspect_at(entry) < now;
        if (is_meant && entry.state != RowState::Pending && !entry.has_session) doubted.push_back(&entry);
    }
    for (Entry* entry : doubted) {
        const Duration spread = times(probe_window(node_count()), unit(random_));
        entry->heard_at = now - times(interval_of(*entry), kSuspectAfter) + spread;
        schedule(*entry);
    }
}

void Roster::schedule(Entry& entry) {
    SteadyTime due = doubted_at(entry);
    if (!entry.has_session) {
        due =
            entry.state == RowState::Present ? suspect_at(entry) : std::min(gone_at(entry), entry.next_probe);
    }
    if (due == entry.due) return;
    agenda_.erase({entry.due, entry.peer});
    entry.due = due;
    if (due != SteadyTime::max()) agenda_.emplace(due, entry.peer);
}

SteadyTime Roster::next_deadline() const {
    return agenda_.empty() ? SteadyTime::max() : agenda_.begin()->first;
}

void Roster::advance_entry(Entry& entry, SteadyTime now, Step& step) {
    if (entry.has_session) {
        entry.doubted_since = entry.heard_at;
        step.doubts.push_back(entry.peer);
        return schedule(entry);
    }
    if (now >= gone_at(entry)) {
        const PeerKey peer = entry.peer;
        const Stamp stamp = entry.stamp;
        const bool was_shown = entry.state != RowState::Pending;
        if (was_shown) step.changes.push_back({Change::Kind::Gone, row_of(entry)});
        remove(peer);
        if (was_shown) remember_departed(peer, stamp);
        return;
    }
    if (entry.state == RowState::Present && now >= suspect_at(entry)) {
        entry.state = RowState::Suspect;
        entry.next_probe = now;
        entry.probes = 0;
    }
    if (entry.state != RowState::Present && now >= entry.next_probe) {
        const bool is_pending = entry.state == RowState::Pending;
        if (Wish wish = wish_for(entry); !is_pending || !wish.at.empty())
            step.wishes.push_back(std::move(wish));
        const Duration pause = is_pending ? kPendingSpacing : times(interval_of(entry), kProbeSpacing);
        const int limit = is_pending ? kPendingProbes : kProbes;
        entry.next_probe = ++entry.probes < limit ? now + pause : SteadyTime::max();
        const bool was_told = entry.unproven_at && now - *entry.unproven_at < kBetweenUnproven;
        if (is_pending && entry.probes == limit && !was_told) {
            entry.unproven_at = now;
            step.unproven.push_back(entry.peer);
        }
    }
    schedule(entry);
}

Roster::Step Roster::advance(SteadyTime now) {
    Step step;
    while (!agenda_.empty() && agenda_.begin()->first <= now) {
        const PeerKey peer = agenda_.begin()->second;
        agenda_.erase(agenda_.begin());
        Entry& entry = entries_.at(peer);
        entry.due = SteadyTime::max();
        advance_entry(entry, now, step);
    }
    return step;
}

std::vector<Endpoint> Roster::asked_at(const PeerKey& peer) const {
    const Entry* entry = find(peer);
    if (entry == nullptr) return {};
    return entry->addresses.reply_endpoints(kProbedAddresses, beacon_port_);
}

std::vector<Row> Roster::rows() const {
    std::vector<Row> rows;
    rows.reserve(shown_);
    for (const auto& [peer, entry] : entries_) {
        if (entry.state != RowState::Pending) rows.push_back(row_of(entry));
    }
    return rows;
}

std::optional<Row> Roster::row(const PeerKey& peer) const {
    const Entry* entry = find(peer);
    return entry == nullptr ? std::nullopt : std::optional(row_of(*entry));
}

bool Roster::is_expected_from(const PeerKey& peer, const boost::asio::ip::address& address) const {
    const Entry* entry = find(peer);
    return entry != nullptr && entry->state != RowState::Pending && entry->addresses.was_heard_from(address);
}

std::optional<RowState> Roster::state_of(const PeerKey& peer) const {
    const Entry* entry = find(peer);
    return entry == nullptr ? std::nullopt : std::optional(entry->state);
}

Row Roster::row_of(const Entry& entry) const {
    Row row{.peer = entry.peer,
            .label = entry.label,
            .state = entry.state,
            .addresses = entry.addresses.ranked(),
            .has_session = entry.has_session,
            .last_heard = entry.heard_at,
            .answered_at = entry.answered_at,
            .arrived = entry.arrived};
    for (const Way way : kAllWays) {
        if (entry.shown_ways.contains(way)) row.ways.push_back(way);
    }
    return row;
}

bool Roster::hears_any(WaySet ways) const {
    return std::ranges::any_of(entries_, [&](const auto& each) {
        const Entry& entry = each.second;
        return entry.state != RowState::Pending && !entry.shown_ways.only(ways).is_empty();
    });
}

Neighbourhood Roster::neighbourhood(SteadyTime now) const {
    Neighbourhood result{.nodes = node_count()};
    for (const auto& [peer, entry] : entries_) {
        if (entry.state == RowState::Pending || peer.protocol != Protocol::Culver) continue;
        const auto heard = [&](Way way) {
            const SteadyTime at = entry.way_heard[index(way)];
            return at != SteadyTime{} && now - at < times(interval_of(entry), kWayLifetime);
        };
        if (heard(Way::Multicast4)) continue;
        if (heard(Way::Multicast6))
            result.has_multicast6_only = true;
        else if (heard(Way::Broadcast))
            result.has_broadcast_only = true;
    }
    return result;
}

}  // namespace culver::discovery
