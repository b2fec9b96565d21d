// SPDX-License-Identifier: Apache-2.0
#include "discovery/interface_watch.h"

#include "base/log.h"
#include "base/task_scope.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <chrono>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

constexpr auto kGather = 200ms;  // one cable or one DHCP answer makes a dozen messages
constexpr auto kLookEvery = 5s;  // without netlink

int open_netlink() {
    const int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (netlink < 0) return -1;
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
    if (bind(netlink, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return netlink;
    close(netlink);
    return -1;
}

}  // namespace

InterfaceWatch::InterfaceWatch(const boost::asio::any_io_executor& executor, InterfaceRules rules)
    : netlink_(executor), rules_(std::move(rules)) {}

Result<> InterfaceWatch::open() {
    const int netlink = open_netlink();
    if (netlink >= 0)
        netlink_.assign(netlink);
    else
        log::warn("changes of the network are noticed only every 5 s: the kernel does not report them here");
    auto all = list_interfaces();
    if (!all) return std::unexpected(all.error());
    interfaces_ = usable(std::move(*all), rules_);
    return {};
}

bool InterfaceWatch::look(const Changed& changed) {
    auto all = list_interfaces();
    if (!all) {
        log::warn("{}", all.error().sentence());
        return false;
    }
    auto after = usable(std::move(*all), rules_);
    const InterfaceDifference what = difference(interfaces_, after);
    if (what.is_empty()) return false;
    interfaces_ = std::move(after);
    changed(interfaces_, what);
    return true;
}

void InterfaceWatch::drain() {
    // Only that something happened counts; an overflow (ENOBUFS) says so too.
    std::array<char, 8192> ignored{};
    while (recv(netlink_.native_handle(), ignored.data(), ignored.size(), 0) > 0 || errno == ENOBUFS) {
    }
}

Task<> InterfaceWatch::wait_for_news() {
    if (!netlink_.is_open()) {
        co_await sleep_for(kLookEvery);
        co_return;
    }
    auto [failure] = co_await netlink_.async_wait(boost::asio::posix::descriptor_base::wait_read, no_throw);
    co_await sleep_for(failure ? std::chrono::steady_clock::duration(kLookEvery) : kGather);
    drain();
}

Task<> InterfaceWatch::run(Changed changed) {
    while (true) {
        co_await wait_for_news();
        look(changed);
    }
}

}  // namespace culver::discovery
