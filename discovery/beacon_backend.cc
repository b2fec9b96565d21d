// SPDX-License-Identifier: Apache-2.0
#include "discovery/beacon_backend.h"

#include "base/log.h"
#include "base/task_scope.h"
#include "discovery/gateways.h"
#include "discovery/repeat.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;
namespace ip = boost::asio::ip;

constexpr std::size_t kBufferBytes = 1'024;  // more than any datagram: what is longer shows as longer
constexpr int kDatagramsPerTurn = 64;        // then others on this thread have their turn
constexpr int kPortTries = 16;

// After a link came up an IPv6 address is checked for duplicates for 1 to 2 s and cannot send.
constexpr auto kResendAfter = 400ms;
constexpr int kResends = 8;

constexpr auto kUpkeepEvery = 10s;  // tries again for the beacon port; reports the state
constexpr Rate kRepeats = {.per_second = 200,
                           .burst = 400};  // a flood costs the other nodes no more than this

bool is_not_ready(const Error& error) {
    return error.code == boost::system::errc::address_not_available ||
           error.code == boost::system::errc::network_unreachable;
}

}  // namespace

const ip::address& group4() {
    static const ip::address group = ip::make_address("224.0.0.190");
    return group;
}

const ip::address& group6() {
    static const ip::address group = ip::make_address("ff02::8000:5ebe");
    return group;
}

BeaconBackend::BeaconBackend(const boost::asio::any_io_executor& executor, std::uint16_t beacon_port,
                             WaySet ways)
    : beacon_port_(beacon_port),
      ways_(ways.only(kBeaconWays)),
      own4_(executor, Family::V4),
      own6_(executor, Family::V6),
      shared4_(executor, Family::V4),
      shared6_(executor, Family::V6),
      repeats_(kRepeats),
      resend_(executor, boost::asio::steady_timer::time_point::max()) {}

Result<> BeaconBackend::open_own() {
    Result<> done4;
    for (int i = 0; i < kPortTries; ++i) {
        done4 = own4_.open(0, Sharing::Own);
        // Both families on one port: a beacon names one reply port for both.
        const auto done6 = own6_.open(own4_.is_open() ? own4_.port() : std::uint16_t{0}, Sharing::Own);
        if (done6 || done6.error().code != boost::system::errc::address_in_use) break;
    }
    if (own4_.is_open() || own6_.is_open()) return {};
    return done4;
}

void BeaconBackend::open_shared() {
    shared_failure_.clear();
    for (DatagramSocket* socket : {&shared4_, &shared6_}) {
        if (socket->is_open()) continue;
        const auto done = socket->open(beacon_port_, Sharing::Shared);
        const bool lacks_family =
            !done && done.error().code == boost::system::errc::address_family_not_supported;
        if (!done && !lacks_family) shared_failure_ = done.error().sentence();
    }
}

Result<> BeaconBackend::open() {
    if (auto done = open_own(); !done) return done;
    open_shared();
    if (!shared_failure_.empty()) log::warn("beacons of others are not heard: {}", shared_failure_);
    return {};
}

void BeaconBackend::use(const std::vector<Interface>& interfaces) {
    interfaces_ = interfaces;
    failures_.clear();
    std::set<unsigned> with4;
    std::set<unsigned> with6;
    for (const Interface& entry : interfaces_) {
        if (entry.is_loopback || (entry.can_multicast && !entry.addresses4.empty()))
            with4.insert(entry.index);
        if (!entry.is_loopback && entry.can_multicast && !entry.addresses6.empty()) with6.insert(entry.index);
    }
    for (const auto& done :
         {shared4_.join_exactly(group4(), with4), shared6_.join_exactly(group6(), with6)}) {
        if (!done) log::debug("{}", done.error().sentence());
    }
}

void BeaconBackend::carry(const Outgoing& datagram) {
    if (!datagram.to) {
        last_to_all_ = datagram.bytes;
        for (const Interface& interface : interfaces_) send_on(interface, datagram);
        return;
    }
    if (!may_send_to(datagram.to->address)) return;
    DatagramSocket& socket = datagram.to->address.is_v4() ? own4_ : own6_;
    const auto done = socket.send(datagram.bytes, *datagram.to);
    if (done) {
        ++counters_.sent["unicast"];
        counters_.sent_bytes += datagram.bytes.size();
    } else {
        ++counters_.failed;
        log::debug("{}", done.error().sentence());
    }
}

bool BeaconBackend::may_send_to(const ip::address& address) const {
    if (quiet_.empty()) return true;
    const auto interface = interface_towards(address, interfaces_);
    return interface && !quiet_.contains(*interface);
}

void BeaconBackend::send_on(const Interface& interface, const Outgoing& datagram) {
    if (quiet_.contains(interface.index)) return;
    const WaySet ways = datagram.ways.only(ways_);
    if (interface.is_loopback) {
        if (ways.contains(Way::Multicast4)) to_this_host(interface, datagram.bytes, "loopback");
        return;
    }
    const bool has4 = !interface.addresses4.empty() && own4_.is_open();
    if (ways.contains(Way::Multicast4) && has4) multicast4(interface, datagram.bytes);
    // Without IPv4 there, IPv6 carries every beacon and not only the copies.
    const bool instead = ways.contains(Way::Multicast4) && !has4 && ways_.contains(Way::Multicast6);
    if (ways.contains(Way::Multicast6) || instead) multicast6(interface, datagram.bytes);
    if (ways.contains(Way::Broadcast)) broadcast(interface, datagram.bytes);
}

void BeaconBackend::to_this_host(const Interface& loopback, ByteView bytes, const char* what) {
    if (loopback.addresses4.empty()) return;
    const Endpoint everybody{.address = group4(), .port = beacon_port_};
    const Route route{.interface = loopback.index, .source = loopback.addresses4.front().address};
    if (own4_.send(bytes, everybody, route)) ++counters_.sent[what];
}

void BeaconBackend::multicast4(const Interface& interface, ByteView bytes) {
    if (!interface.can_multicast) return;
    const Endpoint everybody{.address = group4(), .port = beacon_port_};
    const Route route{.interface = interface.index, .source = interface.addresses4.front().address};
    note_sent(Way::Multicast4, interface, bytes, own4_.send(bytes, everybody, route));
}

void BeaconBackend::multicast6(const Interface& interface, ByteView bytes) {
    if (!interface.can_multicast || !interface.has_link_local6()) return;
    const Endpoint everybody{.address = group6(), .port = beacon_port_};
    const auto done = own6_.send(bytes, everybody, {.interface = interface.index, .source = {}});
    if (!done && is_not_ready(done.error())) {
        if (unsent6_.emplace(interface.index, kResends).second) resend_.cancel();
    }
    note_sent(Way::Multicast6, interface, bytes, done);
}

void BeaconBackend::broadcast(const Interface& interface, ByteView bytes) {
    std::set<ip::address_v4> done;
    for (const Address4& address : interface.addresses4) {
        if (!address.broadcast || !done.insert(*address.broadcast).second) continue;
        const Endpoint everybody{.address = *address.broadcast, .port = beacon_port_};
        const Route route{.interface = interface.index, .source = address.address};
        note_sent(Way::Broadcast, interface, bytes, own4_.send(bytes, everybody, route));
    }
}

void BeaconBackend::note_sent(Way way, const Interface& interface, ByteView bytes, const Result<>& result) {
    if (result) {
        failures_.erase({way, interface.name});
        ++counters_.sent[std::string(to_string(way))];
        counters_.sent_bytes += bytes.size();
        return;
    }
    ++counters_.failed;
    failures_[{way, interface.name}] = result.error().code.message();
}

Task<> BeaconBackend::run_resends() {
    while (true) {
        if (unsent6_.empty()) {
            (void)co_await resend_.async_wait(no_throw);
            continue;
        }
        co_await sleep_for(kResendAfter);
        auto waiting = std::exchange(unsent6_, {});
        for (const auto& [index, tries] : waiting) {
            const auto interface = std::ranges::find(interfaces_, index, &Interface::index);
            if (interface == interfaces_.end() || quiet_.contains(index)) continue;
            multicast6(*interface, last_to_all_);
            const auto again = unsent6_.find(index);
            if (again == unsent6_.end()) continue;
            again->second = tries - 1;
            if (again->second == 0) unsent6_.erase(again);
        }
    }
}

Task<> BeaconBackend::run_upkeep(Sink& sink) {
    while (true) {
        if (!shared_failure_.empty()) {
            open_shared();
            use(std::vector<Interface>(interfaces_));
        }
        auto current = states();
        if (current != reported_) {
            reported_ = std::move(current);
            sink.state_changed();
        }
        co_await sleep_for(kUpkeepEvery);
    }
}

Task<> BeaconBackend::own_loop(DatagramSocket& socket, Sink& sink) {
    std::array<std::uint8_t, kBufferBytes> buffer{};
    while (socket.is_open()) {
        co_await socket.wait_readable();
        for (int i = 0; i < kDatagramsPerTurn; ++i) {
            const auto received = socket.receive(buffer);
            if (!received) break;
            ++counters_.received;
            if (received->bytes > kMaxDatagramBytes) continue;
            const Arrival arrival{.from = received->from, .way = std::nullopt};
            sink.arrived(ByteView(buffer).first(received->bytes), arrival);
        }
    }
}

Task<> BeaconBackend::shared_loop(DatagramSocket& socket, Sink& sink) {
    std::array<std::uint8_t, kBufferBytes> buffer{};
    while (true) {
        if (!socket.is_open()) {
            co_await sleep_for(kUpkeepEvery);
            continue;
        }
        co_await socket.wait_readable();
        for (int i = 0; i < kDatagramsPerTurn; ++i) {
            const auto received = socket.receive(buffer);
            if (!received) break;
            ++counters_.received;
            if (received->bytes > kMaxRepeatBytes) continue;
            take_shared(ByteView(buffer).first(received->bytes), *received, sink);
        }
    }
}

bool BeaconBackend::is_used(unsigned interface) const {
    return std::ranges::find(interfaces_, interface, &Interface::index) != interfaces_.end();
}

bool BeaconBackend::is_own_echo(const Endpoint& from) const {
    if (from.port != reply_port()) return false;
    return std::ranges::any_of(interfaces_,
                               [&](const Interface& interface) { return interface.has(from.address); });
}

std::optional<Way> BeaconBackend::way_of(const ReceivedDatagram& received) const {
    if (received.to.is_multicast()) return received.to.is_v4() ? Way::Multicast4 : Way::Multicast6;
    if (!received.to.is_v4()) return std::nullopt;
    const ip::address_v4 to = received.to.to_v4();
    const bool is_broadcast = std::ranges::any_of(interfaces_, [&](const Interface& interface) {
        return std::ranges::find(interface.addresses4, to, &Address4::broadcast) !=
               interface.addresses4.end();
    });
    return to == ip::address_v4::broadcast() || is_broadcast ? std::optional(Way::Broadcast) : std::nullopt;
}

void BeaconBackend::take_shared(ByteView bytes, const ReceivedDatagram& received, Sink& sink) {
    if (!is_used(received.interface) || is_own_echo(received.from)) return;
    const auto interface = std::ranges::find(interfaces_, received.interface, &Interface::index);
    if (interface->is_loopback) {
        if (const auto repeated = unwrap_repeat(bytes)) {
            return sink.arrived(repeated->datagram, {.from = repeated->from, .way = std::nullopt});
        }
    }
    if (bytes.size() > kMaxDatagramBytes) return;
    const auto way = way_of(received);
    if (way && !ways_.contains(*way)) return;
    if (!way) repeat(bytes, received.from);
    sink.arrived(bytes, {.from = received.from, .way = way});
}

void BeaconBackend::repeat(ByteView bytes, const Endpoint& from) {
    const auto loopback = std::ranges::find_if(interfaces_, &Interface::is_loopback);
    if (loopback == interfaces_.end() || !discovery::open(bytes) ||
        !repeats_.take(std::chrono::steady_clock::now()))
        return;
    to_this_host(*loopback, wrap_repeat(bytes, from), "repeat");
}

Task<> BeaconBackend::run(Sink& sink) {
    const auto executor = co_await boost::asio::this_coro::executor;
    TaskScope tasks(executor);
    tasks.spawn("beacon answers, IPv4", own_loop(own4_, sink));
    tasks.spawn("beacon answers, IPv6", own_loop(own6_, sink));
    tasks.spawn("beacons, IPv4", shared_loop(shared4_, sink));
    tasks.spawn("beacons, IPv6", shared_loop(shared6_, sink));
    tasks.spawn("beacon resends", run_resends());
    tasks.spawn("beacon upkeep", run_upkeep(sink));
    boost::asio::steady_timer forever(executor, boost::asio::steady_timer::time_point::max());
    (void)co_await forever.async_wait(no_throw);
    co_await boost::asio::this_coro::reset_cancellation_state();
    co_await tasks.close();
}

}  // namespace culver::discovery
