// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/model/node_client.h"

#include "control/client.h"
#include "tests/desktop/model/support.h"

#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QTimer>

namespace culver::desktop::test {
namespace {

using State = NodeClient::State;
namespace m = control::method;

struct NodeClientTest : testing::Test {
    culver::test::TempDir folder;
    std::unique_ptr<NodeClient> client = std::make_unique<NodeClient>(folder.path());
    std::vector<std::uint64_t> numbers;

    NodeClientTest() {
        QObject::connect(client.get(), &NodeClient::event_came,
                         [this](const control::Event& event) { numbers.push_back(event.seq); });
    }
    bool comes_to(State state, int milliseconds = 10000) {
        return comes([&] { return client->state() == state; }, milliseconds);
    }
};

Json peer_event() {
    return event_of("peer_changed", peer_row(id_of('b'), "bob"));
}

TEST_F(NodeClientTest, GreetsSubscribesAndAsks) {
    PaperNode node(folder.path());
    client->start();
    ASSERT_TRUE(comes_to(State::Ready));
    EXPECT_EQ(client->hello().version, "0.1.0");
    std::string name;
    client->call(m::NodeStatus{}, nullptr, std::function([&](control::Reply<control::NodeStatus> reply) {
                     name = reply.value().name.value_or("");
                 }));
    EXPECT_TRUE(name.empty()) << "answers come later, never inside the call";
    EXPECT_TRUE(comes([&] { return name == "Nora Blake"; }));
}

TEST_F(NodeClientTest, TellsEventsOnceOverALoss) {
    PaperNode node(folder.path());
    client->start();
    ASSERT_TRUE(comes_to(State::Ready));
    node.tell(peer_event());
    node.tell(peer_event());
    ASSERT_TRUE(comes([&] { return numbers.size() == 2; }));
    node.drop_all();
    ASSERT_TRUE(comes_to(State::Lost));
    node.tell(peer_event());  // nobody hears it now
    ASSERT_TRUE(comes_to(State::Ready));
    EXPECT_TRUE(comes([&] { return numbers.size() == 3; }));
    EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(node.last_of("events.subscribe")["since"], 3);
}

TEST_F(NodeClientTest, StartsOverWithAnotherLifeOfTheProfile) {
    auto node = std::make_unique<PaperNode>(folder.path());
    client->start();
    ASSERT_TRUE(comes_to(State::Ready));
    for (int i = 0; i < 5; ++i) node->tell(peer_event());
    ASSERT_TRUE(comes([&] { return numbers.size() == 5; }));
    node = nullptr;
    ASSERT_TRUE(comes_to(State::Lost));
    node = std::make_unique<PaperNode>(folder.path());  // counts from 1 again
    ASSERT_TRUE(comes_to(State::Ready));
    node->tell(peer_event());
    EXPECT_TRUE(comes([&] { return numbers.size() == 6; }));
}

TEST_F(NodeClientTest, ComesBackSoonHoweverLongItWasGone) {
    client->start();
    QTest::qWait(0);
    const bool never = comes([&] { return client->state() != State::Connecting; }, 1500);
    EXPECT_FALSE(never);
    PaperNode node(folder.path());
    QElapsedTimer waited;
    waited.start();
    ASSERT_TRUE(comes_to(State::Ready));
    EXPECT_LT(waited.elapsed(), kFrozenMs);
}

TEST_F(NodeClientTest, AnswersNotRunningWhenTheNodeIsGone) {
    PaperNode node(folder.path());
    std::vector<control::Outcome> outcomes;
    const auto note = [&](control::Reply<Json> reply) {
        outcomes.push_back(reply ? control::Outcome::Done : reply.error().outcome);
    };
    client->send("node.status", Json::object(), nullptr, note);  // before it was met
    EXPECT_TRUE(comes([&] { return outcomes.size() == 1; }));
    client->start();
    ASSERT_TRUE(comes_to(State::Ready));
    node.answer("chat.say", [&](const Json&) {
        QTimer::singleShot(0, &node, [&] { node.drop_all(); });
        return Json(nullptr);
    });
    node.say_raw("");
    client->send("node.status", Json::object(), nullptr, note);
    node.drop_all();  // before it could answer
    EXPECT_TRUE(comes([&] { return outcomes.size() == 2; }));
    EXPECT_EQ(outcomes[0], control::Outcome::NotRunning);
    EXPECT_EQ(outcomes[1], control::Outcome::NotRunning);
}

TEST_F(NodeClientTest, ForgetsWhoseAskerIsGone) {
    PaperNode node(folder.path());
    client->start();
    ASSERT_TRUE(comes_to(State::Ready));
    bool told = false;
    auto asker = std::make_unique<QObject>();
    client->send("node.status", Json::object(), asker.get(),
                 [&](const control::Reply<Json>&) { told = true; });
    asker.reset();
    bool other = false;
    client->send("node.status", Json::object(), nullptr, [&](const control::Reply<Json>&) { other = true; });
    EXPECT_TRUE(comes([&] { return other; }));
    EXPECT_FALSE(told);
}

TEST_F(NodeClientTest, SaysOfAnotherVersionAndTriesNoMore) {
    PaperNode node(folder.path());
    node.api_version = control::kApiVersion + 1;
    client->start();
    ASSERT_TRUE(comes_to(State::OtherVersion));
    EXPECT_FALSE(comes([&] { return client->state() != State::OtherVersion; }, 500));
    EXPECT_EQ(node.count_of("events.subscribe"), 0);
}

TEST_F(NodeClientTest, SurvivesNonsense) {
    PaperNode node(folder.path());
    client->start();
    ASSERT_TRUE(comes_to(State::Ready));
    node.say_raw(
        "\n\nnot json\n{\"jsonrpc\":\"2.0\"}\n[1,2]\n{\"jsonrpc\":\"2.0\",\"id\":99999,\"result\":{}}\n");
    node.say_raw(
        "{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"seq\":1,\"event\":\"from_the_future\"}}\n");
    node.say_raw(
        "{\"jsonrpc\":\"2.0\",\"method\":\"event\",\"params\":{\"seq\":\"x\",\"event\":\"peer_gone\"}}\n");
    node.say_raw(QByteArray(100000, '[') + "\n");
    node.tell(peer_event());
    EXPECT_TRUE(comes([&] { return numbers.size() == 1; }));
    EXPECT_EQ(client->state(), State::Ready);
}

TEST_F(NodeClientTest, AFloodNeverFreezesTheWindow) {
    PaperNode node(folder.path());
    client->start();
    ASSERT_TRUE(comes_to(State::Ready));
    constexpr int kEvents = 20000;
    for (int i = 0; i < kEvents; ++i) node.tell(peer_event());
    // What a window would do in between: a tick each 10 ms. The longest time without one is what one would
    // feel.
    qint64 longest = 0;
    QElapsedTimer since;
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, [&] { longest = std::max(longest, since.restart()); });
    since.start();
    tick.start(10);
    ASSERT_TRUE(comes([&] { return numbers.size() == kEvents; }, 60000));
    EXPECT_LT(longest, kFrozenMs);
    RecordProperty("longest_pause_ms", static_cast<int>(longest));
}

TEST_F(NodeClientTest, ReachesALongProfilePath) {
    const auto deep = folder.path() / std::string(100, 'a') / std::string(100, 'b');
    std::filesystem::create_directories(deep);
    PaperNode node(deep);
    NodeClient far(deep);
    far.start();
    EXPECT_TRUE(comes([&] { return far.state() == State::Ready; }));
}

}  // namespace
}  // namespace culver::desktop::test
