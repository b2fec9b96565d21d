// SPDX-License-Identifier: Apache-2.0
// Transfers of each peer in the order in which they came, so that nobody has to look through all of them.
// Pure.
#pragma once
#include "base/ids.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace culver::transfer {

class PeerTransfers {
public:
    using InOrder = std::map<std::uint64_t, TransferId>;  // by when they came

    void add(const PeerKey& peer, const TransferId& id);  // one that is there keeps its place
    void remove(const TransferId& id);                    // one that is not there: nothing happens

    [[nodiscard]] std::size_t size() const { return places_.size(); }
    [[nodiscard]] std::size_t count(const PeerKey& peer) const;
    [[nodiscard]] std::vector<TransferId> of(const PeerKey& peer) const;  // oldest first
    [[nodiscard]] std::optional<TransferId> oldest(
        const PeerKey& peer, const std::function<bool(const TransferId&)>& is_meant) const;
    // None of them is empty.
    [[nodiscard]] const std::map<PeerKey, InOrder>& all() const { return by_peer_; }

private:
    struct Place {
        PeerKey peer;
        std::uint64_t number = 0;
    };
    std::map<TransferId, Place> places_;
    std::map<PeerKey, InOrder> by_peer_;
    std::uint64_t last_number_ = 0;
};

}  // namespace culver::transfer
