// SPDX-License-Identifier: Apache-2.0
// Something a person wants to say, and whether it can be said.
#pragma once
#include "base/ids.h"
#include "base/result.h"
#include "chat/wire.h"
#include "store/message.h"

#include <SQLiteCpp/Database.h>

#include <optional>
#include <string>
#include <vector>

namespace culver::chat {

// What is to be said. A target is the message that is answered, or changed.
struct Draft {
    OperationKind kind = OperationKind::Text;
    std::string text = {};
    std::optional<MessageId> target = {};
    std::vector<PeerId> mentions = {};
    bool mentions_all = false;
    std::optional<AttachmentLabel> attachment = {};  // kind Attachment: what Attachments::keep() gave
};

// Its limits. Fails with ChatErrc.
[[nodiscard]] Result<> check_draft(const Draft& draft);

// Whether the author of a message that is not stored yet may do that to its target; by_authority: also recall
// what others wrote. Store thread. Fails with NoSuchMessage, NotYours, WrongKind, AlreadyGone.
[[nodiscard]] Result<> check_target(SQLite::Database& database, const store::StoredMessage& message,
                                    bool by_authority = false);

}  // namespace culver::chat
