// SPDX-License-Identifier: Apache-2.0
#include "net/dialler.h"

#include "net/dial_race.h"
#include "net/errors.h"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace culver::net {
namespace {

SteadyTime now() {
    return real_clock().steady();
}

// After a network came back everybody would dial everybody at once: N wanted peers are spread over N/50 s,
// which is the rate at which a node admits strangers.
constexpr double kDialsPerSecond = 50;

// A firewall that drops says nothing for as long as the handshake may take; an honest peer answers sooner.
constexpr auto kPatience = std::chrono::milliseconds(800);

}  // namespace

// Holds one want() as long as somebody waits.
struct Dialler::Want {
    Want(Dialler& dialler, PeerId wanted) : owner(dialler), peer(wanted) { owner.want(peer); }
    Want(const Want&) = delete;
    Want& operator=(const Want&) = delete;
    ~Want() { owner.release(peer); }
    Dialler& owner;
    PeerId peer;
};

Dialler::Dialler(boost::asio::any_io_executor executor, Transport& transport, const SessionOptions& options,
                 Mediator mediator)
    : executor_(executor),
      transport_(transport),
      timings_(options.timings),
      random_(options.random),
      is_started_(!options.waits_for_start),
      mediator_(std::move(mediator)),
      scope_(executor) {}

Dialler::Target* Dialler::find(const PeerId& peer) {
    const auto found = targets_.find(peer);
    return found == targets_.end() ? nullptr : found->second.get();
}

void Dialler::start() {
    is_started_ = true;
    for (const auto& [peer, target] : targets_) target->changed.notify();
}

void Dialler::want(const PeerId& peer) {
    auto& target = targets_[peer];
    if (!target) target = std::make_shared<Target>(executor_, timings_);
    ++target->wanted;
    if (std::exchange(target->is_running, true)) return;
    scope_.spawn("dialling a peer", keep_connected(peer, target));
}

void Dialler::release(const PeerId& peer) {
    Target* target = find(peer);
    if (target == nullptr || target->wanted == 0 || --target->wanted > 0) return;
    target->changed.notify();  // its loop ends, soon
}

bool Dialler::is_wanted(const PeerId& peer) const {
    const auto found = targets_.find(peer);
    return found != targets_.end() && found->second->wanted > 0;
}

std::size_t Dialler::unconnected() const {
    const auto is_missing = [](const auto& entry) {
        return entry.second->wanted > 0 && !entry.second->open_since;
    };
    return static_cast<std::size_t>(std::ranges::count_if(targets_, is_missing));
}

void Dialler::bring_forward(Target& target, Duration spread) {
    const auto share = std::chrono::duration_cast<Duration>(spread * random_());
    const SteadyTime earliest = std::max(now() + share, target.last_round + timings_.dial_gap);
    target.next_round = std::min(target.next_round, earliest);
    target.changed.notify();
}

void Dialler::nudge(const PeerId& peer) {
    Target* target = find(peer);
    if (target == nullptr || target->wanted == 0 || target->open_since) return;
    target->backoff.reset();
    const std::chrono::duration<double> spread(static_cast<double>(unconnected() - 1) / kDialsPerSecond);
    bring_forward(*target, std::chrono::duration_cast<Duration>(spread));
}

void Dialler::session_changed(const PeerId& peer) {
    Target* target = find(peer);
    if (target == nullptr) return;
    if (mediator_.is_open(peer)) {
        if (!target->open_since) target->open_since = now();
    } else if (const auto since = std::exchange(target->open_since, std::nullopt)) {
        if (now() - *since >= timings_.choice_window) target->backoff.reset();
        target->next_round = now() + target->backoff.next(random_());
    }
    target->changed.notify();
}

Task<> Dialler::keep_connected(PeerId peer, std::shared_ptr<Target> target) {
    while (!scope_.is_closing()) {
        // An unwanted target is remembered for one gap, so that wanting again and again dials no faster.
        const SteadyTime forgotten = target->last_round + timings_.dial_gap;
        if (target->wanted == 0 && now() >= forgotten) break;
        if (target->wanted == 0) {
            co_await target->changed.wait_until(forgotten);
        } else if (mediator_.is_open(peer)) {
            if (!target->open_since) target->open_since = now();
            co_await target->changed.wait();
        } else if (!is_started_) {
            co_await target->changed.wait();
        } else if (now() < target->next_round) {
            co_await target->changed.wait_until(target->next_round);
        } else {
            co_await dial_round(peer, target);
        }
    }
    targets_.erase(peer);
}

Task<> Dialler::dial_round(PeerId peer, std::shared_ptr<Target> target) {
    target->last_round = now();
    target->next_round = SteadyTime::max();
    Error failure{NetErrc::Blocked, {}};
    if (mediator_.may_dial(peer)) {
        scope_.spawn("waiting for a dialled peer", lose_patience(peer, target));
        const auto established = co_await try_addresses(peer, mediator_.addresses(peer));
        if (established) {
            target->next_round = target->last_round + timings_.dial_gap;
            co_return;
        }
        failure = established.error();
    }
    target->last_failure = std::move(failure);
    const Duration wait = target->backoff.next(random_());
    target->next_round = std::max(now() + wait, target->last_round + Duration(timings_.dial_gap));
    target->changed.notify();
}

Task<> Dialler::lose_patience(PeerId peer, std::shared_ptr<Target> target) {
    const SteadyTime round = target->last_round;
    const SteadyTime until = round + kPatience;
    const auto is_over = [&] { return target->last_round != round || mediator_.is_open(peer); };
    while (!is_over() && target->next_round == SteadyTime::max() && now() < until) {
        co_await target->changed.wait_until(until);
    }
    if (!is_over() && target->wanted > 0) mediator_.unreached(peer);
}

Task<Result<PeerId>> Dialler::try_addresses(PeerId peer, std::vector<Endpoint> addresses) {
    if (addresses.size() > kAddressesPerRound) addresses.resize(kAddressesPerRound);
    const auto on_failed = [this, peer](const Endpoint& to, const Error& why) {
        mediator_.failed(peer, to, why);
    };
    DialRace race(executor_, transport_, peer, on_failed);
    auto link = co_await race.run(std::move(addresses), timings_.dial_stagger);
    if (!link) co_return fail_as(link);
    const Endpoint where = (*link)->remote();
    auto established = co_await mediator_.establish(std::move(*link));
    if (!established) mediator_.failed(peer, where, established.error());
    co_return established;
}

Task<Result<>> Dialler::wait_until_open(PeerId peer, std::chrono::milliseconds limit) {
    const SteadyTime deadline = now() + limit;
    const Want want(*this, peer);
    const auto target = targets_.at(peer);
    target->last_failure.reset();
    bring_forward(*target, Duration::zero());
    while (!mediator_.is_open(peer)) {
        if (now() >= deadline) {
            const Error none{boost::asio::error::timed_out, {}};
            co_return std::unexpected(target->last_failure.value_or(none));
        }
        co_await target->changed.wait_until(deadline);
    }
    co_return Result<>();
}

Task<> Dialler::close() {
    co_await scope_.close();
}

}  // namespace culver::net
