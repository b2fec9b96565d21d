// SPDX-License-Identifier: Apache-2.0
#include "app/message_rows.h"

#include "chat/wire.h"

#include <charconv>

namespace culver::app {
namespace {

control::MessageKind message_kind(std::uint8_t kind) {
    switch (static_cast<chat::OperationKind>(kind)) {
        case chat::OperationKind::Text: return control::MessageKind::Text;
        case chat::OperationKind::Edit: return control::MessageKind::Edit;
        case chat::OperationKind::Recall: return control::MessageKind::Recall;
        case chat::OperationKind::Reaction: return control::MessageKind::Reaction;
        case chat::OperationKind::Attachment: return control::MessageKind::Attachment;
        case chat::OperationKind::Notice: return control::MessageKind::Notice;
        case chat::OperationKind::System: return control::MessageKind::System;
    }
    return control::MessageKind::Unknown;
}

control::Text text_or_null(std::string text) {
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

}  // namespace

control::MessageState message_state(store::MessageState state) {
    switch (state) {
        case store::MessageState::Queued: return control::MessageState::Queued;
        case store::MessageState::Sent: return control::MessageState::Sent;
        case store::MessageState::Delivered: return control::MessageState::Delivered;
        case store::MessageState::Read: return control::MessageState::Read;
        case store::MessageState::Failed: return control::MessageState::Failed;
        case store::MessageState::Recalled: return control::MessageState::Recalled;
    }
    return control::MessageState::Unknown;
}

control::MessageRow message_row(const store::StoredMessage& message, const NameOf& name_of) {
    control::MessageRow row;
    row.id = message.id.text();
    row.conversation = message.conversation.text();
    row.author = message.author.id.text();
    row.author_name = text_or_null(name_of(message.author));
    row.direction =
        message.direction == store::MessageDirection::In ? control::Direction::In : control::Direction::Out;
    row.kind = message_kind(message.kind);
    row.text = message.text;
    row.time = from_milliseconds(message.time);
    row.state = message_state(message.state);
    return row;
}

control::MessageRow message_row(const store::SearchHit& hit, const NameOf& name_of) {
    auto row = message_row(hit.message, name_of);
    row.snippet = hit.snippet;
    return row;
}

control::SaidRow said_row(const store::StoredMessage& message, const NameOf& name_of) {
    const PeerKey peer = message.conversation.peer();
    return {.message_id = message.id.text(),
            .peer = peer.id.text(),
            .peer_name = text_or_null(name_of(peer)),
            .state = message_state(message.state)};
}

std::string cursor_of(const store::StoredMessage& message) {
    return std::to_string(message.position);
}

std::optional<std::uint64_t> parse_cursor(const std::string& cursor) {
    std::uint64_t position = 0;
    const auto [end, failure] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), position);
    if (failure != std::errc{} || end != cursor.data() + cursor.size()) return std::nullopt;
    return position;
}

}  // namespace culver::app
