// SPDX-License-Identifier: Apache-2.0
// The log of one group: which operations are held, which count, in which order, who is a member, and what two
// members who meet owe each other. Pure: signatures are checked before, time comes in by parameters.
//
// Taken is what was right in its own causal past: its author was a member there, with the rank it needs. That
// never changes, so all honest members take the same. What counts is all of it but what removals and
// accusations cut off (group_members.h). About 200 bytes of memory for each operation.
#pragma once
#include "chat/group_members.h"
#include "chat/group_operation.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace culver::chat {

// What a member holds of each chain. A chain with two histories is told up to where they part.
struct HeldChain {
    Chain chain;
    std::uint64_t up_to = 0;
    OperationHash hash;  // of the operation at up_to
    bool operator==(const HeldChain&) const = default;
};

// An operation of one author in a place where another one stands.
struct Fork {
    OperationHash one;
    OperationHash other;
    auto operator<=>(const Fork&) const = default;
};

// Control operations that the author of another one may know: five hundred people who come and go for years.
// More would only fill memory and time at every start; who needs more makes a new group. Removals and
// accusations go on a quarter further, leaving always.
inline constexpr std::size_t kMaxControls = 4'000;
// So many times that are held, whatever their authors knew. A member who floods a group with branches that
// know nothing of each other ends it by that: nobody's node is used up, and people leave and make a new one.
inline constexpr std::size_t kHeldControls = 2;

class GroupLog {
public:
    explicit GroupLog(const GroupId& id, std::size_t max_controls = kMaxControls)
        : id_(id), max_controls_(max_controls) {}

    enum class Verdict {
        Taken,
        Known,
        Waits,   // something it names is missing (missing())
        Refused  // wrong in itself, or in its own past
    };
    struct Outcome {
        Verdict verdict = Verdict::Refused;
        std::vector<OperationHash> taken;  // it, and what waited for it, in causal order
    };
    Outcome add(const GroupOperation& operation);

    // Everything but hash, clock and kind of the next operation of that chain.
    [[nodiscard]] GroupOperation draft(const Chain& chain) const;

    // The accusation of a fork; everything but hash and clock.
    [[nodiscard]] GroupOperation draft_accusation(const Chain& chain, const Fork& fork) const;

    // Whether the author may do that as things stand here, so that a person gets an answer at once.
    [[nodiscard]] bool may(const PeerId& author, std::uint8_t kind, const Control& control) const;
    // Whether what is allowed would still be taken.
    [[nodiscard]] bool has_room(std::uint8_t kind) const {
        return !is_control(kind) ||
               (!is_crowded() && has_room_for(static_cast<GroupKind>(kind), controls_.size()));
    }

    // The last operations of a peer's chains, for a removal or an accusation; of more than an operation can
    // name, the longest. Nothing counts of a chain that is not named.
    [[nodiscard]] std::vector<Cut> cuts_of(const PeerId& peer) const;

    // Until the next add().
    [[nodiscard]] const GroupMembers& members() const;
    [[nodiscard]] const GroupId& id() const { return id_; }
    [[nodiscard]] bool holds(const OperationHash& hash) const { return nodes_.contains(hash); }
    // Everything it names is held: it need not wait.
    [[nodiscard]] bool is_ready(const GroupOperation& operation) const { return absent(operation).empty(); }
    [[nodiscard]] bool waits(const OperationHash& hash) const { return waiting_.contains(hash); }
    void forget_waiting() {  // whoever sent it sends it again at the next comparison
        waiting_.clear();
        waiting_for_.clear();
    }
    [[nodiscard]] bool counts(const OperationHash& hash) const;
    [[nodiscard]] std::optional<GroupPlace> place(const OperationHash& hash) const;
    [[nodiscard]] ClockValue highest_clock() const { return highest_clock_; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] std::size_t control_count() const { return controls_.size(); }

    // What its author was when writing it.
    [[nodiscard]] Rank author_rank(const OperationHash& hash) const;

    // Held, and not counting.
    [[nodiscard]] std::set<OperationHash> cut_off() const;

    // Everything that counts, in the common order.
    [[nodiscard]] std::vector<OperationHash> order() const;

    // Named by what waits, and held by nobody here: what each waits for first, and of all else that it names
    // as much as costs little. Looking at thousands that name dozens each takes too long to be done at every
    // frame.
    [[nodiscard]] std::vector<OperationHash> missing(std::size_t limit) const;

    // Two histories that nobody has accused yet.
    [[nodiscard]] std::vector<Fork> unaccused() const;

    [[nodiscard]] std::vector<HeldChain> held() const;

    // What a peer who holds that should be given, in causal order, at most limit. Who is no member any longer
    // (or whose adder was cut off) gets the control operations, so that they learn it.
    [[nodiscard]] std::vector<OperationHash> owed(const PeerId& peer, const std::vector<HeldChain>& theirs,
                                                  std::size_t limit) const;

    // Whether the peer ever was added, and may ask for headers: those of control operations, and what they
    // name.
    [[nodiscard]] bool was_ever_in(const PeerId& peer) const { return ever_in_.contains(peer); }

    // Whether the peer may have the words: the author knew them as a member, or the history is open.
    [[nodiscard]] bool may_read(const PeerId& peer, const OperationHash& hash) const;

private:
    struct Node {
        std::uint32_t chain = 0;
        std::uint64_t sequence = 0;
        OperationHash previous;
        GroupPlace place;
        std::uint8_t kind = 0;
        std::shared_ptr<const ControlSet> past;  // control operations before it
        std::uint32_t control = kNoControl;      // its own index, when it is one
    };
    struct ChainState {
        Chain chain;
        std::vector<OperationHash> line;  // by sequence, as far as there is one history
        bool is_forked = false;           // line ends before the fork
    };
    static constexpr std::uint32_t kNoControl = 0xffffffff;
    static constexpr std::size_t kMaxWaiting = 4'096;    // what one member can make another remember
    static constexpr std::size_t kMostLookedAt = 4'096;  // names, for one answer of missing()
    static constexpr std::size_t kMaxViews = 1'024;

    void note_accusation(JudgedControl& judged);
    [[nodiscard]] std::vector<OperationHash> predecessors(const GroupOperation& operation) const;
    [[nodiscard]] std::vector<OperationHash> absent(const GroupOperation& operation) const;
    [[nodiscard]] std::shared_ptr<const ControlSet> past_of(const GroupOperation& operation) const;
    [[nodiscard]] const GroupMembers& view(const std::shared_ptr<const ControlSet>& past) const;
    [[nodiscard]] bool has_room_for(GroupKind kind, std::size_t known) const;
    [[nodiscard]] bool is_crowded() const { return controls_.size() >= kHeldControls * max_controls_; }
    [[nodiscard]] bool is_sound(const GroupOperation& operation) const;
    [[nodiscard]] bool is_right(const GroupOperation& operation, const GroupMembers& before) const;
    [[nodiscard]] bool is_proof(const GroupOperation& accusation) const;
    bool take(const GroupOperation& operation);
    void append(std::uint32_t chain, const Node& node, const OperationHash& hash);
    void wait(const GroupOperation& operation, const OperationHash& missing);
    std::uint32_t chain_index(const Chain& chain);
    [[nodiscard]] Cuttable cuttable(const OperationHash& hash, const Node& node) const;

    GroupId id_;
    std::size_t max_controls_;
    std::unordered_map<OperationHash, Node> nodes_;
    std::vector<ChainState> chains_;
    std::map<Chain, std::uint32_t> chain_indices_;
    std::map<std::pair<std::uint32_t, OperationHash>, OperationHash> successors_;  // chain, previous → first
    std::vector<JudgedControl> controls_;
    std::set<OperationHash> heads_;
    std::set<PeerId> ever_in_;
    std::set<Fork> forks_;
    std::set<Fork> accused_;
    std::map<OperationHash, GroupOperation> waiting_;
    std::multimap<OperationHash, OperationHash> waiting_for_;  // missing → who waits
    mutable GroupMembers members_;                             // as of the last question
    mutable bool are_members_old_ = false;
    ClockValue highest_clock_ = 0;
    mutable std::map<ControlSet, std::unique_ptr<GroupMembers>> views_;
};

}  // namespace culver::chat
