// SPDX-License-Identifier: Apache-2.0
#include "chat/draft.h"

#include "base/text.h"
#include "chat/errors.h"
#include "store/message_rows.h"

namespace culver::chat {
namespace {

using store::MessageState;
using store::StoredMessage;

Result<> check_text(const std::string& text) {
    if (text.empty()) return fail(ChatErrc::TextEmpty);
    if (text.size() > kMaxTextBytes) return fail(ChatErrc::TextTooLong);
    if (!is_utf8(text)) return fail(ChatErrc::TextNotUtf8);
    return {};
}

}  // namespace

Result<> check_draft(const Draft& draft) {
    if (draft.mentions.size() > kMaxMentions) return fail(ChatErrc::TooManyMentions);
    const bool is_reaction = draft.kind == OperationKind::Reaction;
    if (is_reaction && draft.text.size() > kMaxReactionBytes) return fail(ChatErrc::ReactionTooLong);
    if (is_reaction && !is_utf8(draft.text)) return fail(ChatErrc::TextNotUtf8);
    if (is_reaction || draft.kind == OperationKind::Recall || draft.kind == OperationKind::Confirm) return {};
    const bool carries = draft.kind == OperationKind::Attachment;
    if (carries != draft.attachment.has_value()) return fail(ChatErrc::WrongKind);
    if (carries && draft.text.empty()) return {};
    return check_text(draft.text);
}

Result<> check_target(SQLite::Database& database, const StoredMessage& message, bool by_authority) {
    const auto kind = static_cast<OperationKind>(message.kind);
    if (!message.target) return {};
    const auto target = store::find_message(database, message.conversation, *message.target);
    if (!target || !target->is_shown) return fail(ChatErrc::NoSuchMessage);
    if (!is_about_another(kind)) return {};
    const bool is_own = target->author == message.author;
    if (target->state == MessageState::Recalled) return fail(ChatErrc::AlreadyGone);
    const bool may_recall = is_own || by_authority;
    if (kind == OperationKind::Edit && !is_own) return fail(ChatErrc::NotYours);
    if (kind == OperationKind::Recall && !may_recall) return fail(ChatErrc::NotYours);
    const bool is_notice = static_cast<OperationKind>(target->kind) == OperationKind::Notice;
    if (kind == OperationKind::Confirm && (!is_notice || is_own)) return fail(ChatErrc::WrongKind);
    return {};
}

}  // namespace culver::chat
