// SPDX-License-Identifier: Apache-2.0
// Keeps wanted peers connected: one loop for each, which dials in rounds with back-off as long as no session
// is open, and sleeps while one is.
#pragma once
#include "base/task_scope.h"
#include "net/backoff.h"
#include "net/link.h"
#include "net/session_hub.h"
#include "net/signal.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace culver::net {

class Dialler {
public:
    struct Mediator {
        std::function<std::vector<Endpoint>(const PeerId&)> addresses;
        std::function<bool(const PeerId&)> is_open;
        std::function<bool(const PeerId&)> may_dial;                           // false for the blocked
        std::function<Task<Result<PeerId>>(std::unique_ptr<Link>)> establish;  // makes a session of a link
        std::function<void(const PeerId&, const Endpoint&, const Error&)> failed;
        std::function<void(const PeerId&)> unreached;  // a round has no session after kPatience, or failed
    };
    Dialler(boost::asio::any_io_executor executor, Transport& transport, const SessionOptions& options,
            Mediator mediator);

    void start();  // SessionOptions::waits_for_start
    void want(const PeerId& peer);
    void release(const PeerId& peer);
    [[nodiscard]] bool is_wanted(const PeerId& peer) const;
    void nudge(const PeerId& peer);

    // The session of this peer opened or ended.
    void session_changed(const PeerId& peer);

    // Dials at once, as far as the gap between rounds allows. Fails with the last dial's error, else
    // timed_out. Requires: the caller's scope is closed before this object goes.
    Task<Result<>> wait_until_open(PeerId peer, std::chrono::milliseconds limit);

    Task<> close();

private:
    struct Target {
        Target(const boost::asio::any_io_executor& executor, const SessionTimings& timings)
            : backoff(timings.backoff_first, timings.backoff_last), changed(executor) {}
        int wanted = 0;
        bool is_running = false;
        Backoff backoff;
        SteadyTime next_round{};  // not before
        SteadyTime last_round{};  // began
        std::optional<SteadyTime> open_since;
        std::optional<Error> last_failure;
        Signal changed;
    };
    struct Want;
    Task<> keep_connected(PeerId peer, std::shared_ptr<Target> target);
    Task<> dial_round(PeerId peer, std::shared_ptr<Target> target);
    Task<> lose_patience(PeerId peer, std::shared_ptr<Target> target);
    Task<Result<PeerId>> try_addresses(PeerId peer, std::vector<Endpoint> addresses);
    void bring_forward(Target& target, Duration spread);
    [[nodiscard]] Target* find(const PeerId& peer);
    [[nodiscard]] std::size_t unconnected() const;

    boost::asio::any_io_executor executor_;
    Transport& transport_;
    SessionTimings timings_;
    std::function<double()> random_;
    bool is_started_;
    Mediator mediator_;
    std::map<PeerId, std::shared_ptr<Target>> targets_;  // the wanted, and those wanted a moment ago
    TaskScope scope_;
};

}  // namespace culver::net
