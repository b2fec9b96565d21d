// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/avahi_client_responder.h"

#include "discovery/mdns/avahi_words.h"

#include <avahi-common/error.h>

#include <algorithm>

namespace culver::discovery::mdns {

struct AvahiClientResponder::Callbacks {
    static AvahiClientResponder& self(void* context) { return *static_cast<AvahiClientResponder*>(context); }

    static void client(AvahiClient* client, AvahiClientState state, void* context) noexcept {
        self(context).client_is(client, state);
    }
    static void group(AvahiEntryGroup*, AvahiEntryGroupState state, void* context) noexcept {
        self(context).group_is(state);
    }
    static void browser(AvahiServiceBrowser*, AvahiIfIndex interface, AvahiProtocol protocol,
                        AvahiBrowserEvent event, const char* name, const char*, const char*,
                        AvahiLookupResultFlags, void* context) noexcept {
        const Place place = place_of(interface, protocol);
        if (event == AVAHI_BROWSER_FAILURE) {
            self(context).report_(StandingReport{Standing::Failed, "the daemon refuses to browse"});
        }
        if (event == AVAHI_BROWSER_NEW) self(context).report_(FoundReport{name, place});
        if (event == AVAHI_BROWSER_REMOVE) self(context).report_(LostReport{name, place});
    }
    static void resolver(AvahiServiceResolver*, AvahiIfIndex interface, AvahiProtocol protocol,
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

AvahiClientResponder::AvahiClientResponder(AsioPoll& poll, const AvahiClientLibrary& library, Reporter report)
    : poll_(poll), avahi_(library), report_(std::move(report)) {}

AvahiClientResponder::~AvahiClientResponder() {
    drop_all();
    if (client_ != nullptr) avahi_.client_free(client_);
}

void AvahiClientResponder::start() {
    report_(StandingReport{Standing::Starting});
    int error = AVAHI_OK;
    // NO_FAIL: a daemon that starts later is waited for. The first callback comes from within.
    client_ = avahi_.client_new(poll_.api(), AVAHI_CLIENT_NO_FAIL, &Callbacks::client, this, &error);
    if (client_ == nullptr) report_(StandingReport{Standing::Failed, avahi_reason(error)});
}

void AvahiClientResponder::client_is(AvahiClient* client, AvahiClientState state) {
    client_ = client;
    if (state == AVAHI_CLIENT_S_RUNNING) {
        if (is_ready_) return;
        is_ready_ = true;
        report_(StandingReport{Standing::Ready});
        start_browsing();
        publish_records();
        return;
    }
    is_ready_ = false;
    drop_all();
    switch (state) {
        case AVAHI_CLIENT_FAILURE:
            report_(StandingReport{Standing::Failed, avahi_reason(avahi_.client_errno(client))});
            return;
        case AVAHI_CLIENT_CONNECTING: report_(StandingReport{Standing::Absent}); return;
        default: report_(StandingReport{Standing::Starting}); return;  // its host name is being registered
    }
}

void AvahiClientResponder::drop_all() {
    for (const auto& [key, resolver] : resolvers_) avahi_.resolver_free(resolver);
    resolvers_.clear();
    stop_browsing();
    if (group_ != nullptr) avahi_.group_free(group_);
    group_ = nullptr;
}

void AvahiClientResponder::use(const std::vector<Interface>& interfaces) {
    auto places = browsed_places(interfaces);
    const bool are_others = places != places_;
    places_ = std::move(places);
    if (are_others) publish_records();
    start_browsing();
}

void AvahiClientResponder::publish(const std::optional<Publication>& publication) {
    publication_ = publication;
    publish_records();
}

void AvahiClientResponder::publish_records() {
    if (!is_ready_) return;
    if (group_ != nullptr) (void)avahi_.group_reset(group_);
    if (!publication_ || places_.empty()) return;
    report_(PublishedReport{Published::Waiting});
    if (group_ == nullptr) group_ = avahi_.group_new(client_, &Callbacks::group, this);
    int error = group_ == nullptr ? avahi_.client_errno(client_) : add_records();
    if (error >= 0) error = avahi_.group_commit(group_);
    if (error >= 0) return;
    const bool is_collision = error == AVAHI_ERR_COLLISION;
    report_(PublishedReport{is_collision ? Published::Collision : Published::Failed, avahi_reason(error)});
}

int AvahiClientResponder::add_records() {
    const StringList txt = to_avahi(publication_->txt);
    for (const Place& place : places_) {
        const int error = avahi_.group_add_service(
            group_, static_cast<AvahiIfIndex>(place.interface), AVAHI_PROTO_UNSPEC, AVAHI_PUBLISH_NO_COOKIE,
            publication_->instance.c_str(), kServiceType, nullptr, nullptr, publication_->port, txt.get());
        if (error < 0) return error;
    }
    return AVAHI_OK;
}

void AvahiClientResponder::group_is(AvahiEntryGroupState state) {
    if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) report_(PublishedReport{Published::Done});
    if (state == AVAHI_ENTRY_GROUP_COLLISION) {
        report_(PublishedReport{Published::Collision, avahi_reason(AVAHI_ERR_COLLISION)});
    }
    if (state == AVAHI_ENTRY_GROUP_FAILURE) {
        report_(PublishedReport{Published::Failed, avahi_reason(avahi_.client_errno(client_))});
    }
}

void AvahiClientResponder::browse(bool is_on) {
    is_browsing_ = is_on;
    start_browsing();
}

void AvahiClientResponder::start_browsing() {
    stop_browsing();
    if (!is_browsing_ || !is_ready_) return;
    for (const Place& place : places_) {
        AvahiServiceBrowser* browser =
            avahi_.browser_new(client_, static_cast<AvahiIfIndex>(place.interface), protocol_of(place),
                               kServiceType, nullptr, AvahiLookupFlags{}, &Callbacks::browser, this);
        if (browser != nullptr) browsers_.push_back(browser);
    }
}

void AvahiClientResponder::stop_browsing() {
    for (AvahiServiceBrowser* browser : std::exchange(browsers_, {})) avahi_.browser_free(browser);
}

void AvahiClientResponder::resolve(const std::string& instance, const Place& place) {
    AvahiServiceResolver* resolver = nullptr;
    if (is_ready_) {
        const AvahiProtocol protocol = protocol_of(place);
        resolver = avahi_.resolver_new(client_, static_cast<AvahiIfIndex>(place.interface), protocol,
                                       instance.c_str(), kServiceType, "local", protocol, AvahiLookupFlags{},
                                       &Callbacks::resolver, this);
    }
    if (resolver == nullptr) return report_(ResolvedReport{.instance = instance, .place = place});
    resolvers_[{instance, place}] = resolver;
}

void AvahiClientResponder::forget(const std::string& instance, const Place& place) {
    const auto found = resolvers_.find({instance, place});
    if (found == resolvers_.end()) return;
    avahi_.resolver_free(found->second);
    resolvers_.erase(found);
}

}  // namespace culver::discovery::mdns
