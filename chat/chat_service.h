// SPDX-License-Identifier: Apache-2.0
// Messages between this node and its peers: said, kept until they arrive, taken exactly once in order, read.
// Nothing is told to anybody before it is committed: `queued` means in the outbox on this disk, `delivered`
// means on theirs.
#pragma once
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "chat/chat_event.h"
#include "chat/draft.h"
#include "net/sessions.h"
#include "store/database.h"
#include "store/history.h"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace culver::chat {

enum class ReadMarks { Send, Keep };  // Keep: nobody learns what was read here

struct ChatTimings {
    std::chrono::milliseconds resend_first{5'000};  // an open session that acknowledges nothing for so long
    std::chrono::milliseconds resend_last{60'000};  // the same, doubled again and again
    std::chrono::milliseconds expiry_round{3'600'000};
    std::chrono::milliseconds outbox_life{30LL * 24 *
                                          3'600'000};  // what waits longer is given up with a notice
};

struct ChatOptions {
    PeerId self;
    IncarnationId incarnation;  // of the profile, for everything said from now on
    ReadMarks read_marks = ReadMarks::Send;
    std::chrono::hours history_life{0};  // older messages are forgotten (store/retention.h); 0: none
    ChatTimings timings;
};

class ChatService {
public:
    // What only the node above knows; called on the network thread.
    struct Mediator {
        std::function<net::Standing(const PeerId&)> standing;
        std::function<void(const ChatEvent&)> on_event;
        std::function<bool(const PeerId&)> is_welcome{};  // may write to us; empty: everybody may
        std::function<void(const PeerId&)>
            talked;  // a first message to a stranger was committed: Known from now on
        // Frames of the chat that are not this class's, of peers that are not blocked: Attachments'.
        std::function<void(const PeerId&, std::uint16_t kind, ByteView body)> other_frame{};
    };

    // Keeps sessions, database and clock. Takes the chat frames of sessions from here on.
    ChatService(boost::asio::any_io_executor executor, net::Sessions& sessions, store::Database& database,
                const Clock& clock, ChatOptions options, Mediator mediator);
    ~ChatService();  // requires: close() has returned, and sessions are closed

    // Reads the outbox, asks sessions for those something waits for, and takes frames from then on. Called
    // once, before the first session opens.
    Task<Result<>> start();

    // What can be known before it is written down: fails as say() does.
    [[nodiscard]] Result<> may_say(const PeerKey& peer, const Draft& draft) const;

    // Puts a text into the outbox; on the disk when it returns. Fails with ChatErrc or StoreErrc.
    // Writing to one's own id keeps a note that is read at once. What is for a peer of another protocol waits
    // in the outbox for its gateway (foreign_texts.h).
    Task<Result<store::StoredMessage>> say(PeerKey peer, std::string text);
    Task<Result<store::StoredMessage>> say(PeerKey peer, Draft draft);  // text, notice

    // An edit, recall, reaction or confirmation, on the disk when it returns; gives the message it is about
    // as it is afterwards. Fails also with NotYours, WrongKind, AlreadyGone.
    Task<Result<store::StoredMessage>> change(PeerKey peer, Draft draft);

    // Told only to known peers who are here. Typing is not told while read marks are kept.
    void typing(const PeerId& peer, bool is_typing);
    Result<> buzz(const PeerId& peer);  // fails with PeerAway or TooOften

    // As store::History, with `sent` shown for what is on its way.
    Task<Result<std::vector<store::StoredMessage>>> history(store::HistoryQuery query);
    Task<Result<std::vector<store::SearchHit>>> search(store::SearchQuery query);
    Task<Result<std::vector<store::ConversationSummary>>> conversations();
    Task<Result<std::uint64_t>> unread(ConversationId conversation);
    Task<Result<std::optional<store::StoredMessage>>> find(ConversationId conversation, MessageId id);

    // Everything in the conversation up to that message, or all of it, was shown to a person; with from only
    // what stands from there on was, and while something unread stands before it nothing is marked
    // (UnreadBefore): others learn one place up to which all is read. Gives how many messages that changed.
    Task<Result<std::size_t>> mark_read(ConversationId conversation, std::optional<MessageId> up_to,
                                        std::optional<MessageId> from = {});

    void peer_opened(const PeerId& peer);
    void peer_closed(const PeerId& peer);

    // In one transaction everything of a former peer becomes the successor's (store/succession.h); what
    // waited for the one goes to the other.
    Task<Result<>> carry_over(PeerKey former, PeerKey successor);

    // The person changed their mind about a peer (blocked, unblocked).
    void standing_changed(const PeerId& peer);

    void set_read_marks(ReadMarks choice);
    // Begins to forget at once, unless the date has leapt (clock_trust.h).
    void set_history_life(std::chrono::hours life);

    // Ends all tasks. What waits stays in the outbox. Requires: sessions are closed, or send no more frames.
    Task<> close();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace culver::chat
