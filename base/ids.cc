// SPDX-License-Identifier: Apache-2.0
#include "base/ids.h"

#include <algorithm>

namespace culver {
namespace {
constexpr std::uint8_t kGroupMark = 0x80;
constexpr std::size_t kShortCharacters = 8;
}  // namespace

std::string short_text(const PeerId& id) {
    return id.text().substr(0, kShortCharacters);
}

std::string_view to_string(Protocol protocol) {
    switch (protocol) {
        case Protocol::Culver: return "culver";
        case Protocol::Ipmsg: return "ipmsg";
        case Protocol::Localsend: return "localsend";
    }
    return "unknown";
}

ConversationId ConversationId::with(const PeerKey& peer) {
    ConversationId id;
    id.bytes[0] = static_cast<std::uint8_t>(peer.protocol);
    std::ranges::copy(peer.id.bytes, id.bytes.begin() + 1);
    return id;
}

ConversationId ConversationId::of(const GroupId& group) {
    ConversationId id;
    id.bytes[0] = kGroupMark;
    std::ranges::copy(group.bytes, id.bytes.begin() + 1);
    return id;
}

std::optional<ConversationId> ConversationId::from_bytes(ByteView raw) {
    ConversationId id;
    if (raw.size() != id.bytes.size()) return std::nullopt;
    std::ranges::copy(raw, id.bytes.begin());
    return id;
}

PeerKey ConversationId::peer() const {
    return {static_cast<Protocol>(bytes[0]), *PeerId::from_bytes(ByteView(bytes).subspan(1))};
}

GroupId ConversationId::group() const {
    return *GroupId::from_bytes(ByteView(bytes).subspan(1));
}

std::string ConversationId::text() const {
    return to_base32(ByteView(bytes).subspan(1));
}

}  // namespace culver
