// SPDX-License-Identifier: Apache-2.0
#include "discovery/interfaces.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>

namespace culver::discovery {
namespace {

namespace ip = boost::asio::ip;

// Names by which Docker, Podman, libvirt, LXC, Kubernetes, VMware and VirtualBox call the host's end.
constexpr std::array<std::string_view, 16> kSkippedPrefixes = {
    "docker", "podman", "cni", "flannel", "cali", "cilium", "kube-",   "nerdctl",
    "virbr",  "vnet",   "lxc", "lxdbr",   "veth", "vmnet",  "vboxnet", "ifb"};

bool is_docker_bridge(std::string_view name) {  // br- and 12 hexadecimal digits; br-lan is a real network
    constexpr std::size_t kDigits = 12;
    if (!name.starts_with("br-") || name.size() != 3 + kDigits) return false;
    return name.find_first_not_of("0123456789abcdef", 3) == std::string_view::npos;
}

bool matches(std::string_view name, const std::string& pattern) {
    if (!pattern.ends_with('*')) return name == pattern;
    return name.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
}

bool matches_any(std::string_view name, const std::vector<std::string>& patterns) {
    return std::ranges::any_of(patterns, [&](const std::string& pattern) { return matches(name, pattern); });
}

ip::address_v4 to_address4(const sockaddr& raw) {
    sockaddr_in address{};
    std::memcpy(&address, &raw, sizeof address);
    return ip::address_v4(ntohl(address.sin_addr.s_addr));
}

ip::address_v6 to_address6(const sockaddr& raw) {
    sockaddr_in6 address{};
    std::memcpy(&address, &raw, sizeof address);
    ip::address_v6::bytes_type bytes{};
    std::memcpy(bytes.data(), &address.sin6_addr, bytes.size());
    return ip::address_v6(bytes);
}

void note_flags(Interface& entry, unsigned flags) {
    entry.is_loopback = (flags & IFF_LOOPBACK) != 0;
    entry.has_carrier = (flags & IFF_UP) != 0 && (flags & IFF_RUNNING) != 0;
    entry.can_multicast = (flags & IFF_MULTICAST) != 0;
}

void note_address(Interface& entry, const ifaddrs& raw) {
    if (raw.ifa_addr == nullptr) return;
    if (raw.ifa_addr->sa_family == AF_INET) {
        Address4 address{.address = to_address4(*raw.ifa_addr), .broadcast = {}};
        if (raw.ifa_netmask != nullptr)
            address.prefix = static_cast<unsigned>(std::popcount(to_address4(*raw.ifa_netmask).to_uint()));
        const bool can_broadcast = (raw.ifa_flags & IFF_BROADCAST) != 0 && raw.ifa_broadaddr != nullptr;
        if (can_broadcast) {
            const auto broadcast = to_address4(*raw.ifa_broadaddr);
            if (!broadcast.is_unspecified() && broadcast != address.address) address.broadcast = broadcast;
        }
        entry.addresses4.push_back(address);
    } else if (raw.ifa_addr->sa_family == AF_INET6) {
        entry.addresses6.push_back(to_address6(*raw.ifa_addr));
    }
}

}  // namespace

bool Interface::has(const ip::address& address) const {
    if (address.is_v4()) {
        return std::ranges::find(addresses4, address.to_v4(), &Address4::address) != addresses4.end();
    }
    const ip::address_v6 unscoped(address.to_v6().to_bytes());
    return std::ranges::find(addresses6, unscoped) != addresses6.end();
}

bool Interface::has_link_local6() const {
    return std::ranges::any_of(addresses6,
                               [](const ip::address_v6& address) { return address.is_link_local(); });
}

Result<std::vector<Interface>> list_interfaces() {
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return fail_errno(errno, "listing the network interfaces");
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(first, &freeifaddrs);
    std::map<unsigned, Interface> found;
    for (const ifaddrs* raw = first; raw != nullptr; raw = raw->ifa_next) {
        // A label such as eth0:1 is an address of eth0.
        const std::string name(
            std::string_view(raw->ifa_name).substr(0, std::string_view(raw->ifa_name).find(':')));
        const unsigned index = if_nametoindex(name.c_str());
        if (index == 0) continue;  // it vanished meanwhile
        Interface& entry = found[index];
        entry.index = index;
        entry.name = name;
        note_flags(entry, raw->ifa_flags);
        note_address(entry, *raw);
    }
    std::vector<Interface> interfaces;
    for (auto& [index, entry] : found) {
        std::ranges::sort(entry.addresses4, {}, &Address4::address);
        std::ranges::sort(entry.addresses6);
        interfaces.push_back(std::move(entry));
    }
    return interfaces;
}

bool is_skipped_by_default(std::string_view name) {
    const auto is_prefix = [&](std::string_view prefix) { return name.starts_with(prefix); };
    return is_docker_bridge(name) || std::ranges::any_of(kSkippedPrefixes, is_prefix);
}

bool InterfaceRules::allows(std::string_view name) const {
    if (name == "lo") return true;
    if (matches_any(name, skip)) return false;
    return only.empty() ? !is_skipped_by_default(name) : matches_any(name, only);
}

std::vector<Interface> usable(std::vector<Interface> interfaces, const InterfaceRules& rules) {
    std::erase_if(interfaces, [&](const Interface& entry) {
        return !entry.has_carrier || !entry.has_address() || !rules.allows(entry.name);
    });
    return interfaces;
}

InterfaceDifference difference(const std::vector<Interface>& before, const std::vector<Interface>& after) {
    InterfaceDifference result;
    for (const Interface& entry : after) {
        const auto former = std::ranges::find(before, entry.index, &Interface::index);
        if (former == before.end())
            result.added.push_back(entry.name);
        else if (*former != entry)
            result.changed.push_back(entry.name);
    }
    for (const Interface& entry : before) {
        const bool is_there = std::ranges::find(after, entry.index, &Interface::index) != after.end();
        if (!is_there) result.removed.push_back(entry.name);
    }
    return result;
}

std::string InterfaceDifference::text() const {
    std::string text;
    const auto say = [&](const std::vector<std::string>& names, std::string_view verb) {
        for (const std::string& name : names) {
            if (!text.empty()) text += ", ";
            text += name + std::string(verb);
        }
    };
    say(added, " came");
    say(removed, " left");
    say(changed, " changed");
    return text;
}

}  // namespace culver::discovery
