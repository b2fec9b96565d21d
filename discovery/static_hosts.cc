// SPDX-License-Identifier: Apache-2.0
#include "discovery/static_hosts.h"

#include "discovery/budget.h"

namespace culver::discovery {

std::optional<Endpoint> parse_host(std::string_view text, std::uint16_t beacon_port) {
    const auto host = Endpoint::parse(text, beacon_port);
    if (!host || host->address.is_unspecified() || host->address.is_multicast()) return std::nullopt;
    return host;
}

StaticHosts::StaticHosts(const boost::asio::any_io_executor& executor) : timer_(executor) {}

void StaticHosts::set_hosts(std::vector<Endpoint> hosts) {
    if (hosts == hosts_) return;
    hosts_ = std::move(hosts);
    timer_.cancel();
}

std::vector<WayState> StaticHosts::states() const {
    if (hosts_.empty()) {
        return {{.way = Way::Static,
                 .health = Health::Off,
                 .detail = "No addresses are named in the setting 'hosts'."}};
    }
    std::string names;
    for (const Endpoint& host : hosts_) names += (names.empty() ? "" : ", ") + host.address.to_string();
    return {{.way = Way::Static, .health = Health::Ok, .detail = "Asks " + names + "."}};
}

Task<> StaticHosts::run(Sink& sink) {
    while (true) {
        const auto hosts = hosts_;
        for (const Endpoint& host : hosts) sink.ask(host, Way::Static);
        timer_.expires_after(kShortestInterval);
        (void)co_await timer_.async_wait(no_throw);
    }
}

}  // namespace culver::discovery
