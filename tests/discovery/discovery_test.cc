// SPDX-License-Identifier: Apache-2.0
// Real sockets on the loopback interface's multicast. Runs only in a network namespace that has nothing else:
//     unshare -n sh -c 'ip link set lo up; CULVER_TEST_NETNS=1 discovery_test'
#include "discovery/discovery.h"

#include "tests/support/manual_clock.h"
#include "tests/support/run.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <cstdlib>

namespace culver::discovery {
namespace {

using namespace std::chrono_literals;
using culver::test::run;

bool is_alone_on_the_network() {
    if (std::getenv("CULVER_TEST_NETNS") != nullptr) return true;
    const auto all = list_interfaces();
    return all && all->size() == 1 && all->front().is_loopback && all->front().has_carrier;
}

struct Node {
    SigningKey key = SigningKey::generate();
    std::vector<std::string> log;
    std::unique_ptr<Discovery> discovery;
};

class DiscoveryTest : public testing::Test {
protected:
    void SetUp() override {
        if (!is_alone_on_the_network()) GTEST_SKIP() << "only in a private network namespace";
    }

    Node& start(std::string name, std::uint16_t port) {
        Node& node = *nodes_.emplace_back(std::make_unique<Node>());
        Events events;
        events.changed = [&node](const Change& change) {
            if (change.kind == Change::Kind::Changed) return;
            node.log.push_back((change.kind == Change::Kind::Gone ? "- " : "+ ") + change.row.label.name);
        };
        Options options{.label = {.name = std::move(name), .department = {}, .presence = {}},
                        .tcp_port = port,
                        .interfaces = {}};
        node.discovery =
            std::make_unique<Discovery>(loop_.get_executor(), real_clock(), node.key, options, events);
        EXPECT_TRUE(node.discovery->start());
        return node;
    }
    Task<> wait_until(std::function<bool()> condition, std::chrono::milliseconds limit) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition() && std::chrono::steady_clock::now() < end) co_await sleep_for(5ms);
        EXPECT_TRUE(condition());
    }
    Task<> close_all() {
        for (const auto& node : nodes_) co_await node->discovery->close();
    }

    boost::asio::io_context loop_{1};
    std::vector<std::unique_ptr<Node>> nodes_;
};

TEST_F(DiscoveryTest, TwoNodesOfOneHostFindEachOtherWithNoNetworkAndSayGoodbye) {
    Node& alice = start("alice", 24254);
    Node& bob = start("bob", 24255);
    const auto body = [&]() -> Task<> {
        co_await wait_until([&] { return alice.log.size() == 1 && bob.log.size() == 1; }, 1s);
        EXPECT_EQ(alice.discovery->addresses(bob.key.peer_id()).at(0).text(), "127.0.0.1:24255");
        co_await bob.discovery->close();
        co_await wait_until([&] { return alice.log.size() == 2; }, 500ms);
        EXPECT_EQ(alice.log.back(), "- bob");
        co_await close_all();
    };
    run(loop_, body());
}

TEST_F(DiscoveryTest, FiveNodesOfOneHostFindEachOther) {
    for (std::uint16_t i = 0; i < 5; ++i)
        start("n" + std::to_string(i), static_cast<std::uint16_t>(24254 + i));
    const auto body = [&]() -> Task<> {
        const auto all_found = [&] {
            return std::ranges::all_of(nodes_, [](const auto& node) { return node->log.size() == 4; });
        };
        co_await wait_until(all_found, 2s);
        co_await close_all();
    };
    run(loop_, body());
}

TEST_F(DiscoveryTest, AUnicastToTheSharedPortReachesEveryNodeOfTheHost) {
    Node& alice = start("alice", 24254);
    Node& bob = start("bob", 24255);
    const SigningKey stranger = SigningKey::generate();
    const auto body = [&]() -> Task<> {
        co_await wait_until([&] { return alice.log.size() == 1 && bob.log.size() == 1; }, 1s);
        DatagramSocket socket(loop_.get_executor(), Family::V4);
        EXPECT_TRUE(socket.open(0, Sharing::Own));
        const Beacon probe{.kind = Kind::Probe, .key = stranger.public_key(), .stamp = {1, 1}, .nonce = 9};
        EXPECT_TRUE(socket.send(seal(probe, stranger), *Endpoint::parse("127.0.0.1:24254", 0)));
        std::set<std::uint16_t> answered_from;
        std::array<std::uint8_t, 600> buffer{};
        const auto both = [&] {
            while (const auto received = socket.receive(buffer)) answered_from.insert(received->from.port);
            return answered_from.size() == 2;
        };
        co_await wait_until(both, 1s);
        co_await close_all();
    };
    run(loop_, body());
}

TEST_F(DiscoveryTest, SaysWhatIsMissing) {
    Node& alice = start("alice", 24254);
    const auto states = alice.discovery->states();
    ASSERT_EQ(states.size(), 4u);
    EXPECT_EQ(states[3].health, Health::Off);
    EXPECT_EQ(states[0].health, Health::Degraded);
    EXPECT_EQ(states[1].health, Health::Failed);
    EXPECT_FALSE(states[0].detail.empty());
    run(loop_, close_all());
}

TEST_F(DiscoveryTest, AWayThatIsOffIsOffAndSendsNothing) {
    Node node;
    Options options{.tcp_port = 1, .interfaces = {}, .ways = {Way::Multicast6}};
    Discovery discovery(loop_.get_executor(), real_clock(), node.key, options, {});
    ASSERT_TRUE(discovery.start());
    EXPECT_EQ(discovery.states()[0].health, Health::Off);
    EXPECT_TRUE(discovery.stats().wire.sent.empty());
    run(loop_, discovery.close());
}

TEST_F(DiscoveryTest, NoticesThatTheMachineSlept) {
    culver::test::ManualClock clock;
    Node node;
    int networks = 0;
    Events events;
    events.network_changed = [&] { ++networks; };
    Options options{.tcp_port = 1, .interfaces = {}};
    Discovery discovery(loop_.get_executor(), clock, node.key, options, events);
    ASSERT_TRUE(discovery.start());
    Node& other = start("other", 24255);  // its hello wakes the sleeper
    clock.sleep_machine(1h);
    const auto body = [&]() -> Task<> {
        co_await wait_until([&] { return networks == 1; }, 1s);
        co_await discovery.close();
        co_await close_all();
    };
    run(loop_, body());
    EXPECT_TRUE(other.log.size() <= 2);
}

}  // namespace
}  // namespace culver::discovery
