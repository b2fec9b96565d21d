// SPDX-License-Identifier: Apache-2.0
#include "discovery/budget.h"

#include <algorithm>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

constexpr double kAnswersWanted = 8;
constexpr Duration kLongestAnswerWindow = 500ms;
constexpr Duration kAnswerWindowPerNode = 25ms;
constexpr Duration kLongestProbeWindow = 10s;
constexpr Duration kProbeWindowPerNode = 10ms;

// A burst outlives a lost datagram, a switch port that begins to forward, and an IPv6 address that is still
// being checked (1 to 2 s after the link came up).
constexpr std::array<Duration, 3> kBurst = {0ms, 300ms, 2200ms};

// With the IPv6 and broadcast copies a node sends 1.2 datagrams a turn. Turns are therefore 1.1 to 1.3
// intervals apart: N nodes stay within the 20 a second, never all in step, and two turns fit into the 2.5
// intervals after which silence is suspicious.
constexpr double kShortestTurn = 1.1;
constexpr double kTurnSpread = 0.2;
constexpr std::uint64_t kCopyEvery = 10;  // turns
constexpr std::uint64_t kMulticast6Turn = 9;
constexpr std::uint64_t kBroadcastTurn = 4;

Duration scaled(Duration duration, double factor) {
    return std::chrono::duration_cast<Duration>(duration * factor);
}

}  // namespace

double unit(const RandomSource& random) {
    constexpr double kSteps = 9007199254740992.0;  // 2^53: what a double holds exactly
    return static_cast<double>(random() >> 11) / kSteps;
}

Duration interval_for(std::size_t nodes) {
    const auto fair = std::chrono::duration<double>(static_cast<double>(nodes) / kDatagramsPerSecond);
    return std::clamp(std::chrono::duration_cast<Duration>(fair), kShortestInterval,
                      std::chrono::duration_cast<Duration>(kMaxPromisedInterval));
}

double answer_probability(std::size_t nodes) {
    return std::min(1.0, kAnswersWanted / static_cast<double>(std::max<std::size_t>(nodes, 1)));
}

Duration answer_window(std::size_t nodes) {
    return std::min(kLongestAnswerWindow, kAnswerWindowPerNode * static_cast<Duration::rep>(nodes));
}

Duration probe_window(std::size_t nodes) {
    return std::min(kLongestProbeWindow, kProbeWindowPerNode * static_cast<Duration::rep>(nodes));
}

void Schedule::begin_burst(Kind kind, SteadyTime now) {
    burst_ = Burst{.kind = kind};
    for (auto delay = kBurst.rbegin(); delay != kBurst.rend(); ++delay) {
        burst_->times.push_back(now + scaled(*delay, 1 + kTurnSpread * unit(random_)));
    }
}

Schedule::Schedule(WaySet ways, RandomSource random)
    : ways_(ways), random_(std::move(random)), turns_(random_() % kCopyEvery) {}

void Schedule::greet(SteadyTime now) {
    begin_burst(Kind::Hello, now);
}

void Schedule::tell(SteadyTime now) {
    // A hello says all that a beacon says: one that is under way goes on.
    begin_burst(burst_ ? burst_->kind : Kind::Beacon, now);
}

Schedule::Turn Schedule::steady_turn(const Neighbourhood& neighbours) {
    const auto place = turns_++ % kCopyEvery;
    WaySet wanted = {Way::Multicast4};
    if (place == kMulticast6Turn || neighbours.has_multicast6_only) wanted.insert(Way::Multicast6);
    if (place == kBroadcastTurn || neighbours.has_broadcast_only) wanted.insert(Way::Broadcast);
    WaySet allowed = wanted.only(ways_);
    // With the cheapest way switched off the next one carries every beacon.
    if (allowed.is_empty() && ways_.contains(Way::Multicast6)) allowed.insert(Way::Multicast6);
    if (allowed.is_empty()) allowed = ways_;
    return {.kind = Kind::Beacon, .ways = allowed};
}

std::optional<Schedule::Turn> Schedule::due(SteadyTime now, const Neighbourhood& neighbours) {
    if (now < next()) return std::nullopt;
    steady_at_ = now + scaled(interval_for(neighbours.nodes), kShortestTurn + kTurnSpread * unit(random_));
    if (!burst_) return steady_turn(neighbours);
    const Turn turn{.kind = burst_->kind, .ways = ways_, .is_first_of_burst = !burst_->has_begun};
    burst_->has_begun = true;
    burst_->times.pop_back();
    if (burst_->times.empty()) burst_.reset();
    return turn;
}

SteadyTime Schedule::next() const {
    return burst_ ? burst_->times.back() : steady_at_;
}

void Schedule::stop() {
    burst_.reset();
    steady_at_ = SteadyTime::max();
}

}  // namespace culver::discovery
