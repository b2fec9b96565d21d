// SPDX-License-Identifier: Apache-2.0
// The order of the steps is the contract of the header; each step is one function that finds, refuses or
// passes on.
#include "control/peer_name.h"

#include "base/bytes.h"
#include "base/text.h"
#include "control/name_look.h"

#include <algorithm>

namespace culver::control {
namespace {

using Found = std::vector<const KnownPeer*>;
using Step = std::optional<Reply<PeerMatch>>;  // empty: the next step decides

constexpr std::string_view kIdMark = "id:";
constexpr std::string_view kNameMark = "name:";
constexpr std::size_t kIdCharacters = 52;

std::string shown(std::string_view word) {
    return "'" + printable(word) + "'";
}

std::string lower(std::string_view word) {
    std::string result(word);
    for (char& letter : result) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return result;
}

bool is_id_text(std::string_view word) {
    return !word.empty() && word.size() <= kIdCharacters &&
           word.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == std::string_view::npos;
}

// A name that changed its key is no acquaintance: it inherits nothing.
bool is_known(const KnownPeer& peer) {
    return peer.trust != Trust::Changed && (peer.talked_to || peer.trust == Trust::Verified);
}

template <class Predicate>
Found select(std::span<const KnownPeer> peers, Predicate wanted) {
    Found found;
    for (const auto& peer : peers) {
        if (wanted(peer)) found.push_back(&peer);
    }
    return found;
}

std::vector<Candidate> candidates_of(const Found& found) {
    std::vector<Candidate> candidates;
    for (const KnownPeer* peer : found) {
        candidates.push_back({peer->id, peer->name.empty() ? std::nullopt : std::optional(peer->name)});
    }
    return candidates;
}

Reply<PeerMatch> nobody(std::string_view word) {
    return refuse(Outcome::NoSuchPeer,
                  "Nobody here fits " + shown(word) + "; 'culver peers' lists who is known.");
}

Reply<PeerMatch> ambiguous(std::string_view word, const Found& found) {
    return refuse(Outcome::AmbiguousPeer, "Several peers fit " + shown(word) + "; use the id.",
                  candidates_of(found));
}

Reply<PeerMatch> taken(std::string_view name, const Found& strangers) {
    return refuse(Outcome::NameTakenByStranger, "Somebody new calls himself " + shown(name) + "; use the id.",
                  candidates_of(strangers));
}

Step one_of(std::string_view word, const Found& found) {
    if (found.empty()) return std::nullopt;
    if (found.size() > 1) return ambiguous(word, found);
    return Reply<PeerMatch>(OnePeer{found.front()->id});
}

Found with_prefix(std::string_view prefix, std::span<const KnownPeer> peers) {
    return select(peers, [&](const KnownPeer& peer) { return peer.id.starts_with(prefix); });
}

// What was once the name of somebody known, in any case or spelling a person would take for it.
bool was_name_of_known(std::string_view name, std::span<const KnownPeer> peers) {
    const std::string look = look_of_name(name);
    const auto bears = [&](const std::string& other) { return look_of_name(other) == look; };
    return std::ranges::any_of(peers, [&](const KnownPeer& peer) {
        return is_known(peer) && (bears(peer.name) || std::ranges::any_of(peer.ever_names, bears));
    });
}

// A stranger chose his name himself: it must not capture an id or an address that was meant.
bool reads_as_more_than_a_name(std::string_view word, const Found& strangers,
                               std::span<const KnownPeer> peers) {
    if (Endpoint::parse(word, kDefaultPort)) return true;
    const std::string prefix = lower(word);
    if (prefix.size() < kMinPrefixCharacters || !is_id_text(prefix)) return false;
    const Found by_id = with_prefix(prefix, peers);
    return std::ranges::any_of(
        by_id, [&](const KnownPeer* peer) { return std::ranges::find(strangers, peer) == strangers.end(); });
}

Step by_name(std::string_view word, std::span<const KnownPeer> peers, bool forced) {
    const std::string name = to_nfc(word);
    const auto bears = [&](const KnownPeer& peer) { return !name.empty() && to_nfc(peer.name) == name; };
    const Found verified =
        select(peers, [&](const KnownPeer& peer) { return bears(peer) && peer.trust == Trust::Verified; });
    if (auto step = one_of(word, verified)) return step;
    const Found known = select(peers, [&](const KnownPeer& peer) { return bears(peer) && is_known(peer); });
    if (auto step = one_of(word, known)) return step;
    const Found strangers =
        select(peers, [&](const KnownPeer& peer) { return bears(peer) && !is_known(peer); });
    if (strangers.empty()) return std::nullopt;
    if (was_name_of_known(name, peers)) return taken(name, strangers);
    if (!forced && reads_as_more_than_a_name(word, strangers, peers)) return taken(name, strangers);
    return one_of(word, strangers);
}

bool was_seen_at(const KnownPeer& peer, const Endpoint& asked, bool any_port) {
    return std::ranges::any_of(peer.addresses, [&](const Endpoint& endpoint) {
        return endpoint.address == asked.address && (any_port || endpoint.port == asked.port);
    });
}

// Without a port the one is taken at which a peer was last seen at this address, else the usual one.
Step by_address(std::string_view word, std::span<const KnownPeer> peers) {
    const auto asked = Endpoint::parse(word, 0);
    if (!asked) return std::nullopt;
    const bool any_port = asked->port == 0;
    PeerAtAddress match{{asked->address, any_port ? kDefaultPort : asked->port}, std::nullopt};
    const Found there =
        select(peers, [&](const KnownPeer& peer) { return was_seen_at(peer, *asked, any_port); });
    if (there.empty()) return Reply<PeerMatch>(match);
    const KnownPeer& last = **std::ranges::max_element(there, {}, &KnownPeer::last_seen);
    match.last_seen_there = last.id;
    const auto at = std::ranges::find(last.addresses, asked->address, &Endpoint::address);
    if (any_port) match.endpoint.port = at->port;
    return Reply<PeerMatch>(match);
}

Reply<PeerMatch> by_id(std::string_view prefix, std::string_view word, std::span<const KnownPeer> peers) {
    const std::string text = lower(prefix);
    if (!is_id_text(text)) return nobody(word);
    return one_of(word, with_prefix(text, peers)).value_or(nobody(word));
}

}  // namespace

Reply<PeerMatch> resolve_peer(std::string_view word, std::span<const KnownPeer> peers) {
    if (word.starts_with(kIdMark)) return by_id(word.substr(kIdMark.size()), word, peers);
    if (word.starts_with(kNameMark)) {
        return by_name(word.substr(kNameMark.size()), peers, true).value_or(nobody(word));
    }
    const std::string prefix = lower(word);
    if (prefix.size() == kIdCharacters && is_id_text(prefix)) return by_id(word, word, peers);
    if (auto step = by_name(word, peers, false)) return *step;
    if (prefix.size() >= kMinPrefixCharacters && is_id_text(prefix)) {
        if (auto step = one_of(word, with_prefix(prefix, peers))) return *step;
    }
    return by_address(word, peers).value_or(nobody(word));
}

Reply<OnePeer> judge_answer(const PeerAtAddress& asked, const std::string& answered_id, bool accept_new) {
    if (accept_new || asked.last_seen_there == answered_id) return OnePeer{answered_id};
    const std::string where = asked.endpoint.text();
    return refuse(Outcome::AnotherNodeThere,
                  asked.last_seen_there
                      ? "At " + where +
                            " answers another node than the one last seen there; "
                            "add --new if that is meant."
                      : "The node at " + where + " was not seen there before; add --new if it is meant.",
                  {{answered_id, std::nullopt}});
}

Reply<std::string> resolve_transfer(std::string_view word, std::span<const std::string> ids) {
    const std::string prefix = lower(word);
    std::vector<Candidate> fitting;
    for (const auto& id : ids) {
        if (id == prefix) return id;
        if (prefix.size() >= kMinPrefixCharacters && id.starts_with(prefix))
            fitting.push_back({id, std::nullopt});
    }
    if (fitting.size() == 1) return fitting.front().id;
    if (fitting.empty()) {
        return refuse(Outcome::NoSuchTransfer,
                      "There is no transfer " + shown(word) + "; 'culver transfers' lists them.");
    }
    return refuse(Outcome::AmbiguousTransfer,
                  "Several transfers begin with " + shown(word) + "; give more of the id.",
                  std::move(fitting));
}

}  // namespace culver::control
