// SPDX-License-Identifier: Apache-2.0
// A peer that speaks the real protocol and lies, against a whole transfer room: its lanes are closed and
// nothing of it stays on the disk.
#include "base/random.h"
#include "base/task_scope.h"
#include "tests/support/run.h"
#include "tests/transfer/desks.h"
#include "tests/transfer/scripted_stream.h"
#include "tests/transfer/trees.h"
#include "transfer/receipt.h"
#include "transfer/receive_root.h"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::Desk;
using test::lane_bytes;
using test::noise;
using test::Office;
using test::raw_block;

// Offers one file and sends what it is told to send, whatever was agreed.
class Mallory {
public:
    explicit Mallory(Office& office)
        : office_(office),
          node_(office.network.add_node(key_.peer_id())),
          tasks_(office.loop.get_executor()) {
        sessions_ = office.network.make_sessions(node_);
        sessions_->handle(net::kTransferKinds, [this](PeerId from, std::uint16_t kind, Bytes body) {
            return heard(from, kind, std::move(body));
        });
    }
    ~Mallory() {
        auto stop = [this]() -> Task<> {
            co_await tasks_.close();
            co_await sessions_->close();
        };
        culver::test::run(office_.loop, stop());
        if (writer_.joinable()) writer_.join();
    }
    void connect(const PeerId& to) {
        auto work = [&]() -> Task<> { test::must(co_await sessions_->connect(to, std::chrono::seconds(5))); };
        culver::test::run(office_.loop, work());
    }
    void say(const PeerId& to, wire::Kind kind, const Bytes& body) {
        test::must(sessions_->send(to, static_cast<std::uint16_t>(kind), body));
    }
    void offer(const PeerId& to) {
        say(to, wire::Kind::Offer,
            encode(wire::Offer{.transfer = id,
                               .shape = shape,
                               .files = files,
                               .names = names,
                               .names_in_all = names_in_all,
                               .wish = {}}));
    }
    void offer_another(const PeerId& to) {
        id = random_id<TransferId>();
        offer(to);
    }
    // On a thread, because a lane blocks.
    void open_lane(PeerId to) {
        auto work = [](Mallory* self, PeerId peer) -> Task<> {
            auto stream = co_await self->sessions_->open_lane(peer, self->id);
            if (!stream) co_return;
            self->was_opened = true;
            if (self->writer_.joinable()) self->writer_.join();  // the former lane was closed
            self->writer_ = std::thread([self, lane = std::move(*stream)] {
                (void)lane->write_all(self->script);
                Bytes buffer(1000);
                while (true) {
                    auto count = lane->read_some(buffer);
                    if (!count || *count == 0) break;
                }
                self->was_closed = true;
            });
        };
        tasks_.spawn("lying", work(this, to));
    }

    [[nodiscard]] culver::test::MemoryNetwork::Node& node() { return node_; }

    TransferId id = random_id<TransferId>();
    const std::string content = noise(300'000, 5);
    Manifest manifest = test::made_manifest({{.path = "gift", .size = 300'000, .mtime_ns = 1}});
    ManifestShape shape = manifest.shape();
    std::vector<std::string> names{"gift"};
    std::uint32_t names_in_all = 1;
    std::uint32_t files = 1;
    Bytes script;  // goes onto the lane
    std::atomic<bool> was_opened = false;
    std::atomic<bool> was_closed = false;
    bool was_refused = false;
    bool has_late_page = false;
    bool has_bad_names = false;
    bool is_silent = false;  // about its list
    int lists_asked = 0;

private:
    Task<> heard(PeerId from, std::uint16_t number, Bytes body) {
        const auto kind = static_cast<wire::Kind>(number);
        if (kind == wire::Kind::Start) open_lane(from);
        if (kind == wire::Kind::Ended) was_refused = true;
        if (kind == wire::Kind::ManifestRequest) ++lists_asked;
        if (kind == wire::Kind::ManifestRequest && !is_silent) {
            std::uint32_t next = 0;
            // As one that was asked for long ago, and took its time.
            if (has_late_page) say(from, wire::Kind::ManifestPart, encode(wire::ManifestPart{id, 7, 8, {}}));
            Bytes page = manifest.encode_page(next);
            if (has_bad_names) std::ranges::replace(page, std::uint8_t{'g'}, std::uint8_t{'/'});
            say(from, wire::Kind::ManifestPart, encode(wire::ManifestPart{id, 0, next, page}));
        }
        (void)body;
        co_return;
    }

    Office& office_;
    SigningKey key_ = SigningKey::generate();
    culver::test::MemoryNetwork::Node& node_;
    TaskScope tasks_;
    std::unique_ptr<net::Sessions> sessions_;
    std::thread writer_;
};

class HostileSenderTest : public testing::Test {
protected:
    HostileSenderTest() { mallory.connect(bob.id()); }
    ByteView block(std::uint32_t index) const {
        const ByteView all = as_bytes(mallory.content);
        const std::size_t first = std::size_t{index} * 262'144;
        return all.subspan(first, std::min<std::size_t>(262'144, all.size() - first));
    }
    void offer_and_accept() {
        mallory.offer(bob.id());
        ASSERT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }));
        office.accept(bob, mallory.id);
    }
    void expect_nothing_stays() {
        EXPECT_TRUE(office.until([&] { return bob.has(mallory.id, State::Failed); }))
            << bob.row(mallory.id).error.message;
        EXPECT_TRUE(
            office.until([&] { return !fs::exists(bob.received()) || fs::is_empty(bob.received()); }));
        EXPECT_TRUE(office.until([&] { return mallory.was_refused; }));
    }

    Office office;
    Desk& bob = office.desk("bob");
    Mallory mallory{office};
};

TEST_F(HostileSenderTest, GetsALaneOnlyAfterItWasAccepted) {
    bob.treat_all_as_strangers();
    mallory.script = raw_block(0, block(0));
    mallory.offer(bob.id());
    ASSERT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }));
    mallory.open_lane(bob.id());
    ASSERT_TRUE(office.until([&] { return mallory.was_opened && mallory.was_closed; }));
    EXPECT_TRUE(bob.has(mallory.id, State::Offered));
    EXPECT_FALSE(fs::exists(bob.received()));
}

TEST_F(HostileSenderTest, EndsWhatItCanNeverSendWhileItsListIsFetchedAnew) {
    mallory.script = raw_block(0, block(0));
    offer_and_accept();
    ASSERT_TRUE(office.until([&] { return bob.row(mallory.id).bytes_done > 0; }));
    const fs::path partial = bob.received() / partial_name(mallory.id);
    office.restart(bob, [&] { EXPECT_TRUE(fs::remove(partial / "journal")); });
    mallory.is_silent = true;
    mallory.lists_asked = 0;
    mallory.connect(bob.id());
    mallory.offer(bob.id());
    ASSERT_TRUE(office.until([&] { return mallory.lists_asked > 0; }));
    mallory.say(bob.id(), wire::Kind::Ended,
                encode(wire::Ended{mallory.id, wire::How::Failed, "source_gone", "It is gone."}));
    EXPECT_TRUE(office.until([&] { return bob.has(mallory.id, State::Failed); }, 12s))
        << "not before the list is given up";
    EXPECT_TRUE(office.until([&] { return !fs::exists(partial); }));
}

TEST_F(HostileSenderTest, GetsNoLaneForATransferNobodyKnows) {
    mallory.script = raw_block(0, block(0));
    mallory.open_lane(bob.id());
    ASSERT_TRUE(office.until([&] { return mallory.was_opened && mallory.was_closed; }));
    EXPECT_TRUE(bob.service().list().empty());
    EXPECT_FALSE(fs::exists(bob.received()));
}

TEST_F(HostileSenderTest, LosesEverythingWhenABlockIsLongerThanAgreed) {
    mallory.script = raw_block(1, as_bytes(mallory.content).subspan(262'144 - 1));
    offer_and_accept();
    expect_nothing_stays();
    EXPECT_EQ(bob.row(mallory.id).error.code, "broke_rules");
}

TEST_F(HostileSenderTest, LosesEverythingWhenABlockDoesNotExist) {
    mallory.script = raw_block(2, block(0));
    offer_and_accept();
    expect_nothing_stays();
}

TEST_F(HostileSenderTest, IsGivenUpWhenChecksKeepBeingWrong) {
    mallory.script = raw_block(0, block(0));
    mallory.script.back() ^= 1;
    offer_and_accept();
    expect_nothing_stays();
    EXPECT_EQ(bob.row(mallory.id).error.code, "check_failed");
}

TEST_F(HostileSenderTest, IsRefusedWhenTheListIsNotTheOneOffered) {
    mallory.shape.total_bytes += 1;
    offer_and_accept();
    expect_nothing_stays();
    EXPECT_FALSE(mallory.was_opened);
}

TEST_F(HostileSenderTest, IsRefusedWhenTheDigestIsNotThatOfTheList) {
    mallory.shape.digest.fill(7);
    offer_and_accept();
    expect_nothing_stays();
}

TEST_F(HostileSenderTest, IsRefusedWhenTheNamesAreNotThoseOfTheList) {
    mallory.names = {"a holiday picture"};
    offer_and_accept();
    expect_nothing_stays();
    EXPECT_FALSE(mallory.was_opened);
    EXPECT_NE(bob.row(mallory.id).error.message.find("names other files than were offered"),
              std::string::npos)
        << bob.row(mallory.id).error.message;
}

TEST_F(HostileSenderTest, IsRefusedWhenMoreIsInTheListThanWasNamed) {
    mallory.manifest = test::made_manifest(
        {{.path = "gift", .size = 300'000, .mtime_ns = 1}, {.path = "uninvited", .size = 0, .mtime_ns = 1}});
    mallory.shape = mallory.manifest.shape();
    mallory.files = 2;
    offer_and_accept();
    expect_nothing_stays();
}

TEST_F(HostileSenderTest, IsRefusedWhenThereAreMoreFilesThanWasSaid) {
    mallory.manifest = test::made_manifest({{.path = "gift", .kind = EntryKind::Folder, .mtime_ns = 1},
                                            {.path = "gift/a", .size = 300'000, .mtime_ns = 1},
                                            {.path = "gift/b", .size = 0, .mtime_ns = 1}});
    mallory.shape = mallory.manifest.shape();
    offer_and_accept();
    expect_nothing_stays();
}

// What a person looks at is what is accepted: one id means one list, before the answer as behind it.
TEST_F(HostileSenderTest, CannotPutOtherFilesInThePlaceOfThoseOffered) {
    mallory.offer(bob.id());
    ASSERT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }));
    const auto first = bob.row(mallory.id);
    mallory.manifest = test::made_manifest({{.path = "evil", .size = 300'000, .mtime_ns = 1}});
    mallory.shape = mallory.manifest.shape();
    mallory.offer(bob.id());
    ASSERT_TRUE(office.until([&] { return mallory.was_refused; }));
    EXPECT_TRUE(bob.has(mallory.id, State::Offered));
    EXPECT_EQ(bob.row(mallory.id).paths, first.paths);
    office.accept(bob, mallory.id);  // and its list is not that of the first offer
    EXPECT_TRUE(office.until([&] { return bob.has(mallory.id, State::Failed); }));
    EXPECT_FALSE(fs::exists(bob.received() / "evil"));
}

TEST_F(HostileSenderTest, IsNotRefusedForAPageThatComesTooLate) {
    mallory.has_late_page = true;
    for (const Bytes& piece :
         {raw_block(0, block(0)), raw_block(1, block(1)), lane_bytes({.kind = LaneKind::End})})
        mallory.script.insert(mallory.script.end(), piece.begin(), piece.end());
    offer_and_accept();
    EXPECT_TRUE(office.until([&] { return bob.has(mallory.id, State::Done); }))
        << bob.row(mallory.id).error.message;
    EXPECT_FALSE(mallory.was_refused);
}

TEST_F(HostileSenderTest, CannotTouchATransferOfAnother) {
    Desk& alice = office.desk("alice");
    test::put_file(alice.files() / "real", noise(500'000));
    const TransferId id = office.send(alice, bob, {alice.files() / "real"});
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    mallory.id = id;
    mallory.script = raw_block(0, block(0));
    mallory.offer(bob.id());
    mallory.say(bob.id(), wire::Kind::Cancel, encode(wire::Cancel{id}));
    mallory.say(bob.id(), wire::Kind::Wish, encode(wire::Wish{id, 9, true, false}));
    mallory.open_lane(bob.id());
    ASSERT_TRUE(office.until([&] { return mallory.was_opened && mallory.was_closed; }));
    EXPECT_TRUE(bob.has(id, State::Offered));
    EXPECT_EQ(bob.row(id).peer, PeerKey(alice.id()));
    office.accept(bob, id);
    EXPECT_TRUE(office.until([&] { return alice.has(id, State::Done); }));
    EXPECT_EQ(test::picture(alice.files()), test::picture(bob.received()));
}

TEST_F(HostileSenderTest, IsNotPaidForARecordedReceipt) {
    Desk& alice = office.desk("alice");
    test::put_file(alice.files() / "real", noise(500'000));
    const TransferId id = office.send(alice, bob, {alice.files() / "real"});
    ASSERT_TRUE(office.until([&] { return bob.has(id, State::Offered); }));
    mallory.connect(alice.id());
    ReceiptStatement lie{
        .transfer = id, .sender = alice.id(), .receiver = bob.id(), .wanted = {}, .failed = {}};
    mallory.say(alice.id(), wire::Kind::Receipt, sign_receipt(lie, SigningKey::generate()));
    office.turn(std::chrono::milliseconds(200));
    EXPECT_TRUE(alice.has(id, State::Offered));
}

TEST_F(HostileSenderTest, WithManyKeysFillsOneRoomOnlyAndKeepsNobodyOut) {
    bob.treat_all_as_strangers();
    std::vector<std::unique_ptr<Mallory>> keys;
    for (int number = 0; number < 30; ++number) {
        keys.push_back(std::make_unique<Mallory>(office));
        keys.back()->connect(bob.id());
        for (std::size_t count = 0; count < kMaxStrangerOffers; ++count) keys.back()->offer_another(bob.id());
    }
    ASSERT_TRUE(office.until([&] { return bob.service().list().size() >= kMaxStrangerOffersOfAll; }));
    office.turn(std::chrono::milliseconds(300));
    EXPECT_EQ(bob.service().list().size(), kMaxStrangerOffersOfAll);
    mallory.offer(bob.id());
    EXPECT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }));
    EXPECT_EQ(bob.service().list().size(), kMaxStrangerOffersOfAll);
}

TEST_F(HostileSenderTest, TakesItsOffersAlongWhenItLeaves) {
    bob.treat_all_as_strangers();
    bob.stranger_returns = std::chrono::milliseconds(100);
    office.restart(bob);
    mallory.connect(bob.id());
    mallory.offer(bob.id());
    ASSERT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }));
    office.network.set_cable(mallory.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    office.network.cut(mallory.node(), bob.node());
    EXPECT_TRUE(office.until([&] { return bob.service().list().empty(); }));
    office.network.set_cable(mallory.node(), bob.node(), culver::test::MemoryNetwork::Cable::Plugged);
    mallory.connect(bob.id());
    mallory.offer(bob.id());
    EXPECT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }))
        << "as if for the first time";
}

TEST_F(HostileSenderTest, LeavesAnOfferBehindThatAKnownPeerMade) {
    bob.stranger_returns = std::chrono::milliseconds(20);
    office.restart(bob);
    mallory.connect(bob.id());
    mallory.offer(bob.id());
    ASSERT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }));
    office.network.set_cable(mallory.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    office.network.cut(mallory.node(), bob.node());
    office.turn(std::chrono::milliseconds(300));
    EXPECT_TRUE(bob.has(mallory.id, State::Offered));
}

// A known peer, whose offers are kept on the disk.
TEST(HostileKnownPeerTest, FillsNoDiskByOfferingAndCancelling) {
    const test::InMemory in_memory;
    Office office;
    Desk& bob = office.desk("bob");
    Mallory mallory(office);
    mallory.connect(bob.id());
    for (std::size_t number = 1; number <= kMaxEndedOfPeer + 100; ++number) {
        mallory.offer_another(bob.id());
        mallory.say(bob.id(), wire::Kind::Cancel, encode(wire::Cancel{mallory.id}));
        if (number % 50 != 0) continue;
        ASSERT_TRUE(office.until([&] { return bob.has(mallory.id, State::Cancelled); })) << number;
        office.turn(std::chrono::milliseconds(20));  // the disk keeps up
    }
    EXPECT_EQ(bob.service().list().size(), kMaxEndedOfPeer);
    SQLite::Database disk(bob.database().string());
    EXPECT_TRUE(office.until([&] {
        const int stored = disk.execAndGet("SELECT count(*) FROM transfers").getInt();
        return static_cast<std::size_t>(stored) == kMaxEndedOfPeer;
    }));
}

// Somebody looks at its offer.
class LookedAtTest : public HostileSenderTest {
protected:
    struct Look {
        bool is_over = false;
        std::string code;  // "listed", or what describe() says
        boost::system::error_code error;
    };
    LookedAtTest() {
        mallory.offer(bob.id());
        EXPECT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }));
    }
    ~LookedAtTest() override { culver::test::run(office.loop, looks.close()); }
    std::string look() {
        auto one = begin();
        EXPECT_TRUE(office.until([&] { return one->is_over; }));
        return one->code;
    }
    std::shared_ptr<Look> begin() {
        auto one = std::make_shared<Look>();
        auto work = [](LookedAtTest* self, std::shared_ptr<Look> into) -> Task<> {
            const auto listed = co_await self->bob.service().list_entries(self->mallory.id, 0, 200);
            into->code = listed ? "listed" : describe(listed.error()).code;
            if (!listed) into->error = listed.error().code;
            into->is_over = true;
        };
        looks.spawn("look", work(this, one));
        return one;
    }
    // One that waits for a sender who says nothing.
    std::shared_ptr<Look> begin_in_vain() {
        mallory.is_silent = true;
        const int before = mallory.lists_asked;
        auto one = begin();
        EXPECT_TRUE(office.until([&] { return mallory.lists_asked > before; }));
        EXPECT_FALSE(one->is_over);
        return one;
    }
    TaskScope looks{office.loop.get_executor()};

    // Long before the sender's time is over.
    bool ends_soon(const Look& one) {
        return office.until([&] { return one.is_over; }, std::chrono::seconds(4));
    }
};

TEST_F(LookedAtTest, ItsListIsCheckedBeforeAPersonSeesIt) {
    mallory.has_bad_names = true;
    EXPECT_EQ(look(), "bad_name");
    mallory.has_bad_names = false;
    EXPECT_EQ(look(), "listed");
}

TEST_F(LookedAtTest, AnotherListThanTheOneOfferedIsShownToNobody) {
    const Manifest offered = mallory.manifest;
    // As good as the other in all but its digest.
    mallory.manifest = test::made_manifest({{.path = "harmless", .size = 300'000, .mtime_ns = 1}});
    EXPECT_EQ(look(), "bad_manifest");
    mallory.manifest = offered;
    EXPECT_EQ(look(), "listed");
}

TEST_F(LookedAtTest, WhoIsSilentIsWaitedForTenSeconds) {
    const auto one = begin_in_vain();
    EXPECT_FALSE(ends_soon(*one));
    EXPECT_TRUE(office.until([&] { return one->is_over; }, std::chrono::seconds(20)));
    EXPECT_EQ(one->error, boost::asio::error::timed_out);
}

TEST_F(LookedAtTest, AnAnswerEndsALookAtOnce) {
    auto one = begin_in_vain();
    mallory.is_silent = false;
    office.accept(bob, mallory.id);
    EXPECT_TRUE(ends_soon(*one));
    EXPECT_EQ(one->code, "wrong_state");
    EXPECT_TRUE(office.until([&] { return mallory.was_opened.load(); })) << "its list came all the same";
    mallory.offer_another(bob.id());
    ASSERT_TRUE(office.until([&] { return bob.has(mallory.id, State::Offered); }));
    one = begin_in_vain();
    test::must(bob.service().decline(mallory.id));
    EXPECT_TRUE(ends_soon(*one));
    EXPECT_EQ(one->code, "wrong_state");
}

TEST_F(LookedAtTest, ALookEndsAtOnceWhenTheSenderLeaves) {
    const auto one = begin_in_vain();
    office.network.set_cable(mallory.node(), bob.node(), culver::test::MemoryNetwork::Cable::Pulled);
    office.network.cut(mallory.node(), bob.node());
    EXPECT_TRUE(ends_soon(*one));
    EXPECT_EQ(one->error, boost::asio::error::operation_aborted);
}

TEST_F(LookedAtTest, WhoLooksNextTakesOver) {
    const auto former = begin_in_vain();
    mallory.is_silent = false;
    EXPECT_EQ(look(), "listed");
    EXPECT_TRUE(ends_soon(*former));
    EXPECT_EQ(former->code, "wrong_state");
    EXPECT_EQ(look(), "listed");
}

}  // namespace
}  // namespace culver::transfer
