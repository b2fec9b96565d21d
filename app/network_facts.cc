// SPDX-License-Identifier: Apache-2.0
#include "app/network_facts.h"

#include "base/files.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <sstream>

namespace culver::app {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t kMaxTableBytes = 4u << 20;  // 30,000 neighbours
constexpr std::uint16_t kDiscardPort = 9;

std::uint32_t host_order(const sockaddr* address) {
    sockaddr_in raw{};
    std::memcpy(&raw, address, sizeof raw);
    return ntohl(raw.sin_addr.s_addr);
}

bool shares_prefix6(const sockaddr* address, const sockaddr* mask, const ip::address_v6::bytes_type& other) {
    sockaddr_in6 own{};
    sockaddr_in6 bits{};
    std::memcpy(&own, address, sizeof own);
    std::memcpy(&bits, mask, sizeof bits);
    for (std::size_t i = 0; i < other.size(); ++i) {
        if (((own.sin6_addr.s6_addr[i] ^ other[i]) & bits.sin6_addr.s6_addr[i]) != 0) return false;
    }
    return true;
}

bool covers(const ifaddrs& entry, const ip::address& address) {
    if (entry.ifa_addr == nullptr || entry.ifa_netmask == nullptr) return false;
    if (address.is_v4() && entry.ifa_addr->sa_family == AF_INET) {
        const auto difference = host_order(entry.ifa_addr) ^ address.to_v4().to_uint();
        return (difference & host_order(entry.ifa_netmask)) == 0;
    }
    if (address.is_v6() && entry.ifa_addr->sa_family == AF_INET6)
        return shares_prefix6(entry.ifa_addr, entry.ifa_netmask, address.to_v6().to_bytes());
    return false;
}

}  // namespace

bool is_on_link(const ip::address& address) {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return false;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(list, freeifaddrs);
    for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
        if (covers(*entry, address)) return true;
    }
    return false;
}

std::optional<ip::address> gateway_in(const std::string& routes) {
    std::istringstream lines(routes);
    std::string line;
    std::getline(lines, line);  // the headings
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string interface, destination, gateway;
        words >> interface >> destination >> gateway;
        if (destination != "00000000" || gateway == "00000000" || gateway.size() != 8) continue;
        const auto raw = static_cast<std::uint32_t>(std::strtoul(gateway.c_str(), nullptr, 16));
        return ip::address_v4(ntohl(raw));  // printed as the bytes lie in memory
    }
    return std::nullopt;
}

std::optional<ip::address> default_gateway() {
    const auto routes = read_file("/proc/net/route", kMaxTableBytes);
    return routes ? gateway_in(*routes) : std::nullopt;
}

void poke(const ip::address& address) {
    if (!address.is_v4()) return;
    const FileHandle socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket.is_open()) return;
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(kDiscardPort);
    to.sin_addr.s_addr = htonl(address.to_v4().to_uint());
    // What matters is the question for the hardware address before it; the datagram may be lost.
    [[maybe_unused]] const auto sent =
        sendto(socket.get(), nullptr, 0, MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

bool is_neighbour_in(const std::string& table, const std::string& address) {
    std::istringstream lines(table);
    std::string line;
    while (std::getline(lines, line)) {
        std::istringstream words(line);
        std::string where, hardware_type, flags;
        words >> where >> hardware_type >> flags;
        constexpr unsigned long kComplete = 2;
        if (where == address) return (std::strtoul(flags.c_str(), nullptr, 16) & kComplete) != 0;
    }
    return false;
}

bool is_neighbour(const ip::address& address) {
    if (!address.is_v4()) return true;
    const auto table = read_file("/proc/net/arp", kMaxTableBytes);
    return !table || is_neighbour_in(*table, address.to_string());
}

}  // namespace culver::app
