// SPDX-License-Identifier: Apache-2.0
// The real Link: TLS 1.3 with OpenSSL directly on a non-blocking socket; Asio only waits until it is ready.
// That is faster than copying through Asio's stream, keeps an idle link small, and lets a link become a lane.
#pragma once
#include "net/identity.h"
#include "net/link.h"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>

namespace culver::net {

using TcpSocket = boost::asio::ip::tcp::socket;

// Proves both sides to one another on a connected socket. With expected, fails inside the handshake, with
// NetErrc::WrongPeer, when another key answers. Takes as long as the other side lets it: the caller sets a
// limit.
Task<Result<std::unique_ptr<Link>>> shake_hands(TcpSocket socket, const Identity& identity,
                                                Direction direction, std::optional<PeerId> expected);

// What the last failed call on this thread meant; ssl_error is SSL_get_error's word for it.
[[nodiscard]] Error tls_failure(int ssl_error);

class TlsLink final : public Link {
public:
    // Requires: the handshake is done.
    TlsLink(TcpSocket socket, SslPtr ssl, PeerId peer, Direction direction);
    ~TlsLink() override;
    const PeerId& peer() const override { return peer_; }
    Endpoint remote() const override { return remote_; }
    std::optional<Endpoint> local() const override { return local_; }
    Direction direction() const override { return direction_; }
    Task<Result<std::size_t>> read_some(std::span<std::uint8_t> into) override;
    Task<Result<>> write_all(ByteView bytes) override;
    void close() override;
    Bytes exporter(std::string_view label) override;
    Result<std::unique_ptr<LaneStream>> into_lane() override;

private:
    Task<Result<>> wait_for(int ssl_error);

    TcpSocket socket_;
    SslPtr ssl_;  // none after close() and into_lane()
    PeerId peer_;
    Endpoint remote_;
    std::optional<Endpoint> local_;
    Direction direction_;
    bool is_broken_ = false;
    unsigned reads_ = 0;
};

}  // namespace culver::net
