// SPDX-License-Identifier: Apache-2.0
// Which words of a group are here, and what becomes of them when operations begin or cease to count.
#include "chat/effects.h"
#include "chat/group_service.h"
#include "store/group_rows.h"
#include "store/message_changes.h"
#include "store/message_rows.h"

namespace culver::chat {

using store::MessageState;
using store::StoredMessage;

// Headers come without words from who may not, or no longer, have them. Texts that this node may read are
// asked for, and their author is told of nothing behind them, until they are here or were recalled. How old
// they are by their author's clock does not matter: nobody here has read them yet.
void GroupService::note_words(Group& group, const Known& known) {
    const auto& operation = known.read.operation;
    if (known.read.body) {
        const bool is_recall = operation.kind == static_cast<std::uint8_t>(OperationKind::Recall);
        if (is_recall && known.read.body->target) {
            // As apply_effect() judges: else anybody could make others' words unwanted.
            const bool by_authority = group.log.author_rank(operation.hash) >= Rank::Admin;
            std::erase_if(group.lacking, [&](const auto& entry) {
                const bool is_meant = message_id_of(entry.first) == *known.read.body->target &&
                                      (by_authority || entry.second.chain.author == operation.chain.author);
                if (is_meant) group.bodiless.erase(entry.first);  // nor taken when they are on their way
                return is_meant;
            });
        }
        return;
    }
    if (known.is_forgotten) return;  // wanted no more, whoever has them
    group.bodiless.insert(operation.hash);
    const bool is_text = operation.kind == static_cast<std::uint8_t>(OperationKind::Text) ||
                         operation.kind == static_cast<std::uint8_t>(OperationKind::Attachment) ||
                         operation.kind == static_cast<std::uint8_t>(OperationKind::Notice);
    if (is_text && group.log.may_read(options_.self, operation.hash))
        group.lacking.insert({operation.hash, {operation.chain, operation.sequence}});
}

// What an edit, recall or reaction does; a recall takes the words out of the log too. Store thread.
std::optional<StoredMessage> GroupService::apply(SQLite::Database& database, const GroupId& id,
                                                 const StoredMessage& message, bool by_authority) {
    auto effect = apply_effect(database, message, by_authority);
    if (effect.changed && effect.changed->state == MessageState::Recalled) {
        store::forget_body(database, id, effect.changed->id);
        for (const auto& about : store::find_about(database, *effect.changed, effect.changed->author)) {
            // The recall itself is about it too, and must reach those who are away.
            if (about.kind == static_cast<std::uint8_t>(OperationKind::Edit))
                store::forget_body(database, id, about.id);
        }
    }
    return std::move(effect.changed);
}

// What came before the words found nothing to change; a recall would have kept them away. Store thread.
void GroupService::catch_up(SQLite::Database& database, const StoredMessage& message,
                            const std::set<OperationHash>& cut_off, Written& written) {
    for (const auto& about : store::find_about(database, message)) {
        const auto hash = OperationHash::from_bytes(about.operation);
        if (!hash || cut_off.contains(*hash)) continue;
        auto changed = apply(database, message.conversation.group(), about, false);
        if (changed) written.changed.push_back(std::move(*changed));
    }
}

// A removal or an accusation takes messages off the screens that were there before, and gives them back when
// it turns out not to count. What changes others then does so; what it had changed stays changed. To be
// written with the control operation itself: once that is known, nothing else tells of the difference.
std::vector<GroupService::Reversal> GroupService::reversals_in(Group& group) {
    auto cut_off = group.log.cut_off();
    std::vector<Reversal> reversals;
    for (const auto& hash : cut_off) {
        if (!group.cut_off.contains(hash)) reversals.push_back({message_id_of(hash), false, false});
    }
    for (const auto& hash : group.cut_off) {
        if (cut_off.contains(hash)) continue;
        const bool has_authority = group.log.author_rank(hash) >= Rank::Admin;
        reversals.push_back({message_id_of(hash), group.log.counts(hash), has_authority});
    }
    group.cut_off = std::move(cut_off);
    return reversals;
}

// Store thread.
void GroupService::reverse(SQLite::Database& database, const GroupId& id,
                           const std::vector<Reversal>& reversals, Written& written) {
    const auto conversation = ConversationId::of(id);
    for (const auto& reversal : reversals) {
        const auto message = store::find_message(database, conversation, reversal.message);
        if (!message) continue;
        if (!is_about_another(static_cast<OperationKind>(message->kind))) {
            store::set_shown(database, conversation, reversal.message, reversal.counts);
        } else if (reversal.counts) {
            if (auto changed = apply(database, id, *message, reversal.has_authority))
                written.changed.push_back(std::move(*changed));
        }
    }
}

}  // namespace culver::chat
