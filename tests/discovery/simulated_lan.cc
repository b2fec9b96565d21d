// SPDX-License-Identifier: Apache-2.0
#include "tests/discovery/simulated_lan.h"

#include <openssl/evp.h>

#include <array>

namespace culver::discovery::test {
namespace {

using namespace std::chrono_literals;

constexpr Duration kFlight = 500us;
constexpr std::uint32_t kFirstAddress = 0x0a000001;  // 10.0.0.1
constexpr std::uint16_t kOwnPort = 40'000;

// Keys decide about order, and so about what is lost: with keys of chance a seed would not repeat a run.
SigningKey key_from(std::mt19937_64& source) {
    // PKCS#8 of an Ed25519 key (RFC 8410): a fixed head and the 32 bytes of the seed.
    std::array<unsigned char, 48> der{0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                      0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
    for (std::size_t i = 16; i < der.size(); ++i) der[i] = static_cast<unsigned char>(source());
    std::array<unsigned char, 65> text{};
    EVP_EncodeBlock(text.data(), der.data(), static_cast<int>(der.size()));
    const std::string body(text.begin(), text.end() - 1);
    return SigningKey::from_pem("-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n")
        .value();
}

}  // namespace

void SimulatedLan::make_core(SimulatedNode& node, const std::string& name, std::uint64_t epoch) {
    CoreOptions options{.label = {.name = name, .department = {}, .presence = {}},
                        .tcp_port = 24254,
                        .reply_port = kOwnPort,
                        .beacon_port = 24254,
                        .epoch = epoch,
                        .instance = engine_(),
                        .limits = {}};
    node.core = std::make_unique<Core>(node.key, std::move(options), [this] { return engine_(); });
    names_.try_emplace(PeerKey(node.core->self()), name);
}

SimulatedNode& SimulatedLan::add(std::string name) {
    auto& node = *nodes_.emplace_back(std::make_unique<SimulatedNode>(key_from(keys_)));
    const auto number = static_cast<std::uint32_t>(nodes_.size() - 1);
    node.address = {.address = boost::asio::ip::address_v4(kFirstAddress + number), .port = kOwnPort};
    node.is_up = false;
    make_core(node, name, 1);
    return node;
}

SimulatedNode& SimulatedLan::add_twin(SimulatedNode& original, std::string name, std::uint64_t epoch) {
    SimulatedNode& twin = add(name);
    twin.key = SigningKey::from_pem(original.key.to_pem()).value();
    make_core(twin, name, epoch);
    return twin;
}

void SimulatedLan::start(SimulatedNode& node) {
    node.is_up = true;
    node.core->greet(now_);
    collect(node);
}

void SimulatedLan::leave(SimulatedNode& node) {
    node.core->say_goodbye(now_);
    collect(node);
    node.is_up = false;
}

void SimulatedLan::restart(SimulatedNode& node, std::uint64_t epoch) {
    node.shown.clear();
    make_core(node, names_.at(PeerKey(node.core->self())), epoch);
    start(node);
}

void SimulatedLan::collect(SimulatedNode& node) {
    const Effects effects = node.core->take_effects();
    for (const Outgoing& datagram : effects.datagrams) send(node, datagram);
    for (const Change& change : effects.changes) {
        node.log.push_back(std::string(1, "+~-"[static_cast<std::size_t>(change.kind)]) + " " +
                           names_[change.row.peer]);
        if (change.kind == Change::Kind::Gone)
            node.shown.erase(change.row.peer);
        else
            node.shown.insert(change.row.peer);
    }
    if (effects.epoch_raised) node.epochs.push_back(*effects.epoch_raised);
    if (effects.twin) ++node.twins;
    node.knocks.insert(node.knocks.end(), effects.knocked.begin(), effects.knocked.end());
    node.unproven.insert(node.unproven.end(), effects.unproven.begin(), effects.unproven.end());
    ticks_.erase({node.tick, &node});
    node.tick = node.core->next_deadline();
    if (node.tick != SteadyTime::max()) ticks_.emplace(node.tick, &node);
}

void SimulatedLan::send(SimulatedNode& from, const Outgoing& datagram) {
    if (!from.is_up) return;
    from.largest = std::max<std::uint64_t>(from.largest, datagram.bytes.size());
    if (observer_) observer_(from, datagram);
    const auto bytes = std::make_shared<const Bytes>(datagram.bytes);
    if (datagram.to) ++from.sent;
    for (const auto& to : nodes_) {
        if (datagram.to && datagram.to->address == to->address.address) {
            deliver(*to, bytes, from.address, std::nullopt);
        }
    }
    for (const Way way : {Way::Multicast4, Way::Broadcast}) {  // this switch knows no IPv6
        if (!datagram.ways.contains(way)) continue;
        ++from.sent;
        for (const auto& to : nodes_) deliver(*to, bytes, from.address, way);
    }
    if (datagram.ways.contains(Way::Multicast6)) ++from.sent;
}

void SimulatedLan::deliver(SimulatedNode& to, const std::shared_ptr<const Bytes>& bytes, const Endpoint& from,
                           std::optional<Way> way) {
    if (loss_ > 0 && std::uniform_real_distribution<>(0, 1)(engine_) < loss_) return;
    deliveries_.emplace(now_ + kFlight, Delivery{&to, bytes, {.from = from, .way = way}});
}

void SimulatedLan::inject(SimulatedNode& to, const Bytes& bytes, const Arrival& arrival) {
    to.core->receive(bytes, arrival, now_);
    collect(to);
}

SteadyTime SimulatedLan::next_event() const {
    const SteadyTime delivery = deliveries_.empty() ? SteadyTime::max() : deliveries_.begin()->first;
    return ticks_.empty() ? delivery : std::min(delivery, ticks_.begin()->first);
}

void SimulatedLan::step() {
    now_ = std::max(now_, next_event());
    if (!deliveries_.empty() && deliveries_.begin()->first <= now_) {
        const Delivery delivery = std::move(deliveries_.extract(deliveries_.begin()).mapped());
        if (!delivery.to->is_up) return;
        delivery.to->core->receive(*delivery.bytes, delivery.arrival, now_);
        return collect(*delivery.to);
    }
    SimulatedNode& node = *ticks_.begin()->second;
    if (!node.is_up) {
        ticks_.erase(ticks_.begin());
        return;
    }
    node.core->advance(now_);
    collect(node);
}

void SimulatedLan::run_for(Duration duration) {
    const SteadyTime end = now_ + duration;
    while (next_event() <= end) step();
    now_ = end;
}

std::vector<SimulatedNode*> SimulatedLan::nodes() {
    std::vector<SimulatedNode*> all;
    for (const auto& node : nodes_) all.push_back(node.get());
    return all;
}

bool SimulatedLan::all_see_all() {
    std::size_t up = 0;
    for (const auto& node : nodes_) up += node->is_up ? 1 : 0;
    for (const auto& node : nodes_) {
        if (node->is_up && node->shown.size() != up - 1) return false;
    }
    return true;
}

}  // namespace culver::discovery::test
