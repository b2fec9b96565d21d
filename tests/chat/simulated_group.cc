// SPDX-License-Identifier: Apache-2.0
#include "tests/chat/simulated_group.h"

#include "base/signature.h"
#include "chat/wire.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace culver::chat {
namespace {

constexpr std::size_t kFanOut = 8;
constexpr std::size_t kSmallGroup = 16;
constexpr std::size_t kPage = 64;
constexpr int kMaxHealing = 200;

std::uint8_t number_of(GroupKind kind) {
    return static_cast<std::uint8_t>(kind);
}

void append(Bytes& bytes, std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}
void append(Bytes& bytes, ByteView view) {
    bytes.insert(bytes.end(), view.begin(), view.end());
}

}  // namespace

SimulatedGroup::SimulatedGroup(const SimulationShape& shape) : shape_(shape), random_(shape.seed) {
    nodes_.resize(shape.nodes);
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
        auto& node = nodes_[at];
        node.id.bytes[0] = static_cast<std::uint8_t>(random(256));
        node.id.bytes[1] = static_cast<std::uint8_t>(at);
        node.chain = {node.id, {}};
        node.chain.incarnation.bytes[0] = 1;
        node.skew = static_cast<std::int64_t>(random(1'200'000)) - 600'000;
        if (chance(0.1)) node.skew = static_cast<std::int64_t>(random(86'400'000)) - 43'200'000;
    }
    for (std::size_t at = 0; at < shape.cheaters; ++at) {
        // Anybody may be a cheater, also the one who makes the group.
        nodes_[random(nodes_.size())].manner = static_cast<Manner>(1 + random(3));
    }
    GroupOperation create;
    create.chain = nodes_[0].chain;
    create.sequence = 1;
    create.kind = number_of(GroupKind::Create);
    create.control.name = "group";
    seal(nodes_[0], create);
    GroupId id;
    id.bytes = create.hash.bytes;
    for (auto& node : nodes_) node.log = std::make_unique<GroupLog>(id);
    (void)take(nodes_[0], create.hash);
    nodes_[0].own.push_back(create.hash);
    for (std::size_t at = 1; at < nodes_.size(); ++at) {
        if (chance(0.8))
            write(nodes_[0], number_of(GroupKind::Add),
                  {.target = nodes_[at].id, .name = {}, .cuts = {}, .proofs = {}});
    }
}

bool SimulatedGroup::chance(double probability) {
    return std::uniform_real_distribution<>(0, 1)(random_) < probability;
}

WallTime SimulatedGroup::wall(const Node& node) const {
    return from_milliseconds(now_ + node.skew);
}

SimulatedGroup::Node& SimulatedGroup::somebody() {
    return nodes_[random(nodes_.size())];
}

std::optional<PeerId> SimulatedGroup::another_member(const Node& node) {
    std::vector<PeerId> others;
    for (const auto& [peer, member] : node.log->members().members()) {
        if (peer != node.id) others.push_back(peer);
    }
    if (others.empty()) return std::nullopt;
    return others[random(others.size())];
}

// Stamps and hashes; the number stands for the random salt of a body.
void SimulatedGroup::seal(Node& node, GroupOperation& operation) {
    if (node.log) node.clock.observe(node.log->highest_clock(), wall(node));
    operation.clock = node.clock.next(wall(node));
    if (node.manner == Manner::BackDater && chance(0.5))
        operation.clock = clock_at(now_ + (chance(0.5) ? -86'400'000 : 100'000'000'000));
    Bytes bytes;
    append(bytes, operation.chain.author.view());
    append(bytes, operation.chain.incarnation.view());
    append(bytes, operation.sequence);
    append(bytes, operation.previous.view());
    for (const auto& head : operation.heads) append(bytes, head.view());
    append(bytes, operation.clock);
    append(bytes, operation.kind);
    append(bytes, ++operation_number_);
    append(bytes, shape_.seed);
    operation.hash.bytes = sha256(bytes);
    everything_.emplace(operation.hash, operation);
}

void SimulatedGroup::write(Node& node, std::uint8_t kind, Control control) {
    if (!node.log->may(node.id, kind, control)) return;
    auto operation = node.log->draft(node.chain);
    operation.kind = kind;
    operation.control = std::move(control);
    seal(node, operation);
    if (!take(node, operation.hash)) throw std::logic_error("an author refuses its own operation");
    if (kind == number_of(GroupKind::Remove)) ++removals_;
    node.own.push_back(operation.hash);
    push(node, operation.hash);
}

void SimulatedGroup::two_faces(Node& node) {
    if (node.log->members().rank(node.id) == Rank::None) return;
    auto first = node.log->draft(node.chain);
    first.kind = 1;
    auto second = first;
    const auto target = another_member(node);
    if (target && chance(0.3)) {
        second.kind = number_of(GroupKind::Add);
        second.control.target = somebody().id;
        if (second.control.target == node.id) second.kind = 1;
    }
    seal(node, first);
    seal(node, second);
    (void)take(node, first.hash);
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
        if (nodes_[at].id != node.id)
            send(static_cast<std::size_t>(&node - nodes_.data()), at,
                 Operations{{at % 2 == 0 ? first.hash : second.hash}});
    }
}

void SimulatedGroup::accuse(Node& node) {
    for (const auto& fork : node.log->unaccused()) {
        if (node.log->members().rank(node.id) == Rank::None) return;
        auto operation = node.log->draft_accusation(node.chain, fork);
        if (operation.control.target == node.id) continue;
        seal(node, operation);
        if (!take(node, operation.hash)) throw std::logic_error("an accuser refuses its own accusation");
        ++accusations_;
        node.own.push_back(operation.hash);
        push(node, operation.hash);
    }
}

void SimulatedGroup::push(Node& node, const OperationHash& hash) {
    std::vector<std::size_t> others;
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
        if (nodes_[at].id != node.id && node.log->members().contains(nodes_[at].id)) others.push_back(at);
    }
    std::ranges::shuffle(others, random_);
    if (others.size() >= kSmallGroup) others.resize(kFanOut);
    for (const auto at : others)
        send(static_cast<std::size_t>(&node - nodes_.data()), at, Operations{{hash}});
}

bool SimulatedGroup::take(Node& node, const OperationHash& hash) {
    const auto& operation = everything_.at(hash);
    const bool is_own_removal =
        operation.kind == number_of(GroupKind::Remove) && operation.control.target == node.id;
    if (node.manner == Manner::Deaf && is_own_removal) return false;
    const auto outcome = node.log->add(operation);
    for (const auto& taken : outcome.taken) {
        node.disk.push_back(taken);
        ++news_;
        if (taken != hash || node.log->members().members().size() >= kSmallGroup) {
            if (everything_.at(taken).chain.author != node.id) push(node, taken);
        }
    }
    return outcome.verdict == GroupLog::Verdict::Taken;
}

void SimulatedGroup::restart(Node& node) {
    auto fresh = std::make_unique<GroupLog>(node.log->id());
    for (const auto& hash : node.disk) (void)fresh->add(everything_.at(hash));
    node.log = std::move(fresh);
    node.clock = HybridClock(node.log->highest_clock());
    // A profile that was moved: the same key, another life.
    if (chance(0.2)) ++node.chain.incarnation.bytes[0];
}

void SimulatedGroup::act(Node& node) {
    const auto other = another_member(node);
    const auto dice = random(100);
    Control control;
    if (other) control.target = *other;
    if (node.manner == Manner::TwoFaced && dice < 15) return two_faces(node);
    if (dice < 70) return write(node, 1, {});
    if (dice < 78) {
        control.target = somebody().id;
        return write(node, number_of(GroupKind::Add), std::move(control));
    }
    if (!other) return;
    if (dice < 86) {
        control.cuts = node.log->cuts_of(*other);
        return write(node, number_of(GroupKind::Remove), std::move(control));
    }
    if (dice < 93) {
        control.flag = chance(0.8);
        return write(node, number_of(GroupKind::Appoint), std::move(control));
    }
    if (dice < 97) {
        control.name = "name " + std::to_string(random(1000));
        return write(node, number_of(GroupKind::Rename), std::move(control));
    }
    if (chance(0.3)) write(node, number_of(GroupKind::Leave), {});
}

void SimulatedGroup::step() {
    now_ += static_cast<std::int64_t>(random(3'000));
    deliver_due();
    const auto dice = random(100);
    if (dice < 4) {
        const auto islands = 1 + random(3);
        for (auto& node : nodes_) node.island = random(islands);
    }
    if (dice >= 4 && dice < 7) restart(somebody());
    if (dice >= 7 && dice < 40) meet(random(nodes_.size()), random(nodes_.size()));
    if (dice >= 40) act(somebody());
    for (auto& node : nodes_) {
        if (node.manner == Manner::Honest) accuse(node);
    }
}

void SimulatedGroup::meet(std::size_t one, std::size_t other) {
    if (one == other) return;
    send(one, other, Have{nodes_[one].log->held()});
    send(other, one, Have{nodes_[other].log->held()});
}

void SimulatedGroup::send(std::size_t from, std::size_t to, Body body) {
    if (nodes_[from].island != nodes_[to].island || chance(loss_)) return;
    const auto delay = chance(0.1) ? random(60'000) : random(2'000);
    letters_.push({now_ + static_cast<std::int64_t>(delay), ++letter_number_, from, to, std::move(body)});
}

void SimulatedGroup::deliver_due() {
    while (!letters_.empty() && letters_.top().due <= now_) {
        const auto letter = letters_.top();
        letters_.pop();
        std::visit([&](const auto& body) { on(letter.to, letter.from, body); }, letter.body);
    }
}

void SimulatedGroup::on(std::size_t to, std::size_t from, const Have& have) {
    auto& node = nodes_[to];
    auto hashes = node.log->owed(nodes_[from].id, have.held, kPage);
    if (!hashes.empty()) send(to, from, Operations{std::move(hashes)});
    // Lost before: at every meeting what is still missing is asked for once.
    if (const auto missing = node.log->missing(kPage); !missing.empty()) send(to, from, Want{missing});
}

void SimulatedGroup::on(std::size_t to, std::size_t from, const Operations& operations) {
    auto& node = nodes_[to];
    bool is_news = false;  // else nothing is asked again: what cannot be had would be asked for ever
    for (const auto& hash : operations.hashes) {
        const bool was_known = node.log->holds(hash) || node.log->waits(hash);
        (void)take(node, hash);
        is_news |= !was_known && (node.log->holds(hash) || node.log->waits(hash));
    }
    if (!is_news) return;
    if (const auto missing = node.log->missing(kPage); !missing.empty()) send(to, from, Want{missing});
    if (operations.hashes.size() >= kPage) send(to, from, Have{node.log->held()});
}

void SimulatedGroup::on(std::size_t to, std::size_t from, const Want& want) {
    auto& node = nodes_[to];
    Operations found;
    for (const auto& hash : want.hashes) {
        if (node.log->holds(hash) && node.log->was_ever_in(nodes_[from].id)) found.hashes.push_back(hash);
    }
    if (!found.hashes.empty()) send(to, from, std::move(found));
}

void SimulatedGroup::heal() {
    loss_ = 0;
    for (auto& node : nodes_) node.island = 0;
    for (int round = 0; round < kMaxHealing; ++round) {
        news_ = 0;
        for (std::size_t one = 0; one < nodes_.size(); ++one) {
            meet(one, (one + 1 + static_cast<std::size_t>(round)) % nodes_.size());
        }
        while (!letters_.empty()) {
            now_ = std::max(now_, letters_.top().due);
            deliver_due();
            for (auto& node : nodes_) {
                if (node.manner == Manner::Honest) accuse(node);
            }
        }
        if (news_ == 0 && static_cast<std::size_t>(round) > nodes_.size()) return;
    }
}

void SimulatedGroup::run() {
    for (std::size_t step_number = 0; step_number < shape_.steps; ++step_number) step();
    heal();
}

std::size_t SimulatedGroup::cut_off() const {
    return nodes_[0].log->size() - nodes_[0].log->order().size();
}

std::string SimulatedGroup::complaint() const {
    const Node* first = nullptr;
    std::set<PeerId> removed;
    for (const auto& [hash, operation] : everything_) {
        if (operation.kind == number_of(GroupKind::Remove)) removed.insert(operation.control.target);
    }
    for (const auto& node : nodes_) {
        if (node.manner != Manner::Honest || !node.log->members().contains(node.id)) continue;
        if (first == nullptr) first = &node;
        const auto name = "node " + std::to_string(&node - nodes_.data());
        const auto& mine = node.log->members();
        const auto& theirs = first->log->members();
        if (mine.members().size() != theirs.members().size()) return name + " sees other members";
        for (const auto& [peer, member] : mine.members()) {
            if (theirs.rank(peer) != mine.rank(peer)) return name + " sees another rank of a member";
        }
        if (mine.name() != theirs.name()) return name + " sees another name";
        const auto order = node.log->order();
        if (order != first->log->order())
            return name + " has another log: " + std::to_string(order.size()) + " and " +
                   std::to_string(first->log->order().size()) + " operations";
        if (!node.log->missing(kPage).empty()) return name + " still waits for something";
        const std::set<OperationHash> counted(order.begin(), order.end());
        if (removed.contains(node.id)) continue;
        for (const auto& hash : node.own) {
            if (!counted.contains(hash)) return name + " lost what it wrote";
        }
    }
    if (first == nullptr) return "";
    std::set<OperationHash> before;
    for (const auto& hash : first->log->order()) {
        const auto& operation = everything_.at(hash);
        for (const auto& head : operation.heads) {
            if (first->log->counts(head) && !before.contains(head))
                return "an effect stands before its cause";
        }
        before.insert(hash);
    }
    return "";
}

}  // namespace culver::chat
