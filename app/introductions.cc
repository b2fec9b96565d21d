// SPDX-License-Identifier: Apache-2.0
#include "app/introductions.h"

#include "base/task_scope.h"
#include "base/text.h"

#include "app/node.pb.h"

#include <utility>

namespace culver::app {
namespace {

constexpr double kCardsPerSecond = 0.5;  // a person changes a status or a name seldom
constexpr double kCardBurst = 10;
constexpr std::size_t kMaxPaces = 1'024;  // then all begin anew

constexpr std::uint32_t kLastPresence = 3;
constexpr std::uint32_t kLastPort = 65535;

std::string label(const std::string& text, std::size_t limit) {
    return is_utf8(text) ? std::string(cut_utf8(text, limit)) : std::string();
}

}  // namespace

std::optional<Card> decode_card(ByteView body) {
    wire::Card card;
    if (!card.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
    return Card{.name = label(card.name(), kMaxLabelBytes),
                .department = label(card.department(), kMaxLabelBytes),
                .presence = card.presence() <= kLastPresence ? card.presence() : 0,
                .status_text = label(card.status_text(), kMaxStatusBytes),
                .port = card.port() <= kLastPort ? static_cast<std::uint16_t>(card.port()) : std::uint16_t{0},
                .room = label(card.room(), kMaxLabelBytes),
                .phone = label(card.phone(), kMaxLabelBytes),
                .email = label(card.email(), kMaxEmailBytes),
                .note = label(card.note(), kMaxStatusBytes),
                .picture = store::AttachmentDigest::from_bytes(as_bytes(card.picture()))
                               .value_or(store::AttachmentDigest{})};
}

Bytes encode_card(const Card& card) {
    wire::Card message;
    message.set_name(card.name);
    message.set_department(card.department);
    message.set_presence(card.presence);
    message.set_status_text(card.status_text);
    message.set_port(card.port);
    message.set_room(card.room);
    message.set_phone(card.phone);
    message.set_email(card.email);
    message.set_note(card.note);
    if (!card.picture.is_zero()) message.set_picture(std::string(as_text(card.picture.view())));
    return to_bytes(message.SerializeAsString());
}

Introductions::Introductions(net::Sessions& sessions, Mediator mediator)
    : sessions_(sessions), mediator_(std::move(mediator)) {
    sessions_.handle({kCardKind, kCardKind}, [this](PeerId from, std::uint16_t kind, Bytes body) {
        return on_card(from, kind, std::move(body));
    });
}

void Introductions::set_own(Card card) {
    if (card == own_) return;
    own_ = std::move(card);
    for (const auto& peer : sessions_.open_peers()) introduce(peer);
}

void Introductions::peer_opened(const PeerId& peer) {
    introduce(peer);
}

void Introductions::introduce(const PeerId& peer) {
    Card card = own_;
    if (!mediator_.may_see_status(peer)) {
        for (auto* line : {&card.status_text, &card.room, &card.phone, &card.email, &card.note})
            line->clear();
        card.picture = {};
    }
    // A session whose queue is full or that just ended is told at its next start.
    (void)sessions_.send(peer, kCardKind, encode_card(card)).has_value();
}

// Each card may be a commit and an event: whoever sends them without end waits, and only his own session with
// him.
Task<> Introductions::on_card(PeerId from, std::uint16_t, Bytes body) {
    const auto card =
        decode_card(std::exchange(body, {}));  // it may be long, and is not held while this waits
    if (!card) co_return;
    if (paces_.size() >= kMaxPaces && !paces_.contains(from)) paces_.clear();
    const auto now = real_clock().steady();
    auto& pace = paces_.try_emplace(from, kCardsPerSecond, kCardBurst, now).first->second;
    const auto wait = pace.spend(1, now);
    if (wait > Duration::zero()) co_await sleep_for(wait);
    mediator_.learned(from, *card);
}

}  // namespace culver::app
