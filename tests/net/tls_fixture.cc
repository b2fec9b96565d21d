// SPDX-License-Identifier: Apache-2.0
#include "tests/net/tls_fixture.h"

#include "base/deadline.h"

#include <thread>

namespace culver::net {

using boost::asio::ip::tcp;
using namespace boost::asio::experimental::awaitable_operators;

Task<std::pair<TcpSocket, TcpSocket>> TlsFixture::connected_sockets() {
    tcp::acceptor acceptor(loop, {boost::asio::ip::address_v4::loopback(), 0});
    TcpSocket client(loop);
    auto accepting = acceptor.async_accept(boost::asio::use_awaitable);
    auto connecting = client.async_connect(acceptor.local_endpoint(), boost::asio::use_awaitable);
    TcpSocket server = co_await (std::move(accepting) && std::move(connecting));
    co_return std::pair(std::move(client), std::move(server));
}

Task<std::pair<TlsFixture::LinkResult, TlsFixture::LinkResult>> TlsFixture::meet(
    std::optional<PeerId> expected) {
    auto sockets = co_await connected_sockets();
    auto dialling = shake_hands(std::move(sockets.first), alice, Direction::Dialled, expected);
    auto accepting = shake_hands(std::move(sockets.second), bob, Direction::Accepted, std::nullopt);
    auto both = co_await (std::move(dialling) && std::move(accepting));
    co_return std::pair(std::move(std::get<0>(both)), std::move(std::get<1>(both)));
}

Task<> TlsFixture::join() {
    auto both = co_await meet(bob.id());
    EXPECT_TRUE(both.first) << both.first.error().sentence();
    EXPECT_TRUE(both.second) << both.second.error().sentence();
    if (both.first) dialled = std::move(*both.first);
    if (both.second) accepted = std::move(*both.second);
}

Task<TlsFixture::LinkResult> TlsFixture::accept_foreign(std::function<void(int)> client) {
    auto sockets = co_await connected_sockets();
    const int descriptor = sockets.first.release();
    std::jthread foreigner([descriptor, client = std::move(client)] {
        client(descriptor);
        ::close(descriptor);
    });
    auto accepting = shake_hands(std::move(sockets.second), bob, Direction::Accepted, std::nullopt);
    co_return co_await with_deadline(std::chrono::seconds(5), std::move(accepting));
}

}  // namespace culver::net
