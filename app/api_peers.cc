// SPDX-License-Identifier: Apache-2.0
#include "app/api.h"

#include <chrono>
#include <utility>

namespace culver::app {

using control::Outcome;
using control::Reply;
namespace method = control::method;

namespace {
constexpr std::chrono::milliseconds kAskAddressLimit{
    5'000};  // a dial, a handshake and an answer on a slow LAN
}  // namespace

control::Answered<method::NodeStatus> Api::answer(method::NodeStatus) {
    co_return hooks_.status();
}

control::Answered<method::NodeStop> Api::answer(method::NodeStop) {
    hooks_.stop();
    co_return control::Nothing{};
}

std::map<PeerKey, const discovery::Row*> Api::everybody(const std::vector<discovery::Row>& live) const {
    std::map<PeerKey, const discovery::Row*> peers;
    for (const auto& [key, stored] : parts_.book.all()) peers.emplace(key, nullptr);
    for (const auto& row : live) peers[row.peer] = &row;
    return peers;
}

control::Answered<method::PeersList> Api::answer(method::PeersList request) {
    const auto live = live_rows();
    control::PeerList list;
    for (const auto& [key, row] : everybody(live)) {
        if (request.present && row == nullptr) continue;
        list.peers.push_back(peer_row_of(key, row));
    }
    co_return list;
}

control::Answered<method::PeerResolve> Api::answer(method::PeerResolve request) {
    auto peer = co_await who(std::move(request.peer), request.accept_new);
    if (!peer) co_return std::unexpected(std::move(peer.error()));
    co_return row_of(*peer);
}

control::Answered<method::IdentityShow> Api::answer(method::IdentityShow) {
    co_return control::IdentityRow{hooks_.self.text()};
}

std::string Api::name_of(const PeerKey& peer) const {
    if (peer == PeerKey(hooks_.self)) return hooks_.own_name();
    const auto live = live_row(peer);
    return app::name_of(peer, live ? &*live : nullptr, parts_.book);
}

control::PeerRow Api::row_of(const PeerKey& peer) const {
    const auto live = live_row(peer);
    return peer_row_of(peer, live ? &*live : nullptr);
}

Task<Reply<PeerKey>> Api::who(std::string word, bool accept_new) {
    const auto live = live_rows();
    const auto peers = everybody(live);
    std::vector<control::KnownPeer> known;
    known.reserve(peers.size());
    for (const auto& [key, row] : peers) known.push_back(known_peer(key, row, parts_.book));
    auto match = control::resolve_peer(word, known);
    if (!match && match.error().outcome == Outcome::NoSuchPeer) {
        // A full id means one peer for ever, also before it was ever seen here.
        std::string_view id = word;
        if (id.starts_with("id:")) id.remove_prefix(3);
        if (const auto unseen = PeerId::parse(id)) co_return PeerKey(*unseen);
        if (word == "me") co_return PeerKey(hooks_.self);  // notes to oneself, when nobody is called so
    }
    if (!match) co_return std::unexpected(std::move(match.error()));
    if (const auto* asked = std::get_if<control::PeerAtAddress>(&*match)) {
        if (parts_.config.hidden) {
            co_return control::refuse(
                Outcome::NoSuchPeer,
                "This node is hidden and connects only with those it knows; use a name or "
                "an id, or 'culver config set hidden false'.");
        }
        const auto found = co_await parts_.sessions.connect_to(asked->endpoint, kAskAddressLimit);
        if (!found) {
            co_return control::refuse(Outcome::NoSuchPeer, "Nobody answers at " + asked->endpoint.text() +
                                                               ": " + found.error().sentence() + ".");
        }
        auto judged = control::judge_answer(*asked, found->text(), accept_new);
        if (!judged) co_return std::unexpected(std::move(judged.error()));
        co_return PeerKey(*found);
    }
    const auto& id = std::get<control::OnePeer>(*match).id;
    for (const auto& [key, row] : peers) {
        if (key.id.text() == id) co_return key;
    }
    co_return control::refuse(Outcome::NoSuchPeer, "The peer " + id + " is no longer known.");
}

Task<Reply<PeerKey>> Api::who_else(std::string word, bool accept_new) {
    auto peer = co_await who(std::move(word), accept_new);
    if (peer && *peer == PeerKey(hooks_.self))
        co_return control::refuse(Outcome::Usage, "This is this node itself.");
    co_return peer;
}

void Api::remember(const PeerKey& peer) {
    const auto live = live_row(peer);
    parts_.book.remember(peer, name_of(peer), live ? live->label.department : std::string());
}

void Api::befriend(const PeerKey& peer) {
    remember(peer);
    parts_.book.mark_talked(peer);
    parts_.discovery.mark_known(peer);
}

}  // namespace culver::app
