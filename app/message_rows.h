// SPDX-License-Identifier: Apache-2.0
// Messages as faces see them. Pure.
#pragma once
#include "control/outcome.h"
#include "control/rows.h"
#include "store/history.h"
#include "store/message.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace culver::app {

using NameOf = std::function<std::string(const PeerKey&)>;  // empty when nobody knows

struct RowContext {
    PeerId self;
    NameOf name_of;
    // Adds what only the room of groups knows; may be empty.
    std::function<void(const store::StoredMessage&, control::MessageRow&)> fill_group = nullptr;
    // Where the bytes of an attachment lie, once they are here; may be empty.
    std::function<std::string(const store::AttachmentDigest&, std::string_view media_type)> attachment_path =
        nullptr;
};

// As one row of several tells it.
[[nodiscard]] control::TransferError error_of(const control::Refusal& refusal);
[[nodiscard]] control::Text text_or_null(std::string text);
// As a beacon and a card hold it, and back; there is no number for offline.
[[nodiscard]] control::Presence presence_word(std::uint32_t number);
[[nodiscard]] std::optional<std::uint32_t> presence_number(control::Presence presence);

// The name of a file as somebody else called it, fit to be shown and to be proposed when it is saved: one
// line, no folder, not hidden. Empty when nothing is left.
[[nodiscard]] std::string tame_file_name(std::string_view name);

[[nodiscard]] control::MessageState message_state(store::MessageState state);
[[nodiscard]] control::MessageRow message_row(const store::StoredMessage& message, const RowContext& context);
[[nodiscard]] control::MessageRow message_row(const store::SearchHit& hit, const RowContext& context);

// The row of `culver say`; the name of a group is its caller's to fill in.
[[nodiscard]] control::SaidRow said_row(const store::StoredMessage& message, const NameOf& name_of);

// The place of a message as an opaque cursor, and back. Nothing when a face made it up.
[[nodiscard]] std::string cursor_of(const store::StoredMessage& message);
[[nodiscard]] std::optional<store::MessagePlace> parse_cursor(std::string_view cursor);

}  // namespace culver::app
