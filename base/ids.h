// SPDX-License-Identifier: Apache-2.0
// Strong identifiers. A peer's id is the SHA-256 of its public key (SubjectPublicKeyInfo, DER): only the key
// identifies; names and addresses are labels. In store and API a peer is a PeerKey, so that peers that speak
// a foreign protocol are ordinary rows.
#pragma once
#include "base/bytes.h"

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace culver {

// N bytes that are not interchangeable with the N bytes of another Tag.
template <class Tag, std::size_t N>
struct Id {
    static constexpr std::size_t kBytes = N;
    std::array<std::uint8_t, N> bytes{};

    auto operator<=>(const Id&) const = default;
    [[nodiscard]] ByteView view() const { return bytes; }
    [[nodiscard]] std::string text() const { return to_base32(bytes); }  // N=32: 52 characters, N=16: 26
    [[nodiscard]] bool is_zero() const { return *this == Id{}; }

    // Nothing unless there are exactly N bytes.
    static std::optional<Id> from_bytes(ByteView raw) {
        if (raw.size() != N) return std::nullopt;
        Id id;
        std::copy(raw.begin(), raw.end(), id.bytes.begin());
        return id;
    }
    // The inverse of text(); upper case is accepted.
    static std::optional<Id> parse(std::string_view text) {
        auto raw = from_base32(text);
        return raw ? from_bytes(*raw) : std::nullopt;
    }
};

using PeerId = Id<struct PeerTag, 32>;
using InstanceId = Id<struct InstanceTag, 16>;        // one start of one node
using IncarnationId = Id<struct IncarnationTag, 16>;  // one life of a profile; a copy gets another
using MessageId = Id<struct MessageTag, 16>;          // UUIDv7
using TransferId = Id<struct TransferTag, 16>;        // random
using GroupId = Id<struct GroupTag, 32>;

// The first 8 characters of the id: for people, never for decisions.
[[nodiscard]] std::string short_text(const PeerId& id);

enum class Protocol : std::uint8_t { Culver = 0, Ipmsg = 1, Localsend = 2 };
[[nodiscard]] std::string_view to_string(Protocol protocol);  // culver ipmsg localsend

struct PeerKey {
    Protocol protocol = Protocol::Culver;
    PeerId id;
    PeerKey() = default;
    explicit(false) PeerKey(const PeerId& native) : id(native) {}
    PeerKey(Protocol spoken, const PeerId& bytes) : protocol(spoken), id(bytes) {}
    auto operator<=>(const PeerKey&) const = default;
};

// A conversation is with one peer or with one group. Stored as 33 bytes: protocol or 0x80, then the id.
struct ConversationId {
    std::array<std::uint8_t, 33> bytes{};
    auto operator<=>(const ConversationId&) const = default;
    static ConversationId with(const PeerKey& peer);
    static ConversationId of(const GroupId& group);
    static std::optional<ConversationId> from_bytes(ByteView raw);
    [[nodiscard]] bool is_group() const { return (bytes[0] & 0x80) != 0; }
    [[nodiscard]] PeerKey peer() const;      // requires: !is_group()
    [[nodiscard]] GroupId group() const;     // requires: is_group()
    [[nodiscard]] std::string text() const;  // the id of the peer or group in base32
};

}  // namespace culver

template <class Tag, std::size_t N>
struct std::hash<culver::Id<Tag, N>> {
    std::size_t operator()(const culver::Id<Tag, N>& id) const noexcept {
        return std::hash<std::string_view>{}({reinterpret_cast<const char*>(id.bytes.data()), N});
    }
};

template <>
struct std::hash<culver::PeerKey> {
    std::size_t operator()(const culver::PeerKey& key) const noexcept {
        return std::hash<culver::PeerId>{}(key.id) ^ static_cast<std::size_t>(key.protocol);
    }
};
