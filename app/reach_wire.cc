// SPDX-License-Identifier: Apache-2.0
#include "app/reach_wire.h"

#include "app/reach.pb.h"

#include <algorithm>

namespace culver::app {
namespace {

namespace ip = boost::asio::ip;
constexpr std::uint32_t kHighestPort = 65'535;

template <class Message>
std::optional<Message> parsed(ByteView body) {
    Message message;
    if (!message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
    return message;
}

Bytes written(const auto& message) {
    return to_bytes(message.SerializeAsString());
}

void put(wire::Place& place, const Endpoint& endpoint) {
    if (endpoint.address.is_v4()) {
        const auto bytes = endpoint.address.to_v4().to_bytes();
        place.set_address(bytes.data(), bytes.size());
    } else {
        const auto bytes = endpoint.address.to_v6().to_bytes();
        place.set_address(bytes.data(), bytes.size());
    }
    place.set_port(endpoint.port);
}

std::optional<Endpoint> get(const wire::Place& place) {
    Endpoint endpoint;
    const ByteView raw = as_bytes(place.address());
    if (raw.size() == ip::address_v4::bytes_type{}.size()) {
        ip::address_v4::bytes_type bytes{};
        std::ranges::copy(raw, bytes.begin());
        endpoint.address = ip::address_v4(bytes);
    } else if (raw.size() == ip::address_v6::bytes_type{}.size()) {
        ip::address_v6::bytes_type bytes{};
        std::ranges::copy(raw, bytes.begin());
        endpoint.address = ip::address_v6(bytes);
    } else {
        return std::nullopt;
    }
    if (place.port() > kHighestPort || !discovery::may_travel(endpoint.address)) return std::nullopt;
    endpoint.port = static_cast<std::uint16_t>(place.port());
    return endpoint;
}

}  // namespace

Bytes encode(const KnownPeers& known) {
    wire::GossipRequest message;
    std::size_t count = 0;
    for (const auto& prefix : known) {
        if (count++ == kMaxKnownPerRequest) break;
        message.mutable_known()->append(prefix.begin(), prefix.end());
    }
    return written(message);
}

KnownPeers decode_gossip_request(ByteView body) {
    KnownPeers known;
    const auto message = parsed<wire::GossipRequest>(body);
    if (!message) return known;
    ByteView rest = as_bytes(message->known());
    discovery::PeerPrefix prefix{};
    while (rest.size() >= prefix.size() && known.size() < kMaxKnownPerRequest) {
        std::copy_n(rest.begin(), prefix.size(), prefix.begin());
        known.insert(prefix);
        rest = rest.subspan(prefix.size());
    }
    return known;
}

Bytes encode(const std::vector<discovery::Rumour>& rumours) {
    wire::Gossip message;
    for (const auto& rumour : rumours) {
        if (static_cast<std::size_t>(message.rumours_size()) == kMaxRumoursPerFrame) break;
        auto& entry = *message.add_rumours();
        entry.set_datagram(rumour.datagram.data(), rumour.datagram.size());
        put(*entry.mutable_seen_at(), rumour.seen_at);
        const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(rumour.age);
        entry.set_age_ms(static_cast<std::uint32_t>(age.count()));
    }
    return written(message);
}

Bytes encode(const KnockToPass& knock) {
    wire::KnockToPass message;
    message.set_target(knock.target.bytes.data(), knock.target.bytes.size());
    message.set_datagram(knock.datagram.data(), knock.datagram.size());
    return written(message);
}

Bytes encode(const KnockPassed& knock) {
    wire::KnockPassed message;
    message.set_datagram(knock.datagram.data(), knock.datagram.size());
    put(*message.mutable_seen_at(), knock.seen_at);
    return written(message);
}

Bytes encode(const ReachRequest& request) {
    wire::ReachRequest message;
    message.set_nonce(request.nonce);
    message.set_port(request.port);
    return written(message);
}

Bytes encode(const ReachReport& report) {
    wire::ReachReport message;
    message.set_nonce(report.nonce);
    message.set_dial(static_cast<std::uint32_t>(report.dial));
    message.set_answers_questions(report.answers_questions);
    message.set_heard_multicast4(report.heard_multicast4);
    message.set_heard_multicast6(report.heard_multicast6);
    message.set_heard_broadcast(report.heard_broadcast);
    return written(message);
}

std::vector<discovery::Rumour> decode_gossip(ByteView body) {
    std::vector<discovery::Rumour> rumours;
    const auto message = parsed<wire::Gossip>(body);
    if (!message) return rumours;
    for (const auto& entry : message->rumours()) {
        if (rumours.size() == kMaxRumoursPerFrame) break;
        const auto seen_at = get(entry.seen_at());
        const std::chrono::milliseconds age(entry.age_ms());
        if (!seen_at || age > discovery::kOldestRumour) continue;
        const auto opened = discovery::open(as_bytes(entry.datagram()));
        if (!opened) continue;
        // It may wait, and what whoever tells it padded it with shall not.
        rumours.push_back({PeerKey(peer_id_of(opened->beacon.key)), opened->datagram(), *seen_at, age});
    }
    return rumours;
}

std::optional<KnockToPass> decode_knock_to_pass(ByteView body) {
    const auto message = parsed<wire::KnockToPass>(body);
    if (!message || message->datagram().size() > discovery::kMaxDatagramBytes) return std::nullopt;
    const auto target = PeerId::from_bytes(as_bytes(message->target()));
    if (!target) return std::nullopt;
    return KnockToPass{*target, to_bytes(message->datagram())};
}

std::optional<KnockPassed> decode_knock_passed(ByteView body) {
    const auto message = parsed<wire::KnockPassed>(body);
    if (!message || message->datagram().size() > discovery::kMaxDatagramBytes) return std::nullopt;
    const auto seen_at = get(message->seen_at());
    if (!seen_at) return std::nullopt;
    return KnockPassed{to_bytes(message->datagram()), *seen_at};
}

std::optional<ReachRequest> decode_reach_request(ByteView body) {
    const auto message = parsed<wire::ReachRequest>(body);
    if (!message || message->port() == 0 || message->port() > kHighestPort) return std::nullopt;
    return ReachRequest{message->nonce(), static_cast<std::uint16_t>(message->port())};
}

std::optional<ReachReport> decode_reach_report(ByteView body) {
    const auto message = parsed<wire::ReachReport>(body);
    if (!message || message->dial() < 1 || message->dial() > 4) return std::nullopt;
    return ReachReport{.nonce = message->nonce(),
                       .dial = static_cast<DialOutcome>(message->dial()),
                       .answers_questions = message->answers_questions(),
                       .heard_multicast4 = message->heard_multicast4(),
                       .heard_multicast6 = message->heard_multicast6(),
                       .heard_broadcast = message->heard_broadcast()};
}

}  // namespace culver::app
