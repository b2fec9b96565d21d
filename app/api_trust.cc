// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"

#include <algorithm>

namespace culver::app {

using control::Outcome;
using control::Reply;
namespace method = control::method;

namespace {
constexpr std::uint64_t kLongestWaitMs = 600'000;  // two people on the telephone; then they ask again
}

control::TrustRow Api::trust_row(const PeerKey& peer) const {
    auto row = row_of(peer);
    return {.peer = std::move(row.id), .peer_name = std::move(row.name), .trust = row.trust};
}

control::TrustRow Api::decide(const PeerKey& peer, store::Trust trust) {
    remember(peer);
    parts_.book.set_trust(peer, trust);
    hooks_.trust_changed(peer);
    return trust_row(peer);
}

control::Answered<method::PeerVerify> Api::answer(method::PeerVerify request) {
    const auto peer = co_await who_else(std::move(request.peer), request.accept_new);
    if (!peer) co_return std::unexpected(peer.error());
    if (peer->protocol != Protocol::Culver) {
        co_return control::refuse(Outcome::Unsupported,
                                  "Only peers that run Culver have a key that can be compared.");
    }
    const auto limit = std::chrono::milliseconds(std::min(request.timeout_ms, kLongestWaitMs));
    auto code = co_await parts_.verifications.compare(peer->id, limit);
    if (!code) co_return std::unexpected(std::move(code.error()));
    const auto row = row_of(*peer);
    co_return control::VerificationRow{.peer = row.id,
                                       .peer_name = row.name,
                                       .code = std::move(*code),
                                       .state = std::string(to_string(ComparisonStep::Shown))};
}

control::Answered<method::PeerTrust> Api::answer(method::PeerTrust request) {
    const int ways = (request.code ? 1 : 0) + (request.replaces ? 1 : 0) + (request.undo ? 1 : 0);
    if (ways > 1) {
        co_return control::refuse(Outcome::Usage, "Give a code, a former peer or undo, not several of them.");
    }
    const auto peer = co_await who(std::move(request.peer), request.accept_new);
    if (!peer) co_return std::unexpected(peer.error());
    if (*peer == PeerKey(hooks_.self)) co_return control::refuse(Outcome::Usage, "This is this node itself.");
    if (request.undo) co_return decide(*peer, store::Trust::New);
    if (peer->protocol != Protocol::Culver) {
        co_return control::refuse(Outcome::Unsupported, "Only peers that run Culver can be verified.");
    }
    if (request.replaces) co_return co_await succeed(*peer, std::move(*request.replaces));
    if (request.code) {
        auto confirmed = parts_.verifications.confirm(peer->id, *request.code);
        if (!confirmed) co_return std::unexpected(std::move(confirmed.error()));
    }
    co_return decide(*peer, store::Trust::Verified);
}

// The new machine has nothing of what the old one had received in part: what is unfinished is offered anew.
// What cannot be offered (its files are gone) stays as it is and shows why.
Task<> Api::send_on(PeerKey former, PeerKey successor) {
    for (const auto& row : parts_.transfers.list()) {
        if (row.peer != former || row.direction != transfer::Direction::Out || transfer::is_final(row.state))
            continue;
        method::TransferSend send;
        send.peers = {"id:" + successor.id.text()};
        send.paths = row.paths;
        const auto sent = co_await answer(std::move(send));
        if (sent) (void)parts_.transfers.cancel(row.id);
    }
}

Task<Reply<control::TrustRow>> Api::succeed(PeerKey peer, std::string former) {
    const auto old = co_await who(std::move(former), false);
    if (!old) co_return std::unexpected(old.error());
    if (*old == peer) co_return control::refuse(Outcome::Usage, "A peer cannot replace itself.");
    if (old->protocol != Protocol::Culver || *old == PeerKey(hooks_.self)) {
        co_return control::refuse(Outcome::Usage, "Only another peer that runs Culver can be replaced.");
    }
    if (parts_.sessions.is_open(old->id)) {
        co_return control::refuse(Outcome::WrongState,
                                  "The former peer is here and proved its key: it was not replaced.");
    }
    remember(peer);
    auto carried = co_await parts_.chat.carry_over(*old, peer);
    if (!carried) co_return control::refuse(carried.error());
    parts_.book.note_successor(*old, peer);
    parts_.transfers.rule_carried_over(*old, peer);
    co_await send_on(*old, peer);
    hooks_.trust_changed(*old);
    hooks_.trust_changed(peer);
    co_return trust_row(peer);
}

control::Answered<method::PeerBlock> Api::answer(method::PeerBlock request) {
    const auto peer = co_await who(std::move(request.peer), request.accept_new);
    if (!peer) co_return std::unexpected(peer.error());
    if (*peer == PeerKey(hooks_.self)) co_return control::refuse(Outcome::Usage, "This is this node itself.");
    co_return decide(*peer, store::Trust::Blocked);
}

}  // namespace culver::app
