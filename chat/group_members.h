// SPDX-License-Identifier: Apache-2.0
// Who is in a group after a set of control operations: the same for everybody who has the same set, in
// whatever order it came. Pure.
//
//  - An operation counts when it was right in its own causal past (checked once, by GroupLog) and no removal
//    or accusation cuts it off.
//  - Accusations come first, then removals, those of higher rank before those of lower: so the removal by an
//    owner undoes what the removed admin did meanwhile, and never the other way round.
//  - The rest takes effect in the common order. When the owner is gone, the eldest admin follows, else the
//    eldest member.
#pragma once
#include "chat/control_set.h"
#include "chat/group_operation.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace culver::chat {

enum class Rank : std::uint8_t { None = 0, Member = 1, Admin = 2, Owner = 3 };

// Where an operation stands in the common order: causal, then clock, then hash.
struct GroupPlace {
    ClockValue clock = 0;  // at least one more than that of everything before it
    OperationHash hash;
    auto operator<=>(const GroupPlace&) const = default;
};

// A control operation with what GroupLog found out about it.
struct JudgedControl {
    GroupOperation operation;
    GroupPlace place;
    Rank author_rank = Rank::None;           // in its own past
    std::shared_ptr<const ControlSet> past;  // the control operations before it
    std::vector<GroupOperation> proofs;      // Accuse: the two, by chain and sequence
};

// Anything that may be cut off.
struct Cuttable {
    const Chain& chain;
    std::uint64_t sequence;
    const OperationHash& hash;
    const ControlSet& past;
};

struct GroupMember {
    Rank rank = Rank::Member;
    GroupPlace joined;
    PeerId added_by;
    bool is_frozen = false;
};

class GroupMembers {
public:
    GroupMembers() = default;

    // all: every control operation known; which: those that count for this question.
    GroupMembers(std::span<const JudgedControl> all, const ControlSet& which);

    [[nodiscard]] const std::map<PeerId, GroupMember>& members() const { return members_; }
    [[nodiscard]] bool contains(const PeerId& peer) const { return members_.contains(peer); }
    [[nodiscard]] Rank rank(const PeerId& peer) const;  // None for frozen ones and for who is no member
    [[nodiscard]] std::optional<PeerId> owner() const;
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] bool has_open_history() const { return open_history_; }
    [[nodiscard]] bool was_removed(const PeerId& peer) const { return removed_.contains(peer); }

    // Whether a removal or an accusation of this set takes its effect away.
    [[nodiscard]] bool is_cut(const Cuttable& what) const;

private:
    struct Removal {
        std::uint32_t index = 0;
        PeerId target;
        std::vector<Cut> cuts;
    };
    struct Freeze {
        std::map<IncarnationId, std::uint64_t> forked;  // the place of the two
        std::map<IncarnationId, std::uint64_t> others;
        std::set<OperationHash> shown;  // the accused ones themselves
    };
    using Indices = std::vector<std::uint32_t>;
    void freeze(std::span<const JudgedControl> all, const Indices& which);
    void collect_removals(std::span<const JudgedControl> all, const Indices& which);
    void apply(const JudgedControl& control);
    void succeed();
    [[nodiscard]] bool is_frozen_out(const Cuttable& what) const;

    std::map<PeerId, GroupMember> members_;
    std::set<PeerId> removed_;
    std::map<PeerId, Freeze> freezes_;
    std::vector<Removal> removals_;
    std::string name_;
    bool open_history_ = false;
};

}  // namespace culver::chat
