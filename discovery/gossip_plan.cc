// SPDX-License-Identifier: Apache-2.0
#include "discovery/gossip_plan.h"

#include <algorithm>
#include <bit>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

// Long enough that the neighbour knows others by then; the repetitions heal what was lost or too early.
constexpr std::array kAsks = {60s, 10s, 1s};
constexpr double kAskSpread = 0.5;  // of the delay: a thousand newcomers do not ask at once
constexpr std::size_t kFewNear = 8;
constexpr std::size_t kMostNear = 14;

}  // namespace

std::size_t fan_out(std::size_t near) {
    if (near <= kFewNear) return near;
    return std::min<std::size_t>(kMostNear, 4 + static_cast<std::size_t>(std::bit_width(near)));
}

void GossipPlan::appeared(const PeerId& peer, SteadyTime now) {
    news_[peer] = now + kGather;
    if (std::exchange(has_met_anybody_, true)) return;
    network_changed(now);
}

void GossipPlan::gone(const PeerId& peer) {
    news_.erase(peer);
    told_.erase(peer);
    for (auto& [partner, known] : told_) known.erase(peer);
}

void GossipPlan::told_by(const PeerId& gossiper, const PeerId& about, Teller teller) {
    auto& known = told_[gossiper];
    if (known.size() < (teller == Teller::Known ? kMaxTold : kMaxToldByStranger)) known.insert(about);
}

void GossipPlan::network_changed(SteadyTime now) {
    if (!has_met_anybody_) return;
    asks_.clear();
    for (const auto delay : kAsks) {
        const std::chrono::duration<double> spread = delay * (1 + kAskSpread * unit(random_));
        asks_.push_back(now + std::chrono::duration_cast<Duration>(spread));
    }
}

void GossipPlan::shuffle(std::vector<PeerId>& peers) {
    for (std::size_t i = peers.size(); i > 1; --i) std::swap(peers[i - 1], peers[random_() % i]);
}

void GossipPlan::tell(const PeerId& partner, const PeerId& about, Turn& turn) {
    if (partner == about || !told_[partner].insert(about).second) return;
    turn.tell[partner].push_back(about);
}

void GossipPlan::choose_bridges(const std::vector<Neighbour>& neighbours, Turn& turn) {
    std::vector<PeerId> candidates;
    std::set<PeerId> kept;
    for (const Neighbour& neighbour : neighbours) {
        if (neighbour.is_near) continue;
        if (bridges_.contains(neighbour.id))
            kept.insert(neighbour.id);
        else
            candidates.push_back(neighbour.id);
    }
    bridges_ = std::move(kept);
    shuffle(candidates);
    for (const PeerId& candidate : candidates) {
        if (bridges_.size() >= kBridges) break;
        bridges_.insert(candidate);
        turn.ask.push_back(candidate);
        for (const Neighbour& neighbour : neighbours) tell(candidate, neighbour.id, turn);
    }
}

void GossipPlan::ask_for_lists(const std::vector<Neighbour>& neighbours, SteadyTime now, Turn& turn) {
    if (asks_.empty() || now < asks_.back()) return;
    asks_.pop_back();
    if (asks_.empty()) asks_.push_back(now + kSeldom);
    std::vector<PeerId> open;
    std::vector<PeerId> all;
    for (const Neighbour& neighbour : neighbours) {
        all.push_back(neighbour.id);
        if (neighbour.has_session) open.push_back(neighbour.id);
    }
    auto& choice = open.empty() ? all : open;  // a session that stands costs nothing
    if (choice.empty()) return;
    const PeerId& asked = choice[random_() % choice.size()];
    if (std::ranges::find(turn.ask, asked) == turn.ask.end()) turn.ask.push_back(asked);
}

void GossipPlan::spread(const PeerId& about, const std::vector<Neighbour>& neighbours, Turn& turn) {
    const auto subject = std::ranges::find(neighbours, about, &Neighbour::id);
    if (subject == neighbours.end()) return;
    std::vector<PeerId> near;
    for (const Neighbour& neighbour : neighbours) {
        if (neighbour.is_near)
            near.push_back(neighbour.id);
        else if (neighbour.has_session || bridges_.contains(neighbour.id))
            tell(neighbour.id, about, turn);
    }
    if (subject->is_near) return;  // those near have heard it themselves
    shuffle(near);
    near.resize(std::min(near.size(), fan_out(near.size())));
    for (const PeerId& partner : near) tell(partner, about, turn);
}

GossipPlan::Turn GossipPlan::advance(const std::vector<Neighbour>& neighbours, SteadyTime now) {
    Turn turn;
    choose_bridges(neighbours, turn);
    ask_for_lists(neighbours, now, turn);
    for (auto news = news_.begin(); news != news_.end();) {
        if (news->second > now) {
            ++news;
            continue;
        }
        spread(news->first, neighbours, turn);
        news = news_.erase(news);
    }
    return turn;
}

SteadyTime GossipPlan::next() const {
    SteadyTime next = asks_.empty() ? SteadyTime::max() : asks_.back();
    for (const auto& [peer, when] : news_) next = std::min(next, when);
    return next;
}

}  // namespace culver::discovery
