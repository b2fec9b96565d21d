// SPDX-License-Identifier: Apache-2.0
#include "net/listener.h"

#include "base/log.h"
#include "net/errors.h"
#include "net/socket_options.h"
#include "net/tls_link.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/v6_only.hpp>

namespace culver::net {
namespace {

namespace ip = boost::asio::ip;

constexpr int kBacklog = 256;  // a burst of arrivals waits in the kernel, not in our memory
constexpr std::chrono::milliseconds kPauseAfterFailure{
    100};  // without descriptors, accepting again at once spins

boost::system::error_code open_acceptor(ip::tcp::acceptor& acceptor, const ip::tcp::endpoint& where) {
    boost::system::error_code failure;
    acceptor.open(where.protocol(), failure);
    if (!failure) close_on_exec(acceptor.native_handle());
    if (!failure) acceptor.set_option(ip::tcp::acceptor::reuse_address(true), failure);
    if (!failure && where.address().is_v6()) acceptor.set_option(ip::v6_only(true), failure);
    if (!failure) acceptor.bind(where, failure);
    if (!failure) acceptor.listen(kBacklog, failure);
    return failure;
}

bool has_no_ipv6(const boost::system::error_code& failure) {
    namespace error = boost::asio::error;
    return failure == error::address_family_not_supported || failure == error::invalid_argument ||
           failure == boost::system::errc::address_not_available;
}

Task<Result<std::unique_ptr<Link>>> take_turn(TcpSocket socket, const Identity& identity, Duration turn) {
    if (turn > Duration::zero()) co_await sleep_for(turn);
    co_return co_await shake_hands(std::move(socket), identity, Direction::Accepted, std::nullopt);
}

}  // namespace

Listener::Listener(boost::asio::any_io_executor executor, const Identity& identity,
                   const ListenerOptions& options, OnLink on_link)
    : identity_(identity),
      on_link_(std::move(on_link)),
      is_known_(options.is_known),
      admission_(options.limits),
      scope_(std::move(executor)) {}

Result<std::unique_ptr<Listener>> Listener::open(boost::asio::any_io_executor executor,
                                                 const Identity& identity, ListenerOptions options,
                                                 OnLink on_link) {
    std::unique_ptr<Listener> listener(
        new Listener(std::move(executor), identity, options, std::move(on_link)));
    const std::uint16_t first = options.port.value_or(kFirstPort);
    const std::uint16_t last = options.port.value_or(kLastPort);
    Result<> opened;
    for (std::uint32_t port = first; port <= last; ++port) {
        opened = listener->listen(static_cast<std::uint16_t>(port), options.loopback_only);
        if (opened) break;
    }
    if (!opened)
        return fail(NetErrc::NoFreePort,
                    "port " + std::to_string(first) + ": " + opened.error().code.message());
    for (std::size_t i = 0; i < listener->acceptors_.size(); ++i) {
        listener->scope_.spawn("accepting links", listener->accept_loop(i));
    }
    return listener;
}

Result<> Listener::listen(std::uint16_t port, bool loopback_only) {
    acceptors_.clear();
    Acceptor v4(scope_.executor());
    const ip::address_v4 any4 = loopback_only ? ip::address_v4::loopback() : ip::address_v4::any();
    if (const auto failure = open_acceptor(v4, {any4, port})) return fail(failure);
    port_ = v4.local_endpoint().port();  // chosen by the kernel when 0 was asked for
    Acceptor v6(scope_.executor());
    const ip::address_v6 any6 = loopback_only ? ip::address_v6::loopback() : ip::address_v6::any();
    const auto failure = open_acceptor(v6, {any6, port_});
    if (failure && !has_no_ipv6(failure)) return fail(failure);
    acceptors_.push_back(std::move(v4));
    if (!failure) acceptors_.push_back(std::move(v6));
    return {};
}

Task<> Listener::accept_loop(std::size_t index) {
    for (;;) {
        auto [failure, socket] = co_await acceptors_[index].async_accept(no_throw);
        if (failure) {
            log::debug("accepting a link: {}", failure.message());
            co_await sleep_for(kPauseAfterFailure);
        } else {
            admit(std::move(socket));
        }
    }
}

void Listener::admit(TcpSocket socket) {
    boost::system::error_code gone;
    const auto from = socket.remote_endpoint(gone);
    if (gone) return;
    const auto verdict = admission_.arrive(from.address(), real_clock().steady());
    if (verdict.evicted) {
        // Over, not only cancelled: its handshake may not wait for it yet.
        const auto found = deadlines_.find(*verdict.evicted);
        if (found != deadlines_.end()) found->second->expires_at(SteadyTime{});
    }
    if (!verdict.ticket) return;
    deadlines_[*verdict.ticket] =
        std::make_shared<boost::asio::steady_timer>(scope_.executor(), kHandshakeLimit);
    scope_.spawn("handshake", prove(std::move(socket), *verdict.ticket, verdict.wait));
}

Task<> Listener::prove(TcpSocket socket, Admission::Ticket ticket, Duration turn) {
    using namespace boost::asio::experimental::awaitable_operators;
    const auto deadline = deadlines_[ticket];
    struct Leaves {
        Listener& listener;
        Admission::Ticket ticket;
        ~Leaves() {
            listener.deadlines_.erase(ticket);
            listener.admission_.leave(ticket);
        }
    } leaves{*this, ticket};
    auto outcome = co_await (take_turn(std::move(socket), identity_, turn) || deadline->async_wait(no_throw));
    if (outcome.index() != 0) co_return;  // too slow, or it had to make room
    auto& link = std::get<0>(outcome);
    if (!link) {
        log::debug("a link was refused: {}", link.error().sentence());
        co_return;
    }
    if (is_known_ && is_known_((*link)->peer())) admission_.authenticated(ticket, real_clock().steady());
    on_link_(std::move(*link));
}

Task<> Listener::close() {
    for (auto& acceptor : acceptors_) {
        boost::system::error_code ignored;
        acceptor.close(ignored);
    }
    co_await scope_.close();
}

}  // namespace culver::net
