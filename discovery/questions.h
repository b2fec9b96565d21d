// SPDX-License-Identifier: Apache-2.0
// The nonces this node sent out and waits to see signed. A question to everybody may be answered by anybody,
// a question to one peer by that peer only. Pure; forgets after kLifetime and beyond kMaxOpen.
#pragma once
#include "base/clock.h"
#include "base/ids.h"
#include "discovery/way.h"

#include <deque>
#include <optional>
#include <unordered_map>

namespace culver::discovery {

class Questions {
public:
    static constexpr Duration kLifetime = std::chrono::seconds(10);  // a slow node on a busy radio link
    static constexpr std::size_t kMaxOpen = 8'192;  // every row is asked at once after a sleep

    struct Question {
        std::optional<PeerKey> to{};  // absent: anybody
        std::optional<Way> way{};     // to which way the answer is booked
        SteadyTime asked_at{};
    };

    void ask(std::uint64_t nonce, Question question);

    // The open question that this peer answers by echoing the nonce.
    [[nodiscard]] std::optional<Question> answered(std::uint64_t nonce, const PeerKey& by,
                                                   SteadyTime now) const;

private:
    std::unordered_map<std::uint64_t, Question> open_;
    std::deque<std::uint64_t> order_;  // oldest first
};

}  // namespace culver::discovery
