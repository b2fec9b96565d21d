// SPDX-License-Identifier: Apache-2.0
// One comparison of a short code between two nodes, without sockets and clocks. Both sides commit to a random
// number before either shows it, and the code is made of both numbers, both keys and the TLS connection: who
// stands in the middle holds two connections, must fix his numbers before he knows the others, and makes the
// two codes equal with a chance of 1 in 10^12 for each try (39 bits).
//
// The same for both roles: send commitment(), take theirs, only then send reveal(), take theirs, code().
#pragma once
#include "base/bytes.h"
#include "base/ids.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace culver::app {

// Between whom, over which connection.
struct Parties {
    PeerId self;
    PeerId peer;
    Bytes binding;  // Sessions::exporter(peer, kComparisonLabel)
};
inline constexpr std::string_view kComparisonLabel = "culver comparison v1";

class Comparison {
public:
    using Number = std::array<std::uint8_t, 32>;

    // own: random, never used before.
    Comparison(Parties parties, const Number& own);

    [[nodiscard]] Number commitment() const;

    // Which link this comparison is bound to, the same on both its ends; of no use to anybody else. Two nodes
    // that dial each other at once may still stand on two links: seen before a number is shown, that costs no
    // try.
    static constexpr std::size_t kLinkMarkBytes = 8;
    [[nodiscard]] Bytes link_mark() const;

    // False, and nothing changes, when one was taken already, when it has another length, or when it is this
    // side's own, sent back.
    [[nodiscard]] bool take_commitment(ByteView commitment);

    // The own number; nothing before their commitment is there: then it must not be shown.
    [[nodiscard]] std::optional<Number> reveal() const;

    // False when it is not what they committed to, or when they did not commit. The comparison is over then.
    [[nodiscard]] bool take_reveal(ByteView number);

    // Six groups of two digits ("04 17 92 55 31 60"), the same on both sides, once both numbers are known.
    [[nodiscard]] std::optional<std::string> code() const;

private:
    [[nodiscard]] Number commitment_of(const PeerId& author, const Number& number) const;

    Parties parties_;
    Number own_;
    std::optional<Number> their_commitment_;
    std::optional<Number> their_number_;
};

// What a person typed, in the form of code(): blanks and dashes do not matter. Nothing unless it has twelve
// digits.
[[nodiscard]] std::optional<std::string> read_code(std::string_view typed);

}  // namespace culver::app
