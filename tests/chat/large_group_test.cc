// SPDX-License-Identifier: Apache-2.0
// A group of two hundred, every member with the real service, real sessions over the network in memory and a
// real database. A message must come to all of them, once, for a number of frames that grows with the group
// and not with its square. CULVER_GROUP_SIZE sets another size.
#include "base/task_scope.h"
#include "chat/group_service.h"
#include "tests/support/losing_disk.h"
#include "tests/support/memory_network.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <SQLiteCpp/Database.h>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

namespace culver::chat {
namespace {

using namespace std::chrono_literals;

// Hands everything on and counts the frames by their kind.
class CountingSessions final : public net::Sessions {
public:
    explicit CountingSessions(std::unique_ptr<net::Sessions> inner) : inner_(std::move(inner)) {}

    Result<> send(const PeerId& peer, std::uint16_t kind, ByteView body) override {
        auto sent = inner_->send(peer, kind, body);
        if (sent) ++counts[kind], bytes += body.size();
        return sent;
    }
    void handle(net::KindRange kinds, FrameHandler handler) override {
        inner_->handle(kinds, std::move(handler));
    }
    void handle_lanes(LaneHandler handler) override { inner_->handle_lanes(std::move(handler)); }
    void start() override { inner_->start(); }
    bool is_open(const PeerId& peer) const override { return inner_->is_open(peer); }
    std::vector<PeerId> open_peers() const override { return inner_->open_peers(); }
    std::optional<Endpoint> local(const PeerId& peer) const override { return inner_->local(peer); }
    std::optional<net::Direction> direction(const PeerId& peer) const override {
        return inner_->direction(peer);
    }
    std::uint32_t capabilities(const PeerId& peer) const override { return inner_->capabilities(peer); }
    Task<Result<>> send_when_room(PeerId peer, std::uint16_t kind, Bytes body) override {
        return inner_->send_when_room(peer, kind, std::move(body));
    }
    void want(const PeerId& peer) override { inner_->want(peer); }
    void release(const PeerId& peer) override { inner_->release(peer); }
    void nudge(const PeerId& peer) override { inner_->nudge(peer); }
    void check(const PeerId& peer) override { inner_->check(peer); }
    Task<Result<>> connect(PeerId peer, std::chrono::milliseconds limit) override {
        return inner_->connect(peer, limit);
    }
    Task<Result<PeerId>> connect_to(Endpoint where, std::chrono::milliseconds limit) override {
        return inner_->connect_to(std::move(where), limit);
    }
    Task<Result<std::unique_ptr<net::LaneStream>>> open_lane(PeerId peer, TransferId transfer) override {
        return inner_->open_lane(peer, transfer);
    }
    Bytes exporter(const PeerId& peer, std::string_view label) override {
        return inner_->exporter(peer, label);
    }
    void drop(const PeerId& peer, std::string reason) override { inner_->drop(peer, std::move(reason)); }
    void adopt(std::unique_ptr<net::Link> link) override { inner_->adopt(std::move(link)); }
    Task<> close() override { return inner_->close(); }

    std::map<std::uint16_t, std::size_t> counts;
    std::uint64_t bytes = 0;

private:
    std::unique_ptr<net::Sessions> inner_;
};

// Sanitizers slow the forty thousand signatures of the additions down tenfold.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kUsualSize = 40;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::size_t kUsualSize = 40;
#else
constexpr std::size_t kUsualSize = 200;
#endif
#else
constexpr std::size_t kUsualSize = 200;
#endif

struct Colleague {
    Colleague(boost::asio::io_context& loop, test::MemoryNetwork& network)
        : node(network.add_node(key.peer_id())) {
        ChatOptions options;
        options.self = key.peer_id();
        options.incarnation.bytes.fill(7);
        database = std::move(*store::Database::open(folder / "history.db", loop.get_executor()));
        net::Sessions::Mediator mediator;
        mediator.opened = [this](const PeerId& peer, const Endpoint&) { service->peer_opened(peer); };
        net::SessionOptions session;
        session.self = key.peer_id();
        sessions = std::make_unique<CountingSessions>(network.make_sessions(node, mediator, session));
        GroupService::Mediator groups;
        groups.standing = [](const PeerId&) { return net::Standing::Known; };
        groups.is_present = [](const PeerId&) { return true; };
        groups.on_event = [this](const ChatEvent& event) {
            if (const auto* arrived = std::get_if<MessageArrived>(&event))
                heard.push_back(arrived->message.text);
            if (const auto* state = std::get_if<MessageStateChanged>(&event))
                is_delivered = state->message.state == store::MessageState::Delivered;
        };
        service = std::make_unique<GroupService>(loop.get_executor(), *sessions, *database, real_clock(), key,
                                                 options, groups);
    }
    [[nodiscard]] std::size_t people(const GroupId& group) const {
        const auto view = service->find(group);
        return view ? view->people.size() : 0;
    }

    SigningKey key = SigningKey::generate();
    test::TempDir folder;
    test::MemoryNetwork::Node& node;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<CountingSessions> sessions;
    std::unique_ptr<GroupService> service;
    std::vector<std::string> heard;
    bool is_delivered = false;
};

class LargeGroupTest : public testing::Test {
protected:
    void hire(std::size_t count) {
        for (std::size_t number = 0; number < count; ++number)
            all_.push_back(std::make_unique<Colleague>(loop_, network_));
        for (auto& one : all_) test::run(loop_, start(*one));
    }
    ~LargeGroupTest() override {
        for (auto& one : all_) {
            test::run(loop_, one->sessions->close());
            test::run(loop_, one->service->close());
            one->database->close();
        }
        loop_.poll();
        all_.clear();
    }

    static Task<> start(Colleague& one) { EXPECT_TRUE(co_await one.service->start()); }
    Colleague& author() { return *all_.front(); }

    bool until(const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + 200s;
        loop_.restart();
        while (!holds() && std::chrono::steady_clock::now() < end) {
            loop_.run_for(10ms);
            if (loop_.stopped()) loop_.restart();
        }
        return holds();
    }
    bool everybody(const std::function<bool(Colleague&)>& holds) {
        return until([&] { return std::ranges::all_of(all_, [&](auto& one) { return holds(*one); }); });
    }
    // Everybody has sessions with the next one and some others, as in an office after a while.
    Task<> acquaint(std::size_t others) {
        std::mt19937 luck(3);
        for (std::size_t number = 0; number < all_.size(); ++number) {
            for (std::size_t count = 0; count < others; ++count) {
                const auto other = count == 0 ? (number + 1) % all_.size() : luck() % all_.size();
                if (other != number)
                    (void)co_await all_[number]->sessions->connect(all_[other]->node.id(), 5'000ms);
            }
        }
    }
    GroupId found_group() {
        std::vector<PeerId> others;
        for (auto& one : all_) {
            if (one.get() != &author()) others.push_back(one->node.id());
        }
        std::optional<GroupId> id;
        auto create = [&]() -> Task<> {
            id = *co_await author().service->create("everybody", others, false);
        };
        test::run(loop_, create());
        EXPECT_TRUE(everybody([&](Colleague& one) { return one.people(*id) == all_.size(); }));
        loop_.run_for(500ms);  // what was under way has come
        for (auto& one : all_) one->sessions->counts.clear(), one->sessions->bytes = 0;
        return *id;
    }
    void say(const GroupId& group, const std::string& text) {
        auto saying = [&]() -> Task<> {
            Draft draft;
            draft.text = text;
            EXPECT_TRUE(co_await author().service->say(group, std::move(draft)));
        };
        test::run(loop_, saying());
    }
    bool all_heard(std::vector<std::string> texts) {
        return everybody([&](Colleague& one) { return &one == &author() || one.heard == texts; });
    }
    std::size_t sent(std::uint16_t kind) {
        std::size_t sum = 0;
        for (auto& one : all_) sum += one->sessions->counts[kind];
        return sum;
    }
    std::size_t most_of_one(std::uint16_t kind) {
        std::size_t most = 0;
        for (auto& one : all_) most = std::max(most, one->sessions->counts[kind]);
        return most;
    }

    test::LosingDisk disk_;
    boost::asio::io_context loop_{1};
    test::MemoryNetwork network_{loop_.get_executor()};
    std::vector<std::unique_ptr<Colleague>> all_;
};

TEST_F(LargeGroupTest, AMessageComesToTwoHundredOnceForEightFramesOfEach) {
    const char* wished = std::getenv("CULVER_GROUP_SIZE");
    const std::size_t size = wished != nullptr ? std::strtoull(wished, nullptr, 10) : kUsualSize;
    disk_.stop();  // hundreds of files: the real disk is spared of their syncs, and nothing is noted
    hire(size);
    test::run(loop_, acquaint(4));
    const auto group = found_group();
    say(group, "one for all");
    ASSERT_TRUE(all_heard({"one for all"}));
    EXPECT_TRUE(until([&] { return author().is_delivered; })) << "everybody's receipt comes to the author";
    const auto frames = sent(kOperationsFrame);
    std::uint64_t bytes = 0;
    for (auto& one : all_) bytes += one->sessions->bytes;
    std::printf(
        "%zu members: %zu frames with the message (%.1f of each, most of one %zu), %zu of what is held, "
        "%zu wishes, %zu receipts, %.0f bytes of each\n",
        size, frames, static_cast<double>(frames) / static_cast<double>(size), most_of_one(kOperationsFrame),
        sent(kHeldFrame), sent(kWantFrame), sent(kGroupReceiptFrame),
        static_cast<double>(bytes) / static_cast<double>(size));
    EXPECT_GE(frames, size - 1);
    // Each passes on to eight at most; who tells what is held, or asks, is answered with one frame at most.
    EXPECT_LE(frames, kFanOut * size + sent(kHeldFrame) + sent(kWantFrame));
    EXPECT_LE(sent(kHeldFrame), 4 * size);
    EXPECT_LE(sent(kWantFrame), size);
    say(group, "and a second");
    ASSERT_TRUE(all_heard({"one for all", "and a second"}));
}

// A node that is killed knows afterwards of each message what it knows of the receipts: what was delivered is
// never left standing as queued.
TEST_F(LargeGroupTest, WhereAMessageStandsAndItsReceiptsAreOneCommit) {
    hire(4);
    test::run(loop_, acquaint(3));
    const auto group = found_group();
    const auto begin = disk_.now();
    for (int number = 0; number < 12; ++number) say(group, std::to_string(number));
    ASSERT_TRUE(until([&] { return author().is_delivered; }));
    const auto end = disk_.now();
    disk_.stop();
    std::mt19937_64 luck(1);
    for (auto moment = begin; moment <= end; ++moment) {
        const test::TempDir found;
        disk_.write_image(moment, test::Loss::Process, luck, author().folder.path(), found.path());
        SQLite::Database database(found / "history.db", SQLite::OPEN_READWRITE);
        SQLite::Statement late(database,
                               "SELECT count(*) FROM messages WHERE direction = 1 AND state = 0 AND shown = 1"
                               " AND sequence <= (SELECT min(delivered) FROM group_receipts)"
                               " AND (SELECT count(*) FROM group_receipts) = 3");
        ASSERT_TRUE(late.executeStep());
        ASSERT_EQ(late.getColumn(0).getInt(), 0) << "after " << moment - begin << " of " << end - begin;
    }
}

}  // namespace
}  // namespace culver::chat
