// SPDX-License-Identifier: Apache-2.0
// Cores on one simulated switch with a virtual clock: every datagram takes half a millisecond, and may be
// lost. No socket, no thread, no sleep.
#pragma once
#include "discovery/core.h"

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace culver::discovery::test {

struct SimulatedNode {
    explicit SimulatedNode(SigningKey own) : key(std::move(own)) {}

    SigningKey key;
    std::unique_ptr<Core> core;
    Endpoint address;  // of its own socket
    std::set<PeerKey> shown;
    std::vector<std::string> log;  // "+ name", "~ name", "- name"
    std::vector<std::uint64_t> epochs;
    int twins = 0;
    std::vector<PeerKey> knocks;
    std::vector<PeerKey> unproven;
    bool is_up = true;
    std::uint64_t sent = 0;
    std::uint64_t largest = 0;
    SteadyTime tick = SteadyTime::max();
};

class SimulatedLan {
public:
    explicit SimulatedLan(std::uint64_t seed = 1) : engine_(seed), keys_(seed) {}

    // A node that is off until start().
    SimulatedNode& add(std::string name);
    // A second node with the key of another.
    SimulatedNode& add_twin(SimulatedNode& original, std::string name, std::uint64_t epoch);
    void start(SimulatedNode& node);
    void stop(SimulatedNode& node) { node.is_up = false; }  // as if unplugged
    void leave(SimulatedNode& node);                        // says goodbye and is off
    void restart(SimulatedNode& node, std::uint64_t epoch);

    void run_for(Duration duration);
    void collect(SimulatedNode& node);  // after a direct call to node.core

    // Gives a datagram to a node as if it came from there.
    void inject(SimulatedNode& to, const Bytes& bytes, const Arrival& arrival);

    [[nodiscard]] SteadyTime now() const { return now_; }
    [[nodiscard]] std::vector<SimulatedNode*> nodes();
    void set_loss(double loss) { loss_ = loss; }
    // Sees every datagram once, with who sent it.
    void on_wire(std::function<void(const SimulatedNode&, const Outgoing&)> observer) {
        observer_ = std::move(observer);
    }
    [[nodiscard]] bool all_see_all();

private:
    struct Delivery {
        SimulatedNode* to = nullptr;
        std::shared_ptr<const Bytes> bytes;  // one copy for all who hear it
        Arrival arrival;
    };
    void make_core(SimulatedNode& node, const std::string& name, std::uint64_t epoch);
    void send(SimulatedNode& from, const Outgoing& datagram);
    void deliver(SimulatedNode& to, const std::shared_ptr<const Bytes>& bytes, const Endpoint& from,
                 std::optional<Way> way);
    [[nodiscard]] SteadyTime next_event() const;
    void step();

    std::mt19937_64 engine_;
    std::mt19937_64 keys_;  // apart, so that another number of nodes leaves the rest as it was
    double loss_ = 0;
    SteadyTime now_{std::chrono::hours(1)};
    std::vector<std::unique_ptr<SimulatedNode>> nodes_;
    std::map<PeerKey, std::string> names_;
    std::multimap<SteadyTime, Delivery> deliveries_;
    std::set<std::pair<SteadyTime, SimulatedNode*>> ticks_;
    std::function<void(const SimulatedNode&, const Outgoing&)> observer_;
};

}  // namespace culver::discovery::test
