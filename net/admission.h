// SPDX-License-Identifier: Apache-2.0
// Who may occupy a place before it has said who it is. Pure bookkeeping with the time handed in: no sockets.
//
// Every accepted connection arrive()s, and leave()s when it failed or authenticated. A flood from one address
// meets the limit per address; a flood from many meets the limit of all, where the oldest of the greediest
// goes; and addresses that somebody authenticated from within a day have places of their own, so that neither
// keeps colleagues out.
#pragma once
#include "base/clock.h"

#include <boost/asio/ip/address.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <optional>

namespace culver::net {

struct AdmissionLimits {
    std::size_t links_per_address = 8;           // a desk with several nodes that all start at once
    std::size_t links_in_all = 256;              // 256 half-open TLS links: about 20 MB
    std::size_t known_places = 64;               // beyond those, for addresses that authenticated lately
    double stranger_handshakes_per_second = 50;  // each costs 1 ms of CPU: 5 % of a core under attack
    std::size_t known_addresses = 4096;          // remembered at most: 400 KB
    std::chrono::hours known_for{24};            // an address lives about as long as a DHCP lease
    std::chrono::seconds longest_wait{4};  // for a turn; with the handshake it must fit into kHandshakeLimit
};

// Bytes a link may send before it is authenticated: certificate and key shares are under 2 KiB.
inline constexpr std::uint64_t kMaxHandshakeBytes = 16 * 1024;
// Messages of the handshake's kind that a link may send behind it, in its whole life: new keys, which this
// program never makes. Another's may, after some hundred gigabytes.
inline constexpr std::size_t kMaxLateHandshakeMessages = 64;

class Admission {
public:
    using Ticket = std::uint64_t;

    explicit Admission(AdmissionLimits limits = {});

    struct Verdict {
        std::optional<Ticket> ticket;   // none: close the link at once
        std::optional<Ticket> evicted;  // this link has to be closed; it has left already
        Duration wait{0};               // before the handshake may begin
    };
    [[nodiscard]] Verdict arrive(const boost::asio::ip::address& from, SteadyTime now);

    // Unknown tickets are ignored.
    void leave(Ticket ticket);

    // The link showed its key: it leaves, and its address has a place of its own for a day.
    void authenticated(Ticket ticket, SteadyTime now);

    [[nodiscard]] std::size_t size() const { return links_.size(); }

private:
    using Source = std::array<std::uint8_t, 16>;  // IPv6: the /64, since a host owns all of it
    struct Entry {
        Source source;
        bool has_known_place = false;
    };
    [[nodiscard]] static Source source_of(const boost::asio::ip::address& address);
    [[nodiscard]] bool is_known(const Source& source, SteadyTime now);
    [[nodiscard]] std::optional<Ticket> evict_from_greediest();
    [[nodiscard]] Verdict admit(const Source& source, bool has_known_place, Duration wait);
    [[nodiscard]] std::optional<Duration> take_turn(SteadyTime now);

    AdmissionLimits limits_;
    std::map<Ticket, Entry> links_;  // oldest first
    std::map<Source, std::size_t> per_source_;
    std::size_t in_known_places_ = 0;
    std::map<Source, SteadyTime> known_;  // when it authenticated last
    SteadyTime next_turn_{};              // of a stranger's handshake
    Ticket last_ticket_ = 0;
};

// After authentication, for peers that nobody here knows yet (Standing::Unknown).
inline constexpr std::size_t kMaxLinksOfStranger = 4;  // a session, its successor, two lanes
inline constexpr std::size_t kMaxLinksOfKnown = 64;    // a fault of a friend must not take all descriptors
inline constexpr double kStrangerBytesPerSecond = 64 * 1024;  // of control frames: chat needs 1 % of it
inline constexpr double kStrangerBurstBytes = 256 * 1024;     // a folder's manifest comes at once
// Of anybody's, and as many at once. An outbox of 10,000 messages goes in three seconds; a flood would keep a
// core busy.
inline constexpr double kFramesPerSecond = 3'000;
inline constexpr std::size_t kMaxStrangerSessions = 128;  // in all: 10 MB
// Of all strangers' sessions that go on: frames that are not whole yet, and what they do not read. A page of
// a folder's list is 256 KiB, and comes at once. What ends is heard or spoken to for two seconds more.
inline constexpr std::size_t kMaxHeldOfStrangers = 8u << 20;

}  // namespace culver::net
