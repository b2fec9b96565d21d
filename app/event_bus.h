// SPDX-License-Identifier: Apache-2.0
// The stream of events that faces follow. Every event has a number that grows for the life of the profile;
// the latest ones are kept, so that a face that reconnects misses nothing or is told what it missed. Thread:
// the network thread.
#pragma once
#include "base/task.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

namespace culver::app {

class EventBus {
public:
    // Kept events: an hour of a lively office. Bounded in bytes, because texts of messages travel in them.
    static constexpr std::size_t kMaxKeptEvents = 10'000;
    static constexpr std::size_t kMaxKeptBytes = 4u << 20;

    // next_number: from the profile, so that it never repeats. See store.
    EventBus(boost::asio::any_io_executor executor, std::function<std::uint64_t()> next_number);

    // Encodes the event with its number, keeps it and wakes all who wait.
    void publish(const std::function<std::string(std::uint64_t number)>& encode);

    // What a reader that has seen everything up to a number gets next.
    struct Next {
        enum class Kind { Event, Lost } kind = Kind::Event;
        std::uint64_t number = 0;  // of the event; for Lost the last one missed
        std::uint64_t from = 0;    // for Lost the first one missed
        std::string text;
    };
    // Waits until there is one. Ends with operation_aborted thrown when the reader is cancelled.
    Task<Next> after(std::uint64_t seen);

    [[nodiscard]] std::uint64_t last_number() const { return last_; }

private:
    struct Kept {
        std::uint64_t number;
        std::string text;
    };
    void forget_oldest();
    std::function<std::uint64_t()> next_number_;
    std::deque<Kept> kept_;
    std::size_t kept_bytes_ = 0;
    std::uint64_t last_ = 0;
    boost::asio::steady_timer published_;  // never expires; cancelled by publish()
};

}  // namespace culver::app
