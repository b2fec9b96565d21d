// SPDX-License-Identifier: Apache-2.0
// A group of many members in one process, with a virtual clock and a bad network: islands, loss, reordering,
// restarts, wrong clocks, and members who cheat. Everything follows from the seed.
#pragma once
#include "chat/group_log.h"

#include <memory>
#include <queue>
#include <random>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace culver::chat {

enum class Manner {
    Honest,
    TwoFaced,   // writes two operations in one place, one for each half of the others
    BackDater,  // its clock is a day behind or years ahead, as it likes
    Deaf        // does not take note of its own removal
};

struct SimulationShape {
    std::uint64_t seed = 0;
    std::size_t nodes = 5;
    std::size_t steps = 200;
    std::size_t cheaters = 0;
};

class SimulatedGroup {
public:
    explicit SimulatedGroup(const SimulationShape& shape);

    void run();   // steps, then everybody meets everybody until nothing is new
    void heal();  // all islands joined, nothing lost

    // Empty when all honest members agree and nothing of theirs is lost; else what is wrong.
    [[nodiscard]] std::string complaint() const;

    [[nodiscard]] std::size_t written() const { return everything_.size(); }
    [[nodiscard]] std::size_t removals() const { return removals_; }
    [[nodiscard]] std::size_t accusations() const { return accusations_; }
    [[nodiscard]] std::size_t cut_off() const;  // operations that are held and do not count

private:
    struct Node {
        PeerId id;
        Manner manner = Manner::Honest;
        Chain chain;
        std::unique_ptr<GroupLog> log;
        HybridClock clock;
        std::int64_t skew = 0;
        std::size_t island = 0;
        std::vector<OperationHash> disk;  // in the order of arrival
        std::vector<OperationHash> own;   // what it wrote
    };
    struct Have {
        std::vector<HeldChain> held;
    };
    struct Operations {
        std::vector<OperationHash> hashes;
    };
    struct Want {
        std::vector<OperationHash> hashes;
    };
    using Body = std::variant<Have, Operations, Want>;
    struct Letter {
        std::int64_t due = 0;
        std::uint64_t number = 0;
        std::size_t from = 0;
        std::size_t to = 0;
        Body body;
        bool operator>(const Letter& other) const {
            return std::tie(due, number) > std::tie(other.due, other.number);
        }
    };

    std::uint64_t random(std::uint64_t below) { return random_() % below; }
    bool chance(double probability);
    [[nodiscard]] WallTime wall(const Node& node) const;
    Node& somebody();
    std::optional<PeerId> another_member(const Node& node);

    void step();
    void act(Node& node);
    void write(Node& node, std::uint8_t kind, Control control);
    void seal(Node& node, GroupOperation& operation);
    void two_faces(Node& node);
    void accuse(Node& node);
    void push(Node& node, const OperationHash& hash);
    void restart(Node& node);
    void meet(std::size_t one, std::size_t other);
    void send(std::size_t from, std::size_t to, Body body);
    void deliver_due();
    bool take(Node& node, const OperationHash& hash);
    void on(std::size_t to, std::size_t from, const Have& have);
    void on(std::size_t to, std::size_t from, const Operations& operations);
    void on(std::size_t to, std::size_t from, const Want& want);

    SimulationShape shape_;
    std::mt19937_64 random_;
    std::int64_t now_ = 1'800'000'000'000;
    std::vector<Node> nodes_;
    std::unordered_map<OperationHash, GroupOperation> everything_;
    std::priority_queue<Letter, std::vector<Letter>, std::greater<>> letters_;
    std::uint64_t letter_number_ = 0;
    std::uint64_t operation_number_ = 0;
    double loss_ = 0.1;
    std::size_t removals_ = 0;
    std::size_t accusations_ = 0;
    std::size_t news_ = 0;
};

}  // namespace culver::chat
