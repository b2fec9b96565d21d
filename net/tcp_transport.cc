// SPDX-License-Identifier: Apache-2.0
#include "net/tcp_transport.h"

#include "base/deadline.h"
#include "net/tls_link.h"

namespace culver::net {

Task<Result<std::unique_ptr<Link>>> TcpTransport::dial(Endpoint to, std::optional<PeerId> expected) {
    auto link = co_await with_deadline(kHandshakeLimit, open(to, expected));
    if (!link && link.error().context.empty()) link.error().context = "connecting to " + to.text();
    co_return link;
}

Task<Result<std::unique_ptr<Link>>> TcpTransport::open(Endpoint to, std::optional<PeerId> expected) {
    TcpSocket socket(executor_);
    const boost::asio::ip::tcp::endpoint where(to.address, to.port);
    const auto [failure] = co_await socket.async_connect(where, no_throw);
    if (failure) co_return fail(failure);
    co_return co_await shake_hands(std::move(socket), identity_, Direction::Dialled, expected);
}

}  // namespace culver::net
