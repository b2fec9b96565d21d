// SPDX-License-Identifier: Apache-2.0
// What may be sent, and when: the packet budget of discovery, as pure arithmetic. N is the number of nodes
// that are present, this one included. All N together send about 20 datagrams a second however many they are.
#pragma once
#include "base/clock.h"
#include "discovery/beacon.h"
#include "discovery/way.h"

#include <functional>
#include <optional>
#include <vector>

namespace culver::discovery {

using RandomSource = std::function<std::uint64_t()>;

// Uniform in [0, 1).
[[nodiscard]] double unit(const RandomSource& random);

inline constexpr Duration kShortestInterval = std::chrono::seconds(5);
inline constexpr double kDatagramsPerSecond = 20;  // of a whole LAN, steady

// max(5 s, N / 20 s), at most kMaxPromisedInterval: after how long somebody who promised it should be heard.
[[nodiscard]] Duration interval_for(std::size_t nodes);

// min(1, 8 / N): eight answers tell a newcomer enough.
[[nodiscard]] double answer_probability(std::size_t nodes);

// Answers are spread over this time, so that they do not collide: 500 ms at N ≥ 20, less when few answer.
[[nodiscard]] Duration answer_window(std::size_t nodes);

// First questions to a newcomer are spread over this time: at most 100 a second reach it.
[[nodiscard]] Duration probe_window(std::size_t nodes);

// What the roster says about those who are there.
struct Neighbourhood {
    std::size_t nodes = 1;
    bool has_multicast6_only = false;  // somebody was heard by this way and by none cheaper
    bool has_broadcast_only = false;
};

// When this node speaks to everybody.
class Schedule {
public:
    // Where its copies by other ways lie is random too: an office switched on at nine would else send them
    // together.
    Schedule(WaySet ways, RandomSource random);

    struct Turn {
        Kind kind = Kind::Beacon;
        WaySet ways;
        bool is_first_of_burst = false;
    };

    // Three hellos by all ways, the first at once: at start, on another network, after sleep.
    void greet(SteadyTime now);

    // Three beacons by all ways: the profile changed. Nobody needs to answer.
    void tell(SteadyTime now);

    // What is to be sent; call again until it gives nothing.
    [[nodiscard]] std::optional<Turn> due(SteadyTime now, const Neighbourhood& neighbours);

    // When due() has something next.
    [[nodiscard]] SteadyTime next() const;

    // Nothing is due until greet() or tell().
    void stop();

private:
    struct Burst {
        Kind kind = Kind::Beacon;
        std::vector<SteadyTime> times{};  // the last is due first
        bool has_begun = false;
    };
    void begin_burst(Kind kind, SteadyTime now);
    [[nodiscard]] Turn steady_turn(const Neighbourhood& neighbours);

    WaySet ways_;
    RandomSource random_;
    std::optional<Burst> burst_;
    SteadyTime steady_at_ = SteadyTime::max();
    std::uint64_t turns_ = 0;
};

}  // namespace culver::discovery
