// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/on_link.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>
#include <span>

namespace culver::discovery {
namespace {

namespace ip = boost::asio::ip;

template <class Raw>
Raw copy_of(const sockaddr& raw) {
    Raw copy{};
    std::memcpy(&copy, &raw, sizeof copy);
    return copy;
}

unsigned ones(std::span<const std::uint8_t> mask) {
    unsigned count = 0;
    for (const std::uint8_t byte : mask) count += static_cast<unsigned>(std::popcount(byte));
    return count;
}

Subnet subnet_of(unsigned interface, const ifaddrs& raw) {
    if (raw.ifa_addr->sa_family == AF_INET) {
        const auto address = copy_of<sockaddr_in>(*raw.ifa_addr).sin_addr.s_addr;
        const auto mask = copy_of<sockaddr_in>(*raw.ifa_netmask).sin_addr.s_addr;
        return {.interface = interface,
                .address = ip::address_v4(ntohl(address)),
                .prefix_bits = static_cast<unsigned>(std::popcount(mask))};
    }
    const auto address = copy_of<sockaddr_in6>(*raw.ifa_addr).sin6_addr;
    const auto mask = copy_of<sockaddr_in6>(*raw.ifa_netmask).sin6_addr;
    ip::address_v6::bytes_type bytes{};
    std::memcpy(bytes.data(), &address, bytes.size());
    return {.interface = interface, .address = ip::address_v6(bytes), .prefix_bits = ones(mask.s6_addr)};
}

template <class AddressBytes>
bool share_prefix(const AddressBytes& left, const AddressBytes& right, unsigned bits) {
    for (std::size_t i = 0; i < left.size() && bits > 0; ++i) {
        const unsigned here = std::min(bits, 8u);
        if (((left[i] ^ right[i]) >> (8 - here)) != 0) return false;
        bits -= here;
    }
    return true;
}

bool is_broadcast(const Subnet& subnet, const ip::address_v4& address) {
    if (subnet.prefix_bits > 30) return false;  // point-to-point networks have none
    const std::uint32_t hosts = 0xffffffffu >> subnet.prefix_bits;
    const std::uint32_t part = address.to_uint() & hosts;
    return part == hosts || part == 0;
}

bool contains(const Subnet& subnet, const ip::address& address) {
    if (subnet.address.is_v4() != address.is_v4()) return false;
    if (address.is_v6()) {
        if (address.to_v6().is_link_local()) return true;
        return share_prefix(subnet.address.to_v6().to_bytes(), address.to_v6().to_bytes(),
                            subnet.prefix_bits);
    }
    return share_prefix(subnet.address.to_v4().to_bytes(), address.to_v4().to_bytes(), subnet.prefix_bits) &&
           !is_broadcast(subnet, address.to_v4());
}

}  // namespace

Result<std::vector<Subnet>> list_subnets() {
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return fail_errno(errno, "listing the network interfaces");
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(first, &freeifaddrs);
    std::vector<Subnet> subnets;
    for (const ifaddrs* raw = first; raw != nullptr; raw = raw->ifa_next) {
        if (raw->ifa_addr == nullptr || raw->ifa_netmask == nullptr || (raw->ifa_flags & IFF_UP) == 0)
            continue;
        const int family = raw->ifa_addr->sa_family;
        if (family != AF_INET && family != AF_INET6) continue;
        const std::string_view label(raw->ifa_name);  // eth0:1 is an address of eth0
        const unsigned index = if_nametoindex(std::string(label.substr(0, label.find(':'))).c_str());
        if (index != 0) subnets.push_back(subnet_of(index, *raw));
    }
    return subnets;
}

bool is_on_link(const std::vector<Subnet>& subnets, unsigned interface, const ip::address& address) {
    if (address.is_unspecified() || address.is_loopback() || address.is_multicast()) return false;
    return std::ranges::any_of(subnets, [&](const Subnet& subnet) {
        return subnet.interface == interface && contains(subnet, address);
    });
}

}  // namespace culver::discovery
