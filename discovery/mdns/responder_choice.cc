// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/responder_choice.h"

#include <algorithm>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

constexpr Duration kGrace = 3s;  // a daemon registers its host's name for about a second
constexpr Duration kFirstDaemonRetry = 1s;
constexpr Duration kFirstEmbeddedRetry = 10s;
constexpr Duration kLongestRetry = 1min;

}  // namespace

void ResponderChoice::saw_marks(bool may_run, SteadyTime now) {
    if (may_run && !may_run_) {
        grace_until_ = now + kGrace;
        daemon_retry_ = {};
    }
    may_run_ = may_run;
}

void ResponderChoice::failed(Retry& retry, Duration first, SteadyTime now) {
    Duration pause = first;
    for (int i = 0; i < retry.failures && pause < kLongestRetry; ++i) pause *= 2;
    retry.at = now + std::min(pause, kLongestRetry);
    ++retry.failures;
}

void ResponderChoice::daemon_is(Standing standing, SteadyTime now) {
    if (standing == Standing::Ready) daemon_retry_ = {};
    if (daemon_ == Standing::Ready && standing != Standing::Ready) grace_until_ = now + kGrace;
    if (standing == Standing::Failed) failed(daemon_retry_, kFirstDaemonRetry, now);
    daemon_ = standing;
}

void ResponderChoice::embedded_is(Standing standing, SteadyTime now) {
    if (standing == Standing::Ready) embedded_retry_ = {};
    if (standing == Standing::Failed) failed(embedded_retry_, kFirstEmbeddedRetry, now);
}

void ResponderChoice::restart() {
    daemon_retry_ = {};
    embedded_retry_ = {};
}

ResponderChoice::Wish ResponderChoice::wish(SteadyTime now) const {
    Wish wish;
    const bool is_up = available_.daemon && daemon_ == Standing::Ready;
    wish.daemon = is_up || (available_.daemon && may_run_ && now >= daemon_retry_.at);
    const bool is_awaited = available_.daemon && now < grace_until_;
    wish.embedded = available_.embedded && !is_up && !is_awaited && now >= embedded_retry_.at;
    if (is_up)
        wish.active = Active::Daemon;
    else if (wish.embedded)
        wish.active = Active::Embedded;
    return wish;
}

SteadyTime ResponderChoice::next_deadline(SteadyTime now) const {
    SteadyTime next = SteadyTime::max();
    for (const SteadyTime at : {grace_until_, daemon_retry_.at, embedded_retry_.at}) {
        if (at > now) next = std::min(next, at);
    }
    return next;
}

}  // namespace culver::discovery::mdns
