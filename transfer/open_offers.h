// SPDX-License-Identifier: Apache-2.0
// Offers that nobody answered yet: how many one peer may have, and whose goes when strangers fill the room
// that they have together. Pure.
#pragma once
#include "transfer/peer_transfers.h"

#include <functional>
#include <optional>
#include <vector>

namespace culver::transfer {

// A stranger's offers live in memory only; twenty fill a screen, more is a flood.
inline constexpr std::size_t kMaxStrangerOffers = 20;
// Everybody can have many keys. Each offer takes up to 8 kB, so all take 2 MB; and since no more than half as
// many strangers are connected at once (kMaxStrangerSessions), somebody who has several gives way to whoever
// comes.
inline constexpr std::size_t kMaxStrangerOffersOfAll = 256;
// Of somebody known: they are kept on the disk.
inline constexpr std::size_t kMaxKnownOffers = 1000;

class OpenOffers {
public:
    using IsHere = std::function<bool(const PeerKey&)>;
    struct Admission {
        bool is_admitted = false;
        std::optional<TransferId> leaves;  // first, to make room
    };

    [[nodiscard]] bool admits_known(const PeerKey& from) const;

    // When the room is full, the oldest offer of one who is gone leaves; else the latest of whoever has most,
    // unless that is the asker, or would be afterwards.
    [[nodiscard]] Admission admit_stranger(const PeerKey& from, const IsHere& is_here) const;

    void add_known(const PeerKey& from, const TransferId& id) { known_.add(from, id); }
    void add_stranger(const PeerKey& from, const TransferId& id) { strangers_.add(from, id); }
    void remove(const TransferId& id);  // answered or over

    [[nodiscard]] std::vector<TransferId> of_stranger(const PeerKey& from) const {
        return strangers_.of(from);
    }

private:
    PeerTransfers known_;
    PeerTransfers strangers_;
};

}  // namespace culver::transfer
