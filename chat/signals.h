// SPDX-License-Identifier: Apache-2.0
// What is told at once or not at all: typing and buzzes. Nothing is stored, nothing is acknowledged; both go
// only to known peers with an open session.
#pragma once
#include "base/clock.h"
#include "base/result.h"
#include "base/task_scope.h"
#include "chat/chat_event.h"
#include "net/sessions.h"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <map>

namespace culver::chat {

inline constexpr std::chrono::seconds kTypingLife{6};    // a face repeats it every four
inline constexpr std::chrono::seconds kBuzzPause{10};    // between two to one peer: it is meant to be rare
inline constexpr std::chrono::seconds kBuzzAccepted{5};  // between two from one peer; clocks drift

class Signals {
public:
    // Keeps sessions and clock.
    Signals(boost::asio::any_io_executor executor, net::Sessions& sessions, const Clock& clock,
            std::function<net::Standing(const PeerId&)> standing, std::function<void(ChatEvent)> tell);

    void send_typing(const PeerId& peer, bool is_typing);
    Result<> send_buzz(const PeerId& peer);  // fails with PeerAway or TooOften

    void on_frame(const PeerId& from, std::uint16_t kind, ByteView body);
    void closed(const PeerId& peer);
    Task<> close();

private:
    void set_typing(const PeerId& peer, bool is_typing);
    Task<> forget(PeerId peer, std::uint64_t turn);
    [[nodiscard]] bool may_signal(const PeerId& peer) const;

    net::Sessions& sessions_;
    const Clock& clock_;
    std::function<net::Standing(const PeerId&)> standing_;
    std::function<void(ChatEvent)> tell_;
    std::map<PeerId, std::uint64_t> typing_;  // with the turn of the last sign
    std::uint64_t turn_ = 0;
    std::map<PeerId, SteadyTime> buzzed_;
    std::map<PeerId, SteadyTime> buzzed_us_;
    TaskScope scope_;
};

}  // namespace culver::chat
