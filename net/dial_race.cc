// SPDX-License-Identifier: Apache-2.0
#include "net/dial_race.h"

#include "net/errors.h"

#include <boost/asio/this_coro.hpp>

namespace culver::net {
namespace {

Task<bool> is_cancelled() {
    const auto state = co_await boost::asio::this_coro::cancellation_state;
    co_return state.cancelled() != boost::asio::cancellation_type::none;
}

}  // namespace

DialRace::DialRace(boost::asio::any_io_executor executor, Transport& transport, PeerId expected,
                   OnFailed on_failed)
    : transport_(transport),
      expected_(expected),
      on_failed_(std::move(on_failed)),
      scope_(executor),
      changed_(executor) {}

Task<> DialRace::attempt(Endpoint to) {
    auto link = co_await transport_.dial(to, expected_);
    --under_way_;
    if (link && !won_) {
        won_ = std::move(*link);
    } else if (!link) {
        last_failure_ = link.error();
        on_failed_(to, link.error());
    }
    changed_.notify();
}

Task<Result<std::unique_ptr<Link>>> DialRace::run(std::vector<Endpoint> addresses, Duration stagger) {
    // Cancellation must not skip scope_.close().
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    bool cancelled = false;
    for (std::size_t i = 0; i < addresses.size() && !won_ && !cancelled; ++i) {
        ++under_way_;
        scope_.spawn("dialling " + addresses[i].text(), attempt(addresses[i]));
        const bool is_last = i + 1 == addresses.size();
        const SteadyTime until = is_last ? SteadyTime::max() : real_clock().steady() + stagger;
        while (!cancelled && !is_decided() && real_clock().steady() < until) {
            co_await changed_.wait_until(until);
            cancelled = co_await is_cancelled();
        }
    }
    co_await scope_.close();
    co_await boost::asio::this_coro::throw_if_cancelled(true);
    if (won_) co_return std::move(won_);
    if (cancelled) co_return fail(NetErrc::ShuttingDown);
    co_return std::unexpected(last_failure_.value_or(Error{NetErrc::NoAddress, {}}));
}

}  // namespace culver::net
