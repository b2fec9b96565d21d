// SPDX-License-Identifier: Apache-2.0
// Links over TCP.
#pragma once
#include "net/identity.h"
#include "net/link.h"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>

namespace culver::net {

class TcpTransport final : public Transport {
public:
    // Keeps: identity must outlive it.
    TcpTransport(boost::asio::any_io_executor executor, const Identity& identity)
        : executor_(std::move(executor)), identity_(identity) {}

    Task<Result<std::unique_ptr<Link>>> dial(Endpoint to, std::optional<PeerId> expected) override;

private:
    Task<Result<std::unique_ptr<Link>>> open(Endpoint to, std::optional<PeerId> expected);

    boost::asio::any_io_executor executor_;
    const Identity& identity_;
};

}  // namespace culver::net
