// SPDX-License-Identifier: Apache-2.0
// A crowd of strangers: keys cost nothing, so that whatever one of them may do, a thousand may, and many at
// once.
#include "base/clock.h"
#include "base/random.h"
#include "base/signature.h"
#include "chat/wire.h"
#include "discovery/beacon.h"
#include "tests/support/lying_lies.h"
#include "tests/support/lying_offer.h"

#include "app/node.pb.h"
#include "app/reach.pb.h"
#include "app/verification.pb.h"
#include "chat/chat.pb.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>

namespace culver::test {
namespace {

using Json = nlohmann::json;

constexpr int kMessagesEach = 20;
constexpr std::size_t kBytesEach = 400'000;  // of texts: a stranger's burst, and two seconds at his pace
constexpr int kCardsEach = 8;
constexpr int kOffersEach = 5;
constexpr int kAtOnce = 50;
constexpr std::size_t kHeldEach = 2;  // links of those who came last, held by each of those at once
constexpr std::size_t kPieceBytes = 16 * 1024;
constexpr std::uint16_t kCard = 32;
constexpr std::uint16_t kCommitment = 40;
constexpr std::uint16_t kGossip = 45;
constexpr std::uint16_t kMessage = 64;
constexpr std::uint16_t kAck = 65;
constexpr std::uint16_t kRefused = 66;
constexpr std::uint16_t kReadMark = 67;
constexpr int kAcksEach = 2;  // of 7 KB

struct Tally {
    int came = 0;
    std::uint64_t taken = 0;
    std::uint64_t refused = 0;
};

struct Stranger {
    explicit Stranger(const Liar& liar, const Addresses& from, int number)
        : one{identity, liar.target, random_id<InstanceId>(), liar.patience} {
        if (!from.empty()) one.from = from[static_cast<std::size_t>(number) % from.size()];
        if (auto opened = LyingLink::open_session(one)) link = std::move(*opened);
    }
    SigningKey key = SigningKey::generate();
    net::Identity identity{key};
    Liar one;
    std::optional<LyingLink> link;
};

int messages_of(std::size_t text_bytes) {
    return static_cast<int>(
        std::clamp<std::size_t>(kBytesEach / std::max<std::size_t>(text_bytes, 1), 1, kMessagesEach));
}

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

void say_all(LyingLink& link, int number, std::size_t text_bytes) {
    for (int card = 0; card < kCardsEach; ++card)
        (void)link.say(kCard, largest_card(number * kCardsEach + card));
    app::wire::Commitment commitment;
    commitment.set_commitment(std::string(32, 'c'));
    (void)link.say(kCommitment, to_bytes(commitment.SerializeAsString()));
    (void)link.say(kGossip, rumour(number));
    for (int ack = 0; ack < kAcksEach; ++ack) (void)link.say(kAck, largest_ack());
    (void)link.say(kReadMark, largest_read_mark());
    for (int offer = 0; offer < kOffersEach; ++offer) {
        FalseOffer false_offer;
        false_offer.id = random_id<TransferId>();
        false_offer.content = to_bytes("lie");
        false_offer.files = {{"unasked " + std::to_string(number) + ".bin", 3}};
        (void)link.say(kOfferKind, encode_offer(false_offer));
    }
    for (int message = 0; message < messages_of(text_bytes); ++message)
        (void)link.say(kMessage, first_message(std::string(text_bytes, 'x')));
}

std::string some_incarnation() {
    return std::string(as_text(random_id<IncarnationId>().view()));
}

// Until every message was answered for, or patience ends.
Tally hear(LyingLink& link, Milliseconds patience, int messages) {
    Tally tally{.came = 1};
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (tally.taken + tally.refused < static_cast<std::uint64_t>(messages)) {
        const auto left = std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now());
        const auto frame = left.count() > 0 ? link.next(left) : std::nullopt;
        if (!frame) break;
        if (frame->kind == kRefused) ++tally.refused;
        if (frame->kind != kAck) continue;
        chat::wire::Ack ack;
        (void)ack.ParseFromArray(frame->body.data(), static_cast<int>(frame->body.size()));
        for (const auto& range : ack.delivered()) tally.taken += range.last() - range.first() + 1;
    }
    return tally;
}

// Each number once, so many at a time; every thread keeps the state it is given.
template <typename State, typename Act>
void at_once(int threads, int count, const Act& act) {
    std::atomic<int> next = 0;
    std::vector<std::jthread> running;
    for (int thread = 0; thread < std::min(threads, count); ++thread) {
        running.emplace_back([&] {
            State state;
            for (int number = next++; number < count; number = next++) act(state, number);
        });
    }
}

}  // namespace

Bytes largest_card(int number) {
    constexpr std::size_t label = 64;
    constexpr std::size_t line = 256;
    const std::string digits = std::to_string(number);
    app::wire::Card card;
    card.set_name(digits + std::string(label - digits.size(), 'n'));
    card.set_department(std::string(label, 'd'));
    card.set_status_text(std::string(line, 's'));
    card.set_port(24254);
    card.set_room(std::string(label, 'r'));
    card.set_phone(std::string(label, 'p'));
    card.set_email(std::string(2 * label, 'e'));
    // Far above its limit, and news each time.
    card.set_note(digits + std::string(number % kCardsEach == 0 ? 60'000 : line, 'n'));
    card.set_picture(std::string(32, static_cast<char>('a' + number % 26)));
    return to_bytes(card.SerializeAsString());
}

Bytes largest_ack() {
    chat::wire::Ack ack;
    for (std::size_t number = 0; number < chat::kMaxAckRanges; ++number) {
        auto& range = *ack.add_delivered();
        range.set_incarnation(some_incarnation());
        range.set_first(1);
        range.set_last(1'000'000);
    }
    return to_bytes(ack.SerializeAsString());
}

Bytes largest_read_mark() {
    chat::wire::ReadMark mark;
    for (std::size_t number = 0; number < chat::kMaxReadPoints; ++number) {
        auto& point = *mark.add_points();
        point.set_incarnation(some_incarnation());
        point.set_up_to(1'000'000);
    }
    return to_bytes(mark.SerializeAsString());
}

void crowd(const Liar& liar, const Addresses& from, int strangers, std::size_t text_bytes) {
    std::mutex lock;
    Tally sum;
    using Present = std::deque<Stranger>;
    at_once<Present>(kAtOnce, strangers, [&](Present& present, int number) {
        if (present.size() == kHeldEach) present.pop_front();
        auto& link = present.emplace_back(liar, from, number).link;
        if (!link) return;
        say_all(*link, number, text_bytes);
        const Tally told = hear(*link, liar.patience, messages_of(text_bytes));
        const std::lock_guard guard(lock);
        sum.came += told.came;
        sum.taken += told.taken;
        sum.refused += told.refused;
    });
    print(Json{{"lie", "crowd"}, {"came", sum.came}, {"taken", sum.taken}, {"refused", sum.refused}});
}

void unended_frames(const Liar& liar, const Addresses& from, int strangers, Milliseconds hold) {
    const auto end = std::chrono::steady_clock::now() + hold;
    std::atomic<std::uint64_t> sent = 0;
    std::atomic<int> open = 0;
    struct Nothing {};
    at_once<Nothing>(strangers, strangers, [&](Nothing&, int number) {
        Stranger stranger(liar, from, number);
        if (!stranger.link) return;
        Bytes frame = net::encode_frame(kMessage, Bytes(net::kMaxBodyBytes, 'x'));
        frame.pop_back();
        ByteView left = frame;
        while (!left.empty() && stranger.link->is_open() && std::chrono::steady_clock::now() < end) {
            const auto piece = left.first(std::min(kPieceBytes, left.size()));
            if (!stranger.link->write(piece)) break;
            sent += piece.size();
            left = left.subspan(piece.size());
            (void)stranger.link->next(Milliseconds(0));
        }
        stranger.link->linger(std::chrono::ceil<Milliseconds>(end - std::chrono::steady_clock::now()));
        if (stranger.link->is_open()) ++open;
    });
    print(Json{{"lie", "unended-frames"}, {"sent", sent.load()}, {"still_open", open.load()}});
}

}  // namespace culver::test
