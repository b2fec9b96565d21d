// SPDX-License-Identifier: Apache-2.0
// A network inside one process: nodes joined by in-memory links, with delay, cuts, pulled cables and lost
// dials. No sockets. Links live on the executor's thread; lanes made from them may block on threads of their
// own.
//
//     MemoryNetwork network(loop.get_executor());
//     auto& alice = network.add_node(alice_id);
//     auto& bob = network.add_node(bob_id);
//     auto sessions = network.make_sessions(alice);   // addresses of all nodes known, short timings
//     …
//     co_await sessions->close();                     // before the network goes
#pragma once
#include "base/clock.h"
#include "net/session_hub.h"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <memory>

namespace culver::test {

class MemoryNetwork {
public:
    class Node;
    explicit MemoryNetwork(boost::asio::any_io_executor executor);
    MemoryNetwork(const MemoryNetwork&) = delete;
    MemoryNetwork& operator=(const MemoryNetwork&) = delete;
    ~MemoryNetwork();

    // The reference stays good as long as the network.
    Node& add_node(const PeerId& id);

    // Sessions on that node, which get every link dialled to it. Where the mediator has no addresses, all
    // nodes of this network are known. A second call for a node is a restart: close() the former sessions
    // first.
    [[nodiscard]] std::unique_ptr<net::Sessions> make_sessions(Node& node,
                                                               net::Sessions::Mediator mediator = {});
    [[nodiscard]] std::unique_ptr<net::Sessions> make_sessions(Node& node, net::Sessions::Mediator mediator,
                                                               net::SessionOptions options);

    // How long bytes travel; for what is written from then on.
    void set_delay(Duration one_way);

    // Breaks every link between the two at once, as a reset does; what was under way is lost. Dials work
    // again.
    void cut(const Node& one, const Node& other);

    // The same as soon as so many more bytes were written between the two, both directions and all links
    // counted.
    void cut_after(const Node& one, const Node& other, std::uint64_t bytes);

    // A pulled cable: bytes are held back and dials are lost until it is plugged in again.
    enum class Cable { Plugged, Pulled };
    void set_cable(const Node& one, const Node& other, Cable cable);

    // The next dials between the two get no answer and time out.
    void lose_dials(const Node& one, const Node& other, int count);
    void set_dial_limit(Duration limit);  // when a lost dial times out; 200 ms at first

    [[nodiscard]] std::uint64_t bytes_between(const Node& one, const Node& other) const;
    [[nodiscard]] std::size_t links_between(const Node& one, const Node& other) const;
    [[nodiscard]] std::uint64_t dials_between(const Node& one, const Node& other) const;

    // Room on the way in one direction of one link, after which a writer waits.
    static constexpr std::size_t kPipeBytes = 256 * 1024;

    struct State;  // of the whole network; private to memory_network.cc

private:
    std::shared_ptr<State> state_;
};

class MemoryNetwork::Node {
public:
    Node(std::shared_ptr<State> network, PeerId id, Endpoint endpoint);
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    ~Node();
    [[nodiscard]] const PeerId& id() const { return id_; }
    [[nodiscard]] Endpoint endpoint() const { return endpoint_; }
    [[nodiscard]] net::Transport& transport() { return *transport_; }

    // Where links dialled to this node go; with nullptr dials are refused, as before the first call.
    using Acceptor = std::function<void(std::unique_ptr<net::Link>)>;
    void accept_into(Acceptor acceptor);

private:
    friend struct AcceptorAccess;  // for deliveries, which may outlast the node
    PeerId id_;
    Endpoint endpoint_;
    std::unique_ptr<net::Transport> transport_;
    std::shared_ptr<Acceptor> acceptor_;  // shared with deliveries under way
};

// For tests that wait for real: every limit of a session about twenty times shorter.
[[nodiscard]] net::SessionTimings quick_timings();

}  // namespace culver::test
