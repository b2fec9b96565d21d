// SPDX-License-Identifier: Apache-2.0
// The frames of reach.proto as plain values. Decoding checks every bound; what breaks one is left out.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "discovery/beacon.h"
#include "discovery/gossip.h"
#include "net/sessions.h"

#include <optional>
#include <set>
#include <vector>

namespace culver::app {

enum class ReachKind : std::uint16_t {
    GossipRequest = 44,
    Gossip = 45,
    KnockToPass = 46,
    KnockPassed = 47,
    ReachRequest = 48,
    ReachReport = 49,
};
inline constexpr net::KindRange kReachKinds{44, 49};

inline constexpr std::size_t kMaxRumoursPerFrame = 256;  // 80 KB

struct KnockToPass {
    PeerId target;
    Bytes datagram;
};
struct KnockPassed {
    Bytes datagram;
    Endpoint seen_at;
};

enum class DialOutcome : std::uint8_t { Answered = 1, Refused, Silent, Failed };

struct ReachRequest {
    std::uint64_t nonce = 0;
    std::uint16_t port = 0;
};
struct ReachReport {
    std::uint64_t nonce = 0;
    DialOutcome dial = DialOutcome::Failed;
    bool answers_questions = false;
    bool heard_multicast4 = false;
    bool heard_multicast6 = false;
    bool heard_broadcast = false;
    bool operator==(const ReachReport&) const = default;
};

inline constexpr std::size_t kMaxKnownPerRequest = 4'096;  // 32 KB: what it saves is ten times as much

using KnownPeers = std::set<discovery::PeerPrefix>;  // that need not be told

[[nodiscard]] Bytes encode(const KnownPeers& known);
// Bytes that do not make a whole prefix are left out.
[[nodiscard]] KnownPeers decode_gossip_request(ByteView body);

// At most kMaxRumoursPerFrame of them.
[[nodiscard]] Bytes encode(const std::vector<discovery::Rumour>& rumours);
[[nodiscard]] Bytes encode(const KnockToPass& knock);
[[nodiscard]] Bytes encode(const KnockPassed& knock);
[[nodiscard]] Bytes encode(const ReachRequest& request);
[[nodiscard]] Bytes encode(const ReachReport& report);

// Rumours that are no beacons, or of addresses that must not travel, are left out.
[[nodiscard]] std::vector<discovery::Rumour> decode_gossip(ByteView body);
[[nodiscard]] std::optional<KnockToPass> decode_knock_to_pass(ByteView body);
[[nodiscard]] std::optional<KnockPassed> decode_knock_passed(ByteView body);
[[nodiscard]] std::optional<ReachRequest> decode_reach_request(ByteView body);
[[nodiscard]] std::optional<ReachReport> decode_reach_report(ByteView body);

}  // namespace culver::app
