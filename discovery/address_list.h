// SPDX-License-Identifier: Apache-2.0
// Where one peer may be reached, best first. Pure. A peer with two interfaces is heard twice with the same
// stamp: the order stays as it is then, so that nothing flaps; an address heard with a later stamp than the
// others is where the peer is by its own last word.
#pragma once
#include "discovery/sighting.h"

#include <optional>
#include <vector>

namespace culver::discovery {

struct KnownAddress {
    Endpoint dial;
    std::uint16_t reply_port = 0;
    Stamp stamp{};  // of the last datagram that came from there; zero when somebody else named it
    bool is_direct = false;
    bool is_proven = false;  // a nonce of ours was answered from there, or a session stands there
    SteadyTime last_heard{};
};

class AddressList {
public:
    explicit AddressList(std::size_t limit) : limit_(limit) {}

    // Remembers the sighting's endpoint. True when the set of endpoints changed.
    bool note(const Sighting& sighting, SteadyTime now);

    // A session stands at that endpoint: it goes first while the session lasts.
    bool note_session(const Endpoint& dial, SteadyTime now);
    void end_session() { session_.reset(); }

    // Another node was proven to be at that endpoint: it is dropped unless this peer's last word, of that
    // stamp, came from there. True when it was.
    bool drop_if_left(const Endpoint& dial, const Stamp& latest);

    // Forgets what was not heard since then, the session's endpoint excepted. True when the set changed.
    bool forget_before(SteadyTime limit);

    // A nonce was answered from there, or a session stood there.
    [[nodiscard]] bool is_proven(const Endpoint& dial) const;
    // The peer itself was heard from that address, on any port.
    [[nodiscard]] bool was_heard_from(const boost::asio::ip::address& address) const;

    [[nodiscard]] std::vector<Endpoint> ranked() const;

    // Where probes are answered, the best `limit` ones; default_port where the reply port is unknown.
    [[nodiscard]] std::vector<Endpoint> reply_endpoints(std::size_t limit, std::uint16_t default_port) const;

private:
    [[nodiscard]] bool is_session(const KnownAddress& address) const { return session_ == address.dial; }
    [[nodiscard]] std::vector<const KnownAddress*> sorted() const;
    KnownAddress& entry(const Endpoint& dial, bool& is_new);
    bool drop_former_ports(const Endpoint& dial, const Stamp& stamp);

    std::size_t limit_;
    std::vector<KnownAddress> addresses_;  // oldest acquaintance first
    std::optional<Endpoint> session_;
};

}  // namespace culver::discovery
