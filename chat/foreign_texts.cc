// SPDX-License-Identifier: Apache-2.0
#include "chat/foreign_texts.h"

#include "base/random.h"
#include "chat/effects.h"
#include "chat/errors.h"
#include "chat/hybrid_clock.h"
#include "chat/ingest.h"
#include "chat/wire.h"
#include "store/message_rows.h"

#include <algorithm>

namespace culver::chat {
namespace {

using store::MessageDirection;
using store::MessageState;
using store::StoredMessage;

// A row of the peer's, numbered by us: nobody else counts there. Store thread.
StoredMessage write_theirs(SQLite::Database& database, const PeerKey& from, StoredMessage message,
                           WallTime now) {
    message.conversation = ConversationId::with(from);
    message.author = from;
    const store::StreamKey key{message.conversation, from, message.incarnation};
    auto stream = store::load_stream(database, key);
    message.sequence = ++stream.highest;
    message.clock = HybridClock(stream.clock).next(now);
    message.position = std::max(message.clock, stream.position + 1);
    message.time = message.arrival = to_milliseconds(now);
    message.direction = MessageDirection::In;
    message.state = MessageState::Delivered;
    Operation operation;
    operation.id = message.id;
    operation.kind = static_cast<OperationKind>(message.kind);
    operation.text = message.text;
    operation.target = message.target;
    operation.sequence = message.sequence;
    operation.clock = message.clock;
    message.operation = encode(operation);
    message.row = store::insert_message(database, message);
    stream.clock = message.clock;
    stream.position = message.position;
    store::save_stream(database, key, stream);
    return message;
}

}  // namespace

Task<Result<>> ForeignTexts::take(PeerKey from, Arrived arrived) {
    if (arrived.is_stranger && !stranger_mail_.admits(arrived.text.size(), clock_.steady()))
        co_return fail(ChatErrc::TooManyUnread);
    auto work = [from, arrived = std::move(arrived),
                 now = clock_.wall()](SQLite::Database& database) -> Result<std::optional<StoredMessage>> {
        const auto conversation = ConversationId::with(from);
        if (store::find_message(database, conversation, arrived.id)) return std::nullopt;
        if (arrived.is_stranger && is_too_much(store::count_unread(database, conversation),
                                               store::count_unread_of_strangers(database)))
            return fail(ChatErrc::TooManyUnread);
        StoredMessage message;
        message.id = arrived.id;
        message.kind =
            static_cast<std::uint8_t>(arrived.is_sealed ? OperationKind::Notice : OperationKind::Text);
        message.text = arrived.text;
        classify(message, arrived.is_stranger);
        return write_theirs(database, from, std::move(message), now);
    };
    auto taken = co_await database_.write(std::move(work));
    if (!taken) co_return fail_as(taken);
    if (*taken) tell_(MessageArrived{std::move(**taken)});
    co_return Result<>{};
}

Task<Result<>> ForeignTexts::opened(PeerKey by, MessageId id) {
    auto work = [by, id,
                 now = clock_.wall()](SQLite::Database& database) -> Result<std::optional<StoredMessage>> {
        const auto sealed = store::find_message(database, ConversationId::with(by), id);
        const bool is_sealed = sealed && sealed->direction == MessageDirection::Out &&
                               sealed->kind == static_cast<std::uint8_t>(OperationKind::Notice);
        if (!is_sealed || sealed->state == MessageState::Read) return std::nullopt;
        store::set_message_state(database, sealed->row, MessageState::Read);
        StoredMessage confirmation;
        confirmation.id = make_message_id(now);
        confirmation.kind = static_cast<std::uint8_t>(OperationKind::Confirm);
        confirmation.target = id;
        classify(confirmation, false);
        const auto written = write_theirs(database, by, std::move(confirmation), now);
        return apply_effect(database, written).changed;
    };
    auto changed = co_await database_.write(work);
    if (!changed) co_return fail_as(changed);
    if (*changed) {
        tell_(MessageStateChanged{**changed});
        tell_(MessageChanged{std::move(**changed)});
    }
    co_return Result<>{};
}

Task<Result<std::vector<PeerKey>>> ForeignTexts::owed() {
    auto work = [](SQLite::Database& database) { return store::outbox_conversations(database); };
    auto conversations = co_await database_.read(work);
    if (!conversations) co_return fail_as(conversations);
    std::vector<PeerKey> peers;
    for (const auto& conversation : *conversations) {
        if (!conversation.is_group() && conversation.peer().protocol != Protocol::Culver)
            peers.push_back(conversation.peer());
    }
    co_return peers;
}

Task<Result<std::optional<StoredMessage>>> ForeignTexts::next(PeerKey peer) {
    auto work = [peer](SQLite::Database& database) {
        return store::load_outbox(database, ConversationId::with(peer), 0, 1);
    };
    auto page = co_await database_.read(work);
    if (!page) co_return fail_as(page);
    if (page->empty()) co_return std::optional<StoredMessage>();
    co_return std::optional(std::move(page->front()));
}

Task<Result<>> ForeignTexts::delivered(StoredMessage message) {
    auto work = [message](SQLite::Database& database) {
        const store::StreamKey own{message.conversation, message.author, message.incarnation};
        return store::mark_delivered(database, own, message.sequence, message.sequence);
    };
    auto changed = co_await database_.write(std::move(work));
    if (!changed) co_return fail_as(changed);
    for (auto& one : *changed) {
        if (one.is_shown) tell_(MessageStateChanged{std::move(one)});
    }
    co_return Result<>{};
}

Task<Result<>> ForeignTexts::failed(StoredMessage message, std::string sentence) {
    message.state = MessageState::Failed;
    message.failure = std::move(sentence);
    auto work = [message](SQLite::Database& database) {
        store::set_message_state(database, message.row, message.state, message.failure);
        return true;
    };
    auto done = co_await database_.write(std::move(work));
    if (!done) co_return fail_as(done);
    if (message.is_shown) tell_(MessageStateChanged{std::move(message)});
    co_return Result<>{};
}

}  // namespace culver::chat
