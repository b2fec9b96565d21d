// SPDX-License-Identifier: Apache-2.0
// `culver doctor`: gathers the facts from which diagnosis.h tells why somebody is not seen or not reachable.
// It dials and asks the peer, and has others try to reach this node in turn. It also answers those others.
// Thread: the network thread.
#pragma once
#include "app/diagnosis.h"
#include "app/peer_limit.h"
#include "app/reach.h"
#include "base/task_scope.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace culver::app {

class Doctor {
public:
    struct Parts {
        net::Sessions& sessions;
        discovery::Discovery& discovery;
        Reach& reach;
        const Clock& clock;
    };
    struct Hooks {
        std::function<OwnFacts()> own;  // settings, ports, ways
        std::function<std::string(const PeerKey&)> name_of;
        std::function<bool(const PeerId&)> is_blocked;
        std::function<net::Standing(const PeerId&)> standing;
        std::function<std::vector<Endpoint>(const PeerId&)> addresses;
        std::function<std::optional<Endpoint>(const PeerId&)> connected_at;
        // A link to that peer, closed at once; with no peer: to whoever answers.
        std::function<Task<Result<>>(Endpoint, std::optional<PeerId>)> dial;
    };

    Doctor(boost::asio::any_io_executor executor, Parts parts, Hooks hooks);
    Task<> close();

    // Of this machine; takes up to 30 s.
    Task<std::vector<control::Finding>> examine();
    // Of the way to a peer, or to whoever should be at an address; takes up to 30 s.
    Task<std::vector<control::Finding>> examine(std::optional<PeerKey> peer, std::optional<Endpoint> at);

    // Asks a peer with an open session to dial this node; nothing when it did not say. Takes up to 6 s.
    Task<std::optional<bool>> is_reached_by(PeerId peer);

    void on_frame(const PeerId& from, std::uint16_t kind, ByteView body);

    // What happened some time and explains something later.
    void note_twin(const std::string& where);
    void note_refused(const PeerId& peer, const Error& why);

private:
    struct Refusal {
        Error why;
        SteadyTime when{};
    };
    void answer(const PeerId& from, const ReachRequest& request);
    Task<> look_back(PeerId asker, ReachRequest request);
    Task<std::optional<ReachReport>> ask_to_look(PeerId peer);
    Task<OwnFacts> own_facts();
    Task<> ask_others(OwnFacts& own);
    Task<bool> answers(PeerKey peer);
    Task<> dial_all(std::optional<PeerId> peer, std::vector<AddressFacts>& addresses);
    Task<> dial_one(std::optional<PeerId> peer, AddressFacts& address);
    Task<PeerFacts> peer_facts(std::optional<PeerKey> peer, std::optional<Endpoint> at);
    void note_neighbours(PeerFacts& facts) const;
    void note_versions(const PeerId& peer, PeerFacts& facts) const;
    [[nodiscard]] ReachReport heard_ways(const PeerId& peer) const;
    [[nodiscard]] bool is_recent(SteadyTime when) const;
    [[nodiscard]] SteadyTime now() const { return parts_.clock.steady(); }

    Parts parts_;
    Hooks hooks_;
    SteadyTime started_;
    std::map<PeerId, Refusal> refusals_;
    std::optional<std::pair<std::string, SteadyTime>> twin_;
    std::map<std::uint64_t, std::optional<ReachReport>> expected_;  // by nonce
    PeerLimit look_backs_;
    net::Signal news_;
    TaskScope tasks_;
};

}  // namespace culver::app
