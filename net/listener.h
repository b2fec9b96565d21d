// SPDX-License-Identifier: Apache-2.0
// Accepts links on IPv4 and IPv6 and lets through those that proved who they are; strangers that prove
// nothing are held within the limits of admission.h.
#pragma once
#include "base/task_scope.h"
#include "net/admission.h"
#include "net/identity.h"
#include "net/link.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace culver::net {

inline constexpr std::uint16_t kFirstPort =
    24254;  // the next free one is taken up to kLastPort: nodes of one host
inline constexpr std::uint16_t kLastPort = 24283;

struct ListenerOptions {
    std::optional<std::uint16_t> port;  // only this one
    bool loopback_only = false;         // for tests and for nodes that only dial
    AdmissionLimits limits;
    // Whose addresses get places of their own; empty: nobody's. Strangers must not earn them by showing any
    // key.
    std::function<bool(const PeerId&)> is_known;
};

class Listener {
public:
    using OnLink = std::function<void(std::unique_ptr<Link>)>;

    // Fails with NetErrc::NoFreePort. Without IPv6 on the machine it serves IPv4 alone.
    // Keeps: identity must outlive the listener.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> open(boost::asio::any_io_executor executor,
                                                                const Identity& identity,
                                                                ListenerOptions options, OnLink on_link);

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t unauthenticated() const { return admission_.size(); }

    // Stops accepting and ends the handshakes under way. Required before destruction.
    Task<> close();

private:
    using Acceptor = boost::asio::ip::tcp::acceptor;
    Listener(boost::asio::any_io_executor executor, const Identity& identity, const ListenerOptions& options,
             OnLink on_link);
    [[nodiscard]] Result<> listen(std::uint16_t port, bool loopback_only);
    Task<> accept_loop(std::size_t index);
    void admit(boost::asio::ip::tcp::socket socket);
    Task<> prove(boost::asio::ip::tcp::socket socket, Admission::Ticket ticket, Duration turn);

    const Identity& identity_;
    OnLink on_link_;
    std::function<bool(const PeerId&)> is_known_;
    std::uint16_t port_ = 0;
    Admission admission_;
    // Of each link from its arrival on; its handshake ends with it.
    std::map<Admission::Ticket, std::shared_ptr<boost::asio::steady_timer>> deadlines_;
    std::vector<Acceptor> acceptors_;
    TaskScope scope_;
};

}  // namespace culver::net
