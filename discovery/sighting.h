// SPDX-License-Identifier: Apache-2.0
// "Peer P was heard at endpoint E through way W": what every way of finding peers reports, in one form.
#pragma once
#include "base/clock.h"
#include "base/endpoint.h"
#include "base/ids.h"
#include "discovery/way.h"

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver::discovery {

enum class Presence : std::uint8_t { Available, Away, Busy, Dnd };
[[nodiscard]] std::string_view to_string(Presence presence);  // available away busy dnd
[[nodiscard]] std::optional<Presence> parse_presence(std::string_view text);

// What a node says of itself. Labels only: the key identifies.
struct Label {
    std::string name{};
    std::string department{};
    Presence presence = Presence::Available;
    bool operator==(const Label&) const = default;
};

// Orders all that one key ever signed: the epoch counts the node's starts, the sequence its datagrams.
struct Stamp {
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
    auto operator<=>(const Stamp&) const = default;
};

using Digest = std::array<std::uint8_t, 32>;  // SHA-256 of the signed bytes

// How sure it is that the peer itself is there.
enum class Proof : std::uint8_t {
    None,      // somebody says so (mDNS, a foreign protocol)
    Signed,    // the peer's key signed it, some time
    Answered,  // it signed a nonce of ours: it is there
    Session,   // it passed the handshake of a link
};

struct Sighting {
    PeerKey peer;
    Proof proof = Proof::None;
    std::optional<Stamp> stamp{};    // with Signed and Answered
    Digest digest{};                 // of the datagram with that stamp
    std::optional<Label> label{};    // absent: the way knows none
    bool is_way_inferred = false;    // from what the peer hears, not from what arrived
    std::optional<Way> way{};        // absent: a unicast answer, which says nothing about the ways
    std::optional<Endpoint> dial{};  // where links are accepted
    std::uint16_t reply_port = 0;    // UDP port at that address which answers probes; 0: the beacon port
    bool is_direct = false;          // the peer's own datagram came from that address
    Duration age{0};                 // how long ago it was heard; not 0 for what others pass on
    Duration interval{0};            // how often the peer promises to be heard; 0: it promises nothing
};

}  // namespace culver::discovery
