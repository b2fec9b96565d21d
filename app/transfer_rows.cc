// SPDX-License-Identifier: Apache-2.0
#include "app/transfer_rows.h"

#include "app/message_rows.h"

namespace culver::app {

control::TransferState transfer_state(transfer::State state) {
    switch (state) {
        case transfer::State::Offered: return control::TransferState::Offered;
        case transfer::State::Waiting: return control::TransferState::Waiting;
        case transfer::State::Active: return control::TransferState::Active;
        case transfer::State::Paused: return control::TransferState::Paused;
        case transfer::State::Interrupted: return control::TransferState::Interrupted;
        case transfer::State::Done: return control::TransferState::Done;
        case transfer::State::Declined: return control::TransferState::Declined;
        case transfer::State::Cancelled: return control::TransferState::Cancelled;
        case transfer::State::Failed: return control::TransferState::Failed;
    }
    return control::TransferState::Unknown;
}

control::TransferRow transfer_row(const transfer::TransferRow& row, const NameOf& name_of) {
    control::TransferRow shown;
    shown.id = row.id.text();
    shown.direction =
        row.direction == transfer::Direction::In ? control::Direction::In : control::Direction::Out;
    shown.peer = row.peer.id.text();
    shown.peer_name = text_or_null(name_of(row.peer));
    shown.state = transfer_state(row.state);
    if (row.is_listed) {
        shown.files = row.files;
        shown.bytes_total = row.bytes_total;
    }
    shown.bytes_done = row.bytes_done;
    shown.bytes_on_wire = row.bytes_on_wire;
    shown.bytes_resent = row.bytes_resent;
    shown.bytes_reused = row.bytes_reused;
    if (row.rate_limit != 0) shown.rate_limit = row.rate_limit;
    shown.rate = row.rate;
    shown.paths = row.paths;
    shown.time = from_milliseconds(row.created);
    if (transfer::is_final(row.state)) shown.ended = from_milliseconds(row.updated);
    if (row.direction == transfer::Direction::In) shown.dir = text_or_null(row.folder);
    if (row.group) shown.group = row.group->text();
    if (!row.error.is_none()) shown.error = control::TransferError{row.error.code, row.error.message};
    if (row.left_out.count != 0) shown.left_out = control::LeftOut{row.left_out.count, row.left_out.message};
    return shown;
}

control::SentRow sent_row(const transfer::TransferRow& row, const NameOf& name_of) {
    return {.transfer_id = row.id.text(),
            .peer = row.peer.id.text(),
            .peer_name = text_or_null(name_of(row.peer)),
            .state = transfer_state(row.state)};
}

control::AutoAcceptRule rule_row(const store::AutoAcceptRule& rule, const NameOf& name_of) {
    return {.peer = rule.peer.id.text(),
            .peer_name = text_or_null(name_of(rule.peer)),
            .enabled = rule.on,
            .to = text_or_null(rule.folder),
            .max_size = rule.max_bytes};
}

}  // namespace culver::app
