// SPDX-License-Identifier: Apache-2.0
// Tells when the network interfaces change: the kernel's netlink messages, gathered for 200 ms, then one look
// at all interfaces. Where netlink cannot be had (some containers) it looks every 5 s.
#pragma once
#include "base/task.h"
#include "discovery/interfaces.h"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <vector>

namespace culver::discovery {

class InterfaceWatch {
public:
    using Changed = std::function<void(const std::vector<Interface>& now, const InterfaceDifference&)>;

    InterfaceWatch(const boost::asio::any_io_executor& executor, InterfaceRules rules);

    // Begins to listen and looks once. Fails with the system's error when interfaces cannot be listed at all.
    Result<> open();

    [[nodiscard]] const std::vector<Interface>& interfaces() const { return interfaces_; }

    // Looks at once; true when something changed.
    bool look(const Changed& changed);

    // Calls changed for every change, until cancelled. Requires: open() succeeded.
    Task<> run(Changed changed);

private:
    Task<> wait_for_news();
    void drain();

    boost::asio::posix::stream_descriptor netlink_;
    InterfaceRules rules_;
    std::vector<Interface> interfaces_;
};

}  // namespace culver::discovery
