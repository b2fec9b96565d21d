// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/dns_sd_responder.h"

#include <arpa/inet.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <dns_sd.h>
#include <fcntl.h>

#include <algorithm>
#include <cstring>

namespace culver::discovery::mdns {
namespace {

namespace ip = boost::asio::ip;
using Descriptor = boost::asio::posix::stream_descriptor;

std::optional<ip::address> address_of(std::uint16_t type, ByteView raw, unsigned interface) {
    if (type == kDNSServiceType_A) {
        ip::address_v4::bytes_type bytes{};
        if (raw.size() != bytes.size()) return std::nullopt;
        std::ranges::copy(raw, bytes.begin());
        return ip::address_v4(bytes);
    }
    ip::address_v6::bytes_type bytes{};
    if (type != kDNSServiceType_AAAA || raw.size() != bytes.size()) return std::nullopt;
    std::ranges::copy(raw, bytes.begin());
    ip::address_v6 address(bytes);
    if (address.is_link_local()) address.scope_id(interface);
    return address;
}

}  // namespace

// Reads the service's replies whenever there are some; ends the operation when it is destroyed. A reply may
// end it: what follows a reply is done after the library has returned.
class DnsSdResponder::Conversation : public std::enable_shared_from_this<Conversation> {
public:
    Conversation(const boost::asio::any_io_executor& executor, DNSServiceRef reference)
        : reference_(reference), waiter_(executor) {}
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    ~Conversation() { end(); }

    void listen(std::function<void(int error)> after_each) {
        after_each_ = std::move(after_each);
        const int duplicate = ::fcntl(DNSServiceRefSockFD(reference_), F_DUPFD_CLOEXEC, 0);
        boost::system::error_code failure;
        waiter_.assign(duplicate, failure);
        if (!failure) wait();
    }
    void end() {
        boost::system::error_code ignored;
        waiter_.close(ignored);
        after_each_ = nullptr;
        if (reference_ != nullptr) DNSServiceRefDeallocate(std::exchange(reference_, nullptr));
    }

private:
    void wait() {
        auto ready = [self = shared_from_this()](const boost::system::error_code& failure) {
            if (failure || self->reference_ == nullptr) return;
            const int error = DNSServiceProcessResult(self->reference_);
            const auto after = self->after_each_;
            after(error);
            if (error == kDNSServiceErr_NoError && self->reference_ != nullptr) self->wait();
        };
        waiter_.async_wait(Descriptor::wait_read, std::move(ready));
    }

    DNSServiceRef reference_;
    Descriptor waiter_;
    std::function<void(int)> after_each_;
};

struct DnsSdResponder::Resolving {
    DnsSdResponder& owner;
    Key key;
    std::shared_ptr<Conversation> conversation{};
    bool asks_address = false;
    std::string host{};
    std::uint16_t port = 0;
    Bytes txt{};
    std::optional<ip::address> address{};
    bool has_failed = false;
};

struct DnsSdResponder::Callbacks {
    static void DNSSD_API registered(DNSServiceRef, DNSServiceFlags, DNSServiceErrorType error,
                                     const char* name, const char*, const char*, void* context) noexcept {
        static_cast<DnsSdResponder*>(context)->registered(name, error);
    }
    static void DNSSD_API browsed(DNSServiceRef, DNSServiceFlags flags, std::uint32_t interface,
                                  DNSServiceErrorType error, const char* name, const char*, const char*,
                                  void* context) noexcept {
        auto& self = *static_cast<DnsSdResponder*>(context);
        const Place* place = self.place_at(interface);  // which IP version it came by is not told
        if (error != kDNSServiceErr_NoError || place == nullptr) return;
        if ((flags & kDNSServiceFlagsAdd) != 0)
            self.report_(FoundReport{name, *place});
        else
            self.report_(LostReport{name, *place});
    }
    static void DNSSD_API resolved(DNSServiceRef, DNSServiceFlags, std::uint32_t, DNSServiceErrorType error,
                                   const char*, const char* host, std::uint16_t port,
                                   std::uint16_t txt_length, const unsigned char* txt,
                                   void* context) noexcept {
        auto& resolving = *static_cast<Resolving*>(context);
        resolving.has_failed = error != kDNSServiceErr_NoError;
        if (resolving.has_failed) return;
        resolving.host = host;
        resolving.port = ntohs(port);
        resolving.txt.assign(txt, txt + txt_length);
    }
    static void DNSSD_API queried(DNSServiceRef, DNSServiceFlags flags, std::uint32_t interface,
                                  DNSServiceErrorType error, const char*, std::uint16_t type, std::uint16_t,
                                  std::uint16_t length, const void* raw, std::uint32_t,
                                  void* context) noexcept {
        auto& resolving = *static_cast<Resolving*>(context);
        resolving.has_failed = error != kDNSServiceErr_NoError;
        if (resolving.has_failed || resolving.address || (flags & kDNSServiceFlagsAdd) == 0) return;
        resolving.address = address_of(type, {static_cast<const std::uint8_t*>(raw), length}, interface);
    }
};

DnsSdResponder::DnsSdResponder(boost::asio::any_io_executor executor, Reporter report)
    : executor_(std::move(executor)), report_(std::move(report)) {}

// What still waits holds a conversation alive, so each is ended by name.
DnsSdResponder::~DnsSdResponder() {
    publish(std::nullopt);
    browse(false);
    while (!resolving_.empty()) {
        const Key key = resolving_.begin()->first;
        forget(key.first, key.second);
    }
}

void DnsSdResponder::start() {
    has_started_ = true;
    report_(StandingReport{Standing::Starting});
    report_(StandingReport{Standing::Ready});  // there is no way to ask; the first operation tells
    register_all();
    start_browsing();
}

void DnsSdResponder::fail(int error) {
    report_(StandingReport{Standing::Failed,
                           "the machine's mDNS service answers with error " + std::to_string(error)});
}

const Place* DnsSdResponder::place_at(unsigned interface) const {
    const auto found = std::ranges::find(places_, interface, &Place::interface);
    return found == places_.end() ? nullptr : &*found;
}

void DnsSdResponder::use(const std::vector<Interface>& interfaces) {
    auto places = browsed_places(interfaces);
    const bool are_others = places != places_;
    places_ = std::move(places);
    if (browser_) browser_->end();
    browser_.reset();
    if (has_started_ && are_others) register_all();
    start_browsing();
}

void DnsSdResponder::publish(const std::optional<Publication>& publication) {
    publication_ = publication;
    if (has_started_) register_all();
}

void DnsSdResponder::register_all() {
    for (const auto& registration : registrations_) registration->end();
    registrations_.clear();
    if (!publication_) return;
    report_(PublishedReport{Published::Waiting});
    for (const Place& place : places_) {
        DNSServiceRef reference = nullptr;
        const int error = DNSServiceRegister(&reference, 0, place.interface, publication_->instance.c_str(),
                                             kServiceType, nullptr, nullptr, htons(publication_->port),
                                             static_cast<std::uint16_t>(publication_->txt.size()),
                                             publication_->txt.data(), &Callbacks::registered, this);
        if (error != kDNSServiceErr_NoError) return fail(error);
        registrations_.push_back(std::make_shared<Conversation>(executor_, reference));
        registrations_.back()->listen([this](int after) {
            if (after != kDNSServiceErr_NoError) fail(after);
        });
    }
}

void DnsSdResponder::registered(const char* name, int error) {
    if (error != kDNSServiceErr_NoError) {
        const bool is_collision = error == kDNSServiceErr_NameConflict;
        return report_(PublishedReport{is_collision ? Published::Collision : Published::Failed,
                                       "error " + std::to_string(error)});
    }
    // The service takes another name when ours is taken; that one says nothing to anybody.
    const bool is_ours = publication_ && parse_instance(name) == parse_instance(publication_->instance);
    report_(PublishedReport{is_ours ? Published::Done : Published::Collision});
}

void DnsSdResponder::browse(bool is_on) {
    is_browsing_ = is_on;
    if (is_on) return start_browsing();
    if (browser_) browser_->end();
    browser_.reset();
}

void DnsSdResponder::start_browsing() {
    if (!has_started_ || !is_browsing_ || browser_) return;
    DNSServiceRef reference = nullptr;
    const int error = DNSServiceBrowse(&reference, 0, kDNSServiceInterfaceIndexAny, kServiceType, nullptr,
                                       &Callbacks::browsed, this);
    if (error != kDNSServiceErr_NoError) return fail(error);
    browser_ = std::make_shared<Conversation>(executor_, reference);
    browser_->listen([this](int after) {
        if (after != kDNSServiceErr_NoError) fail(after);
    });
}

void DnsSdResponder::resolve(const std::string& instance, const Place& place) {
    auto resolving = std::make_shared<Resolving>(*this, Key{instance, place});
    DNSServiceRef reference = nullptr;
    const int error = DNSServiceResolve(&reference, 0, place.interface, instance.c_str(), kServiceType,
                                        "local.", &Callbacks::resolved, resolving.get());
    if (error != kDNSServiceErr_NoError) return report_(ResolvedReport{.instance = instance, .place = place});
    resolving->conversation = std::make_shared<Conversation>(executor_, reference);
    resolving_[resolving->key] = resolving;
    // The operation is ended before what its callback writes to goes away.
    resolving->conversation->listen([resolving](int after) {
        resolving->has_failed = resolving->has_failed || after != kDNSServiceErr_NoError;
        if (resolving->has_failed) return resolving->owner.conclude(*resolving);
        if (!resolving->host.empty() && !resolving->asks_address) resolving->owner.ask_address(*resolving);
    });
}

void DnsSdResponder::ask_address(Resolving& resolving) {
    resolving.asks_address = true;
    const auto last = std::move(resolving.conversation);
    last->end();
    const Place& place = resolving.key.second;
    DNSServiceRef reference = nullptr;
    const int error = DNSServiceQueryRecord(&reference, 0, place.interface, resolving.host.c_str(),
                                            place.is_ipv6 ? kDNSServiceType_AAAA : kDNSServiceType_A,
                                            kDNSServiceClass_IN, &Callbacks::queried, &resolving);
    if (error != kDNSServiceErr_NoError) return conclude(resolving);
    resolving.conversation = std::make_shared<Conversation>(executor_, reference);
    const auto shared = resolving_.at(resolving.key);
    resolving.conversation->listen([shared](int after) {
        shared->has_failed = shared->has_failed || after != kDNSServiceErr_NoError;
        if (shared->has_failed || shared->address) shared->owner.conclude(*shared);
    });
}

void DnsSdResponder::conclude(Resolving& resolving) {
    const Key key = resolving.key;
    ResolvedReport report{.instance = key.first, .place = key.second};
    if (resolving.address && !resolving.has_failed) {
        report.resolution = Resolution{.dial = {.address = *resolving.address, .port = resolving.port},
                                       .txt = std::move(resolving.txt)};
    }
    forget(key.first, key.second);
    report_(std::move(report));
}

void DnsSdResponder::forget(const std::string& instance, const Place& place) {
    const auto found = resolving_.find({instance, place});
    if (found == resolving_.end()) return;
    const auto last = std::move(found->second);
    resolving_.erase(found);
    if (last->conversation) last->conversation->end();
}

}  // namespace culver::discovery::mdns
