// SPDX-License-Identifier: Apache-2.0
// Makes the Sessions of a node: over TCP in the program, over memory in tests.
#pragma once
#include "base/ids.h"
#include "base/random.h"
#include "net/sessions.h"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace culver::net {

inline constexpr std::uint32_t kProtocolVersion = 1;  // the latest this program speaks
inline constexpr std::uint32_t kProtocolFloor = 1;    // older ones are refused with a sentence

struct VersionRange {
    std::uint32_t min = kProtocolFloor;
    std::uint32_t max = kProtocolVersion;
    bool operator==(const VersionRange&) const = default;
};

// Every wait of a session, in one place so that tests can shorten them.
struct SessionTimings {
    using Span = std::chrono::milliseconds;
    Span ping_when_waiting{5'000};  // silence after which a peer that owes us something is asked
    Span ping_when_idle{30'000};    // the same when nothing is outstanding: two packets a minute
    Span pong_limit{5'000};         // an unanswered ping means the peer is dead
    Span busy_note{2'000};          // a side too busy to read says so this often
    Span hello_limit{5'000};        // a link without Hello occupies a place no longer
    Span bye_limit{500};            // how long a Bye may take to get out; SIGTERM allows 3 s for everything
    Span drain_limit{2'000};        // how long the loser of two links is still read
    Span choice_window{10'000};     // two links younger than this come from dialling at once
    Span dial_stagger{200};         // between the addresses of one round
    Span dial_gap{1'000};           // at most one round per peer in this time
    Span backoff_first{1'000};      // doubles up to backoff_last
    Span backoff_last{60'000};
    Span lane_limit{7'000};   // a lane that the other side has to dial: request, dial and handshake
    Span idle_grace{10'000};  // an unused session is not closed for room before this
};

struct SessionOptions {
    PeerId self;
    InstanceId instance = random_id<InstanceId>();  // one per start of the node
    std::uint32_t capabilities = 0;                 // our bits for Hello
    VersionRange versions;
    SessionTimings timings;
    std::function<double()> random = random_unit;  // jitter: uniform in [0, 1)
    // Dials nobody before Sessions::start(): rooms may want peers while others still read their rows.
    bool waits_for_start = false;
};

// Sessions nobody wants are kept open, because a second message is likely; more cost memory for nothing.
inline constexpr std::size_t kMaxIdleSessions = 32;

// Keeps: transport must outlive the sessions. Before destruction close() must have returned.
[[nodiscard]] std::unique_ptr<Sessions> make_sessions(boost::asio::any_io_executor executor,
                                                      Transport& transport, SessionOptions options,
                                                      Sessions::Mediator mediator);

}  // namespace culver::net
