// SPDX-License-Identifier: Apache-2.0
// Transfers and their rules as faces see them. Pure.
#pragma once
#include "app/message_rows.h"
#include "control/rows.h"
#include "store/rules.h"
#include "transfer/transfer_row.h"

namespace culver::app {

[[nodiscard]] control::TransferState transfer_state(transfer::State state);
[[nodiscard]] control::TransferRow transfer_row(const transfer::TransferRow& row, const NameOf& name_of);
[[nodiscard]] control::SentRow sent_row(const transfer::TransferRow& row, const NameOf& name_of);
[[nodiscard]] control::AutoAcceptRule rule_row(const store::AutoAcceptRule& rule, const NameOf& name_of);

}  // namespace culver::app
