// SPDX-License-Identifier: Apache-2.0
#include "discovery/beacon.h"

#include "base/text.h"

#include "discovery/beacon.pb.h"

#include <algorithm>
#include <string>

namespace culver::discovery {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {'C', 'V', 'B', 0x01};
constexpr std::size_t kLengthBytes = 2;
constexpr std::size_t kHeaderBytes = kMagic.size() + kSignatureBytes + kLengthBytes;

class BeaconCategory final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "culver.beacon"; }
    std::string message(int reason) const override {
        switch (static_cast<BeaconErrc>(reason)) {
            case BeaconErrc::TooLong: return "the datagram is longer than a beacon may be";
            case BeaconErrc::NotOurs: return "the datagram is no beacon of a version known here";
            case BeaconErrc::Malformed: return "the beacon is damaged";
            case BeaconErrc::OutOfBounds: return "the beacon says something that is not allowed";
        }
        return "unknown";
    }
};

wire::HeardBy to_wire(std::optional<Way> way) {
    if (way == Way::Multicast4) return wire::HEARD_BY_MULTICAST4;
    if (way == Way::Multicast6) return wire::HEARD_BY_MULTICAST6;
    if (way == Way::Broadcast) return wire::HEARD_BY_BROADCAST;
    return wire::HEARD_BY_NOTHING;
}

std::optional<Way> from_wire(wire::HeardBy way) {
    switch (way) {
        case wire::HEARD_BY_MULTICAST4: return Way::Multicast4;
        case wire::HEARD_BY_MULTICAST6: return Way::Multicast6;
        case wire::HEARD_BY_BROADCAST: return Way::Broadcast;
        default: return std::nullopt;
    }
}

std::string label_bytes(std::string_view text) {
    return std::string(cut_utf8(text, kMaxLabelBytes));
}

wire::Beacon to_wire(const Beacon& beacon) {
    wire::Beacon message;
    message.set_kind(static_cast<wire::Kind>(beacon.kind));
    message.set_key(beacon.key.data(), beacon.key.size());
    message.set_epoch(beacon.stamp.epoch);
    message.set_sequence(beacon.stamp.sequence);
    message.set_instance(beacon.instance);
    message.set_port(beacon.port);
    message.set_reply_port(beacon.reply_port);
    message.set_presence(static_cast<wire::Presence>(beacon.label.presence));
    message.set_name(label_bytes(beacon.label.name));
    message.set_department(label_bytes(beacon.label.department));
    message.set_interval_ms(static_cast<std::uint32_t>(beacon.interval.count()));
    if (beacon.nonce) message.set_nonce(*beacon.nonce);
    const auto echoes = std::min(beacon.echoes.size(), kMaxEchoes);
    for (std::size_t i = 0; i < echoes; ++i) message.add_echoes(beacon.echoes[i]);
    if (beacon.target) message.set_target(beacon.target->data(), beacon.target->size());
    message.set_heard_by(to_wire(beacon.heard_by));
    return message;
}

bool is_label(const std::string& text) {
    return text.size() <= kMaxLabelBytes && is_utf8(text);
}

bool is_within_bounds(const wire::Beacon& message) {
    constexpr std::uint32_t kHighestPort = 65'535;
    return message.kind() > wire::KIND_NONE && message.kind() <= wire::KIND_KNOCK &&
           message.key().size() == kPublicKeyBytes && message.epoch() > 0 && message.port() <= kHighestPort &&
           message.reply_port() <= kHighestPort && message.presence() >= wire::PRESENCE_AVAILABLE &&
           message.presence() <= wire::PRESENCE_DND && is_label(message.name()) &&
           is_label(message.department()) && message.interval_ms() <= kMaxPromisedInterval.count() &&
           static_cast<std::size_t>(message.echoes_size()) <= kMaxEchoes &&
           (message.target().empty() || message.target().size() == PeerPrefix{}.size()) &&
           message.heard_by() >= wire::HEARD_BY_NOTHING && message.heard_by() <= wire::HEARD_BY_BROADCAST;
}

// Requires: is_within_bounds(message).
Beacon from_wire(const wire::Beacon& message) {
    Beacon beacon;
    beacon.kind = static_cast<Kind>(message.kind());
    std::ranges::copy(as_bytes(message.key()), beacon.key.begin());
    beacon.stamp = {.epoch = message.epoch(), .sequence = message.sequence()};
    beacon.instance = message.instance();
    beacon.port = static_cast<std::uint16_t>(message.port());
    beacon.reply_port = static_cast<std::uint16_t>(message.reply_port());
    beacon.label = {.name = message.name(),
                    .department = message.department(),
                    .presence = static_cast<Presence>(message.presence())};
    beacon.interval = std::chrono::milliseconds(message.interval_ms());
    if (message.has_nonce()) beacon.nonce = message.nonce();
    beacon.echoes.assign(message.echoes().begin(), message.echoes().end());
    if (!message.target().empty()) {
        beacon.target.emplace();
        std::ranges::copy(as_bytes(message.target()), beacon.target->begin());
    }
    beacon.heard_by = from_wire(message.heard_by());
    return beacon;
}

Bytes framed(const Signature& signature, ByteView body) {
    Bytes datagram(kMagic.begin(), kMagic.end());
    datagram.reserve(kMaxDatagramBytes);
    datagram.insert(datagram.end(), signature.begin(), signature.end());
    datagram.push_back(static_cast<std::uint8_t>(body.size() >> 8));
    datagram.push_back(static_cast<std::uint8_t>(body.size()));
    datagram.insert(datagram.end(), body.begin(), body.end());
    return datagram;
}

}  // namespace

boost::system::error_code make_error_code(BeaconErrc reason) {
    static const BeaconCategory category;
    return {static_cast<int>(reason), category};
}

PeerPrefix prefix_of(const PeerId& peer) {
    PeerPrefix prefix{};
    std::copy_n(peer.bytes.begin(), prefix.size(), prefix.begin());
    return prefix;
}

std::string_view to_string(Kind kind) {
    switch (kind) {
        case Kind::Beacon: return "beacon";
        case Kind::Hello: return "hello";
        case Kind::Answer: return "answer";
        case Kind::Probe: return "probe";
        case Kind::ProbeAnswer: return "probe_answer";
        case Kind::Goodbye: return "goodbye";
        case Kind::Knock: return "knock";
    }
    return "unknown";
}

Bytes seal(const Beacon& beacon, const SigningKey& key) {
    const std::string body = to_wire(beacon).SerializeAsString();
    Bytes datagram = framed(key.sign(kBeaconDomain, as_bytes(body)), as_bytes(body));
    if (beacon.nonce) datagram.resize(kMaxDatagramBytes);
    return datagram;
}

bool OpenedBeacon::is_genuine() const {
    return verify(beacon.key, kBeaconDomain, signed_bytes, signature);
}

Digest OpenedBeacon::digest() const {
    return sha256(signed_bytes);
}

Bytes OpenedBeacon::datagram() const {
    return framed(signature, signed_bytes);
}

Result<OpenedBeacon> open(ByteView datagram) {
    if (datagram.size() > kMaxDatagramBytes) return fail(BeaconErrc::TooLong);
    if (datagram.size() < kMagic.size() || !std::ranges::equal(datagram.first(kMagic.size()), kMagic)) {
        return fail(BeaconErrc::NotOurs);
    }
    if (datagram.size() < kHeaderBytes) return fail(BeaconErrc::Malformed);
    const std::size_t length =
        std::size_t{datagram[kHeaderBytes - 2]} << 8 | std::size_t{datagram[kHeaderBytes - 1]};
    if (length > datagram.size() - kHeaderBytes) return fail(BeaconErrc::Malformed);
    const ByteView padding = datagram.subspan(kHeaderBytes + length);
    if (!std::ranges::all_of(padding, [](std::uint8_t byte) { return byte == 0; })) {
        return fail(BeaconErrc::Malformed);
    }

    const ByteView body = datagram.subspan(kHeaderBytes, length);
    wire::Beacon message;
    if (!message.ParseFromArray(body.data(), static_cast<int>(body.size())))
        return fail(BeaconErrc::Malformed);
    if (!is_within_bounds(message)) return fail(BeaconErrc::OutOfBounds);
    OpenedBeacon opened{.beacon = from_wire(message), .signed_bytes = Bytes(body.begin(), body.end())};
    std::ranges::copy(datagram.subspan(kMagic.size(), kSignatureBytes), opened.signature.begin());
    return opened;
}

}  // namespace culver::discovery
