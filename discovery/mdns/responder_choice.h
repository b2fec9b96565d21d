// SPDX-License-Identifier: Apache-2.0
// The machine's daemon or the responder inside this process. The daemon goes first whenever it runs, because
// two responders on one machine double its traffic; the inner one steps in when there is none, after a pause
// that lets a daemon restart. Pure.
#pragma once
#include "base/clock.h"
#include "discovery/mdns/responder.h"

namespace culver::discovery::mdns {

class ResponderChoice {
public:
    struct Available {
        bool daemon = true;
        bool embedded = true;
    };
    explicit ResponderChoice(Available available) : available_(available) {}

    // The daemon's marks in the file system were looked at; they may be those of a dead one.
    void saw_marks(bool may_run, SteadyTime now);

    // What the two report. Failed: that object is gone, and wanted again after a pause that doubles.
    void daemon_is(Standing standing, SteadyTime now);
    void embedded_is(Standing standing, SteadyTime now);

    // The network is another one: what failed may be tried at once.
    void restart();

    enum class Active : std::uint8_t { Nobody, Daemon, Embedded };
    struct Wish {
        bool daemon = false;  // be connected, or wait for it
        bool embedded = false;
        Active active = Active::Nobody;  // who publishes and browses
    };
    [[nodiscard]] Wish wish(SteadyTime now) const;

    // When wish() may say something else.
    [[nodiscard]] SteadyTime next_deadline(SteadyTime now) const;

private:
    struct Retry {
        SteadyTime at{};
        int failures = 0;
    };
    void failed(Retry& retry, Duration first, SteadyTime now);

    Available available_;
    bool may_run_ = false;
    Standing daemon_ = Standing::Absent;
    SteadyTime grace_until_{};  // a daemon that may come up is waited for until then
    Retry daemon_retry_;
    Retry embedded_retry_;
};

}  // namespace culver::discovery::mdns
