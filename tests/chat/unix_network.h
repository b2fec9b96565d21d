// SPDX-License-Identifier: Apache-2.0
// Links over Unix sockets in a folder, so that two processes can be joined and killed apart. The port of an
// endpoint names the socket; who is at the other end is agreed beforehand.
#pragma once
#include "net/link.h"
#include "net/sessions.h"

#include <boost/asio/local/stream_protocol.hpp>

#include <filesystem>
#include <memory>

namespace culver::chat {

class UnixTransport final : public net::Transport {
public:
    UnixTransport(std::filesystem::path folder, PeerId other) : folder_(std::move(folder)), other_(other) {}
    Task<Result<std::unique_ptr<net::Link>>> dial(Endpoint to, std::optional<PeerId> expected) override;

    // Accepts for as long as it is run, and hands the links to sessions.
    Task<> run_accepting(std::uint16_t port, net::Sessions& sessions);

private:
    [[nodiscard]] boost::asio::local::stream_protocol::endpoint socket_of(std::uint16_t port) const;
    std::filesystem::path folder_;
    PeerId other_;
};

}  // namespace culver::chat
