// SPDX-License-Identifier: Apache-2.0
#include "discovery/mdns/mdns_backend.h"

#include "base/log.h"
#include "base/task_scope.h"
#include "discovery/mdns/on_link.h"

#include <algorithm>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

constexpr Duration kStartDelay = 100ms;  // `ready`, and the beacon's first hello, go first
constexpr Duration kLookEvery = 5s;      // a daemon that started is used within that time
constexpr Duration kFirstPublishAgain = 4s;
constexpr Duration kLongestPublishAgain = 5min;
constexpr std::size_t kMaxNoted = 10'000;  // reports of one turn; more than any link can cause in its time

Duration pause_after(int collisions) {
    Duration pause = kFirstPublishAgain;
    for (int i = 1; i < collisions && pause < kLongestPublishAgain; ++i) pause *= 2;
    return std::min(pause, kLongestPublishAgain);
}

}  // namespace

MdnsBackend::MdnsBackend(const boost::asio::any_io_executor& executor, const Clock& clock, const PeerId& self,
                         Mediator mediator, Responders responders, RandomSource random)
    : clock_(clock),
      mediator_(std::move(mediator)),
      responders_(std::move(responders)),
      choice_({.daemon = responders_.daemon != nullptr, .embedded = responders_.embedded != nullptr}),
      browsing_(std::move(random)),
      instances_(self, mediator_.is_present),
      timer_(executor) {}

MdnsBackend::~MdnsBackend() = default;

Task<> MdnsBackend::run(Sink& sink) {
    browsing_.restart(now());
    co_await sleep_for(kStartDelay);
    while (!has_left_) {
        step(sink);
        timer_.expires_at(noted_.empty() ? next_deadline() : now());
        (void)co_await timer_.async_wait(no_throw);
    }
}

void MdnsBackend::wake() {
    timer_.cancel();
}

void MdnsBackend::announce(const std::optional<Announcement>& what) {
    publication_.reset();
    if (what) {
        publication_ = Publication{.instance = instance_name(what->id),
                                   .port = what->tcp_port,
                                   .txt = encode_txt({.reply_port = what->reply_port})};
    }
    wake();
}

void MdnsBackend::use(const std::vector<Interface>& interfaces) {
    if (interfaces == interfaces_) return;
    interfaces_ = interfaces;
    choice_.restart();
    browsing_.restart(now());
    wake();
}

Task<> MdnsBackend::say_goodbye() {
    has_left_ = true;
    end(Source::Daemon);
    end(Source::Embedded);
    wake();
    co_return;
}

bool MdnsBackend::has_network() const {
    return std::ranges::any_of(interfaces_,
                               [](const Interface& each) { return !each.is_loopback && each.can_multicast; });
}

void MdnsBackend::step(Sink& sink) {
    for (auto reports = std::exchange(noted_, {}); const Noted& noted : reports) take(noted, sink);
    look_for_daemon();
    auto wish = choice_.wish(now());
    if (!publication_ || !has_network()) wish = {};
    keep(Source::Daemon, wish.daemon);
    keep(Source::Embedded, wish.embedded);
    activate(wish.active);
    if (Speaker* speaker = active(); speaker != nullptr) direct(*speaker);
    resolve();
    for (const Sighting& sighting : instances_.hints(now())) sink.hinted(sighting);
    tell_changes(sink);
}

void MdnsBackend::look_for_daemon() {
    if (now() < next_look_) return;
    next_look_ = now() + kLookEvery;
    choice_.saw_marks(responders_.daemon_may_run && responders_.daemon_may_run(), now());
}

void MdnsBackend::keep(Source source, bool is_wanted) {
    const bool is_there = speaker(source).responder != nullptr;
    if (is_wanted && !is_there) begin(source);
    if (!is_wanted && is_there) end(source);
}

void MdnsBackend::begin(Source source) {
    Speaker& made = speaker(source);
    made = {};
    made.serial = ++serial_;
    auto report = [this, source, serial = made.serial](Report what) {
        note(source, serial, std::move(what));
    };
    made.responder = source == Source::Daemon ? responders_.daemon(std::move(report))
                                              : responders_.embedded(std::move(report));
    if (!made.responder) return note(source, made.serial, StandingReport{Standing::Failed, "not installed"});
    made.interfaces = interfaces_;
    made.responder->use(interfaces_);
    made.responder->start();
}

void MdnsBackend::end(Source source) {
    speaker(source).responder.reset();
    speaker(source).serial = ++serial_;
}

void MdnsBackend::activate(ResponderChoice::Active active) {
    if (active == active_) return;
    active_ = active;
    published_ = Published::Waiting;
    publish_again_ = SteadyTime::max();
    collisions_ = 0;
    instances_.clear();
    if (active == ResponderChoice::Active::Daemon) log::info("mdns: through {}", responders_.daemon_name);
    if (active == ResponderChoice::Active::Embedded) log::info("mdns: by this node's own responder");
}

MdnsBackend::Speaker* MdnsBackend::active() {
    if (active_ == ResponderChoice::Active::Nobody) return nullptr;
    Speaker& speaker = active_ == ResponderChoice::Active::Daemon ? daemon_ : embedded_;
    return speaker.responder ? &speaker : nullptr;
}

void MdnsBackend::direct(Speaker& speaker) {
    if (speaker.interfaces != interfaces_) {
        speaker.interfaces = interfaces_;
        speaker.responder->use(interfaces_);
        instances_.clear();  // it browses anew
    }
    const bool must_repeat = now() >= publish_again_;
    if (speaker.publication != publication_ || must_repeat) {
        publish_again_ = SteadyTime::max();
        speaker.publication = publication_;
        speaker.responder->publish(publication_);
    }
    const bool wants_to_browse = browsing_.wants(now(), mediator_.population());
    if (speaker.is_browsing != wants_to_browse) {
        speaker.is_browsing = wants_to_browse;
        speaker.responder->browse(wants_to_browse);
        if (!wants_to_browse) instances_.clear();
    }
}

void MdnsBackend::resolve() {
    Speaker* speaker = active();
    if (speaker == nullptr) return;
    for (const auto& job : instances_.expired(now())) {
        speaker->responder->forget(instance_name(job.peer), job.place);
    }
    for (const auto& job : instances_.due(now())) {
        log::debug("mdns: resolving {}", short_text(job.peer));
        speaker->responder->resolve(instance_name(job.peer), job.place);
    }
}

void MdnsBackend::note(Source source, std::uint64_t serial, Report report) {
    if (noted_.size() >= kMaxNoted) return;
    noted_.push_back({.source = source, .serial = serial, .report = std::move(report)});
    wake();
}

void MdnsBackend::take(const Noted& noted, Sink& sink) {
    if (speaker(noted.source).serial != noted.serial) return;
    if (const auto* standing = std::get_if<StandingReport>(&noted.report)) {
        take_standing(noted.source, *standing);
    } else if (const auto* published = std::get_if<PublishedReport>(&noted.report)) {
        take_published(*published);
    } else if (const auto* found = std::get_if<FoundReport>(&noted.report)) {
        if (const auto peer = parse_instance(found->instance)) instances_.found(*peer, found->place, now());
    } else if (const auto* lost = std::get_if<LostReport>(&noted.report)) {
        const auto peer = parse_instance(lost->instance);
        if (peer && instances_.lost(*peer, lost->place)) sink.withdrawn(PeerKey(*peer), Way::Mdns);
    } else if (const auto* resolved = std::get_if<ResolvedReport>(&noted.report)) {
        take_resolved(*resolved, sink);
    }
}

void MdnsBackend::take_standing(Source source, const StandingReport& report) {
    Speaker& changed = speaker(source);
    changed.standing = report.standing;
    changed.why = report.why;
    if (source == Source::Daemon)
        choice_.daemon_is(report.standing, now());
    else
        choice_.embedded_is(report.standing, now());
    if (report.standing == Standing::Starting && active() == &changed) instances_.clear();
    if (report.standing != Standing::Failed) return;
    log::debug("mdns: {} failed: {}", source == Source::Daemon ? responders_.daemon_name : "own responder",
               report.why);
    end(source);
    changed.standing = Standing::Failed;
    changed.why = report.why;
}

void MdnsBackend::take_published(const PublishedReport& report) {
    if (report.state != published_)
        log::debug("mdns: published {} {}", static_cast<int>(report.state), report.why);
    published_ = report.state;
    published_why_ = report.why;
    if (report.state == Published::Done) collisions_ = 0;
    if (report.state != Published::Collision && report.state != Published::Failed) return;
    publish_again_ = now() + pause_after(++collisions_);
}

void MdnsBackend::take_resolved(const ResolvedReport& report, Sink& sink) {
    const auto peer = parse_instance(report.instance);
    if (!peer) return;
    const Instances::Job job{.peer = *peer, .place = report.place};
    const auto txt = report.resolution ? decode_txt(report.resolution->txt) : std::nullopt;
    const bool is_usable = txt && report.resolution->dial.port != 0 &&
                           is_on_link(report.place.interface, report.resolution->dial.address);
    if (!is_usable) return instances_.failed(job, now());
    const auto sighting = instances_.resolved(job, report.resolution->dial, txt->reply_port, now());
    if (sighting) sink.hinted(*sighting);
}

bool MdnsBackend::is_on_link(unsigned interface, const boost::asio::ip::address& address) const {
    if (mediator_.is_on_link) return mediator_.is_on_link(interface, address);
    const auto subnets = list_subnets();
    return subnets && discovery::is_on_link(*subnets, interface, address);
}

SteadyTime MdnsBackend::next_deadline() const {
    return std::min({next_look_, choice_.next_deadline(now()), browsing_.next_deadline(now()),
                     instances_.next_deadline(), publish_again_});
}

void MdnsBackend::tell_changes(Sink& sink) {
    const WayState current = state();
    if (told_ == current) return;
    told_ = current;
    sink.state_changed();
}

WayState MdnsBackend::state() const {
    const auto say = [](Health health, std::string detail) {
        return WayState{.way = Way::Mdns, .health = health, .detail = std::move(detail)};
    };
    if (!responders_.daemon && !responders_.embedded) return say(Health::Off, "This build speaks no mDNS.");
    if (!publication_) return say(Health::Off, "Off while this node is hidden.");
    if (!has_network())
        return say(Health::Failed, "No network interface can multicast; connect to a network.");
    const bool is_daemon = active_ == ResponderChoice::Active::Daemon;
    const Speaker& speaker = is_daemon ? daemon_ : embedded_;
    const std::string by = is_daemon ? "Through " + responders_.daemon_name : "By this node's own responder";
    if (active_ == ResponderChoice::Active::Nobody || !speaker.responder) {
        if (embedded_.standing == Standing::Failed && !embedded_.why.empty())
            return say(Health::Failed,
                       "No mDNS responder can be used (" + embedded_.why + "); it is tried again.");
        return say(Health::Degraded, "Starting.");
    }
    switch (published_) {
        case Published::Done: return say(Health::Ok, by + ".");
        case Published::Waiting: return say(Health::Degraded, by + "; this node's name is being published.");
        case Published::Collision:
            return say(Health::Degraded,
                       by + "; another program publishes this node's name, it is tried again.");
        case Published::Failed:
            return say(Health::Degraded, by + "; this node is not published (" + published_why_ + ").");
    }
    return say(Health::Degraded, by + ".");
}

std::vector<WayState> MdnsBackend::states() const {
    return {state()};
}

}  // namespace culver::discovery::mdns
