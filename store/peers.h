// SPDX-License-Identifier: Apache-2.0
// Everybody this node ever met, with what a person decided about them. Foreign peers are ordinary rows.
#pragma once
#include "base/endpoint.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/signature.h"
#include "base/task.h"
#include "store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace culver::store {

enum class Trust : std::uint8_t { New = 0, Verified = 1, Blocked = 2, Changed = 3 };
[[nodiscard]] std::string_view to_string(Trust trust);  // new verified blocked changed
[[nodiscard]] std::optional<Trust> parse_trust(std::string_view text);

struct StoredPeer {
    PeerKey key;
    std::optional<PublicKeyBytes> public_key;  // native peers, once a handshake succeeded
    std::string name;
    std::string department;
    std::string status_text;
    Trust trust = Trust::New;
    bool talked = false;          // a message went to them, or a person accepted something of theirs
    std::int64_t first_seen = 0;  // milliseconds since 1970
    std::int64_t last_seen = 0;
    std::vector<Endpoint> addresses;  // where they were last, best first; at most kMaxPeerAddresses
    bool operator==(const StoredPeer&) const = default;
};
inline constexpr std::size_t kMaxPeerAddresses = 8;  // two families on a few interfaces

class Peers {
public:
    explicit Peers(Database& database) : database_(database) {}  // keeps database

    // Adds or replaces the whole row; `talked` and an earlier first_seen stay.
    Task<Result<>> put(StoredPeer peer);
    Task<Result<>> set_trust(PeerKey key, Trust trust);  // adds the row when missing
    Task<Result<>> mark_talked(PeerKey key);             // adds the row when missing
    Task<Result<std::optional<StoredPeer>>> find(PeerKey key);
    Task<Result<std::vector<StoredPeer>>> load_all();  // by first_seen
    Task<Result<>> remove(PeerKey key);                // with the names it was ever seen with (peer_names.h)

private:
    Database& database_;
};

}  // namespace culver::store
