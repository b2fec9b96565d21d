// SPDX-License-Identifier: Apache-2.0
// Finding peers by mDNS / DNS-SD: publishes this node as _culver._tcp, browses, and reports where peers may
// be. Everything found is a hint: it is asked or dialled on the same link, and the answer decides. Joins the
// responders to the decisions of ResponderChoice, BrowsePolicy and Instances.
#pragma once
#include "base/clock.h"
#include "discovery/backend.h"
#include "discovery/mdns/browse_policy.h"
#include "discovery/mdns/instances.h"
#include "discovery/mdns/responder.h"
#include "discovery/mdns/responder_choice.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace culver::discovery::mdns {

class MdnsBackend final : public Backend {
public:
    struct Mediator {
        std::function<bool(const PeerId&)> is_present;  // the live list shows that peer
        std::function<Population()> population;
        // Is that address on the link behind that interface? Empty: the machine's own subnets say.
        std::function<bool(unsigned interface, const boost::asio::ip::address&)> is_on_link{};
    };
    // Keeps clock.
    MdnsBackend(const boost::asio::any_io_executor& executor, const Clock& clock, const PeerId& self,
                Mediator mediator, Responders responders, RandomSource random);
    ~MdnsBackend() override;

    [[nodiscard]] std::vector<WayState> states() const override;
    Task<> run(Sink& sink) override;
    void announce(const std::optional<Announcement>& what) override;
    void use(const std::vector<Interface>& interfaces) override;
    Task<> say_goodbye() override;

    // One look at what was reported and at what is due; run() does it whenever it is time.
    void step(Sink& sink);
    [[nodiscard]] SteadyTime next_deadline() const;

private:
    enum class Source : std::uint8_t { Daemon, Embedded };
    struct Speaker {  // one of the two responders, while it is wanted
        std::unique_ptr<Responder> responder;
        std::uint64_t serial = 0;  // of its reports; those of an earlier one are void
        Standing standing = Standing::Starting;
        std::string why;
        bool is_browsing = false;
        std::optional<Publication> publication{};
        std::vector<Interface> interfaces{};
    };
    struct Noted {
        Source source;
        std::uint64_t serial;
        Report report;
    };

    [[nodiscard]] SteadyTime now() const { return clock_.steady(); }
    void wake();
    void note(Source source, std::uint64_t serial, Report report);
    void take(const Noted& noted, Sink& sink);
    void take_standing(Source source, const StandingReport& report);
    void take_published(const PublishedReport& report);
    void take_resolved(const ResolvedReport& report, Sink& sink);
    void look_for_daemon();
    void keep(Source source, bool is_wanted);
    void begin(Source source);
    void end(Source source);
    void activate(ResponderChoice::Active active);
    void direct(Speaker& speaker);
    void resolve();
    void tell_changes(Sink& sink);
    [[nodiscard]] Speaker& speaker(Source source) { return source == Source::Daemon ? daemon_ : embedded_; }
    [[nodiscard]] Speaker* active();
    [[nodiscard]] WayState state() const;
    [[nodiscard]] bool is_on_link(unsigned interface, const boost::asio::ip::address& address) const;
    [[nodiscard]] bool has_network() const;

    const Clock& clock_;
    Mediator mediator_;
    Responders responders_;
    ResponderChoice choice_;
    BrowsePolicy browsing_;
    Instances instances_;
    boost::asio::steady_timer timer_;
    std::optional<Publication> publication_;  // nothing: this node hides
    std::vector<Interface> interfaces_;
    Speaker daemon_;
    Speaker embedded_;
    ResponderChoice::Active active_ = ResponderChoice::Active::Nobody;
    std::deque<Noted> noted_;
    std::uint64_t serial_ = 0;
    SteadyTime next_look_{};  // for the daemon's marks, and at the population
    Published published_ = Published::Waiting;
    std::string published_why_;
    SteadyTime publish_again_ = SteadyTime::max();
    int collisions_ = 0;
    std::optional<WayState> told_;
    bool has_left_ = false;
};

}  // namespace culver::discovery::mdns
