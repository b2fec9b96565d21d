// SPDX-License-Identifier: Apache-2.0
// Carries between the rooms that are strangers: discovery's gossip and knocks over net's sessions. What is
// told to whom, what is believed, and how often, is decided by discovery's gossip_plan.h, gossip.h and
// knocks.h. Thread: the network thread.
#pragma once
#include "app/reach_wire.h"
#include "base/task_scope.h"
#include "discovery/discovery.h"
#include "discovery/gossip_plan.h"
#include "discovery/knocks.h"
#include "net/sessions.h"
#include "net/signal.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <map>
#include <set>
#include <vector>

namespace culver::app {

class Reach {
public:
    struct Mediator {
        std::function<bool(const PeerId&)> is_blocked;
        std::function<bool(const PeerId&)> is_known;                         // no stranger
        std::function<std::optional<Endpoint>(const PeerId&)> connected_at;  // the open session's other end
        // Whether that peer, asked over its session, reaches this node's port; nothing without an answer.
        std::function<Task<std::optional<bool>>(PeerId)> is_reached_by;
        std::function<void(PeerId, std::uint16_t kind, Bytes)>
            other;  // frames of kReachKinds not handled here
    };

    // Keeps all. Registers its frames: before the sessions start.
    Reach(boost::asio::any_io_executor executor, net::Sessions& sessions, discovery::Discovery& discovery,
          const Clock& clock, Mediator mediator);

    void start();
    Task<> close();

    // Addresses a person named: dialled where nobody answers by UDP.
    void set_hosts(std::vector<Endpoint> hosts);

    void roster_changed(const discovery::Change& change);
    void network_changed();
    void peer_opened(const PeerId& peer, const Endpoint& where);
    void peer_closed(const PeerId& peer);
    void unreached(const PeerId& peer);  // its port does not answer
    void knocked(const PeerKey& peer);   // it cannot reach ours
    void unproven(const PeerKey& peer);  // heard, but answers nothing

    // Where a peer was that may not be heard any more, besides what the roster says.
    [[nodiscard]] std::vector<Endpoint> remembered(const PeerId& peer) const;
    [[nodiscard]] bool is_own_port_closed() const { return knocks_.is_own_port_closed(now()); }

private:
    Task<> run();
    Task<> run_hosts();
    void leave_lost_addresses();
    void take_turn();
    void keep_sessions();
    [[nodiscard]] std::vector<discovery::Neighbour> neighbours() const;
    void set_kept(const std::set<PeerId>& wished);

    Task<> on_frame(PeerId from, std::uint16_t kind, Bytes body);
    void on_request(const PeerId& from, ByteView body);
    void on_gossip(const PeerId& from, ByteView body);
    void on_knock_to_pass(const PeerId& from, ByteView body);
    void on_knock_passed(const PeerId& from, ByteView body);

    Task<> ask(PeerId partner);
    Task<> tell(PeerId partner, std::vector<PeerId> about);
    Task<> tell_all(PeerId partner, std::vector<PeerId> about);
    Task<> dial_back(PeerId peer);
    Task<> prove(PeerId peer);
    Task<> pass_knock(PeerId target);
    Task<std::vector<PeerId>> look_for_passer(PeerId target);
    Task<> dial_host(Endpoint host);
    void send(const PeerId& to, ReachKind kind, ByteView body);
    [[nodiscard]] bool is_known(const discovery::Rumour& rumour) const;
    [[nodiscard]] SteadyTime now() const { return clock_.steady(); }

    net::Sessions& sessions_;
    discovery::Discovery& discovery_;
    const Clock& clock_;
    Mediator mediator_;
    discovery::GossipPlan plan_;
    discovery::RumourIntake intake_;
    discovery::Knocks knocks_;
    discovery::MinuteLimit proofs_;
    std::map<PeerId, SteadyTime> listed_;  // when a partner got the whole list last
    std::set<PeerId> listing_;             // who is being told all right now
    std::set<PeerId> kept_;                // wanted by this object
    std::map<PeerId, std::vector<Endpoint>> remembered_;
    std::vector<Endpoint> hosts_;
    std::map<Endpoint, SteadyTime> hosts_dialled_;
    net::Signal news_;
    std::set<PeerId> passing_;  // whose knock is being handed over
    bool is_looking_ = false;   // for somebody to hand one over
    TaskScope tasks_;
};

}  // namespace culver::app
