// SPDX-License-Identifier: Apache-2.0
// CULVER_MDNS=dns_sd: the machine's own mDNS service through dns_sd.h (Bonjour, or Avahi's imitation of it).
#include "discovery/mdns/dns_sd_responder.h"
#include "discovery/mdns/responders.h"
#include "discovery/mdns/threaded_responder.h"

#include <cstdlib>

namespace culver::discovery::mdns {

Responders make_responders(const boost::asio::any_io_executor& home, const PeerId&) {
    // Avahi's imitation else writes three lines to stderr. Read once, before any thread of ours begins.
    ::setenv("AVAHI_COMPAT_NOWARN", "1", 0);  // NOLINT(concurrency-mt-unsafe)
    Responders responders;
    responders.daemon_may_run = [] { return true; };
    responders.daemon_name = "the machine's mDNS service";
    responders.daemon = [home](Reporter report) {
        auto make = [](const boost::asio::any_io_executor& there, Reporter inner) {
            return ThreadedResponder::Inner{
                .responder = std::make_unique<DnsSdResponder>(there, std::move(inner)),
                .parts = nullptr,
                .interrupt = {}};
        };
        return std::make_unique<ThreadedResponder>(home, std::move(make), std::move(report));
    };
    return responders;
}

}  // namespace culver::discovery::mdns
