// SPDX-License-Identifier: Apache-2.0
// The instances of _culver._tcp that are seen, and which of them is resolved next. Pure: neither mDNS nor a
// clock. A peer that is present by another way is never resolved; of the others at most four at a time are,
// because each resolving costs datagrams to everybody on the link.
#pragma once
#include "discovery/mdns/responder.h"
#include "discovery/sighting.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace culver::discovery::mdns {

class Instances {
public:
    using IsPresent = std::function<bool(const PeerId&)>;

    // self is never resolved. is_present: the live list shows that peer.
    Instances(const PeerId& self, IsPresent is_present);

    void found(const PeerId& peer, const Place& place, SteadyTime now);

    // True when the peer is seen nowhere any more.
    bool lost(const PeerId& peer, const Place& place);
    void clear();

    struct Job {
        PeerId peer;
        Place place;
        bool operator==(const Job&) const = default;
    };
    // What is to be resolved; each is under way then, until resolved(), failed() or expired().
    [[nodiscard]] std::vector<Job> due(SteadyTime now);
    // Under way for too long: they count as failed.
    [[nodiscard]] std::vector<Job> expired(SteadyTime now);

    // Gives what is to be reported: the peer may be there.
    std::optional<Sighting> resolved(const Job& job, const Endpoint& dial, std::uint16_t reply_port,
                                     SteadyTime now);
    void failed(const Job& job, SteadyTime now);

    // Repeats what holds: peers that are present and published, once in kHintEvery.
    [[nodiscard]] std::vector<Sighting> hints(SteadyTime now);

    [[nodiscard]] SteadyTime next_deadline() const;
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Resolved {
        Endpoint dial;
        std::uint16_t reply_port = 0;
    };
    struct Entry {
        std::set<Place> places{};
        std::optional<Resolved> last{};
        std::optional<Place> under_way{};
        SteadyTime due{};  // when under way: when it counts as failed
        SteadyTime next_hint = SteadyTime::max();
        std::size_t tries = 0;
        int failures = 0;
        int unanswered = 0;  // resolved so many times, and was not there
    };
    [[nodiscard]] Entry* under_way(const Job& job);
    [[nodiscard]] static Sighting sighting_of(const PeerId& peer, const Entry& entry);
    void end(Entry& entry);
    void fail(Entry& entry, SteadyTime now);

    PeerId self_;
    IsPresent is_present_;
    std::map<PeerId, Entry> entries_;
    std::size_t running_ = 0;
};

}  // namespace culver::discovery::mdns
