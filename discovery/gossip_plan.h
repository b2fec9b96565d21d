// SPDX-License-Identifier: Apache-2.0
// Whom to tell what, and whom to ask. Pure; the node above carries it over sessions.
//
// - A newcomer asks one neighbour for its list, soon after it sees the first, twice again within a minute,
//   then seldom: that heals what multicast lost.
// - Neighbours that no beacon to everybody reaches (another network, a filtered link) are *remote*. With two
//   of them, the *bridges*, a session is kept; each is asked for its list and told everything.
// - Who appears is told to the bridges when it is near, and to some near neighbours, who tell some others in
//   turn, when it is remote. Nobody is told twice, nor what it told itself.
#pragma once
#include "base/ids.h"
#include "discovery/budget.h"
#include "discovery/gossip.h"

#include <map>
#include <set>
#include <vector>

namespace culver::discovery {

struct Neighbour {  // a present native peer
    PeerId id;
    bool is_near = false;  // its beacons to everybody arrive here
    bool has_session = false;
};

class GossipPlan {
public:
    static constexpr std::size_t kBridges = 2;                           // one may die before it is noticed
    static constexpr Duration kGather = std::chrono::milliseconds(300);  // news told together
    static constexpr Duration kSeldom = std::chrono::minutes(5);         // between lists, for healing
    // Remembered of what one gossiper told, who may make ids up; beyond it is told again. Strangers may be a
    // hundred at once.
    static constexpr std::size_t kMaxTold = 8'192;
    static constexpr std::size_t kMaxToldByStranger = 512;

    explicit GossipPlan(RandomSource random) : random_(std::move(random)) {}

    void appeared(const PeerId& peer, SteadyTime now);
    void gone(const PeerId& peer);
    // It need not be told that.
    void told_by(const PeerId& gossiper, const PeerId& about, Teller teller);
    void session_closed(const PeerId& peer) { told_.erase(peer); }
    void network_changed(SteadyTime now);  // as a newcomer

    struct Turn {
        std::map<PeerId, std::vector<PeerId>> tell;  // partner: about whom
        std::vector<PeerId> ask;                     // for their lists
    };
    // What is to be done; changes bridges().
    [[nodiscard]] Turn advance(const std::vector<Neighbour>& neighbours, SteadyTime now);
    [[nodiscard]] SteadyTime next() const;

    [[nodiscard]] const std::set<PeerId>& bridges() const { return bridges_; }

private:
    void choose_bridges(const std::vector<Neighbour>& neighbours, Turn& turn);
    void ask_for_lists(const std::vector<Neighbour>& neighbours, SteadyTime now, Turn& turn);
    void spread(const PeerId& about, const std::vector<Neighbour>& neighbours, Turn& turn);
    void tell(const PeerId& partner, const PeerId& about, Turn& turn);
    void shuffle(std::vector<PeerId>& peers);

    RandomSource random_;
    std::map<PeerId, SteadyTime> news_;        // who appeared, and when it is told
    std::map<PeerId, std::set<PeerId>> told_;  // partner: of whom it knows
    std::set<PeerId> bridges_;
    std::vector<SteadyTime> asks_;  // the next last
    bool has_met_anybody_ = false;
};

// How many near neighbours hear of a remote peer from one node: with each telling as many, all do.
[[nodiscard]] std::size_t fan_out(std::size_t near);

}  // namespace culver::discovery
