// SPDX-License-Identifier: Apache-2.0
// TransferService: what peers say. A frame about a transfer that is not with this very peer is not answered.
#include "base/log.h"
#include "base/task_scope.h"
#include "transfer/receipt.h"
#include "transfer/transfer_service.h"

#include <algorithm>

namespace culver::transfer {
namespace {

// After a rule could not accept an offer: somebody may have made room on the disk by then.
constexpr std::chrono::seconds kRuleAgain{5};

bool is_from_sender(wire::Kind kind) {
    return kind == wire::Kind::ManifestPart || kind == wire::Kind::ReceiptAck || kind == wire::Kind::Recipe;
}

}  // namespace

Task<> TransferService::on_frame(PeerId from, std::uint16_t number, Bytes body) {
    while (!is_loaded_ && !is_closing_) co_await loaded_.async_wait(no_throw);
    if (is_closing_) co_return;
    const auto kind = static_cast<wire::Kind>(number);
    switch (kind) {
        case wire::Kind::Offer:
            if (auto offer = wire::decode_offer(body)) co_return on_offer(from, *offer);
            break;
        case wire::Kind::Cancel:
            if (auto cancel = wire::decode_cancel(body)) co_return on_cancel(from, cancel->transfer);
            break;
        case wire::Kind::Wish:
            if (auto wish = wire::decode_wish(body)) {
                if (auto* out = outgoing(wish->transfer, from)) out->on_wish(*wish);
                if (auto* in = incoming(wish->transfer, from)) in->on_wish(*wish);
                co_return;
            }
            break;
        case wire::Kind::Ended:
            if (auto ended = wire::decode_ended(body)) {
                auto* out = outgoing(ended->transfer, from);
                auto* in = incoming(ended->transfer, from);
                if (out) out->on_ended(*ended);
                if (in) in->on_ended(*ended);
                // Said until it is answered.
                if (!out && !in && ended->how == wire::How::Failed) tell_unknown(from, ended->transfer);
                co_return;
            }
            break;
        default:
            if (is_from_sender(kind)) co_return on_frame_of_sender(from, kind, body);
            co_return on_frame_of_receiver(from, kind, body);
    }
    log::debug("a malformed transfer frame of kind {} was ignored", number);
}

void TransferService::on_frame_of_sender(const PeerId& from, wire::Kind kind, ByteView body) {
    if (kind == wire::Kind::ManifestPart) {
        auto part = wire::decode_manifest_part(body);
        auto* transfer = part ? incoming(part->transfer, from) : nullptr;
        if (transfer) transfer->on_manifest_part(std::move(*part));
        return;
    }
    if (kind == wire::Kind::Recipe) {
        auto recipe = wire::decode_recipe(body);
        auto* transfer = recipe ? incoming(recipe->transfer, from) : nullptr;
        if (transfer) transfer->on_recipe(std::move(*recipe));
        return;
    }
    auto ack = wire::decode_receipt_ack(body);
    auto* transfer = ack ? incoming(ack->transfer, from) : nullptr;
    if (transfer) transfer->on_receipt_ack();
}

void TransferService::on_frame_of_receiver(const PeerId& from, wire::Kind kind, ByteView body) {
    switch (kind) {
        case wire::Kind::Answer:
            if (auto answer = wire::decode_answer(body)) {
                if (auto* transfer = outgoing(answer->transfer, from)) transfer->on_answer(*answer);
            }
            return;
        case wire::Kind::ManifestRequest:
            if (auto request = wire::decode_manifest_request(body)) {
                if (auto* transfer = outgoing(request->transfer, from))
                    transfer->on_manifest_request(*request);
            }
            return;
        case wire::Kind::Start:
            if (auto start = wire::decode_start(body)) {
                if (auto* transfer = outgoing(start->transfer, from)) transfer->on_start(std::move(*start));
            }
            return;
        case wire::Kind::RecipeRequest:
            if (auto request = wire::decode_recipe_request(body)) {
                if (auto* transfer = outgoing(request->transfer, from)) transfer->on_recipe_request(*request);
            }
            return;
        case wire::Kind::Trouble:
            if (auto trouble = wire::decode_trouble(body)) {
                if (auto* transfer = outgoing(trouble->transfer, from)) transfer->on_trouble(*trouble);
            }
            return;
        case wire::Kind::Receipt:
            if (auto id = receipt_transfer(body)) {
                if (auto* transfer = outgoing(*id, from)) return transfer->on_receipt(body);
                // Forgotten long ago; the other side may forget it too.
                const Bytes ack = encode(wire::ReceiptAck{*id});
                (void)parts_.sessions.send(from, static_cast<std::uint16_t>(wire::Kind::ReceiptAck), ack);
            }
            return;
        default: return;  // of a later version
    }
}

// What follows is told at the level of debugging: a peer may do it as often as it likes, and a log is on a
// disk.
void TransferService::on_offer(const PeerId& from, const wire::Offer& offer) {
    forget_over();
    if (auto* transfer = incoming(offer.transfer, from)) {
        // The group may be known here only since then. What stands in one stays, also when somebody leaves.
        if (!transfer->record().group) transfer->stand_in(group_of(from, offer));
        transfer->on_offer(offer);
        return apply_rule(*transfer);
    }
    if (incoming_.contains(offer.transfer) || outgoing_.contains(offer.transfer)) {
        return log::debug("{} offered a transfer that is another's; it is ignored", short_text(from));
    }
    on_new_offer(from, offer);
}

void TransferService::on_new_offer(const PeerId& from, const wire::Offer& offer) {
    if (mediator_.is_welcome && !mediator_.is_welcome(from)) {
        const Bytes declined = encode(wire::Ended{offer.transfer, wire::How::Declined, "not_welcome",
                                                  "This person takes nothing from strangers."});
        (void)parts_.sessions.send(from, static_cast<std::uint16_t>(wire::Kind::Ended), declined);
        return log::debug("{} is a stranger; the offer is declined", short_text(from));
    }
    const bool is_known = mediator_.is_known(from);
    if (!(is_known ? make_room_for_known(from) : make_room_for_stranger(from))) {
        // Said, since an offer of which nothing is heard looks like one that waits for an answer.
        const Failure why = describe(Error{make_error_code(ProtocolErrc::TooManyOffers), {}});
        const Bytes trouble = encode(wire::Trouble{offer.transfer, why.code, why.message});
        (void)parts_.sessions.send(from, static_cast<std::uint16_t>(wire::Kind::Trouble), trouble);
        return log::debug("{} has too many open offers; another one is not taken", short_text(from));
    }
    TransferRecord record = Incoming::record_of(offer, from, to_milliseconds(parts_.clock.wall()));
    record.group = group_of(from, offer);
    add(std::move(record), is_known ? Acquaintance::Known : Acquaintance::Stranger);
    Incoming& transfer = *incoming_[offer.transfer];
    transfer.begin_with(offer);
    transfer.keep();
    note(transfer.row());
    on_event_(transfer.row(), Event::Offered);
    if (!parts_.sessions.is_open(from)) expect(from);  // gone since
    apply_rule(transfer);
}

std::optional<GroupId> TransferService::group_of(const PeerId& from, const wire::Offer& offer) const {
    if (!offer.group || !mediator_.shares_group) return std::nullopt;
    return mediator_.shares_group(from, *offer.group) ? offer.group : std::nullopt;
}

void TransferService::on_cancel(const PeerId& from, const TransferId& id) {
    if (auto* out = outgoing(id, from)) return out->on_cancel();
    if (auto* in = incoming(id, from)) return in->on_cancel();
    tell_unknown(from, id);
}

void TransferService::tell_unknown(const PeerId& peer, const TransferId& id) {
    const Bytes unknown = encode(wire::Ended{id, wire::How::Unknown, {}, {}});
    (void)parts_.sessions.send(peer, static_cast<std::uint16_t>(wire::Kind::Ended), unknown);
}

void TransferService::on_lane(const PeerId& from, const TransferId& id,
                              std::unique_ptr<net::LaneStream> stream) {
    auto* transfer = is_closing_ ? nullptr : incoming(id, from);
    if (transfer) return transfer->take_lane(std::move(stream));
    log::debug("{} opened a lane for a transfer that it has not with us; it is closed", short_text(from));
    stream->shutdown();
}

void TransferService::apply_rule(Incoming& transfer, bool is_again) {
    const TransferRecord& record = transfer.record();
    if (record.state != State::Offered || record.is_accepted) return;
    const store::AutoAcceptRule known = rule(record.peer);
    if (!known.on || (known.max_bytes && record.shape->total_bytes > *known.max_bytes)) return;
    if (!by_rule_.insert(record.id).second) return;
    std::string folder = known.folder.empty() ? options_.receive_folder : known.folder;
    tasks_.spawn("accepting by rule", accept_by_rule(record.id, std::move(folder), is_again));
}

Task<> TransferService::accept_by_rule(TransferId id, std::string folder, bool is_again) {
    auto accepted = co_await accept(id, std::move(folder), {});
    if (!accepted) {
        if (!is_again) log::warn("transfer {}: {}", id.text(), accepted.error().sentence());
        co_await sleep_for(kRuleAgain);
    }
    by_rule_.erase(id);
    const auto transfer = known_incoming(id);
    if (!accepted && transfer) apply_rule(**transfer, true);
}

// ---- What is kept of what peers offer

// Seen at every change, so that nobody has to look through all transfers at every offer.
void TransferService::note(const TransferRow& row) {
    const auto found = incoming_.find(row.id);
    if (row.direction == Direction::Out || found == incoming_.end()) return;
    const Incoming& transfer = *found->second;
    if (row.state != State::Offered) {
        offers_.remove(row.id);
    } else if (transfer.acquaintance() == Acquaintance::Known) {
        offers_.add_known(row.peer, row.id);
    } else {
        offers_.add_stranger(row.peer, row.id);
    }
    if (!is_final(row.state)) return;
    if (transfer.is_kept()) return ended_.add(row.peer, row.id);
    over_.push_back(row.id);
}

bool TransferService::make_room_for_known(const PeerId& from) {
    const PeerKey peer(from);
    if (!offers_.admits_known(peer)) return false;
    const auto is_at_rest = [&](const TransferId& id) {
        const Incoming& transfer = *incoming_.at(id);
        return transfer.is_idle() && transfer.record().is_settled();
    };
    while (ended_.count(peer) >= kMaxEndedOfPeer) {
        const auto oldest = ended_.oldest(peer, is_at_rest);
        if (!oldest) return false;  // faster than the disk takes them down
        forget(*oldest);
    }
    return true;
}

bool TransferService::make_room_for_stranger(const PeerId& from) {
    const auto is_here = [&](const PeerKey& peer) {
        return parts_.sessions.is_open(peer.id) || mediator_.is_known(peer.id);
    };
    const auto admission = offers_.admit_stranger(PeerKey(from), is_here);
    const bool is_made = !admission.leaves || incoming_.at(*admission.leaves)->withdraw();
    forget_over();
    return is_made && admission.is_admitted;
}

void TransferService::expect(const PeerId& stranger) {
    if (offers_.of_stranger(PeerKey(stranger)).empty()) return;
    const bool is_new = awaited_.insert_or_assign(stranger, parts_.clock.steady()).second;
    if (is_new) tasks_.spawn("awaiting a stranger", await_stranger(stranger));
}

Task<> TransferService::await_stranger(PeerId peer) {
    for (;;) {  // from the last time that he left
        const Duration wait = awaited_[peer] + options_.stranger_returns - parts_.clock.steady();
        if (wait <= Duration::zero()) break;
        co_await sleep_for(wait);
    }
    awaited_.erase(peer);
    if (parts_.sessions.is_open(peer) || mediator_.is_known(peer)) co_return;
    for (const TransferId& id : offers_.of_stranger(PeerKey(peer))) (void)incoming_.at(id)->withdraw();
    forget_over();
}

// A stranger's offers that came to nothing: what is in memory only must not grow.
void TransferService::forget_over() {
    std::erase_if(over_, [&](const TransferId& id) {
        const auto found = incoming_.find(id);
        if (found == incoming_.end() || !is_final(found->second->record().state)) return true;
        if (!found->second->is_idle()) return false;
        incoming_.erase(found);
        return true;
    });
}

void TransferService::forget(const TransferId& id) {
    incoming_.at(id)->let_go();
    incoming_.erase(id);
    ended_.remove(id);
    tasks_.spawn("forgetting a transfer", remove_stored(id));
}

Task<> TransferService::remove_stored(TransferId id) {
    auto removed = co_await parts_.transfers.remove(id);
    if (!removed) log::warn("transfer {} is not forgotten: {}", id.text(), removed.error().sentence());
}

Outgoing* TransferService::outgoing(const TransferId& id, const PeerId& peer) const {
    const auto found = outgoing_.find(id);
    const bool is_theirs = found != outgoing_.end() && found->second->record().peer == PeerKey(peer);
    return is_theirs ? found->second.get() : nullptr;
}

Incoming* TransferService::incoming(const TransferId& id, const PeerId& peer) const {
    const auto found = incoming_.find(id);
    const bool is_theirs = found != incoming_.end() && found->second->record().peer == PeerKey(peer);
    return is_theirs ? found->second.get() : nullptr;
}

}  // namespace culver::transfer
