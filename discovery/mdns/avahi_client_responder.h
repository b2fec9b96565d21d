// SPDX-License-Identifier: Apache-2.0
// Speaks mDNS through the machine's avahi-daemon, over D-Bus. The calls wait for the daemon's answers, for
// seconds when that hangs: it runs on a thread of its own (threaded_responder.h).
#pragma once
#include "discovery/mdns/asio_poll.h"
#include "discovery/mdns/avahi_client_library.h"
#include "discovery/mdns/responder.h"

#include <map>

namespace culver::discovery::mdns {

class AvahiClientResponder final : public Responder {
public:
    // Keeps poll and library.
    AvahiClientResponder(AsioPoll& poll, const AvahiClientLibrary& library, Reporter report);
    ~AvahiClientResponder() override;

    void start() override;
    void use(const std::vector<Interface>& interfaces) override;
    void publish(const std::optional<Publication>& publication) override;
    void browse(bool is_on) override;
    void resolve(const std::string& instance, const Place& place) override;
    void forget(const std::string& instance, const Place& place) override;

private:
    struct Callbacks;  // from C

    void client_is(AvahiClient* client, AvahiClientState state);
    void group_is(AvahiEntryGroupState state);
    void drop_all();
    void publish_records();
    [[nodiscard]] int add_records();
    void start_browsing();
    void stop_browsing();

    AsioPoll& poll_;
    const AvahiClientLibrary& avahi_;
    Reporter report_;
    std::vector<Place> places_;  // one for each interface that is used
    std::optional<Publication> publication_;
    bool is_browsing_ = false;
    bool is_ready_ = false;
    AvahiClient* client_ = nullptr;
    AvahiEntryGroup* group_ = nullptr;
    std::vector<AvahiServiceBrowser*> browsers_;
    std::map<std::pair<std::string, Place>, AvahiServiceResolver*> resolvers_;
};

}  // namespace culver::discovery::mdns
