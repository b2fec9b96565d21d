// SPDX-License-Identifier: Apache-2.0
#include "store/message.h"

#include "store/message_columns.h"

#include <array>

namespace culver::store {

std::string_view to_string(MessageState state) {
    switch (state) {
        case MessageState::Queued: return "queued";
        case MessageState::Sent: return "sent";
        case MessageState::Delivered: return "delivered";
        case MessageState::Read: return "read";
        case MessageState::Failed: return "failed";
        case MessageState::Recalled: return "recalled";
    }
    return "unknown";
}

std::string_view to_string(MessageDirection direction) {
    return direction == MessageDirection::Out ? "out" : "in";
}

std::optional<MessageState> parse_message_state(std::string_view text) {
    using enum MessageState;
    for (const auto state : {Queued, Sent, Delivered, Read, Failed, Recalled}) {
        if (to_string(state) == text) return state;
    }
    return std::nullopt;
}

StoredMessage message_of(Query& query) {
    StoredMessage message;
    message.row = query.integer(0);
    message.conversation = query.id<ConversationId>(1);
    message.author = query.peer(2);
    message.incarnation = query.id<IncarnationId>(3);
    message.sequence = query.number(4);
    message.id = query.id<MessageId>(5);
    message.clock = query.number(6);
    message.position = query.number(7);
    message.kind = static_cast<std::uint8_t>(query.integer(8));
    if (!query.is_null(9)) message.target = query.id<MessageId>(9);
    message.operation = query.bytes(10);
    message.text = query.text(11);
    message.time = query.integer(12);
    message.arrival = query.integer(13);
    message.direction = static_cast<MessageDirection>(query.integer(14));
    message.state = static_cast<MessageState>(query.integer(15));
    message.failure = query.text(16);
    message.edited = query.integer(17);
    const auto mentions = query.bytes(18);
    for (std::size_t at = 0; at + PeerId::kBytes <= mentions.size(); at += PeerId::kBytes) {
        message.mentions.push_back(*PeerId::from_bytes(ByteView(mentions).subspan(at, PeerId::kBytes)));
    }
    message.is_shown = query.integer(19) != 0;
    message.attachment = query.bytes(20);
    if (!query.is_null(21)) message.digest = query.id<AttachmentDigest>(21);
    return message;
}

}  // namespace culver::store
