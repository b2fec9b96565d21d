// SPDX-License-Identifier: Apache-2.0
// A crowd of strangers: keys cost nothing, so that whatever one of them may do, a thousand may.
#include "base/clock.h"
#include "base/random.h"
#include "base/signature.h"
#include "discovery/beacon.h"
#include "tests/support/lying_lies.h"
#include "tests/support/lying_offer.h"

#include "app/reach.pb.h"
#include "app/verification.pb.h"
#include "chat/chat.pb.h"

#include <nlohmann/json.hpp>

#include <deque>

namespace culver::test {
namespace {

using Json = nlohmann::json;

constexpr int kMessagesEach = 20;
constexpr int kOffersEach = 5;
constexpr std::size_t kTextBytes = 1'000;
constexpr std::size_t kHeldLinks = 100;  // of those who came last
constexpr std::uint16_t kCommitment = 40;
constexpr std::uint16_t kGossip = 45;
constexpr std::uint16_t kMessage = 64;
constexpr std::uint16_t kAck = 65;
constexpr std::uint16_t kRefused = 66;

struct Tally {
    int came = 0;
    std::uint64_t taken = 0;
    std::uint64_t refused = 0;
};

struct Stranger {
    SigningKey key = SigningKey::generate();
    net::Identity identity{key};
    std::optional<LyingLink> link;
};

// A beacon of somebody who is nowhere, as if heard at an address of the next network.
Bytes rumour(int number) {
    const SigningKey key = SigningKey::generate();
    discovery::Beacon beacon;
    beacon.key = key.public_key();
    beacon.stamp = {.epoch = 1, .sequence = 1};
    beacon.instance = 1;
    beacon.port = 24254;
    beacon.interval = std::chrono::seconds(5);
    app::wire::Gossip gossip;
    auto& told = *gossip.add_rumours();
    told.set_datagram(std::string(as_text(discovery::seal(beacon, key))));
    const std::array<char, 4> address{10, 78, static_cast<char>(number / 250),
                                      static_cast<char>(1 + number % 250)};
    told.mutable_seen_at()->set_address(address.data(), address.size());
    told.mutable_seen_at()->set_port(24254);
    return to_bytes(gossip.SerializeAsString());
}

void say_all(LyingLink& link, int number) {
    app::wire::Commitment commitment;
    commitment.set_commitment(std::string(32, 'c'));
    (void)link.say(kCommitment, to_bytes(commitment.SerializeAsString()));
    (void)link.say(kGossip, rumour(number));
    for (int offer = 0; offer < kOffersEach; ++offer) {
        FalseOffer false_offer;
        false_offer.id = random_id<TransferId>();
        false_offer.content = to_bytes("lie");
        false_offer.files = {{"unasked " + std::to_string(number) + ".bin", 3}};
        (void)link.say(kOfferKind, encode_offer(false_offer));
    }
    for (int message = 0; message < kMessagesEach; ++message)
        (void)link.say(kMessage, first_message(std::string(kTextBytes, 'x')));
}

// Until every message was answered for, or patience ends.
void hear(LyingLink& link, Milliseconds patience, Tally& tally) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    const auto before = tally.taken + tally.refused;
    while (tally.taken + tally.refused < before + kMessagesEach) {
        const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
        const auto frame = left.count() > 0 ? link.next(left) : std::nullopt;
        if (!frame) return;
        if (frame->kind == kRefused) ++tally.refused;
        if (frame->kind != kAck) continue;
        chat::wire::Ack ack;
        (void)ack.ParseFromArray(frame->body.data(), static_cast<int>(frame->body.size()));
        for (const auto& range : ack.delivered()) tally.taken += range.last() - range.first() + 1;
    }
}

}  // namespace

void crowd(const Liar& liar, const Addresses& from, int strangers) {
    std::deque<Stranger> present;
    Tally tally;
    for (int number = 0; number < strangers; ++number) {
        auto& stranger = present.emplace_back();
        Liar one{stranger.identity, liar.target, random_id<InstanceId>(), liar.patience};
        if (!from.empty()) one.from = from[static_cast<std::size_t>(number) % from.size()];
        if (auto link = LyingLink::open_session(one)) stranger.link = std::move(*link);
        if (present.size() > kHeldLinks) present.pop_front();
        auto& link = present.back().link;
        if (!link) continue;
        ++tally.came;
        say_all(*link, number);
        hear(*link, liar.patience, tally);
    }
    print(Json{{"lie", "crowd"}, {"came", tally.came}, {"taken", tally.taken}, {"refused", tally.refused}});
}

}  // namespace culver::test
