// SPDX-License-Identifier: Apache-2.0
// One UDP socket of one family that says for each datagram at which interface and to which address it came,
// and sends through a chosen interface.
#pragma once
#include "base/bytes.h"
#include "base/endpoint.h"
#include "base/result.h"
#include "base/task.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <span>

namespace culver::discovery {

enum class Family : std::uint8_t { V4, V6 };

// Shared: other nodes of this host bind the same port; everybody gets what is sent to all, one of them what
// is sent to this host alone.
enum class Sharing : std::uint8_t { Own, Shared };

struct ReceivedDatagram {
    std::size_t bytes = 0;  // larger than the buffer when it was cut
    Endpoint from{};
    boost::asio::ip::address to{};
    unsigned interface = 0;
};

// Through which interface, and with which source address; 0 and absent: as the routes say.
struct Route {
    unsigned interface = 0;
    std::optional<boost::asio::ip::address> source{};
};

class DatagramSocket {
public:
    DatagramSocket(const boost::asio::any_io_executor& executor, Family family);

    // Port 0 takes a free one. Fails with the system's error, address_in_use among them. May be called again.
    Result<> open(std::uint16_t port, Sharing sharing);
    void close();
    [[nodiscard]] bool is_open() const { return descriptor_.is_open(); }
    [[nodiscard]] std::uint16_t port() const { return port_; }

    // Is a member of the group at exactly these interfaces. Gives the first failure and goes on with the
    // others.
    Result<> join_exactly(const boost::asio::ip::address& group, const std::set<unsigned>& interfaces);

    // Waits until receive() has something. Throws when cancelled; returns at once when the socket was closed.
    Task<> wait_readable();

    // The next datagram; nothing when there is none.
    std::optional<ReceivedDatagram> receive(std::span<std::uint8_t> into);

    // Multicast and broadcast never leave the link. Fails with the system's error.
    Result<> send(ByteView bytes, const Endpoint& to, const Route& route = {});

private:
    Result<> set_up(int socket, Sharing sharing) const;
    Result<> bind_to(int socket, std::uint16_t port);
    Result<> change_membership(const boost::asio::ip::address& group, unsigned interface, bool join) const;

    boost::asio::posix::stream_descriptor descriptor_;
    Family family_;
    std::uint16_t port_ = 0;
    std::set<unsigned> joined_;
};

}  // namespace culver::discovery
