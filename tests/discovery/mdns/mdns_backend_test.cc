// SPDX-License-Identifier: Apache-2.0
// The backend between two responders that only write down what they are told.
#include "discovery/mdns/mdns_backend.h"

#include "tests/support/manual_clock.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace culver::discovery::mdns {
namespace {

using namespace std::chrono_literals;

PeerId peer(std::uint8_t number) {
    PeerId id;
    id.bytes[0] = number;
    return id;
}

struct Stage;

class RecordingResponder final : public Responder {
public:
    RecordingResponder(Stage& stage, std::string name, Reporter report);
    ~RecordingResponder() override;
    void start() override;
    void use(const std::vector<Interface>& interfaces) override { used = interfaces.size(); }
    void publish(const std::optional<Publication>& publication) override;
    void browse(bool is_on) override;
    void resolve(const std::string& instance, const Place& place) override;
    void forget(const std::string&, const Place&) override {}

    Stage& stage;
    std::string name;
    Reporter report;
    std::size_t used = 0;
};

struct Stage final : Sink {
    std::vector<std::string> log;
    bool has_marks = false;
    RecordingResponder* daemon = nullptr;
    RecordingResponder* embedded = nullptr;
    std::vector<Sighting> hints;
    std::vector<PeerKey> gone;
    int state_changes = 0;

    void arrived(ByteView, const Arrival&) override {}
    void passed_on(ByteView, const Endpoint&, Duration) override {}
    void hinted(const Sighting& sighting) override { hints.push_back(sighting); }
    void withdrawn(const PeerKey& who, Way) override { gone.push_back(who); }
    void ask(const Endpoint&, Way) override {}
    void state_changed() override { ++state_changes; }

    [[nodiscard]] Responders responders() {
        return {.daemon_may_run = [this] { return has_marks; },
                .daemon = [this](Reporter report) { return make(daemon, "daemon", std::move(report)); },
                .daemon_name = "the daemon",
                .embedded = [this](Reporter report) { return make(embedded, "inner", std::move(report)); }};
    }
    std::unique_ptr<Responder> make(RecordingResponder*& slot, std::string name, Reporter report) {
        auto made = std::make_unique<RecordingResponder>(*this, std::move(name), std::move(report));
        slot = made.get();
        return made;
    }
    [[nodiscard]] std::vector<std::string> take_log() { return std::exchange(log, {}); }
};

RecordingResponder::RecordingResponder(Stage& owner, std::string its_name, Reporter its_report)
    : stage(owner), name(std::move(its_name)), report(std::move(its_report)) {}
RecordingResponder::~RecordingResponder() {
    stage.log.push_back(name + " ends");
    (name == "daemon" ? stage.daemon : stage.embedded) = nullptr;
}
void RecordingResponder::start() {
    stage.log.push_back(name + " starts");
}
void RecordingResponder::publish(const std::optional<Publication>& publication) {
    stage.log.push_back(name + (publication ? " publishes" : " withdraws"));
}
void RecordingResponder::browse(bool is_on) {
    stage.log.push_back(name + (is_on ? " browses" : " stops browsing"));
}
void RecordingResponder::resolve(const std::string&, const Place&) {
    stage.log.push_back(name + " resolves");
}

class MdnsBackendTest : public testing::Test {
protected:
    void SetUp() override {
        backend_.use({{.index = 1, .name = "lo", .is_loopback = true}, eth0_});
        backend_.announce(Announcement{.id = peer(1), .label = {}, .tcp_port = 24254, .reply_port = 99});
    }
    void step(Duration after = 0s) {
        clock_.advance(after);
        backend_.step(stage_);
    }
    void inner_is_up() {
        step();
        stage_.embedded->report(StandingReport{Standing::Ready});
        stage_.embedded->report(PublishedReport{Published::Done});
        step(2s);
        (void)stage_.take_log();
    }
    [[nodiscard]] WayState state() const { return backend_.states().at(0); }

    boost::asio::io_context loop_{1};
    culver::test::ManualClock clock_;
    Stage stage_;
    bool is_on_link_ = true;
    std::set<PeerId> present_;
    const Interface eth0_{.index = 2, .name = "eth0", .has_carrier = true, .can_multicast = true};
    const Place place_{.interface = 2};
    MdnsBackend backend_{loop_.get_executor(),
                         clock_,
                         peer(1),
                         {.is_present = [this](const PeerId& id) { return present_.contains(id); },
                          .population = [] { return Population{}; },
                          .is_on_link = [this](unsigned, const auto&) { return is_on_link_; }},
                         stage_.responders(),
                         [] { return std::uint64_t{0}; }};
};

TEST_F(MdnsBackendTest, WithoutADaemonItSpeaksItself) {
    step();
    EXPECT_EQ(stage_.take_log(), (std::vector<std::string>{"inner starts", "inner publishes"}));
    EXPECT_EQ(state().health, Health::Degraded);
    stage_.embedded->report(StandingReport{Standing::Ready});
    stage_.embedded->report(PublishedReport{Published::Done});
    step(2s);
    EXPECT_EQ(stage_.take_log(), (std::vector<std::string>{"inner browses"}));
    EXPECT_EQ(state().health, Health::Ok);
    EXPECT_EQ(state().detail, "By this node's own responder.");
}

TEST_F(MdnsBackendTest, ADaemonTakesOverAndHandsBack) {
    inner_is_up();
    stage_.has_marks = true;
    step(5s);
    ASSERT_NE(stage_.daemon, nullptr);
    stage_.daemon->report(StandingReport{Standing::Ready});
    step();
    // The name must be free before the daemon claims it.
    EXPECT_EQ(stage_.take_log(), (std::vector<std::string>{"daemon starts", "inner ends", "daemon publishes",
                                                           "daemon browses"}));
    stage_.daemon->report(PublishedReport{Published::Done});
    step();
    EXPECT_EQ(state().detail, "Through the daemon.");
    stage_.daemon->report(StandingReport{Standing::Failed, "disconnected"});
    stage_.has_marks = false;
    step(5s);
    step(3s);
    EXPECT_EQ(stage_.take_log(),
              (std::vector<std::string>{"daemon ends", "inner starts", "inner publishes", "inner browses"}));
}

TEST_F(MdnsBackendTest, ResolvesAndHints) {
    inner_is_up();
    const std::string name = instance_name(peer(2));
    stage_.embedded->report(FoundReport{name, place_});
    stage_.embedded->report(FoundReport{"Ada's Printer", place_});
    step();
    step(1s);
    EXPECT_EQ(stage_.take_log(), (std::vector<std::string>{"inner resolves"}));
    const Endpoint dial = *Endpoint::parse("10.0.0.2:24254", 0);
    stage_.embedded->report(ResolvedReport{name, place_, Resolution{dial, encode_txt({.reply_port = 7})}});
    step();
    ASSERT_EQ(stage_.hints.size(), 1u);
    EXPECT_EQ(stage_.hints[0].peer, PeerKey(peer(2)));
    EXPECT_EQ(stage_.hints[0].dial, dial);
    EXPECT_EQ(stage_.hints[0].reply_port, 7);
    stage_.embedded->report(LostReport{name, place_});
    step();
    EXPECT_EQ(stage_.gone, (std::vector<PeerKey>{PeerKey(peer(2))}));
}

TEST_F(MdnsBackendTest, WhatIsNotOnTheLinkOrMalformedIsNoHint) {
    inner_is_up();
    const std::string name = instance_name(peer(2));
    const Endpoint dial = *Endpoint::parse("8.8.8.8:24254", 0);
    for (const Resolution& resolution : {Resolution{dial, encode_txt({})}, Resolution{dial, Bytes{200}}}) {
        stage_.embedded->report(FoundReport{name, place_});
        step();
        step(5s);
        is_on_link_ = resolution.txt.size() == 1;
        stage_.embedded->report(ResolvedReport{name, place_, resolution});
        step();
    }
    EXPECT_TRUE(stage_.hints.empty());
}

TEST_F(MdnsBackendTest, WhoeverIsThereAlreadyIsNotResolved) {
    inner_is_up();
    present_.insert(peer(2));
    stage_.embedded->report(FoundReport{instance_name(peer(2)), place_});
    step();
    for (int i = 0; i < 10; ++i) step(5s);
    EXPECT_TRUE(stage_.take_log().empty());
    EXPECT_GE(stage_.hints.size(), 4u);
}

TEST_F(MdnsBackendTest, HiddenItIsSilent) {
    inner_is_up();
    backend_.announce(std::nullopt);
    step();
    EXPECT_EQ(stage_.take_log(), (std::vector<std::string>{"inner ends"}));
    EXPECT_EQ(state().health, Health::Off);
    step(1min);
    EXPECT_TRUE(stage_.take_log().empty());
}

TEST_F(MdnsBackendTest, ANameThatIsTakenIsClaimedAgainLater) {
    inner_is_up();
    stage_.embedded->report(PublishedReport{Published::Collision});
    step();
    EXPECT_EQ(state().health, Health::Degraded);
    EXPECT_TRUE(stage_.take_log().empty());
    step(4s);
    EXPECT_EQ(stage_.take_log(), (std::vector<std::string>{"inner publishes"}));
}

TEST_F(MdnsBackendTest, WithoutANetworkItWaits) {
    inner_is_up();
    backend_.use({});
    step();
    EXPECT_EQ(stage_.take_log(), (std::vector<std::string>{"inner ends"}));
    EXPECT_EQ(state().health, Health::Failed);
    backend_.use({eth0_});
    step();
    EXPECT_EQ(stage_.take_log(), (std::vector<std::string>{"inner starts", "inner publishes"}));
}

TEST_F(MdnsBackendTest, WhenNothingWorksItSaysWhyAndTriesAgain) {
    step();
    stage_.embedded->report(StandingReport{Standing::Failed, "no sockets"});
    step();
    EXPECT_EQ(state().health, Health::Failed);
    EXPECT_NE(state().detail.find("no sockets"), std::string::npos);
    (void)stage_.take_log();
    step(10s);
    EXPECT_EQ(stage_.take_log(),
              (std::vector<std::string>{"inner starts", "inner publishes", "inner browses"}));
}

TEST_F(MdnsBackendTest, ReportsOfAnEndedResponderAreVoid) {
    inner_is_up();
    const Reporter late = stage_.embedded->report;
    backend_.announce(std::nullopt);
    step();
    late(FoundReport{instance_name(peer(2)), place_});
    step(5s);
    EXPECT_TRUE(stage_.take_log().back() == "inner ends");
    EXPECT_TRUE(stage_.hints.empty());
}

TEST_F(MdnsBackendTest, TellsEachChangeOfItsStateOnce) {
    inner_is_up();
    const int before = stage_.state_changes;
    step(1s);
    step(1s);
    EXPECT_EQ(stage_.state_changes, before);
}

}  // namespace
}  // namespace culver::discovery::mdns
