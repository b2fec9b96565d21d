// SPDX-License-Identifier: Apache-2.0
// What the log of a group is made of: operations as their headers say, checked and hashed. Pure. The bytes
// are in group_wire.h.
//
// An operation names its author's operation before it, and the heads its author had seen: so everybody knows
// what its author knew, and an author who writes two different operations in one place proves it themselves.
#pragma once
#include "base/ids.h"
#include "chat/hybrid_clock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace culver::chat {

using OperationHash = Id<struct OperationHashTag, 32>;  // SHA-256 of the signed header

inline constexpr std::size_t kMaxHeads = 64;  // more branches than that stay heads until a later operation
inline constexpr std::size_t kMaxMembers = 500;
inline constexpr std::size_t kMaxCuts = 64;  // the lives of one member's profile that a removal names

// 1 to 31 are the kinds of two-person messages (chat/wire.h); these change the group itself.
enum class GroupKind : std::uint8_t {
    Create = 32,  // the first operation; its hash is the group's id
    Add = 33,
    Remove = 34,
    Appoint = 35,
    Leave = 36,
    Rename = 37,
    Accuse = 38  // names two operations of one author in one place
};
[[nodiscard]] constexpr bool is_control(std::uint8_t kind) {
    return kind >= static_cast<std::uint8_t>(GroupKind::Create) &&
           kind <= static_cast<std::uint8_t>(GroupKind::Accuse);
}

// One author's count in one life of the author's profile.
struct Chain {
    PeerId author;
    IncarnationId incarnation;
    auto operator<=>(const Chain&) const = default;
};

// The last operation of a chain that counts, as the remover or accuser saw it. A chain that is not named has
// none.
struct Cut {
    IncarnationId incarnation;
    std::uint64_t last = 0;
    bool operator==(const Cut&) const = default;
};

// What a control operation says; only the members of its kind are filled.
struct Control {
    PeerId target;
    std::string name;                   // Create, Rename
    bool flag = false;                  // Create: open history; Appoint: admin
    std::vector<Cut> cuts;              // Remove, Accuse
    std::vector<OperationHash> proofs;  // Accuse: the two
    bool operator==(const Control&) const = default;
};

struct GroupOperation {
    OperationHash hash;
    Chain chain;
    std::uint64_t sequence = 0;        // 1, 2, 3 …
    OperationHash previous;            // of the chain; zero for the first
    std::vector<OperationHash> heads;  // others' operations seen that no other seen one names
    ClockValue clock = 0;
    std::uint8_t kind = 0;
    Control control;  // of control kinds
    bool operator==(const GroupOperation&) const = default;
};

}  // namespace culver::chat
