// SPDX-License-Identifier: Apache-2.0
#include "app/card_book.h"

#include "base/log.h"

#include <array>
#include <utility>

namespace culver::app {
namespace {

constexpr std::string_view kPresenceKey = "own.presence";
constexpr std::string_view kPictureKey = "own.picture";
constexpr std::array<std::pair<std::string_view, std::string Card::*>, 5> kLines{
    {{"own.status_text", &Card::status_text},
     {"own.room", &Card::room},
     {"own.phone", &Card::phone},
     {"own.email", &Card::email},
     {"own.note", &Card::note}}};

}  // namespace

Task<Result<>> CardBook::load() {
    auto presence = co_await meta_.get(std::string(kPresenceKey));
    if (!presence) co_return fail_as(presence);
    const std::string number = presence->value_or("0");
    if (number.size() == 1 && number[0] >= '0' && number[0] <= '3')
        own_.presence = static_cast<std::uint32_t>(number[0] - '0');
    for (const auto& [key, line] : kLines) {
        auto value = co_await meta_.get(std::string(key));
        if (!value) co_return fail_as(value);
        own_.*line = value->value_or("");
    }
    auto picture = co_await meta_.get(std::string(kPictureKey));
    if (!picture) co_return fail_as(picture);
    own_.picture =
        store::AttachmentDigest::from_bytes(as_bytes(picture->value_or(""))).value_or(own_.picture);
    auto cards = co_await cards_.load_all();
    if (!cards) co_return fail_as(cards);
    others_ = {cards->begin(), cards->end()};
    co_return Result<>{};
}

// Held before it is written: who changes something else meanwhile begins with it.
Task<Result<>> CardBook::set_own(Card card) {
    Card former = std::exchange(own_, card);
    auto saved = co_await write_own(card, former);
    if (!saved && own_ == card) own_ = std::move(former);
    co_return saved;
}

Task<Result<>> CardBook::write_own(const Card& card, const Card& former) {
    if (card.presence != former.presence) {
        auto saved = co_await meta_.put(std::string(kPresenceKey), std::to_string(card.presence));
        if (!saved) co_return saved;
    }
    for (const auto& [key, line] : kLines) {
        if (card.*line == former.*line) continue;
        auto saved = co_await meta_.put(std::string(key), card.*line);
        if (!saved) co_return saved;
    }
    if (card.picture == former.picture) co_return Result<>{};
    const std::string digest(card.picture.is_zero() ? std::string_view() : as_text(card.picture.view()));
    co_return co_await meta_.put(std::string(kPictureKey), digest);
}

bool CardBook::note(const PeerId& peer, const Card& card, Memory memory) {
    const store::StoredCard told{card.room, card.phone, card.email, card.note, card.picture};
    const auto [place, is_new] = others_.try_emplace(PeerKey(peer));
    const bool is_news = place->second != told;
    place->second = told;
    if (memory == Memory::Keep) std::erase(strangers_, PeerKey(peer));
    if (is_news && memory == Memory::Keep) save(PeerKey(peer), told);
    if (is_new && memory == Memory::Forget) note_stranger(PeerKey(peer));
    return is_news;
}

void CardBook::note_stranger(const PeerKey& peer) {
    strangers_.push_back(peer);
    if (strangers_.size() <= kMaxStrangerCards) return;
    others_.erase(strangers_.front());
    strangers_.pop_front();
}

std::optional<store::StoredCard> CardBook::keep(const PeerKey& peer) {
    auto card = find(peer);
    std::erase(strangers_, peer);
    if (card) save(peer, *card);
    return card;
}

void CardBook::save(const PeerKey& peer, const store::StoredCard& card) {
    auto write = [](store::Cards& cards, PeerKey key, store::StoredCard copy) -> Task<> {
        auto saved = co_await cards.put(key, std::move(copy));
        if (!saved) log::warn("a peer's profile could not be kept: {}", saved.error().sentence());
    };
    tasks_.spawn("remember profile", write(cards_, peer, card));
}

std::optional<store::StoredCard> CardBook::find(const PeerKey& peer) const {
    const auto found = others_.find(peer);
    if (found == others_.end()) return std::nullopt;
    return found->second;
}

}  // namespace culver::app
