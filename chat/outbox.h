// SPDX-License-Identifier: Apache-2.0
// Everything that waits for anybody: keeps a Delivery per peer filled from the store, asks sessions for those
// who are owed something, and sends while they are there.
#pragma once
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/task.h"
#include "base/task_scope.h"
#include "chat/delivery.h"
#include "net/sessions.h"
#include "store/database.h"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace culver::chat {

class Outbox {
public:
    struct Mediator {
        std::function<bool(const PeerId&)> may_send;  // false for blocked peers
        std::function<void(const store::StoredMessage&)>
            on_first_sent;  // went out for the first time in this run
    };

    // Keeps sessions, database and clock.
    Outbox(boost::asio::any_io_executor executor, net::Sessions& sessions, store::Database& database,
           const Clock& clock, DeliveryLimits limits, Mediator mediator);

    // Finds who is owed something, and begins to watch the time.
    Task<Result<>> start();

    // An own message was committed. Calls come in the order of the rows.
    void add(const PeerId& peer, store::StoredMessage message);

    // These rows of that peer wait no longer.
    void settle(const PeerId& peer, const std::vector<std::int64_t>& rows);

    void opened(const PeerId& peer);
    void closed(const PeerId& peer);
    void standing_changed(const PeerId& peer);

    // Something waits for that peer.
    [[nodiscard]] bool owes(const PeerId& peer) const;
    [[nodiscard]] bool was_sent(const PeerId& peer, std::int64_t row) const;

    Task<> close();

private:
    struct Queue {
        Delivery delivery;
        bool is_loaded = false;  // nothing waits in the store behind what delivery holds
        bool grew_while_loading = false;
        bool is_loading = false;
        bool is_wanted = false;
        [[nodiscard]] bool owes_nothing() const { return delivery.is_empty() && is_loaded; }
    };
    Queue& queue_of(const PeerId& peer);
    void pump(const PeerId& peer);
    void refill(const PeerId& peer, Queue& queue);
    Task<> load(PeerId peer);
    void update_wish(const PeerId& peer, Queue& queue);
    Task<> run_timer();
    Duration check_all();
    void wake_by(SteadyTime due);

    net::Sessions& sessions_;
    store::Database& database_;
    const Clock& clock_;
    DeliveryLimits limits_;
    Mediator mediator_;
    std::map<PeerId, Queue> queues_;
    boost::asio::steady_timer timer_;
    SteadyTime timer_due_ = SteadyTime::max();
    TaskScope scope_;
};

}  // namespace culver::chat
