// SPDX-License-Identifier: Apache-2.0
// Offers that no honest sender makes: any name, any size, content that is not what was offered.
#pragma once
#include "tests/support/lying_link.h"
#include "transfer/wire.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace culver::test {

struct FalseFile {
    std::string path;        // any bytes
    std::uint64_t size = 0;  // what the list says
    bool is_folder = false;
};

// Everything the receiver is told; what is not set follows from the files, so that only the lie is a lie.
struct FalseOffer {
    TransferId id;
    std::vector<FalseFile> files;
    Bytes content;                             // all that is sent on the lane
    std::optional<std::uint64_t> total_bytes;  // of the offer, instead of the true sum
    std::uint32_t block_bytes = 256 * 1024;
    std::optional<std::string> name;  // the only one that people are shown of it, instead of the true ones
    std::function<Bytes(const Bytes& honest)>
        lane_bytes;  // what goes over the lane instead of the honest bytes
    // What is answered to a question for a recipe; without it the offer says that there are none.
    std::function<std::optional<transfer::wire::Recipe>(const transfer::wire::RecipeRequest&)> recipe;
};

// How the receiver took it.
struct Outcome {
    std::string end;   // receipt, ended, declined, trouble, closed, no_answer, lane_refused
    std::string code;  // the other side's word for it
    std::string message;
    bool accepted = false;
    bool listed = false;   // it asked for the list
    bool started = false;  // it asked for blocks
    bool asked = false;    // it asked for a recipe
    std::uint64_t reused = 0;
};

// Makes the offer and goes along with whatever the receiver asks for, until it ends or patience does.
[[nodiscard]] Outcome make_offer(const Liar& liar, LyingLink& session, const FalseOffer& offer);

// The digest of its list, as an honest sender would say it.
[[nodiscard]] std::array<std::uint8_t, 32> manifest_digest(const FalseOffer& offer);

// The frame of the offer alone.
[[nodiscard]] Bytes encode_offer(const FalseOffer& offer);
inline constexpr std::uint16_t kOfferKind = 128;

// The honest bytes of a lane: blocks with the whole content, and the end.
[[nodiscard]] Bytes honest_lane(const FalseOffer& offer);

}  // namespace culver::test
