// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/instances.h"

#include <algorithm>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxInstances = 1'000;  // the largest LAN this is made for
constexpr std::size_t kMaxPlaces = 8;         // four interfaces, IPv4 and IPv6
constexpr std::size_t kMaxRunning = 4;

constexpr Duration kHeadStart = 1s;   // the beacon's answers come within half a second
constexpr Duration kHintEvery = 10s;  // what Sink::hinted() asks for
constexpr Duration kAppearsWithin = 2s;
constexpr Duration kResolveLimit = 7s;  // Avahi itself gives up after 5
constexpr Duration kFirstRetry = 2s;
// Resolved, but not there: a ghost of somebody else's making, or it moved and its records will follow.
constexpr Duration kFirstLookAgain = 20s;
constexpr Duration kLongestPause = 5min;

Duration doubled(Duration first, int times) {
    Duration pause = first;
    for (int i = 0; i < times && pause < kLongestPause; ++i) pause *= 2;
    return std::min(pause, kLongestPause);
}

}  // namespace

Instances::Instances(const PeerId& self, IsPresent is_present)
    : self_(self), is_present_(std::move(is_present)) {}

void Instances::found(const PeerId& peer, const Place& place, SteadyTime now) {
    if (peer == self_) return;
    auto entry = entries_.find(peer);
    if (entry == entries_.end()) {
        if (entries_.size() >= kMaxInstances) return;
        entry = entries_.emplace(peer, Entry{.due = now + kHeadStart, .next_hint = now + kHeadStart}).first;
    }
    if (entry->second.places.size() < kMaxPlaces) entry->second.places.insert(place);
}

bool Instances::lost(const PeerId& peer, const Place& place) {
    const auto entry = entries_.find(peer);
    if (entry == entries_.end()) return false;
    entry->second.places.erase(place);
    if (!entry->second.places.empty()) return false;
    end(entry->second);
    entries_.erase(entry);
    return true;
}

void Instances::clear() {
    entries_.clear();
    running_ = 0;
}

std::vector<Instances::Job> Instances::due(SteadyTime now) {
    std::vector<Job> jobs;
    for (auto& [peer, entry] : entries_) {
        if (running_ == kMaxRunning) break;
        if (entry.under_way || entry.due > now) continue;
        if (is_present_(peer)) {
            entry.unanswered = 0;
            entry.due = now + kHintEvery;
            continue;
        }
        // IPv4 first, which more responders publish; each further try takes the next place.
        std::vector<Place> places(entry.places.begin(), entry.places.end());
        std::ranges::sort(places, {},
                          [](const Place& place) { return std::pair(place.is_ipv6, place.interface); });
        entry.under_way = places[entry.tries++ % places.size()];
        entry.due = now + kResolveLimit;
        ++running_;
        jobs.push_back({.peer = peer, .place = *entry.under_way});
    }
    return jobs;
}

void Instances::end(Entry& entry) {
    if (entry.under_way) --running_;
    entry.under_way.reset();
}

void Instances::fail(Entry& entry, SteadyTime now) {
    end(entry);
    entry.due = now + doubled(kFirstRetry, entry.failures++);
}

std::vector<Instances::Job> Instances::expired(SteadyTime now) {
    std::vector<Job> jobs;
    for (auto& [peer, entry] : entries_) {
        if (!entry.under_way || entry.due > now) continue;
        jobs.push_back({.peer = peer, .place = *entry.under_way});
        fail(entry, now);
    }
    return jobs;
}

Instances::Entry* Instances::under_way(const Job& job) {
    const auto entry = entries_.find(job.peer);
    return entry != entries_.end() && entry->second.under_way == job.place ? &entry->second : nullptr;
}

Sighting Instances::sighting_of(const PeerId& peer, const Entry& entry) {
    Sighting sighting{.peer = PeerKey(peer), .way = Way::Mdns};
    if (!entry.last) return sighting;
    sighting.dial = entry.last->dial;
    sighting.reply_port = entry.last->reply_port;
    return sighting;
}

std::optional<Sighting> Instances::resolved(const Job& job, const Endpoint& dial, std::uint16_t reply_port,
                                            SteadyTime now) {
    Entry* entry = under_way(job);
    if (entry == nullptr) return std::nullopt;
    end(*entry);
    entry->last = Resolved{.dial = dial, .reply_port = reply_port};
    entry->failures = 0;
    entry->due = now + doubled(kFirstLookAgain, entry->unanswered++);
    entry->next_hint = now + kAppearsWithin;
    return sighting_of(job.peer, *entry);
}

void Instances::failed(const Job& job, SteadyTime now) {
    if (Entry* entry = under_way(job); entry != nullptr) fail(*entry, now);
}

std::vector<Sighting> Instances::hints(SteadyTime now) {
    std::vector<Sighting> sightings;
    for (auto& [peer, entry] : entries_) {
        if (entry.next_hint > now) continue;
        // Who is not there is named when it is resolved, and not again: else a ghost would be asked for ever.
        const bool is_present = is_present_(peer);
        if (is_present) sightings.push_back(sighting_of(peer, entry));
        const bool may_appear = !is_present && entry.unanswered <= 1;  // it may ask us before we ask it
        entry.next_hint = now + (may_appear ? kAppearsWithin : kHintEvery);
    }
    return sightings;
}

SteadyTime Instances::next_deadline() const {
    SteadyTime next = SteadyTime::max();
    for (const auto& [peer, entry] : entries_) {
        const bool must_wait = !entry.under_way && running_ == kMaxRunning;
        next = std::min({next, entry.next_hint, must_wait ? SteadyTime::max() : entry.due});
    }
    return next;
}

}  // namespace culver::discovery::mdns
