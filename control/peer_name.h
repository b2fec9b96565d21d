// SPDX-License-Identifier: Apache-2.0
// Whom the words of a person mean. Tried in this order and never guessed: id:PREFIX or a full id; an exact
// name (NFC) among verified peers, then among those talked to before; then among strangers, if no known peer
// ever bore that name and the word could not mean anything else; a unique id prefix of four characters or
// more; an address. `name:` forces a name. Pure: the caller brings the list.
#pragma once
#include "base/clock.h"
#include "base/endpoint.h"
#include "control/outcome.h"
#include "control/rows.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace culver::control {

inline constexpr std::size_t kMinPrefixCharacters = 4;  // of an id, where the word is not marked with id:
inline constexpr std::uint16_t kDefaultPort = 24254;

// One peer of the list that is searched.
struct KnownPeer {
    std::string id;  // 52 characters of base32, lower case
    std::string name;
    Trust trust = Trust::New;
    bool talked_to = false;  // a message or a transfer went either way
    bool present = false;
    std::vector<Endpoint> addresses;      // where it was last seen, best first
    std::vector<std::string> ever_names;  // every name it was ever seen with
    std::int64_t last_seen = 0;           // milliseconds since 1970
};

struct OnePeer {
    std::string id;
    bool operator==(const OnePeer&) const = default;
};

// The node that answers there is meant; ask it for its id and give that to judge_answer().
struct PeerAtAddress {
    Endpoint endpoint;
    std::optional<std::string> last_seen_there;
    bool operator==(const PeerAtAddress&) const = default;
};

using PeerMatch = std::variant<OnePeer, PeerAtAddress>;

// Fails with NoSuchPeer, AmbiguousPeer (candidates listed) or NameTakenByStranger (the strangers listed).
[[nodiscard]] Reply<PeerMatch> resolve_peer(std::string_view word, std::span<const KnownPeer> peers);

// Fails with AnotherNodeThere unless the node that answered is the one last seen there or accept_new is set.
[[nodiscard]] Reply<OnePeer> judge_answer(const PeerAtAddress& asked, const std::string& answered_id,
                                          bool accept_new);

// A full id or a unique prefix of four characters or more. Fails with NoSuchTransfer or AmbiguousTransfer.
[[nodiscard]] Reply<std::string> resolve_transfer(std::string_view word, std::span<const std::string> ids);

}  // namespace culver::control
