// SPDX-License-Identifier: Apache-2.0
// Tells every peer with a session how this node calls itself, and learns the same of them. Names come here,
// after both keys were proven, and in signed beacons; they are labels and identify nobody. Thread: the
// network thread.
#pragma once
#include "base/ids.h"
#include "net/sessions.h"
#include "net/token_bucket.h"
#include "store/message.h"

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace culver::app {

struct Card {
    std::string name;
    std::string department;
    std::uint32_t presence = 0;  // 0 available, 1 away, 2 busy, 3 do not disturb
    std::string status_text;
    std::uint16_t port = 0;  // where the peer accepts links, at the address of its session; 0 unknown
    // Only to peers with a conversation, as the status text.
    std::string room = {};
    std::string phone = {};
    std::string email = {};
    std::string note = {};
    store::AttachmentDigest picture = {};  // zero: none
    bool operator==(const Card&) const = default;
};

inline constexpr std::uint16_t kCardKind = net::kNodeKinds.first;
inline constexpr std::size_t kMaxLabelBytes = 64;    // a name or department, as in a beacon
inline constexpr std::size_t kMaxStatusBytes = 256;  // a line under a name
inline constexpr std::size_t kMaxEmailBytes = 128;

class Introductions {
public:
    struct Mediator {
        std::function<bool(const PeerId&)> may_see_status;  // has a conversation with us
        std::function<void(const PeerId&, const Card&)> learned;
    };

    // Keeps sessions. Before sessions start: registers the handler of its kind.
    Introductions(net::Sessions& sessions, Mediator mediator);

    void set_own(Card card);  // sent to every open session
    void peer_opened(const PeerId& peer);

private:
    void introduce(const PeerId& peer);
    Task<> on_card(PeerId from, std::uint16_t kind, Bytes body);
    net::Sessions& sessions_;
    Mediator mediator_;
    Card own_;
    std::map<PeerId, net::TokenBucket> paces_;  // of the cards of each peer
};

// Pure. Fields beyond their limits are cut; nothing when the bytes are no card.
[[nodiscard]] std::optional<Card> decode_card(ByteView body);
[[nodiscard]] Bytes encode_card(const Card& card);

}  // namespace culver::app
