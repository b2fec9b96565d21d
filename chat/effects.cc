// SPDX-License-Identifier: Apache-2.0
#include "chat/effects.h"

#include "chat/wire.h"
#include "store/message_changes.h"
#include "store/message_rows.h"

namespace culver::chat {
namespace {

using store::MessageState;
using store::StoredMessage;

bool is_waiting(const StoredMessage& message) {
    return message.direction == store::MessageDirection::Out &&
           (message.state == MessageState::Queued || message.state == MessageState::Sent);
}

void edit(SQLite::Database& database, StoredMessage& target, const StoredMessage& by) {
    store::replace_words(database, target, by.text, by.time);
}

// The words stand in the message and in every edit of it.
std::vector<std::int64_t> recall(SQLite::Database& database, StoredMessage& target) {
    std::vector<std::int64_t> withdrawn;
    if (is_waiting(target)) withdrawn.push_back(target.row);
    store::erase_words(database, target);
    for (auto& about : store::find_about(database, target, target.author)) {
        if (static_cast<OperationKind>(about.kind) != OperationKind::Edit) continue;
        if (is_waiting(about)) withdrawn.push_back(about.row);
        store::erase_words(database, about);
    }
    return withdrawn;
}

void mark(SQLite::Database& database, const StoredMessage& target, const StoredMessage& by) {
    const store::Mark mark{by.author, by.kind, by.text, by.time};
    const bool takes_back = static_cast<OperationKind>(by.kind) == OperationKind::Reaction && by.text.empty();
    if (takes_back)
        store::remove_mark(database, target, mark);
    else
        store::put_mark(database, target, mark);
}

}  // namespace

Effect apply_effect(SQLite::Database& database, const StoredMessage& message, bool by_authority) {
    const auto kind = static_cast<OperationKind>(message.kind);
    if (!is_about_another(kind) || !message.target) return {};
    auto target = store::find_message(database, message.conversation, *message.target);
    if (!target || target->state == MessageState::Recalled) return {};
    // What is hidden because its author was removed may be shown again one day: without what was recalled.
    const bool is_cut_off = !target->is_shown && target->conversation.is_group() &&
                            !is_about_another(static_cast<OperationKind>(target->kind));
    if (!target->is_shown && !(is_cut_off && kind == OperationKind::Recall)) return {};
    const bool is_own = target->author == message.author;
    Effect effect;
    if (kind == OperationKind::Edit && is_own) {
        edit(database, *target, message);
    } else if (kind == OperationKind::Recall && (is_own || by_authority)) {
        effect.withdrawn = recall(database, *target);
    } else if (kind == OperationKind::Reaction ||
               (kind == OperationKind::Confirm &&
                static_cast<OperationKind>(target->kind) == OperationKind::Notice && !is_own)) {
        mark(database, *target, message);
    } else {
        return {};
    }
    store::load_marks(database, *target);
    effect.changed = std::move(target);
    return effect;
}

void classify(StoredMessage& message, bool is_from_stranger) {
    message.is_shown = !is_about_another(static_cast<OperationKind>(message.kind));
    if (message.is_shown || message.direction == store::MessageDirection::Out || is_from_stranger) return;
    message.state = MessageState::Read;
}

}  // namespace culver::chat
