// SPDX-License-Identifier: Apache-2.0
// Where peers and transfers of other protocols stand beside Culver's own.
#include "app/api.h"
#include "app/foreign.h"
#include "app/peer_rows.h"
#include "chat/errors.h"

namespace culver::app {

std::vector<discovery::Row> Api::live_rows() const {
    auto rows = parts_.discovery.rows();
    for (auto& row : parts_.foreign.rows()) rows.push_back(std::move(row));
    return rows;
}

std::optional<discovery::Row> Api::live_row(const PeerKey& peer) const {
    return peer.protocol == Protocol::Culver ? parts_.discovery.row(peer) : parts_.foreign.row(peer);
}

std::vector<transfer::TransferRow> Api::all_transfers() const {
    auto rows = parts_.transfers.list();
    for (auto& row : parts_.foreign.transfers()) rows.push_back(std::move(row));
    return rows;
}

std::optional<transfer::TransferRow> Api::find_transfer(const TransferId& id) const {
    auto row = parts_.transfers.find(id);
    return row ? row : parts_.foreign.transfer(id);
}

// Why nothing is said to this peer of another protocol; nothing for any other peer.
std::optional<control::Refusal> Api::refuse_foreign(const PeerKey& peer) const {
    const bool is_blocked = parts_.book.standing(peer) == net::Standing::Blocked;
    if (peer.protocol == Protocol::Culver || !is_blocked) return std::nullopt;
    return control::refuse(Error{chat::ChatErrc::PeerBlocked, {}}).error();
}

control::PeerRow Api::peer_row_of(const PeerKey& peer, const discovery::Row* live) const {
    auto row = peer_row(peer, live, parts_.book, parts_.clock.wall());
    if (auto status = parts_.foreign.status_of(peer); !status.empty()) row.status_text = std::move(status);
    return row;
}

bool Api::is_foreign(const TransferId& id) const {
    return parts_.foreign.transfer(id).has_value();
}

}  // namespace culver::app
