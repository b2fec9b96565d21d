// SPDX-License-Identifier: Apache-2.0
#include "chat/group_members.h"

#include <algorithm>

namespace culver::chat {
namespace {

GroupKind kind_of(const JudgedControl& control) {
    return static_cast<GroupKind>(control.operation.kind);
}

Cuttable cuttable(const JudgedControl& control) {
    return {control.operation.chain, control.operation.sequence, control.operation.hash, *control.past};
}

std::uint64_t last_of(const std::vector<Cut>& cuts, const IncarnationId& incarnation) {
    const auto found = std::ranges::find(cuts, incarnation, &Cut::incarnation);
    return found == cuts.end() ? 0 : found->last;
}

// An accused control operation has no effect: nobody knows which of the two was meant.
bool is_disputed(const JudgedControl& control, const std::set<OperationHash>& shown) {
    return shown.contains(control.operation.hash);
}

}  // namespace

GroupMembers::GroupMembers(std::span<const JudgedControl> all, const ControlSet& which) {
    auto in_order = which.indices();
    freeze(all, in_order);
    collect_removals(all, in_order);
    std::ranges::sort(in_order, {}, [&](std::uint32_t index) { return all[index].place; });
    for (const auto index : in_order) {
        const auto& control = all[index];
        const auto accused = freezes_.find(control.operation.chain.author);
        if (accused != freezes_.end() && is_disputed(control, accused->second.shown)) continue;
        if (!is_cut(cuttable(control))) apply(control);
    }
    for (const auto& [peer, why] : freezes_) {
        const auto member = members_.find(peer);
        if (member == members_.end()) continue;
        member->second.is_frozen = true;
        if (member->second.rank == Rank::Owner) {
            member->second.rank = Rank::Member;
            succeed();
        }
    }
}

void GroupMembers::freeze(std::span<const JudgedControl> all, const Indices& which) {
    for (const auto index : which) {
        const auto& control = all[index];
        if (kind_of(control) != GroupKind::Accuse) continue;
        const auto& proof = control.proofs.front();
        auto& freeze = freezes_[proof.chain.author];
        const auto [place, is_first] = freeze.forked.try_emplace(proof.chain.incarnation, proof.sequence);
        if (!is_first) place->second = std::min(place->second, proof.sequence);
        for (const auto& one : control.proofs) freeze.shown.insert(one.hash);
        for (const auto& cut : control.operation.control.cuts) {
            auto& last = freeze.others[cut.incarnation];
            last = std::max(last, cut.last);
        }
    }
}

bool GroupMembers::is_frozen_out(const Cuttable& what) const {
    const auto found = freezes_.find(what.chain.author);
    if (found == freezes_.end()) return false;
    const auto& freeze = found->second;
    const auto forked = freeze.forked.find(what.chain.incarnation);
    if (forked != freeze.forked.end()) {
        if (what.sequence != forked->second) return what.sequence > forked->second;
        return !freeze.shown.contains(what.hash);
    }
    const auto other = freeze.others.find(what.chain.incarnation);
    return other == freeze.others.end() || what.sequence > other->second;
}

bool GroupMembers::is_cut(const Cuttable& what) const {
    if (is_frozen_out(what)) return true;
    for (const auto& removal : removals_) {
        if (removal.target != what.chain.author) continue;
        if (what.sequence <= last_of(removal.cuts, what.chain.incarnation)) continue;
        // Written with the removal in sight, and right all the same: the author was added again.
        if (!what.past.contains(removal.index)) return true;
    }
    return false;
}

void GroupMembers::collect_removals(std::span<const JudgedControl> all, const Indices& which) {
    std::vector<std::uint32_t> order;
    for (const auto index : which) {
        if (kind_of(all[index]) == GroupKind::Remove) order.push_back(index);
    }
    const auto by_rank = [&](std::uint32_t left, std::uint32_t right) {
        const auto& one = all[left];
        const auto& other = all[right];
        if (one.author_rank != other.author_rank) return one.author_rank > other.author_rank;
        return one.place < other.place;
    };
    std::ranges::sort(order, by_rank);
    for (const auto index : order) {
        const auto& control = all[index];
        const auto accused = freezes_.find(control.operation.chain.author);
        if (accused != freezes_.end() && is_disputed(control, accused->second.shown)) continue;
        if (is_cut(cuttable(control))) continue;
        removals_.push_back({index, control.operation.control.target, control.operation.control.cuts});
    }
}

void GroupMembers::apply(const JudgedControl& control) {
    const auto& operation = control.operation;
    const auto& said = operation.control;
    const auto found = members_.find(said.target);
    switch (kind_of(control)) {
        case GroupKind::Create:
            name_ = said.name;
            open_history_ = said.flag;
            members_[operation.chain.author] = {Rank::Owner, control.place, operation.chain.author, false};
            return;
        case GroupKind::Add:
            removed_.erase(said.target);
            members_.try_emplace(said.target,
                                 GroupMember{Rank::Member, control.place, operation.chain.author, false});
            return;
        case GroupKind::Remove:
            if (found == members_.end()) return;
            members_.erase(found);
            removed_.insert(said.target);
            return succeed();
        case GroupKind::Appoint:
            if (found == members_.end() || found->second.rank == Rank::Owner) return;
            found->second.rank = said.flag ? Rank::Admin : Rank::Member;
            return;
        case GroupKind::Leave: members_.erase(operation.chain.author); return succeed();
        case GroupKind::Rename: name_ = said.name; return;
        case GroupKind::Accuse: return;
    }
}

// The owner is gone: the highest rank follows, the eldest of it first.
void GroupMembers::succeed() {
    if (owner()) return;
    GroupMember* heir = nullptr;
    for (auto& [peer, member] : members_) {
        if (member.is_frozen || freezes_.contains(peer)) continue;
        const bool goes_before = heir == nullptr || member.rank > heir->rank ||
                                 (member.rank == heir->rank && member.joined < heir->joined);
        if (goes_before) heir = &member;
    }
    if (heir != nullptr) heir->rank = Rank::Owner;
}

Rank GroupMembers::rank(const PeerId& peer) const {
    const auto found = members_.find(peer);
    if (found == members_.end() || found->second.is_frozen) return Rank::None;
    return found->second.rank;
}

std::optional<PeerId> GroupMembers::owner() const {
    for (const auto& [peer, member] : members_) {
        if (member.rank == Rank::Owner) return peer;
    }
    return std::nullopt;
}

}  // namespace culver::chat
