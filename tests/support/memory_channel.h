// SPDX-License-Identifier: Apache-2.0
// The inside of MemoryNetwork: one link as two pipes, its two ends, and what joins a pair of nodes. One lock
// guards a whole network: ends live on the event loop (links) or on threads of their own (lanes).
#pragma once
#include "base/clock.h"
#include "tests/support/memory_network.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace culver::test {

// The two waits of a link's end on the event loop.
struct Wake {
    explicit Wake(const boost::asio::any_io_executor& executor) : read(executor), write(executor) {}
    boost::asio::steady_timer read;
    boost::asio::steady_timer write;
};

struct Piece {
    Bytes bytes;
    std::size_t used = 0;
    SteadyTime due;
};

// One direction of a link.
struct Pipe {
    std::deque<Piece> pieces;
    std::size_t size = 0;
    bool is_ended = false;      // the writing end was closed
    bool is_abandoned = false;  // the reading end was closed
};

struct Channel;

// What joins two nodes, whatever the number of links.
struct Wire {
    bool is_pulled = false;
    int dials_to_lose = 0;
    std::uint64_t dials = 0;
    std::uint64_t carried = 0;
    std::optional<std::uint64_t> budget;  // bytes until everything is cut
    std::vector<std::weak_ptr<Channel>> channels;
};

struct MemoryNetwork::State {
    explicit State(boost::asio::any_io_executor home) : executor(std::move(home)) {}
    boost::asio::any_io_executor executor;
    std::mutex mutex;
    std::condition_variable changed;  // for lanes
    std::map<std::pair<Endpoint, Endpoint>, std::shared_ptr<Wire>> wires;
    std::deque<std::unique_ptr<Node>> nodes;
    Duration delay{0};
    Duration dial_limit = std::chrono::milliseconds(200);

    std::shared_ptr<Wire> wire(const Endpoint& one, const Endpoint& other);
    void break_all(Wire& wire);
};

// A link. Its functions are called with the network's lock held; side is 0 for the dialler, 1 for the other.
struct Channel {
    Channel(std::shared_ptr<MemoryNetwork::State> owner, std::shared_ptr<Wire> between)
        : network(std::move(owner)), wire(std::move(between)) {}

    // Nothing when the caller has to wait.
    std::optional<Result<std::size_t>> take(int side, std::span<std::uint8_t> into);
    std::optional<Result<std::size_t>> give(int side, ByteView bytes);
    [[nodiscard]] bool is_ready(int side);
    [[nodiscard]] SteadyTime next_due(int side) const;  // when waiting bytes arrive; max when there are none
    void close(int side);
    void wake_everybody();

    std::shared_ptr<MemoryNetwork::State> network;
    std::shared_ptr<Wire> wire;
    std::array<Pipe, 2> pipes;  // pipes[side] is written by that side
    std::array<std::weak_ptr<Wake>, 2> wakes;
    std::array<bool, 2> closed{};
    bool is_broken = false;
    std::uint64_t secret = 0;  // what the exporter derives from
};

// The two ends of a link between two nodes.
[[nodiscard]] std::unique_ptr<net::Link> make_memory_link(std::shared_ptr<Channel> channel, int side,
                                                          PeerId peer, Endpoint remote);

}  // namespace culver::test
