// SPDX-License-Identifier: Apache-2.0
#include "net/listener.h"

#include "base/task_scope.h"
#include "net/errors.h"
#include "net/process_limits.h"
#include "net/session_hub.h"
#include "net/tcp_transport.h"
#include "tests/net/tls_fixture.h"
#include "tests/support/until.h"

namespace culver::net {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;

class ListenerTest : public TlsFixture {
protected:
    std::unique_ptr<Listener> listen(ListenerOptions options = {}) {
        options.loopback_only = true;
        auto on_link = [this](std::unique_ptr<Link> link) { links.push_back(std::move(link)); };
        auto listener = Listener::open(loop.get_executor(), bob, std::move(options), on_link);
        EXPECT_TRUE(listener) << listener.error().sentence();
        return listener ? std::move(*listener) : nullptr;
    }
    Endpoint at(const Listener& listener, const char* address = "127.0.0.1") {
        return {boost::asio::ip::make_address(address), listener.port()};
    }
    // Connections over IPv4 that say nothing.
    Task<std::vector<TcpSocket>> connect_idly(const Listener& listener, int count) {
        std::vector<TcpSocket> idle;
        for (int i = 0; i < count; ++i) {
            idle.emplace_back(loop);
            co_await idle.back().async_connect({boost::asio::ip::address_v4::loopback(), listener.port()},
                                               boost::asio::use_awaitable);
        }
        co_return idle;
    }
    std::vector<std::unique_ptr<Link>> links;
    TcpTransport transport{loop.get_executor(), alice};
};

TEST_F(ListenerTest, TakesTheFirstFreePortOfItsRange) {
    const auto story = [&]() -> Task<> {
        const auto first = listen();
        const auto second = listen();
        EXPECT_EQ(first->port() + 1, second->port());
        EXPECT_GE(first->port(), kFirstPort);
        co_await first->close();
        co_await second->close();
    };
    test::run(loop, story());
}

TEST_F(ListenerTest, AFixedPortThatIsTakenIsAFailureWithItsNumber) {
    const auto story = [&]() -> Task<> {
        const auto first = listen();
        ListenerOptions options{.port = first->port(), .loopback_only = true, .limits = {}, .is_known = {}};
        const auto second = Listener::open(loop.get_executor(), bob, options, [](auto) {});
        EXPECT_EQ(second.error().code, NetErrc::NoFreePort);
        EXPECT_NE(second.error().sentence().find(std::to_string(first->port())), std::string::npos);
        co_await first->close();
    };
    test::run(loop, story());
}

TEST_F(ListenerTest, AcceptsOverBothFamilies) {
    const auto story = [&]() -> Task<> {
        const auto listener = listen();
        for (const char* address : {"127.0.0.1", "::1"}) {
            const auto link = co_await transport.dial(at(*listener, address), bob.id());
            EXPECT_TRUE(link) << link.error().sentence();
        }
        EXPECT_TRUE(co_await test::until([&] { return links.size() == 2; }));
        EXPECT_EQ(listener->unauthenticated(), 0u);
        co_await listener->close();
    };
    test::run(loop, story());
}

TEST_F(ListenerTest, HoldsSilentConnectionsOfOneAddressToEight) {
    const auto story = [&]() -> Task<> {
        const auto listener = listen();
        auto idle = co_await connect_idly(*listener, 20);
        co_await sleep_for(50ms);
        EXPECT_EQ(listener->unauthenticated(), 8u);
        const auto link = co_await transport.dial(at(*listener, "::1"), bob.id());
        EXPECT_TRUE(link);  // another address is not concerned
        co_await listener->close();
    };
    test::run(loop, story());
}

TEST_F(ListenerTest, WhenFullTheOldestOfTheGreediestMakesRoom) {
    const auto story = [&]() -> Task<> {
        ListenerOptions options;
        options.limits.links_in_all = 4;
        const auto listener = listen(options);
        auto idle = co_await connect_idly(*listener, 4);
        co_await sleep_for(20ms);
        const auto link = co_await transport.dial(at(*listener, "::1"), bob.id());
        EXPECT_TRUE(link);
        char byte = 0;
        const auto [ended, count] = co_await idle[0].async_read_some(boost::asio::buffer(&byte, 1), no_throw);
        EXPECT_TRUE(ended);
        EXPECT_TRUE(co_await test::until([&] { return listener->unauthenticated() == 3; }));
        co_await listener->close();
    };
    test::run(loop, story());
}

// Two links that wait for the listener are taken one after the other, before the handshake of either begins.
TEST_F(ListenerTest, WhoMakesRoomBeforeItsHandshakeBeganIsClosedToo) {
    const auto story = [&]() -> Task<> {
        ListenerOptions options;
        options.limits.links_in_all = 1;
        const auto listener = listen(options);
        std::vector<tcp::socket> waiting;
        for (const char* address : {"127.0.0.1", "::1"}) {
            waiting.emplace_back(loop);
            waiting.back().connect({boost::asio::ip::make_address(address), listener->port()});
        }
        std::size_t closed = 0;
        TaskScope readers(loop.get_executor());
        for (auto& socket : waiting) {
            const auto read = [](tcp::socket& from, std::size_t& count) -> Task<> {
                char byte = 0;
                auto [ended, bytes] = co_await from.async_read_some(boost::asio::buffer(&byte, 1), no_throw);
                if (ended) ++count;
            };
            readers.spawn("reader", read(socket, closed));
        }
        EXPECT_TRUE(co_await test::until([&] { return closed > 0; }));
        EXPECT_EQ(closed, 1u);
        EXPECT_EQ(listener->unauthenticated(), 1u);
        co_await readers.close();
        co_await listener->close();
    };
    test::run(loop, story());
}

// A colleague who was here before comes in although strangers hold all places, and pushes nobody out.
TEST_F(ListenerTest, AKnownAddressHasAPlaceOfItsOwn) {
    const auto story = [&]() -> Task<> {
        ListenerOptions options;
        options.limits.links_in_all = 4;
        options.is_known = [&](const PeerId& peer) { return peer == alice.id(); };
        const auto listener = listen(options);
        const auto before = co_await transport.dial(at(*listener, "::1"), bob.id());
        EXPECT_TRUE(before);
        EXPECT_TRUE(co_await test::until([&] { return links.size() == 1; }));
        auto idle = co_await connect_idly(*listener, 4);
        co_await sleep_for(20ms);
        const auto again = co_await transport.dial(at(*listener, "::1"), bob.id());
        EXPECT_TRUE(again);
        EXPECT_TRUE(co_await test::until([&] { return links.size() == 2; }));
        EXPECT_EQ(listener->unauthenticated(), 4u);
        co_await listener->close();
    };
    test::run(loop, story());
}

TEST_F(ListenerTest, DiallingAClosedPortFailsAndSaysWhere) {
    const auto story = [&]() -> Task<> {
        const Endpoint nobody{boost::asio::ip::make_address("127.0.0.1"), 1};
        const auto link = co_await transport.dial(nobody, std::nullopt);
        EXPECT_EQ(link.error().code, boost::asio::error::connection_refused);
        EXPECT_NE(link.error().sentence().find("127.0.0.1:1"), std::string::npos);
    };
    test::run(loop, story());
}

// The whole room over real sockets: a session, frames, and a lane in each direction.
TEST_F(ListenerTest, CarriesSessionsAndLanesOverTcp) {
    const auto story = [&]() -> Task<> {
        TcpTransport bobs_transport(loop.get_executor(), bob);
        SessionOptions alices;
        alices.self = alice.id();
        SessionOptions bobs;
        bobs.self = bob.id();
        auto at_bob = make_sessions(loop.get_executor(), bobs_transport, bobs, {});
        auto at_alice = make_sessions(loop.get_executor(), transport, alices, {});
        std::vector<std::unique_ptr<LaneStream>> arrived;
        const auto keep = [&](PeerId, TransferId, std::unique_ptr<LaneStream> lane) {
            arrived.push_back(std::move(lane));
        };
        at_bob->handle_lanes(keep);
        at_alice->handle_lanes(keep);
        auto listener = Listener::open(loop.get_executor(), bob,
                                       {.port = {}, .loopback_only = true, .limits = {}, .is_known = {}},
                                       [&](std::unique_ptr<Link> link) { at_bob->adopt(std::move(link)); })
                            .value();
        const auto found = co_await at_alice->connect_to(at(*listener), 2s);
        EXPECT_EQ(found.value(), bob.id());
        EXPECT_TRUE(co_await test::until([&] { return at_bob->is_open(alice.id()); }));
        EXPECT_EQ(at_alice->exporter(bob.id(), "code"), at_bob->exporter(alice.id(), "code"));
        auto there = co_await at_alice->open_lane(bob.id(), TransferId{});
        auto back = co_await at_bob->open_lane(alice.id(), TransferId{});
        EXPECT_TRUE(there && back && arrived.size() == 2);
        EXPECT_TRUE((*back)->write_all(Bytes(5, 1)));
        EXPECT_TRUE(arrived[1]->is_readable(1s));
        co_await at_alice->close();
        EXPECT_TRUE(co_await test::until([&] { return !at_bob->is_open(alice.id()); }));
        co_await at_bob->close();
        co_await listener->close();
    };
    test::run(loop, story());
}

TEST(ProcessLimits, RaiseTheDescriptorsToWhatIsAllowed) {
    const auto limit = raise_descriptor_limit();
    EXPECT_GE(limit, 256u);
    EXPECT_EQ(raise_descriptor_limit(), limit);
}

}  // namespace
}  // namespace culver::net
