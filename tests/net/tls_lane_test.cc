// SPDX-License-Identifier: Apache-2.0
#include "net/tls_lane.h"

#include "base/deadline.h"
#include "base/random.h"
#include "net/greeting.h"
#include "tests/net/tls_fixture.h"

#include <boost/asio/error.hpp>

#include <atomic>
#include <thread>

namespace culver::net {
namespace {

using namespace std::chrono_literals;
using namespace boost::asio::experimental::awaitable_operators;

constexpr std::size_t kMuch = 100'000'000;

class TlsLaneTest : public TlsFixture {
protected:
    // Both ends as lanes, after a frame each way as in real life.
    void make_lanes() {
        const auto story = [&]() -> Task<> {
            co_await join();
            auto saying = say(*dialled, NetKind::Hello, encode(hello())) &&
                          say(*accepted, NetKind::Hello, encode(hello()));
            co_await std::move(saying);
            auto hearing = hear_hello(*dialled) && hear_hello(*accepted);
            const auto heard = co_await std::move(hearing);
            EXPECT_TRUE(std::get<0>(heard) && std::get<1>(heard));
        };
        test::run(loop, story());
        left = dialled->into_lane().value();
        right = accepted->into_lane().value();
        dialled.reset();
        accepted.reset();
    }
    static Hello hello() { return Hello{{}, 0, random_id<InstanceId>(), std::nullopt, 0}; }

    static void write_much(LaneStream& lane) {
        Bytes piece(1 << 20);
        for (std::size_t sent = 0; sent < kMuch; sent += piece.size()) {
            piece[0] = static_cast<std::uint8_t>(sent >> 20);
            ASSERT_TRUE(lane.write_all(piece));
        }
    }
    static std::size_t read_much(LaneStream& lane) {
        Bytes room(256 * 1024);
        std::size_t got = 0;
        while (got < kMuch) {
            const auto count = lane.read_some(room);
            if (!count || *count == 0) break;
            got += *count;
        }
        return got;
    }

    std::unique_ptr<LaneStream> left;
    std::unique_ptr<LaneStream> right;
};

TEST_F(TlsLaneTest, CarriesAHundredMegabytesEachWay) {
    make_lanes();
    for (int turn = 0; turn < 2; ++turn) {
        std::jthread writing([this] { write_much(*left); });
        EXPECT_GE(read_much(*right), kMuch);
        writing.join();
        std::swap(left, right);
    }
}

TEST_F(TlsLaneTest, LosesNothingThatCameBeforeTheHandOver) {
    const auto story = [&]() -> Task<> {
        co_await join();
        (void)co_await say(*dialled, NetKind::Hello, encode(hello()));
        const Bytes blocks(100'000, 9);
        (void)co_await dialled->write_all(blocks);  // before the other side has even heard the Hello
        EXPECT_TRUE(co_await hear_hello(*accepted));
    };
    test::run(loop, story());
    left = dialled->into_lane().value();
    right = accepted->into_lane().value();
    EXPECT_TRUE(left->write_all(Bytes(23, 9)));
    Bytes room(200'000);
    std::size_t got = 0;
    while (got < 100'023) got += right->read_some(room).value();
    EXPECT_EQ(got, 100'023u);
    EXPECT_FALSE(right->is_readable(1ms));
}

TEST_F(TlsLaneTest, IsReadableWhenBytesOrTheEndAreThere) {
    make_lanes();
    EXPECT_FALSE(right->is_readable(5ms));
    EXPECT_TRUE(left->write_all(Bytes(10)));
    EXPECT_TRUE(right->is_readable(1s));
    Bytes room(4);
    EXPECT_EQ(right->read_some(room).value(), 4u);
    EXPECT_TRUE(right->is_readable(0ms));  // the rest lies inside TLS
    Bytes rest(6);
    EXPECT_EQ(right->read_some(rest).value(), 6u);
    left.reset();
    EXPECT_TRUE(right->is_readable(1s));
    EXPECT_EQ(right->read_some(room).value(), 0u);
}

TEST_F(TlsLaneTest, ShutdownWakesABlockedReader) {
    make_lanes();
    std::jthread waking([this] {
        std::this_thread::sleep_for(20ms);
        right->shutdown();
    });
    Bytes room(10);
    const auto got = right->read_some(room);
    EXPECT_EQ(got.error().code, boost::asio::error::operation_aborted);
    right->shutdown();
}

TEST_F(TlsLaneTest, ShutdownWakesABlockedWriter) {
    make_lanes();
    std::jthread waking([this] {
        std::this_thread::sleep_for(50ms);
        left->shutdown();
    });
    const Bytes piece(1 << 20);
    Result<> written;
    while (written) written = left->write_all(piece);  // nobody reads
    EXPECT_EQ(written.error().code, boost::asio::error::operation_aborted);
}

TEST_F(TlsLaneTest, ABrokenLinkIsAnErrorAndNotTheEnd) {
    make_lanes();
    left->shutdown();  // no goodbye
    left.reset();
    Bytes room(10);
    EXPECT_FALSE(right->read_some(room));
}

}  // namespace
}  // namespace culver::net
