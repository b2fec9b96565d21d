// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/avahi_core_responder.h"

#include "base/log.h"
#include "base/text.h"
#include "discovery/mdns/avahi_words.h"

#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-core/log.h>

#include <algorithm>

namespace culver::discovery::mdns {
namespace {

// A thousand nodes' records on one interface need some 4,000; an attacker must not need more of our memory.
constexpr unsigned kMaxCacheEntries = 4'096;
constexpr std::size_t kMaxAddresses = 8;  // of one interface; temporary IPv6 addresses come in numbers

struct ServerConfig {
    ServerConfig() { avahi_server_config_init(&value); }
    ServerConfig(const ServerConfig&) = delete;
    ServerConfig& operator=(const ServerConfig&) = delete;
    ~ServerConfig() { avahi_server_config_free(&value); }
    AvahiServerConfig value{};
};

void configure(AvahiServerConfig& config, const std::string& host_name,
               const std::vector<Interface>& interfaces) {
    avahi_free(config.host_name);
    config.host_name = avahi_strdup(host_name.c_str());
    config.publish_addresses = 0;  // ours are added without reverse names, see add_records()
    config.publish_hinfo = 0;
    config.publish_workstation = 0;
    config.publish_domain = 0;
    config.enable_wide_area = 0;
    config.disallow_other_stacks = 0;
    config.n_cache_entries_max = kMaxCacheEntries;
    for (const Interface& interface : interfaces) {
        config.allow_interfaces = avahi_string_list_add(config.allow_interfaces, interface.name.c_str());
    }
}

std::string server_reason(int error) {
    // The one way in which Avahi fails to get a single socket while there are interfaces.
    if (error == AVAHI_ERR_NO_NETWORK) return "another program holds UDP port 5353 for itself alone";
    return avahi_reason(error);
}

std::vector<std::string> names(const std::vector<Interface>& interfaces) {
    std::vector<std::string> result;
    for (const Interface& interface : interfaces) result.push_back(interface.name);
    return result;
}

std::vector<boost::asio::ip::address> addresses_of(const Interface& interface) {
    std::vector<boost::asio::ip::address> result;
    for (const Address4& each : interface.addresses4) result.emplace_back(each.address);
    for (const auto& each : interface.addresses6) result.emplace_back(each);
    if (result.size() > kMaxAddresses) result.resize(kMaxAddresses);
    return result;
}

}  // namespace

struct AvahiCoreResponder::Callbacks {
    static AvahiCoreResponder& self(void* context) { return *static_cast<AvahiCoreResponder*>(context); }

    static void server(AvahiServer* server, AvahiServerState state, void* context) noexcept {
        self(context).server_is(server, state);
    }
    static void group(AvahiServer*, AvahiSEntryGroup*, AvahiEntryGroupState state, void* context) noexcept {
        self(context).group_is(state);
    }
    static void browser(AvahiSServiceBrowser*, AvahiIfIndex interface, AvahiProtocol protocol,
                        AvahiBrowserEvent event, const char* name, const char*, const char*,
                        AvahiLookupResultFlags, void* context) noexcept {
        const Place place = place_of(interface, protocol);
        if (event == AVAHI_BROWSER_NEW) self(context).report_(FoundReport{name, place});
        if (event == AVAHI_BROWSER_REMOVE) self(context).report_(LostReport{name, place});
    }
    static void resolver(AvahiSServiceResolver*, AvahiIfIndex interface, AvahiProtocol protocol,
                         AvahiResolverEvent event, const char* name, const char*, const char*, const char*,
                         const AvahiAddress* address, std::uint16_t port, AvahiStringList* txt,
                         AvahiLookupResultFlags, void* context) noexcept {
        ResolvedReport report{.instance = name, .place = place_of(interface, protocol)};
        if (event == AVAHI_RESOLVER_FOUND && address != nullptr) {
            report.resolution =
                Resolution{.dial = endpoint_of(*address, port, interface), .txt = bytes_of(txt)};
        }
        self(context).forget(report.instance, report.place);
        self(context).report_(std::move(report));
    }
};

AvahiCoreResponder::AvahiCoreResponder(boost::asio::any_io_executor executor, std::string host_name,
                                       Reporter report)
    : poll_(std::move(executor)), host_name_(std::move(host_name)), report_(std::move(report)) {
    avahi_set_log_function([](AvahiLogLevel, const char* text) { log::debug("avahi: {}", printable(text)); });
}

AvahiCoreResponder::~AvahiCoreResponder() {
    close();
}

void AvahiCoreResponder::start() {
    has_started_ = true;
    open();
}

void AvahiCoreResponder::open() {
    close();
    report_(StandingReport{Standing::Starting});
    if (interfaces_.empty()) return;  // an empty list would allow all
    ServerConfig config;
    configure(config.value, host_name_, interfaces_);
    int error = AVAHI_OK;
    server_ = avahi_server_new(poll_.api(), &config.value, &Callbacks::server, this, &error);
    if (server_ == nullptr) report_(StandingReport{Standing::Failed, server_reason(error)});
    if (is_running_) {  // it was so at once, while server_ was still unknown here
        start_browsing();
        publish_records();
    }
}

void AvahiCoreResponder::close() {
    is_running_ = false;
    for (const auto& [key, resolver] : resolvers_) avahi_s_service_resolver_free(resolver);
    resolvers_.clear();
    stop_browsing();
    if (group_ != nullptr) avahi_s_entry_group_free(group_);  // says goodbye for its records
    group_ = nullptr;
    if (server_ != nullptr) avahi_server_free(server_);  // sends what is still to be sent
    server_ = nullptr;
}

void AvahiCoreResponder::server_is(AvahiServer* server, AvahiServerState state) {
    switch (state) {
        case AVAHI_SERVER_RUNNING:
            if (is_running_) return;  // said again after another host name was taken
            is_running_ = true;
            report_(StandingReport{Standing::Ready});
            if (server_ == nullptr) return;  // within avahi_server_new(): open() goes on
            start_browsing();
            publish_records();
            return;
        case AVAHI_SERVER_FAILURE:
            report_(StandingReport{Standing::Failed, avahi_reason(avahi_server_errno(server))});
            return;
        case AVAHI_SERVER_COLLISION:
            is_running_ = false;
            take_another_host_name();
            return;
        default: return;
    }
}

void AvahiCoreResponder::use(const std::vector<Interface>& interfaces) {
    std::vector<Interface> used = interfaces;
    std::erase_if(used, [](const Interface& each) { return each.is_loopback || !each.can_multicast; });
    if (used == interfaces_) return;
    const bool are_others = names(used) != names(interfaces_);
    interfaces_ = std::move(used);
    if (!has_started_) return;
    if (are_others) return open();  // Avahi takes the names it may use once
    publish_records();
    start_browsing();
}

void AvahiCoreResponder::publish(const std::optional<Publication>& publication) {
    publication_ = publication;
    if (std::exchange(has_collided_, false)) take_another_host_name();  // which name collided is not told
    publish_records();
}

void AvahiCoreResponder::publish_records() {
    if (!is_running_ || server_ == nullptr) return;
    if (group_ != nullptr) avahi_s_entry_group_reset(group_);
    if (!publication_) return;
    if (group_ == nullptr) group_ = avahi_s_entry_group_new(server_, &Callbacks::group, this);
    report_(PublishedReport{Published::Waiting});
    int error = group_ == nullptr ? avahi_server_errno(server_) : add_records();
    if (error >= 0) error = avahi_s_entry_group_commit(group_);
    if (error >= 0) return;
    const bool is_collision = error == AVAHI_ERR_COLLISION;
    report_(PublishedReport{is_collision ? Published::Collision : Published::Failed, avahi_reason(error)});
}

int AvahiCoreResponder::add_records() {
    for (const Interface& interface : interfaces_) {
        for (const auto& each : addresses_of(interface)) {
            AvahiAddress address = to_avahi(each);
            const int error =
                avahi_server_add_address(server_, group_, static_cast<AvahiIfIndex>(interface.index),
                                         AVAHI_PROTO_UNSPEC, AVAHI_PUBLISH_NO_REVERSE, nullptr, &address);
            if (error < 0) return error;
        }
    }
    const StringList txt = to_avahi(publication_->txt);
    return avahi_server_add_service_strlst(server_, group_, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC,
                                           AVAHI_PUBLISH_NO_COOKIE, publication_->instance.c_str(),
                                           kServiceType, nullptr, nullptr, publication_->port, txt.get());
}

void AvahiCoreResponder::group_is(AvahiEntryGroupState state) {
    switch (state) {
        case AVAHI_ENTRY_GROUP_ESTABLISHED: report_(PublishedReport{Published::Done}); return;
        case AVAHI_ENTRY_GROUP_COLLISION:
            has_collided_ = true;
            report_(PublishedReport{Published::Collision, avahi_reason(AVAHI_ERR_COLLISION)});
            return;
        case AVAHI_ENTRY_GROUP_FAILURE:
            report_(PublishedReport{Published::Failed, avahi_reason(avahi_server_errno(server_))});
            return;
        default: return;
    }
}

void AvahiCoreResponder::take_another_host_name() {
    if (server_ == nullptr) return;
    char* another = avahi_alternative_host_name(host_name_.c_str());
    host_name_ = another;
    avahi_free(another);
    (void)avahi_server_set_host_name(server_, host_name_.c_str());
}

void AvahiCoreResponder::browse(bool is_on) {
    is_browsing_ = is_on;
    start_browsing();
}

void AvahiCoreResponder::start_browsing() {
    stop_browsing();
    if (!is_browsing_ || !is_running_ || server_ == nullptr) return;
    for (const Place& place : browsed_places(interfaces_)) {
        AvahiSServiceBrowser* browser = avahi_s_service_browser_new(
            server_, static_cast<AvahiIfIndex>(place.interface), protocol_of(place), kServiceType, nullptr,
            AvahiLookupFlags{}, &Callbacks::browser, this);
        if (browser != nullptr) browsers_.push_back(browser);
    }
}

void AvahiCoreResponder::stop_browsing() {
    for (AvahiSServiceBrowser* browser : std::exchange(browsers_, {})) avahi_s_service_browser_free(browser);
}

void AvahiCoreResponder::resolve(const std::string& instance, const Place& place) {
    AvahiSServiceResolver* resolver = nullptr;
    if (is_running_ && server_ != nullptr) {
        const AvahiProtocol protocol = protocol_of(place);
        resolver = avahi_s_service_resolver_new(server_, static_cast<AvahiIfIndex>(place.interface), protocol,
                                                instance.c_str(), kServiceType, nullptr, protocol,
                                                AvahiLookupFlags{}, &Callbacks::resolver, this);
    }
    if (resolver == nullptr) return report_(ResolvedReport{.instance = instance, .place = place});
    resolvers_[{instance, place}] = resolver;
}

void AvahiCoreResponder::forget(const std::string& instance, const Place& place) {
    const auto found = resolvers_.find({instance, place});
    if (found == resolvers_.end()) return;
    avahi_s_service_resolver_free(found->second);
    resolvers_.erase(found);
}

}  // namespace culver::discovery::mdns
