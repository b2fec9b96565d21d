// SPDX-License-Identifier: Apache-2.0
// The way `static`: asks, by unicast, whoever answers at addresses that a person named: other networks, a
// VPN, a link that filters multicast. One side's setting is enough, because who asks is heard.
#pragma once
#include "discovery/backend.h"

#include <boost/asio/steady_timer.hpp>

#include <string_view>
#include <vector>

namespace culver::discovery {

// "10.1.2.3", "10.1.2.3:24300", "[fd00::7]:24300": the UDP beacon port there. Nothing when it is no address
// or one of a group.
[[nodiscard]] std::optional<Endpoint> parse_host(std::string_view text, std::uint16_t beacon_port);

inline constexpr std::size_t kMaxStaticHosts = 256;  // 51 questions a second; a network has gossip besides

class StaticHosts final : public Backend {
public:
    explicit StaticHosts(const boost::asio::any_io_executor& executor);

    void set_hosts(std::vector<Endpoint> hosts);  // asked at once
    [[nodiscard]] const std::vector<Endpoint>& hosts() const { return hosts_; }

    [[nodiscard]] std::vector<WayState> states() const override;
    Task<> run(Sink& sink) override;
    void announce(const std::optional<Announcement>&) override {}
    void use(const std::vector<Interface>&) override { timer_.cancel(); }
    Task<> say_goodbye() override { co_return; }

private:
    std::vector<Endpoint> hosts_;
    boost::asio::steady_timer timer_;
};

}  // namespace culver::discovery
