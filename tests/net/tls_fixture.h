// SPDX-License-Identifier: Apache-2.0
// Two identities that meet over TLS on the loopback interface.
#pragma once
#include "net/tls_link.h"
#include "tests/support/run.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

namespace culver::net {

class TlsFixture : public testing::Test {
protected:
    using LinkResult = Result<std::unique_ptr<Link>>;

    // A connected pair of TCP sockets on 127.0.0.1.
    Task<std::pair<TcpSocket, TcpSocket>> connected_sockets();

    // Both sides of a handshake at once: the dialler's outcome, then the accepting side's.
    Task<std::pair<LinkResult, LinkResult>> meet(std::optional<PeerId> expected);

    // A handshake that must work; stored in dialled and accepted.
    Task<> join();

    // A blocking OpenSSL client of somebody else's making, on a thread of its own; the accepting side's
    // outcome.
    Task<LinkResult> accept_foreign(std::function<void(int descriptor)> client);

    boost::asio::io_context loop{1};
    SigningKey alices_key = SigningKey::generate();
    SigningKey bobs_key = SigningKey::generate();
    Identity alice{alices_key};
    Identity bob{bobs_key};
    std::unique_ptr<Link> dialled;
    std::unique_ptr<Link> accepted;
};

}  // namespace culver::net
