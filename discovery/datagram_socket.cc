// SPDX-License-Identifier: Apache-2.0
#include "discovery/datagram_socket.h"

#include "base/files.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace culver::discovery {
namespace {

namespace ip = boost::asio::ip;

constexpr int kIpv6MulticastAll = 29;  // IPV6_MULTICAST_ALL, Linux 4.20; missing from glibc's headers

struct RawAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;
    [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

in_addr raw4(const ip::address_v4& address) {
    return in_addr{htonl(address.to_uint())};
}

in6_addr raw6(const ip::address_v6& address) {
    in6_addr raw{};
    const auto bytes = address.to_bytes();
    std::memcpy(&raw, bytes.data(), bytes.size());
    return raw;
}

RawAddress to_raw(const Endpoint& endpoint, unsigned interface) {
    RawAddress raw;
    if (endpoint.address.is_v4()) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(endpoint.port);
        address.sin_addr = raw4(endpoint.address.to_v4());
        std::memcpy(&raw.storage, &address, raw.length = sizeof address);
    } else {
        const ip::address_v6 v6 = endpoint.address.to_v6();
        sockaddr_in6 address{};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(endpoint.port);
        address.sin6_addr = raw6(v6);
        address.sin6_scope_id = v6.scope_id() != 0 ? static_cast<std::uint32_t>(v6.scope_id()) : interface;
        std::memcpy(&raw.storage, &address, raw.length = sizeof address);
    }
    return raw;
}

Endpoint from_raw(const sockaddr_storage& storage) {
    if (storage.ss_family == AF_INET) {
        sockaddr_in address{};
        std::memcpy(&address, &storage, sizeof address);
        return {.address = ip::address_v4(ntohl(address.sin_addr.s_addr)), .port = ntohs(address.sin_port)};
    }
    sockaddr_in6 address{};
    std::memcpy(&address, &storage, sizeof address);
    ip::address_v6::bytes_type bytes{};
    std::memcpy(bytes.data(), &address.sin6_addr, bytes.size());
    const ip::address_v6 v6(bytes);
    // Only link-local addresses need a scope; elsewhere it would make equal addresses differ.
    const auto scope = v6.is_link_local() ? address.sin6_scope_id : 0;
    return {.address = ip::address_v6(bytes, scope), .port = ntohs(address.sin6_port)};
}

Result<> set_option(int socket, int level, int name, int value, const char* what) {
    if (setsockopt(socket, level, name, &value, sizeof value) == 0) return {};
    return fail_errno(errno, what);
}

void note_control(msghdr& message, ReceivedDatagram& received) {
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
            in_pktinfo packet{};
            std::memcpy(&packet, CMSG_DATA(part), sizeof packet);
            received.interface = static_cast<unsigned>(packet.ipi_ifindex);
            received.to = ip::address_v4(ntohl(packet.ipi_addr.s_addr));
        } else if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo packet{};
            std::memcpy(&packet, CMSG_DATA(part), sizeof packet);
            received.interface = packet.ipi6_ifindex;
            ip::address_v6::bytes_type bytes{};
            std::memcpy(bytes.data(), &packet.ipi6_addr, bytes.size());
            received.to = ip::address_v6(bytes);
        }
    }
}

// Room for one in_pktinfo or in6_pktinfo.
struct Control {
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in6_pktinfo))> bytes{};
};

template <class Packet>
void put_control(msghdr& message, Control& control, int level, int type, const Packet& packet) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_SPACE(sizeof packet);
    cmsghdr* part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = level;
    part->cmsg_type = type;
    part->cmsg_len = CMSG_LEN(sizeof packet);
    std::memcpy(CMSG_DATA(part), &packet, sizeof packet);
}

void put_route(msghdr& message, Control& control, Family family, const Route& route) {
    if (route.interface == 0 && !route.source) return;
    if (family == Family::V4) {
        in_pktinfo packet{};
        packet.ipi_ifindex = static_cast<int>(route.interface);
        if (route.source) packet.ipi_spec_dst = raw4(route.source->to_v4());
        put_control(message, control, IPPROTO_IP, IP_PKTINFO, packet);
    } else {
        in6_pktinfo packet{};
        packet.ipi6_ifindex = route.interface;
        if (route.source) packet.ipi6_addr = raw6(route.source->to_v6());
        put_control(message, control, IPPROTO_IPV6, IPV6_PKTINFO, packet);
    }
}

}  // namespace

DatagramSocket::DatagramSocket(const boost::asio::any_io_executor& executor, Family family)
    : descriptor_(executor), family_(family) {}

Result<> DatagramSocket::set_up(int socket, Sharing sharing) const {
    struct Option {
        int level, name, value;
        const char* what;
        bool can_do_without = false;  // where the kernel, or what plays it, does not know the option
    };
    static constexpr std::array<Option, 4> kOptions4 = {
        Option{IPPROTO_IP, IP_PKTINFO, 1, "asking for the interface of datagrams"},
        Option{IPPROTO_IP, IP_MULTICAST_TTL, 1, "keeping multicast on the link"},
        Option{IPPROTO_IP, IP_MULTICAST_ALL, 0, "receiving own groups only", true},
        Option{SOL_SOCKET, SO_BROADCAST, 1, "allowing broadcast"}};
    static constexpr std::array<Option, 4> kOptions6 = {
        Option{IPPROTO_IPV6, IPV6_V6ONLY, 1, "keeping IPv4 out of the IPv6 socket"},
        Option{IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, "asking for the interface of datagrams"},
        Option{IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1, "keeping multicast on the link"},
        Option{IPPROTO_IPV6, kIpv6MulticastAll, 0, "receiving own groups only", true}};
    for (const Option& option : family_ == Family::V4 ? kOptions4 : kOptions6) {
        auto done = set_option(socket, option.level, option.name, option.value, option.what);
        if (!done && !option.can_do_without) return done;
    }
    if (sharing == Sharing::Own) return {};
    return set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1, "sharing the port");
}

Result<> DatagramSocket::bind_to(int socket, std::uint16_t port) {
    const ip::address any =
        family_ == Family::V4 ? ip::address(ip::address_v4::any()) : ip::address_v6::any();
    const RawAddress wanted = to_raw({.address = any, .port = port}, 0);
    if (bind(socket, wanted.get(), wanted.length) != 0) {
        return fail_errno(errno, "taking UDP port " + std::to_string(port));
    }
    sockaddr_storage bound{};
    socklen_t length = sizeof bound;
    if (getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &length) != 0) {
        return fail_errno(errno, "asking for the port");
    }
    port_ = from_raw(bound).port;
    return {};
}

Result<> DatagramSocket::open(std::uint16_t port, Sharing sharing) {
    close();
    const int domain = family_ == Family::V4 ? AF_INET : AF_INET6;
    FileHandle socket(::socket(domain, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.is_open()) return fail_errno(errno, "opening a UDP socket");
    if (auto done = set_up(socket.get(), sharing); !done) return done;
    if (auto done = bind_to(socket.get(), port); !done) return done;
    descriptor_.assign(socket.release());
    return {};
}

void DatagramSocket::close() {
    boost::system::error_code ignored;
    descriptor_.close(ignored);
    joined_.clear();
}

Result<> DatagramSocket::change_membership(const ip::address& group, unsigned interface, bool join) const {
    const int socket = const_cast<boost::asio::posix::stream_descriptor&>(descriptor_).native_handle();
    int result = 0;
    if (family_ == Family::V4) {
        ip_mreqn request{};
        request.imr_multiaddr = raw4(group.to_v4());
        request.imr_ifindex = static_cast<int>(interface);
        result = setsockopt(socket, IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &request,
                            sizeof request);
    } else {
        ipv6_mreq request{};
        request.ipv6mr_multiaddr = raw6(group.to_v6());
        request.ipv6mr_interface = interface;
        result = setsockopt(socket, IPPROTO_IPV6, join ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, &request,
                            sizeof request);
    }
    if (result == 0 || (join && errno == EADDRINUSE)) return {};  // a member already
    return fail_errno(errno, "joining " + group.to_string());
}

Result<> DatagramSocket::join_exactly(const ip::address& group, const std::set<unsigned>& interfaces) {
    if (!is_open()) return {};
    Result<> first;
    for (const unsigned interface : joined_) {
        // Fails when the interface itself is gone, and the membership with it.
        if (interfaces.contains(interface)) continue;
        [[maybe_unused]] const auto left = change_membership(group, interface, false);
    }
    joined_.clear();
    for (const unsigned interface : interfaces) {
        auto done = change_membership(group, interface, true);
        if (done)
            joined_.insert(interface);
        else if (first)
            first = std::move(done);
    }
    return first;
}

Task<> DatagramSocket::wait_readable() {
    (void)co_await descriptor_.async_wait(boost::asio::posix::descriptor_base::wait_read, no_throw);
}

std::optional<ReceivedDatagram> DatagramSocket::receive(std::span<std::uint8_t> into) {
    if (!is_open()) return std::nullopt;
    sockaddr_storage from{};
    Control control;
    iovec part{.iov_base = into.data(), .iov_len = into.size()};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    const ssize_t length = recvmsg(descriptor_.native_handle(), &message, MSG_TRUNC);
    if (length < 0) return std::nullopt;
    ReceivedDatagram received{.bytes = static_cast<std::size_t>(length), .from = from_raw(from), .to = {}};
    note_control(message, received);
    return received;
}

Result<> DatagramSocket::send(ByteView bytes, const Endpoint& to, const Route& route) {
    if (!is_open()) return fail_errno(EBADF, "sending to " + to.text());
    RawAddress address = to_raw(to, route.interface);
    Control control;
    // The kernel reads from here only; sendmsg has no const form.
    iovec part{.iov_base = const_cast<std::uint8_t*>(bytes.data()), .iov_len = bytes.size()};
    msghdr message{};
    message.msg_name = &address.storage;
    message.msg_namelen = address.length;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    put_route(message, control, family_, route);
    if (sendmsg(descriptor_.native_handle(), &message, MSG_NOSIGNAL) >= 0) return {};
    return fail_errno(errno, "sending to " + to.text());
}

}  // namespace culver::discovery
