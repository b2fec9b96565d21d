// SPDX-License-Identifier: Apache-2.0
#include "chat/group_log.h"

#include "chat/wire.h"

#include <algorithm>
#include <deque>
#include <iterator>

namespace culver::chat {
namespace {

GroupKind kind_of(const GroupOperation& operation) {
    return static_cast<GroupKind>(operation.kind);
}

const std::shared_ptr<const ControlSet>& nothing_before() {
    static const auto empty = std::make_shared<const ControlSet>();
    return empty;
}

}  // namespace

std::vector<OperationHash> GroupLog::predecessors(const GroupOperation& operation) const {
    auto all = operation.heads;
    if (!operation.previous.is_zero()) all.push_back(operation.previous);
    return all;
}

std::vector<OperationHash> GroupLog::absent(const GroupOperation& operation) const {
    auto all = predecessors(operation);
    std::erase_if(all, [this](const auto& hash) { return nodes_.contains(hash); });
    return all;
}

// Right in itself, whatever others wrote.
bool GroupLog::is_sound(const GroupOperation& operation) const {
    const bool is_create = kind_of(operation) == GroupKind::Create;
    const bool is_root = OperationHash::from_bytes(id_.view()) == operation.hash;
    if (is_create != is_root) return false;
    if (is_root) return operation.sequence == 1 && operation.previous.is_zero() && operation.heads.empty();
    if ((operation.sequence == 1) != operation.previous.is_zero()) return false;
    if (operation.sequence == 0 || operation.clock > kMaxClock) return false;
    return !predecessors(operation).empty() && operation.heads.size() <= kMaxHeads;
}

GroupLog::Outcome GroupLog::add(const GroupOperation& operation) {
    if (nodes_.contains(operation.hash) || waiting_.contains(operation.hash)) return {Verdict::Known, {}};
    if (!is_sound(operation)) return {Verdict::Refused, {}};
    if (const auto lacking = absent(operation); !lacking.empty()) {
        wait(operation, lacking.front());
        return {Verdict::Waits, {}};
    }
    Outcome outcome;
    std::deque<GroupOperation> ready{operation};
    while (!ready.empty()) {
        const auto next = std::move(ready.front());
        ready.pop_front();
        if (!take(next)) continue;
        outcome.taken.push_back(next.hash);
        const auto [begin, end] = waiting_for_.equal_range(next.hash);
        std::vector<OperationHash> woken;
        for (auto entry = begin; entry != end; ++entry) woken.push_back(entry->second);
        waiting_for_.erase(begin, end);
        for (const auto& hash : woken) {
            const auto found = waiting_.find(hash);
            if (found == waiting_.end()) continue;
            const auto waiter = std::move(found->second);
            waiting_.erase(found);
            const auto lacking = absent(waiter);
            if (lacking.empty())
                ready.push_back(waiter);
            else
                wait(waiter, lacking.front());
        }
    }
    outcome.verdict = nodes_.contains(operation.hash) ? Verdict::Taken : Verdict::Refused;
    return outcome;
}

void GroupLog::wait(const GroupOperation& operation, const OperationHash& missing) {
    if (waiting_.size() >= kMaxWaiting) forget_waiting();
    waiting_.emplace(operation.hash, operation);
    waiting_for_.emplace(missing, operation.hash);
}

std::shared_ptr<const ControlSet> GroupLog::past_of(const GroupOperation& operation) const {
    auto past = nothing_before();
    const auto include = [&past](const std::shared_ptr<const ControlSet>& other) {
        if (past == other || past->includes(*other)) return;
        if (other->includes(*past)) {
            past = other;
            return;
        }
        auto both = std::make_shared<ControlSet>(*past);
        *both |= *other;
        past = std::move(both);
    };
    for (const auto& hash : predecessors(operation)) {
        const auto& node = nodes_.at(hash);
        include(node.past);
        if (node.control == kNoControl || past->contains(node.control)) continue;
        auto more = std::make_shared<ControlSet>(*past);
        more->insert(node.control);
        past = std::move(more);
    }
    return past;
}

const GroupMembers& GroupLog::view(const std::shared_ptr<const ControlSet>& past) const {
    const auto found = views_.find(*past);
    if (found != views_.end()) return *found->second;
    if (views_.size() >= kMaxViews) views_.clear();
    auto made = std::make_unique<GroupMembers>(controls_, *past);
    return *views_.emplace(*past, std::move(made)).first->second;
}

bool GroupLog::is_proof(const GroupOperation& accusation) const {
    const auto& proofs = accusation.control.proofs;
    if (proofs.size() != 2 || proofs[0] == proofs[1]) return false;
    const auto one = nodes_.find(proofs[0]);
    const auto other = nodes_.find(proofs[1]);
    if (one == nodes_.end() || other == nodes_.end()) return false;
    // They must be named by it, so that whoever has it has them.
    for (const auto& proof : proofs) {
        if (std::ranges::find(accusation.heads, proof) == accusation.heads.end()) return false;
    }
    return one->second.chain == other->second.chain && one->second.previous == other->second.previous &&
           chains_[one->second.chain].chain.author == accusation.control.target;
}

bool GroupLog::is_right(const GroupOperation& operation, const GroupMembers& before) const {
    const auto& author = operation.chain.author;
    const auto rank = before.rank(author);
    const auto& target = operation.control.target;
    if (kind_of(operation) == GroupKind::Create) return true;
    if (rank == Rank::None) return false;
    if (!is_control(operation.kind)) return true;
    switch (kind_of(operation)) {
        case GroupKind::Create: return false;
        case GroupKind::Add:
            return target != author && !before.contains(target) && before.members().size() < kMaxMembers;
        case GroupKind::Remove: {
            const auto found = before.members().find(target);
            if (found == before.members().end()) return false;
            return rank > found->second.rank;
        }
        case GroupKind::Appoint: return rank == Rank::Owner && before.contains(target) && target != author;
        case GroupKind::Leave: return true;
        case GroupKind::Rename: return rank >= Rank::Admin;
        case GroupKind::Accuse: return is_proof(operation);
    }
    return false;
}

bool GroupLog::may(const PeerId& author, std::uint8_t kind, const Control& control) const {
    GroupOperation asked;
    asked.chain.author = author;
    asked.kind = kind;
    asked.control = control;
    if (kind_of(asked) == GroupKind::Accuse || kind_of(asked) == GroupKind::Create) return false;
    return is_right(asked, members());
}

// Any kind may carry proofs; only an accusation, whose two is_proof() found, speaks for them.
void GroupLog::note_accusation(JudgedControl& judged) {
    for (const auto& proof : judged.operation.control.proofs) {
        const auto& node = nodes_.at(proof);
        GroupOperation accused;
        accused.hash = proof;
        accused.chain = chains_[node.chain].chain;
        accused.sequence = node.sequence;
        judged.proofs.push_back(std::move(accused));
    }
    const auto [first, second] = std::minmax(judged.proofs[0].hash, judged.proofs[1].hash);
    accused_.insert({first, second});
}

bool GroupLog::take(const GroupOperation& operation) {
    Node node;
    node.sequence = operation.sequence;
    node.previous = operation.previous;
    node.kind = operation.kind;
    node.place = {operation.clock, operation.hash};
    for (const auto& hash : predecessors(operation)) {
        node.place.clock = std::max(node.place.clock, nodes_.at(hash).place.clock + 1);
    }
    if (!operation.previous.is_zero()) {
        const auto& before = nodes_.at(operation.previous);
        if (chains_[before.chain].chain != operation.chain || before.sequence + 1 != operation.sequence)
            return false;
    }
    node.past = past_of(operation);
    if (is_control(operation.kind) && (is_crowded() || !has_room_for(kind_of(operation), node.past->count())))
        return false;
    const auto& before = view(node.past);
    if (!is_right(operation, before)) return false;
    const auto rank = before.rank(operation.chain.author);
    node.chain = chain_index(operation.chain);
    if (is_control(operation.kind)) {
        node.control = static_cast<std::uint32_t>(controls_.size());
        JudgedControl judged{operation, node.place, rank, node.past, {}};
        if (kind_of(operation) == GroupKind::Accuse) note_accusation(judged);
        if (kind_of(operation) == GroupKind::Create) ever_in_.insert(operation.chain.author);
        if (kind_of(operation) == GroupKind::Add) ever_in_.insert(operation.control.target);
        controls_.push_back(std::move(judged));
    }
    nodes_.emplace(operation.hash, node);
    append(node.chain, node, operation.hash);
    for (const auto& hash : predecessors(operation)) heads_.erase(hash);
    heads_.insert(operation.hash);
    highest_clock_ = std::max(highest_clock_, node.place.clock);
    if (node.control != kNoControl) are_members_old_ = true;
    return true;
}

// Reading a long log takes them once and not for each operation.
const GroupMembers& GroupLog::members() const {
    if (are_members_old_) {
        members_ = GroupMembers(controls_, ControlSet::first(static_cast<std::uint32_t>(controls_.size())));
        are_members_old_ = false;
    }
    return members_;
}

// Everybody who is in may write control operations, and whoever lets throw-away keys in and out does so
// without end. What counts is what the author knew, so that all members decide alike; what helps against a
// flood stays possible for longer, and leaving always.
bool GroupLog::has_room_for(GroupKind kind, std::size_t known) const {
    const bool is_defence = kind == GroupKind::Remove || kind == GroupKind::Accuse;
    return kind == GroupKind::Leave ||
           known < (is_defence ? max_controls_ + max_controls_ / 4 : max_controls_);
}

std::uint32_t GroupLog::chain_index(const Chain& chain) {
    const auto [entry, is_new] =
        chain_indices_.try_emplace(chain, static_cast<std::uint32_t>(chains_.size()));
    if (is_new) chains_.push_back({chain, {}, false});
    return entry->second;
}

void GroupLog::append(std::uint32_t chain, const Node& node, const OperationHash& hash) {
    auto& state = chains_[chain];
    const auto [first, is_first] = successors_.try_emplace({chain, node.previous}, hash);
    if (!is_first) {
        forks_.insert({std::min(first->second, hash), std::max(first->second, hash)});
        state.is_forked = true;
        if (state.line.size() >= node.sequence) state.line.resize(node.sequence - 1);
        return;
    }
    if (!state.is_forked && state.line.size() + 1 == node.sequence) state.line.push_back(hash);
}

GroupOperation GroupLog::draft(const Chain& chain) const {
    GroupOperation next;
    next.chain = chain;
    next.sequence = 1;
    const auto found = chain_indices_.find(chain);
    if (found != chain_indices_.end() && !chains_[found->second].line.empty()) {
        next.previous = chains_[found->second].line.back();
        next.sequence = chains_[found->second].line.size() + 1;
    }
    next.heads.assign(heads_.begin(), heads_.end());
    std::erase(next.heads, next.previous);
    if (next.heads.size() <= kMaxHeads) return next;
    std::ranges::sort(next.heads, std::greater{}, [this](const auto& hash) { return nodes_.at(hash).place; });
    next.heads.resize(kMaxHeads);
    return next;
}

GroupOperation GroupLog::draft_accusation(const Chain& chain, const Fork& fork) const {
    auto next = draft(chain);
    next.kind = static_cast<std::uint8_t>(GroupKind::Accuse);
    const auto& accused = chains_[nodes_.at(fork.one).chain].chain.author;
    next.control.target = accused;
    next.control.cuts = cuts_of(accused);
    next.control.proofs = {fork.one, fork.other};
    std::erase_if(next.heads, [&](const auto& head) { return head == fork.one || head == fork.other; });
    if (next.heads.size() + 2 > kMaxHeads) next.heads.resize(kMaxHeads - 2);
    next.heads.insert(next.heads.begin(), {fork.one, fork.other});
    return next;
}

std::vector<Cut> GroupLog::cuts_of(const PeerId& peer) const {
    std::vector<Cut> cuts;
    for (const auto& state : chains_) {
        if (state.chain.author == peer && !state.line.empty())
            cuts.push_back({state.chain.incarnation, state.line.size()});
    }
    if (cuts.size() <= kMaxCuts) return cuts;
    std::ranges::partial_sort(cuts, cuts.begin() + kMaxCuts, std::greater{}, &Cut::last);
    cuts.resize(kMaxCuts);
    return cuts;
}

Cuttable GroupLog::cuttable(const OperationHash& hash, const Node& node) const {
    return {chains_[node.chain].chain, node.sequence, hash, *node.past};
}

bool GroupLog::counts(const OperationHash& hash) const {
    const auto found = nodes_.find(hash);
    return found != nodes_.end() && !members().is_cut(cuttable(hash, found->second));
}

std::optional<GroupPlace> GroupLog::place(const OperationHash& hash) const {
    const auto found = nodes_.find(hash);
    if (found == nodes_.end()) return std::nullopt;
    return found->second.place;
}

Rank GroupLog::author_rank(const OperationHash& hash) const {
    const auto found = nodes_.find(hash);
    if (found == nodes_.end()) return Rank::None;
    return view(found->second.past).rank(chains_[found->second.chain].chain.author);
}

std::set<OperationHash> GroupLog::cut_off() const {
    std::set<OperationHash> hashes;
    for (const auto& [hash, node] : nodes_) {
        if (members().is_cut(cuttable(hash, node))) hashes.insert(hash);
    }
    return hashes;
}

std::vector<OperationHash> GroupLog::order() const {
    std::vector<GroupPlace> places;
    for (const auto& [hash, node] : nodes_) {
        if (!members().is_cut(cuttable(hash, node))) places.push_back(node.place);
    }
    std::ranges::sort(places);
    std::vector<OperationHash> hashes;
    hashes.reserve(places.size());
    for (const auto& place : places) hashes.push_back(place.hash);
    return hashes;
}

std::vector<OperationHash> GroupLog::missing(std::size_t limit) const {
    std::set<OperationHash> hashes;
    const auto note = [&](const OperationHash& hash) {
        if (hashes.size() < limit && !waiting_.contains(hash)) hashes.insert(hash);
    };
    for (auto entry = waiting_for_.begin(); entry != waiting_for_.end() && hashes.size() < limit;
         entry = waiting_for_.upper_bound(entry->first))
        note(entry->first);
    std::size_t looked_at = 0;
    for (const auto& [hash, operation] : waiting_) {
        if (hashes.size() >= limit || looked_at >= kMostLookedAt) break;
        const auto named = absent(operation);
        looked_at += named.size();
        std::ranges::for_each(named, note);
    }
    return {hashes.begin(), hashes.end()};
}

std::vector<Fork> GroupLog::unaccused() const {
    std::vector<Fork> open;
    std::set<Chain> seen;
    for (const auto& fork : forks_) {
        const auto& node = nodes_.at(fork.one);
        const auto& chain = chains_[node.chain].chain;
        if (accused_.contains(fork) || members().is_cut(cuttable(fork.one, node)) ||
            !seen.insert(chain).second)
            continue;
        const bool is_known = std::ranges::any_of(accused_, [&](const Fork& old) {
            const auto& before = nodes_.at(old.one);
            return before.chain == node.chain && before.sequence <= node.sequence;
        });
        if (!is_known) open.push_back(fork);
    }
    return open;
}

std::vector<HeldChain> GroupLog::held() const {
    std::vector<HeldChain> held;
    for (const auto& state : chains_) {
        if (state.line.empty()) continue;
        held.push_back({state.chain, state.line.size(), state.line.back()});
    }
    return held;
}

std::vector<OperationHash> GroupLog::owed(const PeerId& peer, const std::vector<HeldChain>& theirs,
                                          std::size_t limit) const {
    const bool is_member = members().contains(peer);
    if (!is_member && !was_ever_in(peer)) return {};
    std::map<Chain, HeldChain> known;
    for (const auto& chain : theirs) known[chain.chain] = chain;
    std::vector<GroupPlace> places;
    for (const auto& state : chains_) {
        std::uint64_t from = 0;
        if (const auto found = known.find(state.chain); found != known.end()) {
            from = std::min<std::uint64_t>(found->second.up_to, state.line.size());
            const bool differs =
                from > 0 && from == found->second.up_to && state.line[from - 1] != found->second.hash;
            if (differs) --from;  // two histories: one step is enough, the rest is asked for
        }
        for (auto at = from; at < state.line.size(); ++at) {
            const auto& node = nodes_.at(state.line[at]);
            if (is_member || node.control != kNoControl) places.push_back(node.place);
        }
    }
    std::ranges::sort(places);
    if (places.size() > limit) places.resize(limit);
    std::vector<OperationHash> hashes;
    hashes.reserve(places.size());
    for (const auto& place : places) hashes.push_back(place.hash);
    return hashes;
}

bool GroupLog::may_read(const PeerId& peer, const OperationHash& hash) const {
    const auto found = nodes_.find(hash);
    if (found == nodes_.end() || !was_ever_in(peer)) return false;
    if (is_control(found->second.kind)) return true;
    if (chains_[found->second.chain].chain.author == peer) return true;
    if (members().has_open_history() && members().contains(peer)) return true;
    return view(found->second.past).contains(peer);
}

}  // namespace culver::chat
