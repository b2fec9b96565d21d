// SPDX-License-Identifier: Apache-2.0
// The face of this room: finds the nodes on the network, keeps the live list, says where a peer can be
// dialled, and makes this node known. Thread: the network thread, callbacks too.
#pragma once
#include "base/clock.h"
#include "base/signature.h"
#include "base/task_scope.h"
#include "discovery/beacon_backend.h"
#include "discovery/core.h"
#include "discovery/interface_watch.h"
#include "discovery/mdns/browse_policy.h"
#include "discovery/network_watch.h"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace culver::discovery {

struct Options {
    Label label{};               // name and department are cut to 64 bytes
    std::uint16_t tcp_port = 0;  // where this node accepts links
    std::uint64_t epoch = 1;     // raised and synced by the profile at every start
    std::uint16_t beacon_port = kDefaultBeaconPort;
    InterfaceRules interfaces{};
    WaySet ways = kBeaconWays;  // those not in it are off; Mdns may be in it too
    bool is_hidden = false;     // listens, sends nothing, answers nothing
    AnnouncePolicy announce = AnnouncePolicy::Everywhere;
    std::set<std::string> known_networks{};  // ids, for AnnouncePolicy::KnownNetworks
};

// Any of them may be empty. A callback may call back into Discovery, but must not destroy it.
struct Events {
    std::function<void(const Change&)> changed;  // the live list
    std::function<void(const PeerKey&)>
        heard_known;  // a known peer is somewhere, perhaps not proven yet: dial it
    std::function<void(const PeerKey&)>
        doubted;                            // silent for long, with a session: ask there for a sign of life
    std::function<void()> network_changed;  // other interfaces or addresses, or the machine woke
    std::function<void(std::uint64_t)> epoch_raised;  // keep it: the next start must use a higher one
    std::function<void(const Endpoint&)> twin_seen;   // another live node uses this node's key
    std::function<void()> state_changed;              // states() says something else
    std::function<void(const PeerKey&)> knocked{};    // cannot reach this node's port: dial it
    std::function<void(const PeerKey&)> unproven{};   // is heard but answers no question: a dial may help
};

struct Stats {
    Counters core;
    WireCounters wire;
    std::size_t present = 0;
    std::size_t pending = 0;
};

class Discovery final : private Sink {
public:
    // Keeps clock and key.
    Discovery(boost::asio::any_io_executor executor, const Clock& clock, const SigningKey& key,
              Options options, Events events);

    // Before start(): another way of finding peers.
    void add(std::unique_ptr<Backend> backend);

    // Opens the sockets and sends the first hello before it returns. Fails with the system's error when there
    // are no sockets or no interfaces to be had; ways that work in part show in states().
    Result<> start();

    // Says goodbye three times and returns when all has ended; takes a tenth of a second.
    Task<> close();

    void set_label(Label label);
    void set_tcp_port(std::uint16_t port);  // before start()
    void set_hidden(bool is_hidden);
    void set_announce(AnnouncePolicy policy, std::set<std::string> known_networks);

    // Nothing is sent anywhere: hidden, or in no network in which the policy allows it.
    [[nodiscard]] bool is_silent() const { return options_.is_hidden || networks_.is_all_quiet(); }
    [[nodiscard]] std::vector<Network> networks() const { return networks_.networks(watch_.interfaces()); }
    [[nodiscard]] bool is_quiet_on(unsigned interface) const {
        return is_silent() || networks_.quiet().contains(interface);
    }
    void set_blocked(const PeerId& peer, bool is_blocked);  // sees this node leave, gets no answers

    // Sessions are the best proof and save probes.
    void session_opened(const PeerKey& peer);
    // What the peer says of itself there; dial: where it accepts links, if known. Nothing where the session
    // is not open: words may be read after its end.
    void told_in_session(const PeerKey& peer, std::optional<Endpoint> dial, Label label, bool is_open);
    void session_closed(const PeerKey& peer);

    // Peers with a history are never evicted from the list.
    void mark_known(const PeerKey& peer);
    void forget_known(const PeerKey& peer);

    [[nodiscard]] std::vector<Row> rows() const { return core_.roster().rows(); }
    [[nodiscard]] std::optional<Row> row(const PeerKey& peer) const;  // only peers that are present
    [[nodiscard]] std::vector<Endpoint> addresses(
        const PeerId& peer) const;  // best first; not proven ones too

    // Gossip, which the node carries over its sessions: what may be passed on, and what came.
    [[nodiscard]] std::optional<Rumour> rumour_about(const PeerKey& peer) const;
    void take_rumour(const Rumour& rumour);

    // Asks a peer whose port does not answer to dial this node: by UDP, or by a third node that hands the
    // datagram over.
    void knock(const PeerKey& peer, const std::vector<Endpoint>& dial);
    [[nodiscard]] Bytes sealed_knock(const PeerKey& peer);

    // What a diagnosis needs: rows that are not proven too, a question whose answer a row shows, the shared
    // port.
    [[nodiscard]] std::optional<Row> heard_row(const PeerKey& peer) const { return core_.roster().row(peer); }
    void question(const PeerKey& peer);
    [[nodiscard]] bool has_beacon_port() const { return beacon_.has_beacon_port(); }

    [[nodiscard]] std::vector<WayState> states() const;  // every way once
    [[nodiscard]] Stats stats() const;

    // Something outside suggests that the network is another one (a resume signal): say hello, look again.
    void wake();

private:
    void arrived(ByteView datagram, const Arrival& arrival) override;
    void passed_on(ByteView datagram, const Endpoint& seen_at, Duration age) override;
    void hinted(const Sighting& sighting) override;
    void withdrawn(const PeerKey& peer, Way way) override;
    void ask(const Endpoint& where, Way way) override;
    void state_changed() override;

    std::unique_ptr<Backend> make_mdns(const boost::asio::any_io_executor& executor);
    [[nodiscard]] mdns::Population population() const;
    Task<> run_clock();
    Task<> run_backend(Backend& backend);
    void interfaces_changed(const std::vector<Interface>& interfaces, const InterfaceDifference& what);
    void announce();
    void look_at_networks();
    void heed_policy();
    [[nodiscard]] std::vector<Interface> audible_interfaces() const;
    [[nodiscard]] std::string why_silent() const;
    void deliver();
    void notice_sleep();
    [[nodiscard]] std::chrono::nanoseconds slept() const;
    [[nodiscard]] SteadyTime now() const { return clock_.steady(); }

    const Clock& clock_;
    Options options_;
    Events events_;
    Core core_;
    BeaconBackend beacon_;
    std::vector<std::unique_ptr<Backend>> others_;
    InterfaceWatch watch_;
    NetworkWatch networks_;
    boost::asio::steady_timer timer_;
    SteadyTime armed_ = SteadyTime::max();
    std::chrono::nanoseconds slept_{0};
    bool is_running_ = false;
    TaskScope tasks_;  // last: its tasks use all of the above
};

}  // namespace culver::discovery
