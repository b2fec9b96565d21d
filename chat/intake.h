// SPDX-License-Identifier: Apache-2.0
// The way in: frames from peers wait in a bounded inbox, everything that waits becomes one commit (ingest.h),
// and only then peers are answered and the node is told.
#pragma once
#include "base/clock.h"
#include "base/task.h"
#include "base/task_scope.h"
#include "chat/chat_event.h"
#include "chat/inbox.h"
#include "chat/stranger_mail.h"
#include "net/sessions.h"
#include "store/database.h"

#include <functional>
#include <vector>

namespace culver::chat {

class Intake {
public:
    // All after the commit, in this order for each batch.
    struct Mediator {
        std::function<net::Standing(const PeerId&)> standing;  // before it, for each frame
        std::function<bool(const PeerId&)> is_welcome;         // the same: may write to us
        std::function<bool(const PeerId&)> is_owed;            // the same: something waits for it
        std::function<void(ClockValue)> seen;                  // the highest clock that was taken
        std::function<void(ChatEvent)> tell;
        std::function<void(const PeerId&, const std::vector<std::int64_t>&)> settled;  // rows of the outbox
        // Frames that nothing is stored of, at once; never from blocked peers.
        std::function<void(const PeerId&, std::uint16_t kind, ByteView body)> signal = nullptr;
    };

    // Keeps sessions, database and clock. Takes the chat frames of sessions; until start() they wait.
    Intake(boost::asio::any_io_executor executor, net::Sessions& sessions, store::Database& database,
           const Clock& clock, const PeerId& self, Mediator mediator);

    void start();
    Task<> close();

private:
    Task<> on_frame(PeerId from, std::uint16_t kind, Bytes body);
    [[nodiscard]] bool may_say(const PeerId& stranger, std::uint16_t kind, std::size_t bytes);
    Task<> run();
    Task<> digest(std::vector<Inbound> batch);
    Task<Result<>> commit(std::vector<Inbound> batch);
    void apply(Digest digest);
    void answer(const PeerId& peer, const Digest::Answers& answers);
    void warn_about(const Error& error);

    net::Sessions& sessions_;
    store::Database& database_;
    const Clock& clock_;
    PeerId self_;
    Mediator mediator_;
    StrangerMail stranger_mail_;
    Inbox inbox_;
    bool has_warned_ = false;
    TaskScope scope_;
};

}  // namespace culver::chat
