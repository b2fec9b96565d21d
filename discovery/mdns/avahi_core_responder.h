// SPDX-License-Identifier: Apache-2.0
// An mDNS responder inside this process (libavahi-core), for machines where no daemon runs. Shares the
// machine with other responders: it publishes no reverse names, which every responder of a machine claims for
// itself, and a host name of its own, made of the node's id. Thread: the executor's; nothing blocks.
#pragma once
#include "discovery/mdns/asio_poll.h"
#include "discovery/mdns/responder.h"

#include <avahi-core/core.h>
#include <avahi-core/lookup.h>
#include <avahi-core/publish.h>

#include <map>

namespace culver::discovery::mdns {

class AvahiCoreResponder final : public Responder {
public:
    // host_name: unique on the link, without a domain.
    AvahiCoreResponder(boost::asio::any_io_executor executor, std::string host_name, Reporter report);
    ~AvahiCoreResponder() override;

    void start() override;
    void use(const std::vector<Interface>& interfaces) override;
    void publish(const std::optional<Publication>& publication) override;
    void browse(bool is_on) override;
    void resolve(const std::string& instance, const Place& place) override;
    void forget(const std::string& instance, const Place& place) override;

private:
    struct Callbacks;  // from C

    void open();
    void close();
    void server_is(AvahiServer* server, AvahiServerState state);
    void group_is(AvahiEntryGroupState state);
    void publish_records();
    [[nodiscard]] int add_records();
    void start_browsing();
    void stop_browsing();
    void take_another_host_name();

    AsioPoll poll_;
    std::string host_name_;
    Reporter report_;
    std::vector<Interface> interfaces_;  // without the loopback
    std::optional<Publication> publication_;
    bool is_browsing_ = false;
    bool has_started_ = false;
    bool is_running_ = false;
    bool has_collided_ = false;
    AvahiServer* server_ = nullptr;
    AvahiSEntryGroup* group_ = nullptr;
    std::vector<AvahiSServiceBrowser*> browsers_;
    std::map<std::pair<std::string, Place>, AvahiSServiceResolver*> resolvers_;
};

}  // namespace culver::discovery::mdns
