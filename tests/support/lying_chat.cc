// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "base/random.h"
#include "tests/support/lying_lies.h"

#include "app/node.pb.h"
#include "chat/chat.pb.h"

#include <nlohmann/json.hpp>

namespace culver::test {
namespace {

using Json = nlohmann::json;

constexpr std::uint16_t kCard = 32;
constexpr std::uint16_t kMessage = 64;
constexpr std::uint16_t kAck = 65;
constexpr std::uint16_t kRefused = 66;

struct Said {
    MessageId id = make_message_id(real_clock().wall());
    IncarnationId incarnation = random_id<IncarnationId>();
    std::uint64_t sequence = 1;
    std::uint64_t previous = 0;
};

Bytes message(const Said& said, const std::string& text) {
    chat::wire::Operation operation;
    operation.set_id(std::string(as_text(said.id.view())));
    operation.set_incarnation(std::string(as_text(said.incarnation.view())));
    operation.set_sequence(said.sequence);
    operation.set_clock(static_cast<std::uint64_t>(to_milliseconds(real_clock().wall())) << 16);
    operation.set_kind(1);
    operation.set_text(text);
    chat::wire::Message frame;
    frame.set_operation(operation.SerializeAsString());
    frame.set_previous(said.previous);
    return to_bytes(frame.SerializeAsString());
}

struct Tally {
    std::uint64_t acknowledged = 0;
    std::uint64_t refused = 0;
    std::string sentence;
};

void count(const net::Frame& frame, Tally& tally) {
    if (frame.kind == kAck) {
        chat::wire::Ack ack;
        (void)ack.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
        for (const auto& range : ack.delivered()) tally.acknowledged += range.last() - range.first() + 1;
    } else if (frame.kind == kRefused) {
        chat::wire::Refused refused;
        (void)refused.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
        ++tally.refused;
        tally.sentence = refused.sentence();
    }
}

// Waits until one more message was taken or refused.
std::string verdict(LyingLink& link, Milliseconds patience) {
    Tally tally;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
        const auto frame =
            link.next(std::chrono::ceil<Milliseconds>(deadline - std::chrono::steady_clock::now()));
        if (!frame) break;
        count(*frame, tally);
        if (tally.acknowledged > 0) return "acknowledged";
        if (tally.refused > 0) return "refused: " + tally.sentence;
    }
    return link.is_open() ? "no_answer" : link.ending();
}

}  // namespace

std::optional<LyingLink> begin(const Liar& liar, const std::string& name, const char* lie) {
    auto link = LyingLink::open_session(liar);
    if (!link) {
        print(Json{{"lie", lie}, {"end", "no_session"}, {"message", link.error().sentence()}});
        return std::nullopt;
    }
    if (!name.empty()) {
        app::wire::Card card;
        card.set_name(name);
        (void)link->say(kCard, to_bytes(card.SerializeAsString()));
    }
    return std::move(*link);
}

Bytes first_message(const std::string& text) {
    return message(Said{}, text);
}

void say_text(const Liar& liar, const std::string& name, const std::string& text) {
    auto link = begin(liar, name, "say");
    if (!link) return;
    const Said said;
    (void)link->say(kMessage, message(said, text));
    print(Json{{"lie", "say"}, {"end", verdict(*link, liar.patience)}, {"message_id", said.id.text()}});
}

void say_twice(const Liar& liar, const std::string& name, const std::string& text) {
    auto link = begin(liar, name, "say-twice");
    if (!link) return;
    const Said said;
    const Bytes first = message(said, text);
    const Bytes changed = message(said, text + " (changed)");
    for (const auto& [what, body] : {std::pair("first", first), {"again", first}, {"other words", changed}}) {
        (void)link->say(kMessage, body);
        print(Json{{"lie", "say-twice"}, {"what", what}, {"end", verdict(*link, liar.patience)}});
    }
}

void flood(const Liar& liar, const std::string& name, Milliseconds time, std::size_t text_bytes) {
    auto link = begin(liar, name, "flood");
    if (!link) return;
    Said said;
    Tally tally;
    std::uint64_t bytes = 0;
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (link->is_open() && std::chrono::steady_clock::now() < deadline) {
        const Bytes body = message(said, std::string(text_bytes, 'x'));
        if (!link->say(kMessage, body)) break;
        bytes += body.size();
        said.previous = said.sequence++;
        said.id = make_message_id(real_clock().wall());
        while (const auto frame = link->next(Milliseconds(0))) count(*frame, tally);
    }
    while (const auto frame = link->next(Milliseconds(500))) count(*frame, tally);
    print(Json{{"lie", "flood"},
               {"end", link->ending()},
               {"messages", said.sequence - 1},
               {"bytes", bytes},
               {"acknowledged", tally.acknowledged},
               {"refused", tally.refused},
               {"sentence", tally.sentence}});
}

void flood_of_cards(const Liar& liar, const std::string& name, Milliseconds time) {
    auto link = begin(liar, name, "cards");
    if (!link) return;
    int cards = 0;
    const auto deadline = std::chrono::steady_clock::now() + time;
    while (link->is_open() && std::chrono::steady_clock::now() < deadline) {
        if (!link->say(kCard, largest_card(cards))) break;
        ++cards;
        while (link->next(Milliseconds(0))) {
        }
    }
    print(Json{{"lie", "cards"}, {"end", link->ending()}, {"cards", cards}});
}

// ── Frames
// ───────────────────────────────────────────────────────────────────────────────────────────────────────

void garbage_frames(const Liar& liar) {
    auto link = begin(liar, {}, "garbage-frames");
    if (!link) return;
    Bytes noise(256 * 1024);
    fill_random(noise);
    noise[0] = 0xff;  // so that the first length is too large for sure
    (void)link->write(noise);
    link->linger(liar.patience);
    print(Json{{"lie", "garbage-frames"}, {"end", link->ending()}});
}

void big_frame(const Liar& liar) {
    auto link = begin(liar, {}, "big-frame");
    if (!link) return;
    const Bytes header{0xff, 0xff, 0xff, 0xff, 0x00, 0x40};
    (void)link->write(header);
    link->linger(liar.patience);
    print(Json{{"lie", "big-frame"}, {"end", link->ending()}});
}

void version_floor(const Liar& liar) {
    auto link = LyingLink::dial(liar);
    if (!link) return print(Json{{"lie", "version-floor"}, {"end", "no_link"}});
    net::Hello ours = hello_of(liar);
    ours.versions = {1000, 1001};
    const auto theirs = link->greet(ours);
    print(Json{{"lie", "version-floor"}, {"end", theirs ? "accepted" : link->ending()}});
}

}  // namespace culver::test
