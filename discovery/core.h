// SPDX-License-Identifier: Apache-2.0
// Discovery without sockets and clocks: datagrams and moments go in, datagrams and changes of the live list
// come out. The node drives it over real sockets, a simulation drives a thousand of them with a virtual
// clock.
//
// After any call the caller collects the effects with take_effects(), and calls advance() when
// next_deadline() has come.
#pragma once
#include "base/signature.h"
#include "discovery/budget.h"
#include "discovery/datagram.h"
#include "discovery/gossip.h"
#include "discovery/questions.h"
#include "discovery/rate_limit.h"
#include "discovery/roster.h"

#include <array>
#include <map>
#include <optional>
#include <unordered_set>
#include <vector>

namespace culver::discovery {

struct Counters {
    std::array<std::uint64_t, kKinds> received{};  // by Kind: passed decoding
    std::array<std::uint64_t, kKinds> sent{};      // by Kind: datagrams given to the sockets
    std::uint64_t echoes_of_own = 0;
    std::uint64_t malformed = 0;
    std::uint64_t repeated = 0;  // older than what is known, or the same again
    std::uint64_t limited = 0;   // beyond what a source, or all strangers, may cause
    std::uint64_t bad_signature = 0;
};

struct CoreOptions {
    Label label{};
    std::uint16_t tcp_port = 0;
    std::uint16_t reply_port = 0;   // UDP port of the node's own socket
    std::uint16_t beacon_port = 0;  // UDP port shared by all nodes
    std::uint64_t epoch = 1;
    std::uint64_t instance = 0;  // random per start
    WaySet ways = kBeaconWays;
    bool is_hidden = false;  // listen, and send nothing at all
    RosterLimits limits{};
};

struct Effects {
    std::vector<Outgoing> datagrams;
    Changes changes;
    std::vector<PeerKey> heard_known;           // a known peer is somewhere: the node may dial it
    std::vector<PeerKey> doubted;               // silent, with a session: the node asks there
    std::optional<std::uint64_t> epoch_raised;  // to be kept in the profile before the next start
    std::optional<Endpoint> twin;               // another live node uses this node's key, there
    std::vector<PeerKey> knocked;               // cannot reach this node's port: the node dials there
    std::vector<PeerKey> unproven;              // heard, but no question is answered: the node may dial
};

class Core {
public:
    // Keeps key and uses it until the end.
    Core(const SigningKey& key, CoreOptions options, RandomSource random);

    // Another start: the network changed, the machine woke. Says hello unless hidden.
    void greet(SteadyTime now, std::optional<Roster::Doubt> doubt = std::nullopt);

    // One goodbye to everybody; nothing is sent afterwards except more goodbyes.
    void say_goodbye(SteadyTime now);

    void set_label(Label label, SteadyTime now);
    void set_tcp_port(std::uint16_t port) { options_.tcp_port = port; }
    void set_reply_port(std::uint16_t port) { options_.reply_port = port; }
    void set_hidden(bool is_hidden, SteadyTime now);

    // This peer gets no answers and no probes, and, if it is listed here, goodbyes of its own: it sees this
    // node leave.
    void set_blocked(const PeerId& peer, bool is_blocked, SteadyTime now);

    void receive(ByteView datagram, const Arrival& arrival, SteadyTime now);

    // A beacon that another node passed on: it heard it there, so long ago.
    void receive_passed_on(ByteView datagram, const Endpoint& seen_at, Duration age, SteadyTime now);

    // An unsigned report, e.g. of mDNS or a foreign protocol.
    void hint(const Sighting& sighting, SteadyTime now);

    // Asks that peer, where it was heard, whether it is there; Row::answered_at tells.
    void question(const PeerKey& peer, SteadyTime now) {
        probe({.peer = peer, .at = roster_.asked_at(peer)}, now);
    }

    // Asks whoever is there; the answer is booked to that way.
    void ask(const Endpoint& where, Way way, SteadyTime now);

    // Tells a peer whose port does not answer that it should dial; where it is dialled is asked by UDP too.
    void knock(const PeerKey& peer, const std::vector<Endpoint>& dial, SteadyTime now);
    // The same as one datagram, for somebody else to hand over.
    [[nodiscard]] Bytes sealed_knock(const PeerKey& peer);

    // What this node itself heard of a present peer last, to be passed on; nothing when that must not travel.
    [[nodiscard]] std::optional<Rumour> rumour_about(const PeerKey& peer, SteadyTime now) const;

    void session_opened(const PeerKey& peer, SteadyTime now);
    void told_in_session(const PeerKey& peer, std::optional<Endpoint> dial, Label label, bool is_open,
                         SteadyTime now);
    void session_closed(const PeerKey& peer, SteadyTime now);
    void withdrawn(const PeerKey& peer, Way way, SteadyTime now);

    void advance(SteadyTime now);
    [[nodiscard]] SteadyTime next_deadline() const;

    [[nodiscard]] Effects take_effects() { return std::exchange(effects_, {}); }
    [[nodiscard]] Roster& roster() { return roster_; }
    [[nodiscard]] const Roster& roster() const { return roster_; }
    [[nodiscard]] const Counters& counters() const { return counters_; }
    [[nodiscard]] const PeerId& self() const { return self_; }

private:
    struct Owed {  // an answer that waits for its moment
        Kind kind = Kind::Answer;
        PeerKey peer;
        Endpoint to;
        std::uint64_t echo = 0;
        std::optional<Way> heard_by{};
    };
    struct HelloDecision {  // the three hellos of one burst are decided about once
        std::uint64_t nonce = 0;
        bool will_answer = false;
    };

    [[nodiscard]] Beacon blank(Kind kind);
    Bytes sealed(const Beacon& beacon);
    void send_to(const Endpoint& to, const Beacon& beacon);
    void send_turn(const Schedule::Turn& turn, SteadyTime now);
    void send_answer(const Owed& owed, SteadyTime now);
    void owe_goodbyes(const PeerId& peer, SteadyTime now);
    void probe(const Wish& wish, SteadyTime now);
    [[nodiscard]] std::optional<Way> heard_by(const PeerKey& peer) const;

    struct Received {  // one datagram on its way through
        OpenedBeacon opened;
        Digest digest{};
        PeerKey peer;
        Endpoint from;
        std::optional<Way> way{};
        std::size_t bytes = 0;
        bool is_direct = true;
        Duration age{0};
    };
    [[nodiscard]] bool may_verify(const Received& received, SteadyTime now);
    [[nodiscard]] bool is_verified(const Received& received, SteadyTime now);
    [[nodiscard]] Sighting sighting_of(const Received& received) const;
    void receive_own(const Received& received, SteadyTime now);
    void check_for_twin(const Received& received, SteadyTime now);
    void rise_above(SteadyTime now);
    void receive_peer(const Received& received, SteadyTime now);
    void accept(const Received& received, SteadyTime now);
    void owe_answer(const Received& received, SteadyTime now);
    [[nodiscard]] bool wants_to_answer_hello(const PeerKey& peer, std::uint64_t nonce);
    void note(Changes changes);
    [[nodiscard]] Beacon knock_for(const PeerKey& peer);
    void notice_standstill(SteadyTime now);

    const SigningKey& key_;
    PeerId self_;
    CoreOptions options_;
    RandomSource random_;
    Roster roster_;
    Schedule schedule_;
    Questions questions_;
    HeardBeacons heard_;
    Stamp stamp_;
    std::multimap<SteadyTime, Owed> owed_;
    std::map<PeerKey, HelloDecision> hellos_;
    std::unordered_set<PeerId> blocked_;
    SourceLimit strangers_;
    SourceLimit answers_;
    TokenBucket all_strangers_;
    TokenBucket all_signatures_;
    TokenBucket newcomers_;
    TokenBucket twin_checks_;
    TokenBucket twin_alarms_;
    TokenBucket epoch_jumps_;
    std::optional<std::uint64_t> overtaken_by_;  // an epoch of our own key that is not below ours
    TokenBucket knocks_;
    std::optional<std::uint64_t> hello_nonce_;
    SteadyTime promised_advance_ = SteadyTime::max();
    bool has_left_ = false;
    Effects effects_;
    Counters counters_;
};

}  // namespace culver::discovery
