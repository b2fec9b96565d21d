// SPDX-License-Identifier: Apache-2.0
#include "discovery/gateways.h"

#include "base/files.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>

namespace culver::discovery {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t kBufferBytes = 32 * 1024;  // what one piece of a kernel's answer has at most
constexpr int kMaxPieces = 1'000;                // a router with a full table of routes is no desk
constexpr std::uint16_t kDiscardPort = 9;
constexpr std::size_t kHardwareBytes = 6;
constexpr std::array<unsigned char, 2> kFamilies = {AF_INET, AF_INET6};

struct Attribute {
    unsigned type = 0;
    ByteView value;
};

// The attributes behind a message's own header.
std::vector<Attribute> attributes_of(const void* first, std::size_t bytes) {
    std::vector<Attribute> attributes;
    int left = static_cast<int>(bytes);
    for (auto* each = static_cast<const rtattr*>(first); RTA_OK(each, left); each = RTA_NEXT(each, left)) {
        const auto* data = static_cast<const std::uint8_t*>(RTA_DATA(each));
        attributes.push_back({.type = each->rta_type, .value = ByteView(data, RTA_PAYLOAD(each))});
    }
    return attributes;
}

std::optional<ip::address> address_in(ByteView value, unsigned interface) {
    if (value.size() == 4) {
        ip::address_v4::bytes_type bytes{};
        std::ranges::copy(value, bytes.begin());
        return ip::address_v4(bytes);
    }
    if (value.size() != 16) return std::nullopt;
    ip::address_v6::bytes_type bytes{};
    std::ranges::copy(value, bytes.begin());
    ip::address_v6 address(bytes);
    if (address.is_link_local()) address.scope_id(interface);
    return address;
}

std::string hardware_text(ByteView value) {
    if (value.size() != kHardwareBytes) return "";
    std::string text;
    for (const std::uint8_t byte : value) text += (text.empty() ? "" : ":") + to_hex(ByteView(&byte, 1));
    return text;
}

// Calls take(message) for all that the kernel has of a kind.
template <class Header, class Take>
Result<> dump(int netlink, std::uint16_t kind, unsigned char family, Take take) {
    struct {
        nlmsghdr header;
        Header body;
    } request{};
    request.header.nlmsg_len = NLMSG_LENGTH(sizeof(Header));
    request.header.nlmsg_type = kind;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    std::memcpy(&request.body, &family, 1);  // both kinds of header begin with the family
    if (::send(netlink, &request, request.header.nlmsg_len, 0) < 0)
        return fail_errno(errno, "asking the kernel for routes");
    alignas(nlmsghdr) std::array<char, kBufferBytes> buffer{};
    for (int piece = 0; piece < kMaxPieces; ++piece) {
        const auto count = ::recv(netlink, buffer.data(), buffer.size(), 0);
        if (count <= 0) return fail_errno(errno, "reading the kernel's routes");
        const auto received = static_cast<std::size_t>(count);
        for (std::size_t at = 0; at + sizeof(nlmsghdr) <= received;) {
            const auto* each = reinterpret_cast<const nlmsghdr*>(buffer.data() + at);
            const std::size_t length = each->nlmsg_len;
            if (length < sizeof(nlmsghdr) || at + length > received) break;
            if (each->nlmsg_type == NLMSG_DONE || each->nlmsg_type == NLMSG_ERROR) return {};
            if (length >= NLMSG_ALIGN(sizeof(nlmsghdr)) + sizeof(Header)) take(*each);
            at += NLMSG_ALIGN(length);
        }
    }
    return {};
}

void take_route(const nlmsghdr& message, std::vector<Gateway>& gateways) {
    const auto* route = static_cast<const rtmsg*>(NLMSG_DATA(&message));
    const bool is_default =
        route->rtm_dst_len == 0 && route->rtm_type == RTN_UNICAST && route->rtm_table == RT_TABLE_MAIN;
    if (!is_default) return;
    Gateway gateway;
    ByteView address;
    for (const auto& [type, value] : attributes_of(RTM_RTA(route), RTM_PAYLOAD(&message))) {
        if (type == RTA_OIF && value.size() == sizeof gateway.interface)
            std::memcpy(&gateway.interface, value.data(), value.size());
        if (type == RTA_GATEWAY) address = value;
    }
    const auto found = address_in(address, gateway.interface);
    if (!found || gateway.interface == 0) return;
    gateway.address = *found;
    if (std::ranges::find(gateways, gateway) == gateways.end()) gateways.push_back(std::move(gateway));
}

void take_neighbour(const nlmsghdr& message, std::vector<Gateway>& gateways) {
    const auto* neighbour = static_cast<const ndmsg*>(NLMSG_DATA(&message));
    constexpr unsigned kUnknown = NUD_NONE | NUD_INCOMPLETE | NUD_FAILED;
    if ((neighbour->ndm_state & kUnknown) != 0) return;
    const auto index = static_cast<unsigned>(neighbour->ndm_ifindex);
    std::optional<ip::address> address;
    std::string hardware;
    const auto* first = reinterpret_cast<const char*>(neighbour) + NLMSG_ALIGN(sizeof(ndmsg));
    for (const auto& [type, value] : attributes_of(first, NLMSG_PAYLOAD(&message, sizeof(ndmsg)))) {
        if (type == NDA_DST) address = address_in(value, index);
        if (type == NDA_LLADDR) hardware = hardware_text(value);
    }
    for (Gateway& gateway : gateways) {
        if (gateway.interface == index && address == gateway.address) gateway.hardware_address = hardware;
    }
}

// The address of a destination as the kernel's calls want it.
struct RawAddress {
    sockaddr_storage bytes{};
    socklen_t length = 0;
};

RawAddress raw(const ip::address& address, std::uint16_t port) {
    RawAddress result;
    if (address.is_v4()) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(address.to_v4().to_uint());
        std::memcpy(&result.bytes, &to, sizeof to);
        result.length = sizeof to;
    } else {
        sockaddr_in6 to{};
        to.sin6_family = AF_INET6;
        to.sin6_port = htons(port);
        to.sin6_scope_id = static_cast<std::uint32_t>(address.to_v6().scope_id());
        const auto bytes = address.to_v6().to_bytes();
        std::memcpy(&to.sin6_addr, bytes.data(), bytes.size());
        std::memcpy(&result.bytes, &to, sizeof to);
        result.length = sizeof to;
    }
    return result;
}

// A datagram socket that would send there; connecting one sends nothing.
FileHandle connected_to(const ip::address& address) {
    FileHandle handle(
        ::socket(address.is_v4() ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const RawAddress to = raw(address, kDiscardPort);
    const bool done = handle.is_open() &&
                      ::connect(handle.get(), reinterpret_cast<const sockaddr*>(&to.bytes), to.length) == 0;
    return done ? std::move(handle) : FileHandle();
}

}  // namespace

Result<std::vector<Gateway>> list_gateways() {
    const FileHandle netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!netlink.is_open()) return fail_errno(errno, "asking the kernel for routes");
    const timeval patience{.tv_sec = 1, .tv_usec = 0};  // the kernel answers at once; never hang on it
    (void)::setsockopt(netlink.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::vector<Gateway> gateways;
    for (const unsigned char family : kFamilies) {
        auto done = dump<rtmsg>(netlink.get(), RTM_GETROUTE, family,
                                [&](const nlmsghdr& message) { take_route(message, gateways); });
        if (!done) return fail_as(done);
    }
    if (gateways.empty()) return gateways;
    for (const unsigned char family : kFamilies) {
        auto done = dump<ndmsg>(netlink.get(), RTM_GETNEIGH, family,
                                [&](const nlmsghdr& message) { take_neighbour(message, gateways); });
        if (!done) return fail_as(done);
    }
    return gateways;
}

void ask_for_hardware_address(const Gateway& gateway) {
    const FileHandle socket = connected_to(gateway.address);
    if (socket.is_open()) (void)!::send(socket.get(), "", 0, 0);
}

std::optional<unsigned> interface_towards(const ip::address& address,
                                          const std::vector<Interface>& interfaces) {
    if (address.is_v6() && address.to_v6().scope_id() != 0)
        return static_cast<unsigned>(address.to_v6().scope_id());
    const FileHandle socket = connected_to(address);
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    if (!socket.is_open() || ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &length) != 0) {
        return std::nullopt;
    }
    ByteView bytes(reinterpret_cast<const std::uint8_t*>(&own), sizeof own);
    bytes = own.ss_family == AF_INET ? bytes.subspan(offsetof(sockaddr_in, sin_addr), 4)
                                     : bytes.subspan(offsetof(sockaddr_in6, sin6_addr), 16);
    const auto source = address_in(bytes, 0);
    const auto found = std::ranges::find_if(
        interfaces, [&](const Interface& interface) { return source && interface.has(*source); });
    return found == interfaces.end() ? std::nullopt : std::optional(found->index);
}

}  // namespace culver::discovery
