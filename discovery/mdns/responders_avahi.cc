// SPDX-License-Identifier: Apache-2.0
// CULVER_MDNS=avahi: the machine's avahi-daemon, else an avahi-core inside this process.
#include "base/log.h"
#include "discovery/mdns/avahi_client_responder.h"
#include "discovery/mdns/avahi_core_responder.h"
#include "discovery/mdns/responders.h"
#include "discovery/mdns/threaded_responder.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace culver::discovery::mdns {
namespace {

// Where a daemon that runs leaves its marks; one that was killed leaves them too.
constexpr std::array kDaemonMarks = {"/run/avahi-daemon/pid", "/run/avahi-daemon/socket",
                                     "/var/run/avahi-daemon/pid"};

bool daemon_may_run() {
    return std::ranges::any_of(kDaemonMarks, [](const char* mark) { return ::access(mark, F_OK) == 0; });
}

ThreadedResponder::Inner make_client(const AvahiClientLibrary& library,
                                     const boost::asio::any_io_executor& there, Reporter report) {
    auto poll = std::make_shared<AsioPoll>(there);
    return {.responder = std::make_unique<AvahiClientResponder>(*poll, library, std::move(report)),
            .parts = poll,
            .interrupt = [poll = poll.get()] { poll->sever(); }};
}

std::unique_ptr<Responder> make_daemon(const boost::asio::any_io_executor& home, Reporter report) {
    const auto library = AvahiClientLibrary::load();
    if (!library) {
        log::debug("mdns: {}", library.error().sentence());
        return nullptr;
    }
    auto make = [library = *library](const boost::asio::any_io_executor& there, Reporter inner) {
        return make_client(*library, there, std::move(inner));
    };
    return std::make_unique<ThreadedResponder>(home, std::move(make), std::move(report));
}

}  // namespace

Responders make_responders(const boost::asio::any_io_executor& home, const PeerId& self) {
    Responders responders;
    responders.daemon_may_run = daemon_may_run;
    responders.daemon = [home](Reporter report) { return make_daemon(home, std::move(report)); };
    responders.daemon_name = "avahi-daemon";
    responders.embedded = [home, host_name = "culver-" + short_text(self)](Reporter report) {
        return std::make_unique<AvahiCoreResponder>(home, host_name, std::move(report));
    };
    return responders;
}

}  // namespace culver::discovery::mdns
