// SPDX-License-Identifier: Apache-2.0
// The receiving end of a lane against senders that lie, and the pieces around lanes.
#include "base/random.h"
#include "base/task_scope.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/scripted_stream.h"
#include "tests/transfer/trees.h"
#include "transfer/block_codec.h"
#include "transfer/credit.h"
#include "transfer/lane_slots.h"
#include "transfer/lane_thread.h"
#include "transfer/protocol_errors.h"
#include "transfer/rates.h"
#include "transfer/receive_root.h"
#include "transfer/receiver_lane.h"
#include "transfer/sent_log.h"
#include "transfer/shared_limit.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zstd.h>

#include <array>
#include <numeric>
#include <semaphore>

namespace culver::transfer {
namespace {

namespace fs = std::filesystem;
using test::lane_bytes;
using test::must;
using test::noise;
using test::raw_block;
using test::ScriptedStream;

constexpr std::uint32_t kBlock = 256 * 1024;

// Two files of one and a half blocks each: three blocks, the middle one shared.
class ReceiverLaneTest : public testing::Test {
protected:
    ReceiverLaneTest() {
        test::put_file(folder / "from/a", noise(kBlock * 3 / 2, 1));
        test::put_file(folder / "from/b", noise(kBlock * 3 / 2, 2));
        tree = std::make_unique<SourceTree>(test::listed({folder / "from/a", folder / "from/b"}));
        content = noise(kBlock * 3 / 2, 1) + noise(kBlock * 3 / 2, 2);
    }
    ByteView block(std::uint32_t index) const {
        return as_bytes(content).subspan(std::size_t{index} * kBlock, kBlock);
    }
    ReceiverOutcome receive(const std::vector<Bytes>& pieces, std::vector<std::string> only = {},
                            const ReceiverLimits& limits = {}) {
        Bytes script;
        for (const Bytes& piece : pieces) script.insert(script.end(), piece.begin(), piece.end());
        stream = std::make_unique<ScriptedStream>(script);
        const Manifest& manifest = tree->manifest();
        const EntrySet wanted = only.empty() ? EntrySet::all(2) : must(select_entries(manifest, only));
        auto root = must(ReceiveRoot::open(folder / "to"));
        auto partial = std::make_unique<PartialFolder>(must(root.begin(TransferId{}, manifest, wanted)));
        LaneControl control;
        return receive_blocks(std::move(partial), *stream, control, [](const LaneProgress&) {}, limits);
    }
    void expect_refused(const std::vector<Bytes>& pieces, ProtocolErrc reason, std::uint32_t stored,
                        std::vector<std::string> only = {}) {
        const ReceiverOutcome outcome = receive(pieces, std::move(only));
        EXPECT_EQ(outcome.end, LaneEnd::Failed);
        EXPECT_EQ(outcome.error.code, make_error_code(reason)) << outcome.error.sentence();
        EXPECT_EQ(outcome.partial->done().count(), stored);
        EXPECT_FALSE(fs::exists(folder / "to/a"));
    }
    LaneHeader header(std::uint32_t index, std::uint32_t raw, std::uint32_t wire,
                      BlockForm form = BlockForm::Raw) const {
        return {
            .kind = LaneKind::Block, .form = form, .index = index, .raw_length = raw, .wire_length = wire};
    }
    const Bytes end = lane_bytes({.kind = LaneKind::End});

    culver::test::TempDir folder;
    std::unique_ptr<SourceTree> tree;
    std::string content;
    std::unique_ptr<ScriptedStream> stream;
};

TEST_F(ReceiverLaneTest, BringsTheFilesToTheirNamesAfterTheEnd) {
    const auto outcome =
        receive({raw_block(0, block(0)), raw_block(2, block(2)), raw_block(1, block(1)), end});
    EXPECT_EQ(outcome.end, LaneEnd::Complete) << outcome.error.sentence();
    EXPECT_EQ(outcome.finished->names.size(), 2u);
    EXPECT_EQ(test::picture(folder / "from"), test::picture(folder / "to"));
    const auto last = decode_confirmation(std::span(stream->written).last<kConfirmationBytes>());
    EXPECT_EQ(last->blocks, 3u);
}

TEST_F(ReceiverLaneTest, KeepsWhatCameBeforeACut) {
    Bytes torn = raw_block(1, block(1));
    torn.resize(torn.size() / 2);
    const auto outcome = receive({raw_block(0, block(0)), torn});
    EXPECT_EQ(outcome.end, LaneEnd::Broken);
    EXPECT_EQ(outcome.partial->done().count(), 1u);
}

TEST_F(ReceiverLaneTest, TellsTheNodesLimitBeforeTheFirstBlockAndTakesThatAtOnce) {
    SharedLimit limit;
    limit.set(2048);
    const auto began = std::chrono::steady_clock::now();
    const auto outcome = receive({raw_block(0, block(0))}, {}, {.of_node = &limit, .closing = {}});
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(10)) << "it was on its way";
    EXPECT_EQ(outcome.partial->done().count(), 1u);
    const auto first = decode_confirmation(std::span(stream->written).first<kConfirmationBytes>());
    EXPECT_EQ(first.value(), (Confirmation{.blocks = 0, .limit = 2048}));
}

TEST(SharedLimit, IsSharedByThoseWhoAreThere) {
    SharedLimit limit;
    const SharedLimit::Sharer one(&limit);
    const auto now = std::chrono::steady_clock::now();
    EXPECT_EQ(one.share(now), 0u);
    limit.set(1'000'000);
    EXPECT_EQ(one.share(now), 1'000'000u);
    {
        const SharedLimit::Sharer another(&limit);
        EXPECT_EQ(one.share(now), 500'000u);
    }
    EXPECT_EQ(one.share(now), 1'000'000u);
}

TEST(SharedLimit, GivesOthersWhatASlowLaneLeaves) {
    SharedLimit limit;
    limit.set(1'000'000);
    SharedLimit::Sharer slow(&limit);
    SharedLimit::Sharer fast(&limit);
    auto now = std::chrono::steady_clock::now();
    for (int slice = 0; slice < 100; ++slice) {  // ten seconds
        now += std::chrono::milliseconds(100);
        (void)slow.take(10'000, now);
        (void)fast.take(80'000, now);
    }
    EXPECT_NEAR(static_cast<double>(fast.share(now)), 900'000, 10'000);
    EXPECT_EQ(slow.share(now), 500'000u) << "it may take its share at any time";
}

// The disk may be pulled out while no node runs.
TEST_F(ReceiverLaneTest, SyncsWhatItStoredWhenTheNodeEnds) {
    const auto doubts = [&](const ReceiverLimits& limits) {
        fs::remove_all(folder / "to");
        receive({raw_block(0, block(0))}, {}, limits).partial.reset();
        auto root = must(ReceiveRoot::open_existing(folder / "to", {.folder = {}, .boot = BootId{9}}));
        const auto again = must(root.reopen(TransferId{}));
        EXPECT_EQ(again.done().count() + again.to_verify().count(), 1u);
        return again.to_verify().count();
    };
    std::stop_source closing;
    EXPECT_EQ(doubts({.of_node = nullptr, .closing = closing.get_token()}), 1u);
    closing.request_stop();
    EXPECT_EQ(doubts({.of_node = nullptr, .closing = closing.get_token()}), 0u);
}

TEST_F(ReceiverLaneTest, RefusesABlockThatDoesNotExist) {
    expect_refused({raw_block(3, block(0)), end}, ProtocolErrc::BrokeRules, 0);
    fs::remove_all(folder / "to");
    expect_refused({raw_block(0xffffffff, block(0)), end}, ProtocolErrc::BrokeRules, 0);
}

TEST_F(ReceiverLaneTest, RefusesOneByteMoreOrLess) {
    expect_refused({raw_block(0, as_bytes(content).first(kBlock + 1))}, ProtocolErrc::BrokeRules, 0);
    fs::remove_all(folder / "to");
    expect_refused({raw_block(0, as_bytes(content).first(kBlock - 1))}, ProtocolErrc::BrokeRules, 0);
}

TEST_F(ReceiverLaneTest, RefusesHugeLengthsBeforeReading) {
    expect_refused({lane_bytes(header(0, 0xffffffff, 0xffffffff))}, ProtocolErrc::BrokeRules, 0);
}

TEST_F(ReceiverLaneTest, RefusesContentThatHasAnotherCheck) {
    Bytes damaged = raw_block(0, block(0));
    damaged.back() ^= 1;
    expect_refused({damaged}, ProtocolErrc::CheckFailed, 0);
}

TEST_F(ReceiverLaneTest, RefusesABlockOfFilesThatNobodyWants) {
    expect_refused({raw_block(2, block(2))}, ProtocolErrc::BrokeRules, 0, {"a"});
}

TEST_F(ReceiverLaneTest, RefusesAnEndThatCameTooEarly) {
    expect_refused({raw_block(0, block(0)), end}, ProtocolErrc::Incomplete, 1);
}

TEST_F(ReceiverLaneTest, UnpacksNoMoreThanWasAnnounced) {
    const std::string zeros(64U << 20, '\0');  // 64 MiB in a few KiB
    Bytes bomb(ZSTD_compressBound(zeros.size()));
    bomb.resize(ZSTD_compress(bomb.data(), bomb.size(), zeros.data(), zeros.size(), 1));
    LaneHeader lie = header(0, kBlock, static_cast<std::uint32_t>(bomb.size()), BlockForm::Zstd);
    lie.check = check_of(block(0));
    expect_refused({lane_bytes(lie, bomb)}, ProtocolErrc::Malformed, 0);
}

TEST_F(ReceiverLaneTest, RefusesAFailedEntryThatDoesNotExist) {
    expect_refused({lane_bytes({.kind = LaneKind::EntryFailed, .index = 2, .raw_length = 1})},
                   ProtocolErrc::BrokeRules, 0);
}

TEST_F(ReceiverLaneTest, GivesNoNameToAFileThatTheSenderGaveUp) {
    const Bytes given_up = lane_bytes({.kind = LaneKind::EntryFailed, .index = 1, .raw_length = 1});
    const auto outcome =
        receive({raw_block(0, block(0)), given_up, raw_block(1, block(1)), raw_block(2, block(2)), end});
    ASSERT_EQ(outcome.end, LaneEnd::Complete) << outcome.error.sentence();
    EXPECT_EQ(outcome.finished->broken, std::vector<std::uint32_t>{1});
    EXPECT_TRUE(fs::exists(folder / "to/a"));
    EXPECT_FALSE(fs::exists(folder / "to/b"));
}

// ---- The codec of blocks

RC_GTEST_PROP(BlockCodec, GivesAnyContentBack, ()) {
    const auto length = *rc::gen::inRange<std::uint32_t>(1, 300'000);
    const bool is_text = *rc::gen::arbitrary<bool>();
    const std::string content = is_text ? std::string(length, 'x') + "end" : noise(length, length);
    BlockEncoder encoder(400'000);
    std::ranges::copy(as_bytes(content), encoder.content().begin());
    LaneHeader header{
        .kind = LaneKind::Block, .index = 0, .raw_length = static_cast<std::uint32_t>(content.size())};
    const int level = *rc::gen::elementOf(CompressionPolicy::kLevels);
    const Look look = encoder.encode(header, false, level);
    RC_ASSERT((look.attempt || look.refused) == (level != CompressionPolicy::kStored));
    const Bytes memory = encoder.take();
    const ByteView wire = ByteView(memory).first(kLaneHeaderBytes + header.wire_length);
    RC_ASSERT(decode_lane_header(wire.first<kLaneHeaderBytes>()).value() == header);
    constexpr std::size_t always_shrinks = 4'096;  // a few letters are shorter than any frame around them
    const bool may_shrink = is_text && level != CompressionPolicy::kStored;
    if (!is_text || content.size() >= always_shrinks)
        RC_ASSERT((header.form == BlockForm::Zstd) == may_shrink);
    const ByteView payload = wire.subspan(kLaneHeaderBytes);
    Bytes back(payload.begin(), payload.end());
    if (header.form == BlockForm::Zstd) {
        back.assign(content.size(), 0);
        RC_ASSERT(BlockDecoder().decompress(payload, back).has_value());
    }
    RC_ASSERT(as_text(back) == content);
}

// ---- Credit, rates, slots, the sent log

TEST(Credit, IsTwoBlocksUntilTheRateIsKnownAndNeverOverEightMebibytes) {
    Credit credit(kBlock);
    EXPECT_EQ(credit.window(), 2 * kBlock);
    credit.set_rate(100'000'000);
    EXPECT_EQ(credit.window(), 4'000'000u);
    credit.set_rate(5'000'000'000);
    EXPECT_EQ(credit.window(), Credit::kMaxWindowBytes);
    EXPECT_EQ(Credit(4U << 20).window(), Credit::kMaxWindowBytes);
}

TEST(Credit, StopsAtTheWindowUntilSomethingIsConfirmed) {
    Credit credit(kBlock);
    credit.sent(kBlock);
    EXPECT_TRUE(credit.allows(kBlock));
    credit.sent(kBlock);
    EXPECT_FALSE(credit.allows(1));
    credit.confirmed(kBlock);
    EXPECT_TRUE(credit.allows(kBlock));
}

TEST(RateMeter, FollowsTheTrueRateAndFallsWhenNothingComes) {
    SteadyTime time{};
    RateMeter meter(time);
    for (int step = 0; step < 100; ++step) {
        time += std::chrono::milliseconds(20);
        meter.add(200'000, time);
    }
    EXPECT_NEAR(static_cast<double>(meter.rate(time)), 10e6, 1e5);
    EXPECT_LT(meter.rate(time + std::chrono::seconds(5)), 1'000'000u);
}

TEST(RateLimit, LetsThroughWhatItSays) {
    RateLimit limit;
    limit.set(1'000'000);
    SteadyTime time{std::chrono::hours(1)};
    const SteadyTime start = time;
    for (int slice = 0; slice < 200; ++slice) time += limit.take(16'384, time);
    EXPECT_NEAR(std::chrono::duration<double>(time - start).count(), 3.2768, 0.1);
    limit.set(0);
    EXPECT_EQ(limit.take(1 << 30, time), Duration::zero());
}

TEST(RateLimit, ForgivesWhatWasOwedUnderAnotherLimit) {
    RateLimit limit;
    limit.set(1'000);
    const SteadyTime time{std::chrono::hours(1)};
    EXPECT_GT(limit.take(60'000, time), std::chrono::seconds(50));
    limit.set(1'000'000);
    EXPECT_LT(limit.take(1'000, time), std::chrono::milliseconds(10));
}

TEST(SharedLimit, LanesShareItEvenly) {
    SharedLimit limit;
    limit.set(1'000'000);
    constexpr std::size_t kLanes = 10;
    std::array<SteadyTime, kLanes> ready;  // when each may send its next slice
    ready.fill(SteadyTime(std::chrono::hours(1)));
    std::array<std::uint64_t, kLanes> sent{};
    const SteadyTime end = ready[0] + std::chrono::seconds(10);
    for (auto next = std::ranges::min_element(ready); *next < end; next = std::ranges::min_element(ready)) {
        const auto lane = static_cast<std::size_t>(next - ready.begin());
        const std::size_t slice = slice_under(limit.bytes_per_second());
        *next += limit.take(slice, *next);
        sent[lane] += slice;
    }
    const std::uint64_t all = std::accumulate(sent.begin(), sent.end(), std::uint64_t{0});
    EXPECT_NEAR(static_cast<double>(all), 10e6, 5e5);
    for (const std::uint64_t bytes : sent) EXPECT_NEAR(static_cast<double>(bytes), 1e6, 1e5);
}

TEST(SharedLimit, SlicesAreATwentiethOfASecondAtMost) {
    EXPECT_EQ(slice_under(0), 16U << 10);
    EXPECT_EQ(slice_under(100'000'000), 16U << 10);
    EXPECT_EQ(slice_under(20'000), 1'000u);
    EXPECT_EQ(slice_under(1), 1u);
}

class LaneSlotsTest : public testing::Test {
protected:
    static constexpr std::uint32_t kSmall = 256 * 1024;
    static constexpr std::uint32_t kMiddle = 2 * 1024 * 1024;
    static constexpr std::uint32_t kLarge = 4 * 1024 * 1024;
    std::vector<TransferId> granted;
    TransferId ids[4]{random_id<TransferId>(), random_id<TransferId>(), random_id<TransferId>(),
                      random_id<TransferId>()};
    LaneSlots make(std::size_t slots, std::uint64_t memory) {
        return {slots, memory, [this](const TransferId& id) { granted.push_back(id); }};
    }
};

TEST_F(LaneSlotsTest, GrantsInTheOrderOfAsking) {
    LaneSlots slots = make(1, kLaneMemory);
    EXPECT_TRUE(slots.request(ids[0], kLarge));
    EXPECT_TRUE(slots.request(ids[0], kLarge));
    EXPECT_FALSE(slots.request(ids[1], kLarge));
    EXPECT_FALSE(slots.request(ids[2], kLarge));
    slots.release(ids[1]);
    slots.release(ids[0]);
    EXPECT_EQ(granted, std::vector{ids[2]});
}

TEST_F(LaneSlotsTest, LargeBlocksTakeMoreOfTheMemory) {
    LaneSlots slots = make(16, lane_memory(kLarge) + lane_memory(kMiddle));
    EXPECT_TRUE(slots.request(ids[0], kLarge));
    EXPECT_FALSE(slots.request(ids[1], kLarge));
    EXPECT_FALSE(slots.request(ids[2], kMiddle));  // it would fit, but does not overtake
    slots.release(ids[0]);
    EXPECT_EQ(granted, (std::vector{ids[1], ids[2]}));
}

TEST_F(LaneSlotsTest, ASmallOneDoesNotWaitBehindLargeOnes) {
    LaneSlots slots = make(16, lane_memory(kLarge));
    EXPECT_TRUE(slots.request(ids[0], kLarge));
    EXPECT_FALSE(slots.request(ids[1], kLarge));
    std::vector<TransferId> small;
    for (std::size_t number = 0; number < kSmallLanes; ++number) {
        small.push_back(random_id<TransferId>());
        EXPECT_TRUE(slots.request(small.back(), kSmall));
    }
    EXPECT_FALSE(slots.request(ids[2], kSmall)) << "they have a few slots, no more";
    slots.release(small[1]);
    EXPECT_EQ(granted, std::vector{ids[2]});
    slots.release(ids[0]);
    EXPECT_EQ(granted, (std::vector{ids[2], ids[1]})) << "and take none of the others'";
    for (const TransferId& id : {small[0], small[2], small[3], ids[2], ids[1]}) slots.release(id);
    EXPECT_TRUE(slots.request(ids[3], kLarge));
}

TEST_F(LaneSlotsTest, ThoseAsideAreAmongAllThatRun) {
    LaneSlots slots = make(kMaxLanes, 4 * lane_memory(kLarge));
    for (const TransferId& id : ids) EXPECT_TRUE(slots.request(id, kLarge));
    std::vector<TransferId> small;
    const auto ask_one = [&] { return slots.request(small.emplace_back(random_id<TransferId>()), kSmall); };
    for (std::size_t number = 0; number < kSmallLanes; ++number) EXPECT_TRUE(ask_one());
    for (std::size_t number = 0; number < kMaxLanes; ++number) EXPECT_FALSE(ask_one());
    for (const TransferId& id : ids) slots.release(id);  // now there is memory for all of them
    std::size_t running = 0;
    for (const TransferId& id : small) running += slots.holds(id) ? 1 : 0;
    EXPECT_EQ(running, kMaxLanes);
}

TEST_F(LaneSlotsTest, ALoneOneAlwaysGetsItsSlot) {
    LaneSlots slots = make(4, 1);
    EXPECT_TRUE(slots.request(ids[0], kLarge));
    EXPECT_FALSE(slots.request(ids[1], kLarge));
    slots.release(ids[0]);
    EXPECT_EQ(granted, std::vector{ids[1]});
}

TEST_F(LaneSlotsTest, TenOfTheUsualRunAtOnceAndTheLargestAreBounded) {
    EXPECT_LE(10 * lane_memory(kSmall), kLaneMemory);
    EXPECT_GE(4 * lane_memory(kLarge), kLaneMemory / 2);
    EXPECT_LE(4 * lane_memory(kLarge), kLaneMemory);
}

TEST(SentLog, KnowsAfterARestartWhatWasSentTwice) {
    culver::test::TempDir folder;
    {
        SentLog log = must(SentLog::open(folder / "log", 10, 5));
        EXPECT_FALSE(must(log.note({3, 1000, 50, {}})));
        EXPECT_FALSE(must(log.note({4, 2000, 0, {}})));
        must(log.note_given_up(2));
    }
    SentLog log = must(SentLog::open(folder / "log", 10, 5));
    EXPECT_TRUE(must(log.note({4, 2000, 0, {}})));
    EXPECT_EQ(log.totals().wire_bytes, 5000u);
    EXPECT_EQ(log.totals().resent_bytes, 2000u);
    EXPECT_EQ(log.totals().saved_bytes, 50u);
    EXPECT_TRUE(log.given_up().contains(2));
}

TEST(SentLog, IgnoresATornEndAndForeignRecords) {
    culver::test::TempDir folder;
    must(must(SentLog::open(folder / "log", 10, 5)).note({9, 1000, 0, {}}));
    fs::resize_file(folder / "log", 40);
    SentLog log = must(SentLog::open(folder / "log", 5, 5));  // block 9 does not exist here
    EXPECT_EQ(log.totals().wire_bytes, 0u);
    EXPECT_FALSE(must(log.note({1, 10, 0, {}})));
    EXPECT_EQ(fs::file_size(folder / "log"), 64u);
}

// A disk that is slow when the node closes: the home thread has other things to end meanwhile.
TEST(LaneThread, IsJoinedWithoutKeepingTheHomeThread) {
    boost::asio::io_context loop{1};
    boost::asio::thread_pool workers(1);
    std::binary_semaphore disk{0};
    bool has_ended = false;
    auto body = [&](net::LaneStream&, LaneControl&, const ProgressReport&) {
        disk.acquire();
        return 0;
    };
    LaneThread<int>::Listener listener{.progress = [](const LaneProgress&) {},
                                       .ended = [&](int) { has_ended = true; }};
    auto lane = std::make_unique<LaneThread<int>>(
        loop.get_executor(), std::make_unique<ScriptedStream>(Bytes{}), body, std::move(listener));
    bool is_joined = false;
    auto close = [&]() -> Task<> {
        lane->abandon();
        co_await join_lane(std::move(lane), workers);
        is_joined = true;
    };
    TaskScope scope(loop.get_executor());
    scope.spawn("closing", close());
    boost::asio::post(loop, [&] { boost::asio::post(loop, [&] { disk.release(); }); });
    loop.run();
    EXPECT_TRUE(is_joined);
    EXPECT_FALSE(has_ended) << "it was abandoned";
    workers.join();
}

}  // namespace
}  // namespace culver::transfer
