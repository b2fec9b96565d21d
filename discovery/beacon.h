// SPDX-License-Identifier: Apache-2.0
// The beacon datagram, at most 512 bytes:
//
//     magic      4   "CVB" and 0x01, the version
//     signature 64   Ed25519 over the domain tag "culver beacon v1", a zero byte and the signed part
//     length     2   big endian: bytes of the signed part
//     signed         Protocol Buffers, culver.discovery.wire.Beacon (beacon.proto)
//     padding        zero bytes, up to 512 in all when the datagram carries a nonce
//
// The signature covers the bytes as they came: nothing is ever encoded again to check it. A datagram that
// asks for an answer is padded, so that no answer is larger than its question and nobody can use nodes to
// amplify.
#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "base/signature.h"
#include "discovery/sighting.h"
#include "discovery/way.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace culver::discovery {

inline constexpr std::string_view kBeaconDomain = "culver beacon v1";
inline constexpr std::size_t kMaxDatagramBytes = 512;  // passes every path without fragments
inline constexpr std::size_t kMaxLabelBytes = 64;      // name and department: what fits a line on a screen
inline constexpr std::size_t kMaxEchoes = 8;  // nonces answered by one datagram: it stays under 400 bytes
inline constexpr std::chrono::milliseconds kMaxPromisedInterval{300'000};  // 6,000 nodes at 20 a second

using PeerPrefix = std::array<std::uint8_t, 8>;
[[nodiscard]] PeerPrefix prefix_of(const PeerId& peer);

enum class Kind : std::uint8_t { Beacon = 1, Hello, Answer, Probe, ProbeAnswer, Goodbye, Knock };
inline constexpr std::size_t kKinds = 8;  // indices 1..7
[[nodiscard]] std::string_view to_string(Kind kind);

struct Beacon {
    Kind kind = Kind::Beacon;
    PublicKeyBytes key{};
    Stamp stamp{.epoch = 1, .sequence = 0};
    std::uint64_t instance = 0;
    std::uint16_t port = 0;
    std::uint16_t reply_port = 0;
    Label label{};
    std::chrono::milliseconds interval{0};
    std::optional<std::uint64_t> nonce{};
    std::vector<std::uint64_t> echoes{};
    std::optional<PeerPrefix> target{};
    std::optional<Way> heard_by{};  // one of kBeaconWays
    bool operator==(const Beacon&) const = default;
};

enum class BeaconErrc { TooLong = 1, NotOurs, Malformed, OutOfBounds };
boost::system::error_code make_error_code(BeaconErrc reason);

// Encodes and signs. Labels that are too long are cut at a character; more than kMaxEchoes echoes are left
// out.
[[nodiscard]] Bytes seal(const Beacon& beacon, const SigningKey& key);

// A decoded datagram whose signature was not checked; borrows nothing.
struct OpenedBeacon {
    Beacon beacon;
    Bytes signed_bytes;
    Signature signature{};

    [[nodiscard]] bool is_genuine() const;  // checks the signature: about 0.1 ms
    [[nodiscard]] Digest digest() const;
    [[nodiscard]] Bytes datagram() const;  // as it came, without the padding
};

// Fails with BeaconErrc. Reads whatever comes from the network; checks every bound.
[[nodiscard]] Result<OpenedBeacon> open(ByteView datagram);

}  // namespace culver::discovery

template <>
struct boost::system::is_error_code_enum<culver::discovery::BeaconErrc> : std::true_type {};
