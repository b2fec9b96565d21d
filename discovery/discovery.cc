// SPDX-License-Identifier: Apache-2.0
#include "discovery/discovery.h"

#include "base/log.h"
#include "base/random.h"
#include "discovery/gateways.h"
#include "discovery/mdns/mdns_backend.h"
#include "discovery/mdns/responders.h"

#include <algorithm>
#include <iterator>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;

constexpr Duration kClockLooksEvery = 6s;  // how late a wake-up is noticed at most
constexpr auto kSleepNoticed = 2s;         // the two clocks never drift so far apart without a sleep
constexpr int kGoodbyes = 3;
constexpr auto kBetweenGoodbyes = 40ms;

CoreOptions core_options(const Options& options) {
    return {.label = options.label,
            .tcp_port = options.tcp_port,
            .reply_port = 0,
            .beacon_port = options.beacon_port,
            .epoch = options.epoch,
            .instance = random_u64(),
            .ways = options.ways.only(kBeaconWays),
            .is_hidden = options.is_hidden,
            .limits = {}};
}

NetworkWatch::Kernel real_kernel() {
    auto gateways = [] {
        auto found = list_gateways();
        if (!found) log::warn("{}", found.error().sentence());
        return found ? std::move(*found) : std::vector<Gateway>{};
    };
    return {.gateways = gateways, .ask_for_hardware_address = ask_for_hardware_address};
}

}  // namespace

Discovery::Discovery(boost::asio::any_io_executor executor, const Clock& clock, const SigningKey& key,
                     Options options, Events events)
    : clock_(clock),
      options_(std::move(options)),
      events_(std::move(events)),
      core_(key, core_options(options_), random_u64),
      beacon_(executor, options_.beacon_port, options_.ways),
      watch_(executor, options_.interfaces),
      networks_(real_kernel()),
      timer_(executor),
      tasks_(executor) {
    if (options_.ways.contains(Way::Mdns)) add(make_mdns(executor));
}

std::unique_ptr<Backend> Discovery::make_mdns(const boost::asio::any_io_executor& executor) {
    mdns::MdnsBackend::Mediator mediator;
    mediator.is_present = [this](const PeerId& peer) {
        const auto state = core_.roster().state_of(PeerKey(peer));
        return state && *state != RowState::Pending;
    };
    mediator.population = [this] { return population(); };
    return std::make_unique<mdns::MdnsBackend>(executor, clock_, core_.self(), std::move(mediator),
                                               mdns::make_responders(executor, core_.self()), random_u64);
}

mdns::Population Discovery::population() const {
    return {.nodes = core_.roster().node_count(), .hears_beacons = core_.roster().hears_any(kBeaconWays)};
}

void Discovery::add(std::unique_ptr<Backend> backend) {
    others_.push_back(std::move(backend));
}

Result<> Discovery::start() {
    if (auto done = watch_.open(); !done) return done;
    if (auto done = beacon_.open(); !done) return done;
    core_.set_reply_port(beacon_.reply_port());
    networks_.set_policy(options_.announce, options_.known_networks);
    networks_.look(watch_.interfaces(), now());
    heed_policy();
    (void)core_.take_effects();  // nobody has heard of this node yet: no goodbyes
    slept_ = slept();
    is_running_ = true;
    announce();
    beacon_.use(watch_.interfaces());
    tasks_.spawn("discovery beacon", run_backend(beacon_));
    for (const auto& backend : others_) {
        backend->use(audible_interfaces());
        tasks_.spawn("discovery backend", run_backend(*backend));
    }
    auto changed = [this](const std::vector<Interface>& interfaces, const InterfaceDifference& what) {
        interfaces_changed(interfaces, what);
    };
    tasks_.spawn("discovery interfaces", watch_.run(std::move(changed)));
    tasks_.spawn("discovery clock", run_clock());
    core_.greet(now());
    deliver();
    return {};
}

Task<> Discovery::run_backend(Backend& backend) {
    co_await backend.run(*this);
}

Task<> Discovery::close() {
    co_await boost::asio::this_coro::reset_cancellation_state();
    for (int i = 0; is_running_ && i < kGoodbyes; ++i) {
        core_.say_goodbye(now());
        deliver();
        co_await sleep_for(kBetweenGoodbyes);
    }
    for (const auto& backend : others_) co_await backend->say_goodbye();
    is_running_ = false;
    co_await tasks_.close();
}

Task<> Discovery::run_clock() {
    while (true) {
        armed_ = std::min({core_.next_deadline(), now() + kClockLooksEvery, networks_.next_look()});
        timer_.expires_at(armed_);
        (void)co_await timer_.async_wait(no_throw);
        armed_ = SteadyTime::max();
        notice_sleep();
        if (now() >= networks_.next_look()) look_at_networks();
        core_.advance(now());
        deliver();
    }
}

std::chrono::nanoseconds Discovery::slept() const {
    return clock_.since_boot() - now().time_since_epoch();
}

void Discovery::notice_sleep() {
    if (slept() - slept_ < kSleepNoticed) return;
    log::info("the machine slept; looking for peers again");
    wake();
}

void Discovery::wake() {
    slept_ = slept();
    if (!is_running_) return;
    auto ignored = [](const std::vector<Interface>&, const InterfaceDifference&) {};
    const bool is_elsewhere = watch_.look(ignored);
    if (networks_.look(watch_.interfaces(), now()) || is_elsewhere) heed_policy();
    if (is_elsewhere) beacon_.use(watch_.interfaces());
    core_.greet(now(), Roster::Doubt::Everybody);
    deliver();
    if (events_.network_changed) events_.network_changed();
}

void Discovery::interfaces_changed(const std::vector<Interface>& interfaces,
                                   const InterfaceDifference& what) {
    log::info("network interfaces: {}", what.text());
    networks_.look(interfaces, now());
    heed_policy();
    beacon_.use(interfaces);
    core_.greet(now(), Roster::Doubt::Overdue);
    deliver();
    state_changed();
    if (events_.network_changed) events_.network_changed();
}

void Discovery::deliver() {
    Effects effects = core_.take_effects();
    for (const Outgoing& datagram : effects.datagrams) beacon_.carry(datagram);
    if (core_.next_deadline() < armed_) timer_.cancel();
    if (effects.epoch_raised && events_.epoch_raised) events_.epoch_raised(*effects.epoch_raised);
    if (effects.twin && events_.twin_seen) events_.twin_seen(*effects.twin);
    for (const Change& change : effects.changes) {
        if (events_.changed) events_.changed(change);
    }
    for (const PeerKey& peer : effects.doubted) {
        if (events_.doubted) events_.doubted(peer);
    }
    for (const PeerKey& peer : effects.heard_known) {
        if (events_.heard_known) events_.heard_known(peer);
    }
    for (const PeerKey& peer : effects.knocked) {
        if (events_.knocked) events_.knocked(peer);
    }
    for (const PeerKey& peer : effects.unproven) {
        if (events_.unproven) events_.unproven(peer);
    }
}

// Another gateway answers, or at last one: perhaps this is, or is no longer, a network that the policy
// allows.
void Discovery::look_at_networks() {
    if (!networks_.look(watch_.interfaces(), now())) return;
    heed_policy();
    core_.greet(now());
    deliver();
    state_changed();
}

void Discovery::heed_policy() {
    beacon_.set_quiet(networks_.quiet());
    core_.set_hidden(is_silent(), now());
    announce();
    for (const auto& backend : others_) backend->use(audible_interfaces());
}

std::vector<Interface> Discovery::audible_interfaces() const {
    std::vector<Interface> audible;
    if (is_silent()) return audible;
    std::ranges::copy_if(watch_.interfaces(), std::back_inserter(audible), [&](const Interface& interface) {
        return !networks_.quiet().contains(interface.index);
    });
    return audible;
}

std::string Discovery::why_silent() const {
    if (options_.is_hidden) return "This node is hidden: it listens and sends nothing.";
    if (networks_.policy() == AnnouncePolicy::Never) return "Nothing is sent: announce is \"never\".";
    return "Nothing is sent: this is none of the known networks; 'culver networks trust' makes it one.";
}

void Discovery::announce() {
    std::optional<Announcement> what;
    if (!is_silent()) {
        what = Announcement{.id = core_.self(),
                            .label = options_.label,
                            .tcp_port = options_.tcp_port,
                            .reply_port = beacon_.reply_port()};
    }
    for (const auto& backend : others_) backend->announce(what);
}

void Discovery::set_label(Label label) {
    options_.label = label;
    core_.set_label(std::move(label), now());
    announce();
    deliver();
}

void Discovery::set_tcp_port(std::uint16_t port) {
    options_.tcp_port = port;
    core_.set_tcp_port(port);
}

void Discovery::set_hidden(bool is_hidden) {
    if (is_hidden == options_.is_hidden) return;
    options_.is_hidden = is_hidden;
    heed_policy();
    deliver();
    state_changed();
}

// A decision, not another place: where this node was heard it still says goodbye.
void Discovery::set_announce(AnnouncePolicy policy, std::set<std::string> known_networks) {
    if (policy == options_.announce && known_networks == options_.known_networks) return;
    options_.announce = policy;
    options_.known_networks = known_networks;
    networks_.set_policy(policy, std::move(known_networks));
    if (!is_running_) return;
    if (policy == AnnouncePolicy::Never) {
        core_.set_hidden(true, now());
        deliver();
    }
    networks_.look(watch_.interfaces(), now());
    heed_policy();
    core_.greet(now());
    timer_.cancel();
    deliver();
    state_changed();
}

void Discovery::set_blocked(const PeerId& peer, bool is_blocked) {
    core_.set_blocked(peer, is_blocked, now());
    if (is_running_) deliver();
}

void Discovery::session_opened(const PeerKey& peer) {
    core_.session_opened(peer, now());
    deliver();
}

void Discovery::told_in_session(const PeerKey& peer, std::optional<Endpoint> dial, Label label,
                                bool is_open) {
    core_.told_in_session(peer, std::move(dial), std::move(label), is_open, now());
    deliver();
}

void Discovery::session_closed(const PeerKey& peer) {
    core_.session_closed(peer, now());
    deliver();
}

void Discovery::mark_known(const PeerKey& peer) {
    core_.roster().mark_known(peer);
}

void Discovery::forget_known(const PeerKey& peer) {
    core_.roster().forget_known(peer);
}

std::optional<Row> Discovery::row(const PeerKey& peer) const {
    auto found = core_.roster().row(peer);
    return found && found->state != RowState::Pending ? found : std::nullopt;
}

std::vector<Endpoint> Discovery::addresses(const PeerId& peer) const {
    auto found = core_.roster().row(PeerKey(peer));
    return found ? std::move(found->addresses) : std::vector<Endpoint>{};
}

std::optional<Rumour> Discovery::rumour_about(const PeerKey& peer) const {
    return core_.rumour_about(peer, now());
}

void Discovery::take_rumour(const Rumour& rumour) {
    passed_on(rumour.datagram, rumour.seen_at, rumour.age);
}

void Discovery::knock(const PeerKey& peer, const std::vector<Endpoint>& dial) {
    core_.knock(peer, dial, now());
    deliver();
}

Bytes Discovery::sealed_knock(const PeerKey& peer) {
    return core_.sealed_knock(peer);
}

void Discovery::question(const PeerKey& peer) {
    core_.question(peer, now());
    deliver();
}

std::vector<WayState> Discovery::states() const {
    std::vector<WayState> states = beacon_.states();
    for (const auto& backend : others_) std::ranges::move(backend->states(), std::back_inserter(states));
    if (!options_.ways.contains(Way::Mdns)) {
        states.push_back({.way = Way::Mdns, .health = Health::Off, .detail = "Switched off by a setting."});
    }
    if (is_silent()) {
        for (WayState& state : states)
            state = {.way = state.way, .health = Health::Off, .detail = why_silent()};
    }
    return states;
}

Stats Discovery::stats() const {
    return {.core = core_.counters(),
            .wire = beacon_.counters(),
            .present = core_.roster().node_count() - 1,
            .pending = core_.roster().pending_count()};
}

void Discovery::arrived(ByteView datagram, const Arrival& arrival) {
    notice_sleep();
    core_.receive(datagram, arrival, now());
    deliver();
}

void Discovery::passed_on(ByteView datagram, const Endpoint& seen_at, Duration age) {
    core_.receive_passed_on(datagram, seen_at, age, now());
    deliver();
}

void Discovery::hinted(const Sighting& sighting) {
    core_.hint(sighting, now());
    deliver();
}

void Discovery::withdrawn(const PeerKey& peer, Way way) {
    core_.withdrawn(peer, way, now());
    deliver();
}

void Discovery::ask(const Endpoint& where, Way way) {
    core_.ask(where, way, now());
    deliver();
}

void Discovery::state_changed() {
    if (events_.state_changed) events_.state_changed();
}

}  // namespace culver::discovery
