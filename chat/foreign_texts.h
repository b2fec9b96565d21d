// SPDX-License-Identifier: Apache-2.0
// Texts from and to peers of other protocols, in the same history and outbox as all others. They come without
// a number of their author's: what was taken once is known by its id. Whoever carries them asks for the next
// one, and says what became of it.
#pragma once
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "chat/chat_event.h"
#include "chat/stranger_mail.h"
#include "store/database.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace culver::chat {

class ForeignTexts {
public:
    // Keeps database and clock.
    ForeignTexts(store::Database& database, const Clock& clock, PeerId self,
                 std::function<void(const ChatEvent&)> tell)
        : database_(database),
          clock_(clock),
          self_(self),
          tell_(std::move(tell)),
          stranger_mail_(clock.steady()) {}

    struct Arrived {
        MessageId id;
        std::string text;
        bool is_sealed = false;    // kept as a notice: confirming it is opening it
        bool is_stranger = false;  // nobody wrote to them before
    };
    // On the disk when it returns, and told unless it was there. Fails with TooManyUnread, also when all
    // strangers together said too much, or with the store's error.
    Task<Result<>> take(PeerKey from, Arrived arrived);

    // The peer opened, and so confirmed, that sealed text.
    Task<Result<>> opened(PeerKey by, MessageId id);

    // Foreign peers for whom something waits; the first that waits for one.
    Task<Result<std::vector<PeerKey>>> owed();
    Task<Result<std::optional<store::StoredMessage>>> next(PeerKey peer);

    // It arrived; or it never will, for that reason.
    Task<Result<>> delivered(store::StoredMessage message);
    Task<Result<>> failed(store::StoredMessage message, std::string sentence);

private:
    store::Database& database_;
    const Clock& clock_;
    PeerId self_;
    std::function<void(const ChatEvent&)> tell_;
    StrangerMail stranger_mail_;
};

}  // namespace culver::chat
