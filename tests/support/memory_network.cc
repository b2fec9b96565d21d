// SPDX-License-Identifier: Apache-2.0
#include "tests/support/memory_network.h"

#include "base/random.h"
#include "base/task_scope.h"
#include "net/errors.h"
#include "tests/support/memory_channel.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>

namespace culver::test {
namespace {

constexpr std::uint16_t kPort = 24254;
constexpr std::uint16_t kFirstClientPort = 40000;    // an accepted link comes from a port nobody listens on
constexpr std::uint32_t kFirstAddress = 0x0a4d0001;  // 10.77.0.1

void forget_ended(Wire& wire) {
    std::erase_if(wire.channels, [](const std::weak_ptr<Channel>& weak) {
        const auto channel = weak.lock();
        return !channel || channel->is_broken || (channel->closed[0] && channel->closed[1]);
    });
}

class MemoryTransport final : public net::Transport {
public:
    MemoryTransport(std::shared_ptr<MemoryNetwork::State> network, PeerId id, Endpoint endpoint)
        : network_(std::move(network)), id_(id), endpoint_(std::move(endpoint)) {}

    Task<Result<std::unique_ptr<net::Link>>> dial(Endpoint to, std::optional<PeerId> expected) override {
        const auto network = network_;
        if (loses_dial(to)) {
            co_await sleep_for(network->dial_limit);
            co_return fail(boost::asio::error::timed_out, "dialling " + to.text());
        }
        if (network->delay > Duration::zero()) co_await sleep_for(2 * network->delay);
        co_return connect(to, expected);
    }

private:
    bool loses_dial(const Endpoint& to) {
        std::lock_guard lock(network_->mutex);
        const auto wire = network_->wire(endpoint_, to);
        ++wire->dials;
        if (wire->is_pulled) return true;
        if (wire->dials_to_lose == 0) return false;
        --wire->dials_to_lose;
        return true;
    }

    Result<std::unique_ptr<net::Link>> connect(const Endpoint& to, const std::optional<PeerId>& expected) {
        const auto found =
            std::ranges::find_if(network_->nodes, [&](const auto& node) { return node->endpoint() == to; });
        if (found == network_->nodes.end() || !is_listening(**found)) {
            return fail(boost::asio::error::connection_refused, "dialling " + to.text());
        }
        MemoryNetwork::Node& node = **found;
        if (expected && *expected != node.id()) return fail(net::NetErrc::WrongPeer, "dialling " + to.text());
        auto channel = open_channel(to);
        const Endpoint from{endpoint_.address,
                            static_cast<std::uint16_t>(kFirstClientPort + next_port_++ % 20000)};
        auto accepted = make_memory_link(channel, 1, id_, from);
        deliver(node, std::move(accepted));
        return make_memory_link(channel, 0, node.id(), to);
    }

    std::shared_ptr<Channel> open_channel(const Endpoint& to) {
        std::lock_guard lock(network_->mutex);
        const auto wire = network_->wire(endpoint_, to);
        auto channel = std::make_shared<Channel>(network_, wire);
        channel->secret = random_u64();
        forget_ended(*wire);
        wire->channels.push_back(channel);
        return channel;
    }

    static bool is_listening(const MemoryNetwork::Node& node);
    void deliver(MemoryNetwork::Node& node, std::unique_ptr<net::Link> link);

    std::shared_ptr<MemoryNetwork::State> network_;
    PeerId id_;
    Endpoint endpoint_;
    std::uint32_t next_port_ = 0;
};

}  // namespace

struct AcceptorAccess {
    static std::shared_ptr<MemoryNetwork::Node::Acceptor> of(const MemoryNetwork::Node& node) {
        return node.acceptor_;
    }
};

namespace {

bool MemoryTransport::is_listening(const MemoryNetwork::Node& node) {
    return static_cast<bool>(*AcceptorAccess::of(node));
}

void MemoryTransport::deliver(MemoryNetwork::Node& node, std::unique_ptr<net::Link> link) {
    boost::asio::post(network_->executor,
                      [acceptor = AcceptorAccess::of(node), accepted = std::move(link)]() mutable {
                          if (*acceptor) (*acceptor)(std::move(accepted));
                      });
}

}  // namespace

std::shared_ptr<Wire> MemoryNetwork::State::wire(const Endpoint& one, const Endpoint& other) {
    auto& found = wires[std::minmax(one, other)];
    if (!found) found = std::make_shared<Wire>();
    return found;
}

void MemoryNetwork::State::break_all(Wire& wire) {
    for (const auto& weak : wire.channels) {
        const auto channel = weak.lock();
        if (!channel) continue;
        channel->is_broken = true;
        channel->wake_everybody();
    }
    wire.channels.clear();
}

MemoryNetwork::MemoryNetwork(boost::asio::any_io_executor executor)
    : state_(std::make_shared<State>(std::move(executor))) {}

MemoryNetwork::~MemoryNetwork() {
    for (const auto& node : state_->nodes) node->accept_into(nullptr);
    state_->nodes.clear();  // they hold the state
}

MemoryNetwork::Node& MemoryNetwork::add_node(const PeerId& id) {
    const auto number = static_cast<std::uint32_t>(state_->nodes.size());
    const Endpoint endpoint{boost::asio::ip::address_v4(kFirstAddress + number), kPort};
    state_->nodes.push_back(std::make_unique<Node>(state_, id, endpoint));
    return *state_->nodes.back();
}

std::unique_ptr<net::Sessions> MemoryNetwork::make_sessions(Node& node, net::Sessions::Mediator mediator) {
    net::SessionOptions options;
    options.self = node.id();
    options.timings = quick_timings();
    return make_sessions(node, std::move(mediator), std::move(options));
}

std::unique_ptr<net::Sessions> MemoryNetwork::make_sessions(Node& node, net::Sessions::Mediator mediator,
                                                            net::SessionOptions options) {
    // Lives in the mediator and so exactly as long as the sessions: links that arrive later go nowhere.
    auto alive = std::make_shared<bool>(true);
    auto known = mediator.addresses;
    if (!known) {
        known = [state = std::weak_ptr(state_)](const PeerId& peer) {
            std::vector<Endpoint> found;
            const auto network = state.lock();
            if (!network) return found;
            for (const auto& other : network->nodes) {
                if (other->id() == peer) found.push_back(other->endpoint());
            }
            return found;
        };
    }
    mediator.addresses = [alive, known = std::move(known)](const PeerId& peer) { return known(peer); };
    auto sessions =
        net::make_sessions(state_->executor, node.transport(), std::move(options), std::move(mediator));
    node.accept_into([weak = std::weak_ptr(alive), target = sessions.get()](std::unique_ptr<net::Link> link) {
        if (!weak.expired()) target->adopt(std::move(link));
    });
    return sessions;
}

void MemoryNetwork::set_delay(Duration one_way) {
    std::lock_guard lock(state_->mutex);
    state_->delay = one_way;
}

void MemoryNetwork::set_dial_limit(Duration limit) {
    state_->dial_limit = limit;
}

void MemoryNetwork::cut(const Node& one, const Node& other) {
    std::lock_guard lock(state_->mutex);
    state_->break_all(*state_->wire(one.endpoint(), other.endpoint()));
}

void MemoryNetwork::cut_after(const Node& one, const Node& other, std::uint64_t bytes) {
    std::lock_guard lock(state_->mutex);
    state_->wire(one.endpoint(), other.endpoint())->budget = bytes;
}

void MemoryNetwork::set_cable(const Node& one, const Node& other, Cable cable) {
    std::lock_guard lock(state_->mutex);
    const auto wire = state_->wire(one.endpoint(), other.endpoint());
    wire->is_pulled = cable == Cable::Pulled;
    for (const auto& weak : wire->channels) {
        if (const auto channel = weak.lock()) channel->wake_everybody();
    }
}

void MemoryNetwork::lose_dials(const Node& one, const Node& other, int count) {
    std::lock_guard lock(state_->mutex);
    state_->wire(one.endpoint(), other.endpoint())->dials_to_lose = count;
}

std::uint64_t MemoryNetwork::bytes_between(const Node& one, const Node& other) const {
    std::lock_guard lock(state_->mutex);
    return state_->wire(one.endpoint(), other.endpoint())->carried;
}

std::size_t MemoryNetwork::links_between(const Node& one, const Node& other) const {
    std::lock_guard lock(state_->mutex);
    const auto wire = state_->wire(one.endpoint(), other.endpoint());
    forget_ended(*wire);
    return wire->channels.size();
}

std::uint64_t MemoryNetwork::dials_between(const Node& one, const Node& other) const {
    std::lock_guard lock(state_->mutex);
    return state_->wire(one.endpoint(), other.endpoint())->dials;
}

MemoryNetwork::Node::Node(std::shared_ptr<State> network, PeerId id, Endpoint endpoint)
    : id_(id),
      endpoint_(endpoint),
      transport_(std::make_unique<MemoryTransport>(std::move(network), id, endpoint)),
      acceptor_(std::make_shared<Acceptor>()) {}

MemoryNetwork::Node::~Node() = default;

void MemoryNetwork::Node::accept_into(Acceptor acceptor) {
    *acceptor_ = std::move(acceptor);
}

net::SessionTimings quick_timings() {
    using Span = net::SessionTimings::Span;
    net::SessionTimings timings;
    timings.ping_when_waiting = Span(250);
    timings.ping_when_idle = Span(1500);
    timings.pong_limit = Span(250);
    timings.busy_note = Span(100);
    timings.hello_limit = Span(500);
    timings.bye_limit = Span(100);
    timings.drain_limit = Span(200);
    timings.choice_window = Span(500);
    timings.dial_stagger = Span(20);
    timings.dial_gap = Span(20);
    timings.backoff_first = Span(20);
    timings.backoff_last = Span(200);
    timings.lane_limit = Span(700);
    timings.idle_grace = Span(50);
    return timings;
}

}  // namespace culver::test
