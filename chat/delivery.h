// SPDX-License-Identifier: Apache-2.0
// What waits for one peer, in order: what to send next, what is on its way, when to send again. Pure: it
// knows rows and numbers, not sessions; time comes in by parameters.
//
// At most a window is unacknowledged. When an open session acknowledges nothing for a while, everything that
// is on its way goes out again from the first on, later and later (go-back-N: the receiver takes nothing out
// of order).
#pragma once
#include "base/clock.h"
#include "store/message.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>

namespace culver::chat {

struct Waiting {
    store::StoredMessage message;
    bool was_sent = false;  // since the program started
};

struct DeliveryLimits {
    std::size_t window_messages = 64;       // keeps a quick disk busy; more only delays what comes behind
    std::size_t window_bytes = 256 * 1024;  // a few of the longest messages
    Duration resend_first = std::chrono::seconds(5);
    Duration resend_last = std::chrono::seconds(60);
};

class Delivery {
public:
    explicit Delivery(DeliveryLimits limits = {}) : limits_(limits), pause_(limits.resend_first) {}

    // Rows must grow; one that does not is known already and dropped.
    void add(store::StoredMessage message);

    void opened();  // a session stands: everything goes out again from the first on
    void closed();

    // The next to send, or nothing: no session, the window is full, or all is on its way. Stays valid until
    // the next call that changes something.
    [[nodiscard]] const store::StoredMessage* next() const;

    // For the message that next() gave: the number of the one before it that is still owed, or 0.
    [[nodiscard]] std::uint64_t previous() const;

    // The message that next() gave went out; gives it the first time it did.
    const store::StoredMessage* sent(SteadyTime now);

    // Delivered or given up: nothing more is owed.
    void settle(std::span<const std::int64_t> rows, SteadyTime now);

    // When check() has something to do; nothing when nothing is on its way.
    [[nodiscard]] std::optional<SteadyTime> deadline() const;

    // True when the deadline has passed: next() begins at the first again.
    bool check(SteadyTime now);

    [[nodiscard]] bool is_empty() const { return waiting_.empty(); }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }
    [[nodiscard]] bool was_sent(std::int64_t row) const;
    [[nodiscard]] std::int64_t last_row() const { return last_row_; }

private:
    DeliveryLimits limits_;
    std::deque<Waiting> waiting_;   // by row
    std::size_t on_their_way_ = 0;  // so many of the first were sent and are not acknowledged
    std::size_t bytes_on_their_way_ = 0;
    std::int64_t last_row_ = 0;
    bool is_open_ = false;
    Duration pause_;
    std::optional<SteadyTime> last_progress_;
};

}  // namespace culver::chat
