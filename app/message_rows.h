// SPDX-License-Identifier: Apache-2.0
// Messages as faces see them. Pure.
#pragma once
#include "control/rows.h"
#include "store/history.h"
#include "store/message.h"

#include <functional>
#include <optional>
#include <string>

namespace culver::app {

using NameOf = std::function<std::string(const PeerKey&)>;  // empty when nobody knows

[[nodiscard]] control::MessageState message_state(store::MessageState state);
[[nodiscard]] control::MessageRow message_row(const store::StoredMessage& message, const NameOf& name_of);
[[nodiscard]] control::MessageRow message_row(const store::SearchHit& hit, const NameOf& name_of);

// The row of `culver say`. Requires: the conversation is with one peer.
[[nodiscard]] control::SaidRow said_row(const store::StoredMessage& message, const NameOf& name_of);

// The place of a message as an opaque cursor, and back. Nothing when a face made it up.
[[nodiscard]] std::string cursor_of(const store::StoredMessage& message);
[[nodiscard]] std::optional<std::uint64_t> parse_cursor(const std::string& cursor);

}  // namespace culver::app
