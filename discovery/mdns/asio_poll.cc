// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/asio_poll.h"

#include <avahi-common/timeval.h>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

using culver::discovery::mdns::AsioPoll;
using Descriptor = boost::asio::posix::stream_descriptor;

// Both live until they were freed and their last handler ran: a callback may free its own watch.
struct AvahiWatch {
    AvahiWatch(AsioPoll& owner, int watched) : poll(owner), descriptor(watched), waiter(owner.executor()) {}
    AsioPoll& poll;
    int descriptor;     // Avahi's own, which it names in the callback
    Descriptor waiter;  // a duplicate: D-Bus watches one descriptor twice, Asio registers each once
    AvahiWatchCallback callback = nullptr;
    void* context = nullptr;
    AvahiWatchEvent wanted{};
    AvahiWatchEvent happened{};
    std::uint64_t generation = 0;
    std::shared_ptr<AvahiWatch> self;  // reset by watch_free
};

struct AvahiTimeout {
    explicit AvahiTimeout(AsioPoll& owner) : timer(owner.executor()) {}
    boost::asio::steady_timer timer;
    AvahiTimeoutCallback callback = nullptr;
    void* context = nullptr;
    std::uint64_t generation = 0;
    std::shared_ptr<AvahiTimeout> self;  // reset by timeout_free
};

namespace culver::discovery::mdns {
namespace {

void wait(const std::shared_ptr<AvahiWatch>& watch, AvahiWatchEvent event);

void happened(const std::shared_ptr<AvahiWatch>& watch, AvahiWatchEvent event, std::uint64_t generation) {
    if (!watch->self || watch->generation != generation) return;
    watch->happened = event;
    watch->callback(watch.get(), watch->descriptor, event, watch->context);
    watch->happened = {};
    if (watch->self && watch->generation == generation) wait(watch, event);
}

void wait(const std::shared_ptr<AvahiWatch>& watch, AvahiWatchEvent event) {
    const auto kind = event == AVAHI_WATCH_IN ? Descriptor::wait_read : Descriptor::wait_write;
    watch->waiter.async_wait(
        kind, [watch, event, generation = watch->generation](const boost::system::error_code& failure) {
            if (failure != boost::asio::error::operation_aborted) happened(watch, event, generation);
        });
}

void wait_for_all(AvahiWatch& watch) {
    ++watch.generation;
    boost::system::error_code ignored;
    watch.waiter.cancel(ignored);
    for (const AvahiWatchEvent event : {AVAHI_WATCH_IN, AVAHI_WATCH_OUT}) {
        if ((watch.wanted & event) != 0) wait(watch.self, event);
    }
}

AvahiWatch* watch_new(const AvahiPoll* api, int descriptor, AvahiWatchEvent events,
                      AvahiWatchCallback callback, void* context) {
    auto& poll = *static_cast<AsioPoll*>(api->userdata);
    const int duplicate = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (duplicate < 0) return nullptr;
    auto watch = std::make_shared<AvahiWatch>(poll, descriptor);
    boost::system::error_code failure;
    watch->waiter.assign(duplicate, failure);
    if (failure) {
        ::close(duplicate);
        return nullptr;
    }
    watch->callback = callback;
    watch->context = context;
    watch->wanted = events;
    watch->self = watch;
    poll.watched(descriptor);
    wait_for_all(*watch);
    return watch.get();
}

void watch_update(AvahiWatch* watch, AvahiWatchEvent events) {
    watch->wanted = events;
    wait_for_all(*watch);
}

AvahiWatchEvent watch_get_events(AvahiWatch* watch) {
    return watch->happened;
}

void watch_free(AvahiWatch* watch) {
    const auto last = std::move(watch->self);
    watch->self = nullptr;
    boost::system::error_code ignored;
    watch->waiter.close(ignored);
    watch->poll.unwatched(watch->descriptor);
}

// Of a timeval as an Avahi was built that counts seconds in 32 bits.
struct ShortMoment {
    std::int32_t seconds = 0;
    std::int32_t microseconds = 0;
};

// On 32-bit machines this program's dates have 64 bits and those of the installed Avahi may have 32: it is
// asked for a moment, and what it leaves untouched tells.
bool has_short_moments() {
    if constexpr (sizeof(timeval) == sizeof(ShortMoment) || sizeof(long) == sizeof(std::int64_t))
        return false;
    static const bool has = [] {
        timeval probe{};
        std::memset(&probe, 0xff, sizeof probe);
        avahi_elapse_time(&probe, 0, 0);
        std::array<std::uint8_t, sizeof probe> bytes{};
        std::memcpy(bytes.data(), &probe, sizeof probe);
        return bytes.back() == 0xff;
    }();
    return has;
}

std::chrono::microseconds since_1970(const timeval& when) {
    using std::chrono::microseconds;
    using std::chrono::seconds;
    if (!has_short_moments()) return seconds(when.tv_sec) + microseconds(when.tv_usec);
    ShortMoment moment;
    std::memcpy(&moment, &when, sizeof moment);
    return seconds(moment.seconds) + microseconds(moment.microseconds);
}

void arm(AvahiTimeout& timeout, const timeval* when) {
    const std::uint64_t generation = ++timeout.generation;
    timeout.timer.cancel();
    if (when == nullptr) return;
    // Avahi names moments of wall time; the distance is measured at once, so that a clock that is set later
    // moves nothing.
    timeout.timer.expires_after(since_1970(*when) - std::chrono::system_clock::now().time_since_epoch());
    timeout.timer.async_wait([timeout = timeout.self, generation](const boost::system::error_code& failure) {
        if (failure || !timeout->self || timeout->generation != generation) return;
        timeout->callback(timeout.get(), timeout->context);
    });
}

AvahiTimeout* timeout_new(const AvahiPoll* api, const timeval* when, AvahiTimeoutCallback callback,
                          void* context) {
    auto timeout = std::make_shared<AvahiTimeout>(*static_cast<AsioPoll*>(api->userdata));
    timeout->callback = callback;
    timeout->context = context;
    timeout->self = timeout;
    arm(*timeout, when);
    return timeout.get();
}

void timeout_update(AvahiTimeout* timeout, const timeval* when) {
    arm(*timeout, when);
}

void timeout_free(AvahiTimeout* timeout) {
    const auto last = std::move(timeout->self);
    timeout->self = nullptr;
    timeout->timer.cancel();
}

}  // namespace

AsioPoll::AsioPoll(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)),
      api_{.userdata = this,
           .watch_new = watch_new,
           .watch_update = watch_update,
           .watch_get_events = watch_get_events,
           .watch_free = watch_free,
           .timeout_new = timeout_new,
           .timeout_update = timeout_update,
           .timeout_free = timeout_free} {}

void AsioPoll::watched(int descriptor) {
    const std::scoped_lock lock(guard_);
    descriptors_.insert(descriptor);
}

void AsioPoll::unwatched(int descriptor) {
    const std::scoped_lock lock(guard_);
    if (const auto one = descriptors_.find(descriptor); one != descriptors_.end()) descriptors_.erase(one);
}

void AsioPoll::sever() {
    const std::scoped_lock lock(guard_);
    for (const int descriptor : descriptors_) ::shutdown(descriptor, SHUT_RDWR);
}

}  // namespace culver::discovery::mdns
