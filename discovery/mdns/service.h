// SPDX-License-Identifier: Apache-2.0
// What a node publishes by DNS-SD, and how it is read back. The instance name is the node's id, so that a
// peer that is already known needs no resolving; the TXT record says no more than where probes are answered,
// because nothing in it is signed: names and presence come from the peer's own datagrams.
#pragma once
#include "base/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace culver::discovery::mdns {

inline constexpr const char* kServiceType = "_culver._tcp";
inline constexpr std::size_t kMaxTxtBytes = 1'300;  // RFC 6763, 6.2: what fits into one Ethernet packet

struct Publication {
    std::string instance;
    std::uint16_t port = 0;  // TCP
    Bytes txt{};             // as on the wire
    bool operator==(const Publication&) const = default;
};

// The 52 characters of the id.
[[nodiscard]] std::string instance_name(const PeerId& id);

// The inverse; upper case is accepted, since DNS compares without case. Nothing for names of others.
[[nodiscard]] std::optional<PeerId> parse_instance(std::string_view name);

struct TxtFields {
    std::uint16_t reply_port = 0;  // key "udp": the port at which probes are answered; 0: the beacon port
    bool operator==(const TxtFields&) const = default;
};

// Strings, each after one byte of its length: "txtvers=1", "udp=54321".
[[nodiscard]] Bytes encode_txt(const TxtFields& fields);

// Keys that are not known are ignored, the first of equal keys counts, and a record of another version says
// nothing (RFC 6763, 6.4, 6.7). Nothing when a length points beyond the end or the record is too long.
[[nodiscard]] std::optional<TxtFields> decode_txt(ByteView record);

}  // namespace culver::discovery::mdns
