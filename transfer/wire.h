// SPDX-License-Identifier: Apache-2.0
// The frames of wire.proto as values that were checked: every decode() refuses what is out of bounds, so that
// nothing behind it has to.
#pragma once
#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/signature.h"
#include "transfer/block_set.h"
#include "transfer/manifest.h"
#include "transfer/recipe.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace culver::transfer::wire {

enum class Kind : std::uint16_t {
    Offer = 128,
    Answer = 129,
    ManifestRequest = 130,
    ManifestPart = 131,
    Start = 132,
    Wish = 133,
    Cancel = 134,
    Ended = 135,
    Trouble = 136,
    Receipt = 137,
    ReceiptAck = 138,
    RecipeRequest = 139,
    Recipe = 140,
};

inline constexpr std::size_t kMaxNames = 20;         // of the top level, in an offer
inline constexpr std::size_t kMaxTextBytes = 1024;   // a reason or a message for people
inline constexpr std::size_t kMaxCodeBytes = 64;     // an error's code
inline constexpr std::uint32_t kMaxTurn = 1U << 30;  // of a wish: far beyond any person, far from wrapping

struct Wish {
    TransferId transfer;
    std::uint32_t turn = 0;
    bool pause = false;
    bool by_receiver = false;
    bool operator==(const Wish&) const = default;

    // Whether this wish replaces the other: the later turn, and of equal turns the pause.
    [[nodiscard]] bool outranks(const Wish& other) const {
        return turn != other.turn ? turn > other.turn : pause && !other.pause;
    }
};

struct Offer {
    TransferId transfer;
    ManifestShape shape;
    std::uint32_t files = 0;
    std::vector<std::string> names;  // UTF-8, printable only after printable()
    std::uint32_t names_in_all = 0;
    std::optional<Wish> wish;
    bool lane_open = false;
    std::uint32_t last_attempt = 0;
    bool has_recipes = false;        // the sender answers RecipeRequest
    std::optional<GroupId> group{};  // that it is sent to; a claim
};

struct Answer {
    TransferId transfer;
    bool accepted = false;
    std::string reason;
    bool some_only = false;
    std::uint64_t wanted_bytes = 0;
};

struct ManifestRequest {
    TransferId transfer;
    std::uint32_t first_entry = 0;
};

struct ManifestPart {
    TransferId transfer;
    std::uint32_t first_entry = 0;
    std::uint32_t next_entry = 0;
    Bytes page;
};

struct Start {
    TransferId transfer;
    std::vector<std::uint32_t> have;  // BlockSet::packed; its size is the manifest's to know
    std::uint32_t attempt = 0;
    std::uint64_t reused_bytes = 0;  // the receiver's word, for people
};

struct Cancel {
    TransferId transfer;
};

enum class How : std::uint8_t { Unknown = 0, Cancelled = 1, Declined = 2, Failed = 3 };
struct Ended {
    TransferId transfer;
    How how = How::Unknown;
    std::string code;
    std::string message;
};

struct Trouble {
    TransferId transfer;
    std::string code;
    std::string message;
};

struct ReceiptAck {
    TransferId transfer;
};

struct RecipeRequest {
    TransferId transfer;
    std::uint32_t entry = 0;
    std::uint64_t offset = 0;
    bool is_sample = false;
    bool operator==(const RecipeRequest&) const = default;
};

struct Recipe {
    TransferId transfer;
    RecipePart part;
    std::vector<ChunkHint> hints;  // of a sample; then part has no chunks
};

// A top-level path of the list in the form in which an offer that was read carries it.
[[nodiscard]] std::string offered_name(std::string_view path);

[[nodiscard]] Bytes encode(const Offer& offer);
[[nodiscard]] Bytes encode(const Answer& answer);
[[nodiscard]] Bytes encode(const ManifestRequest& request);
[[nodiscard]] Bytes encode(const ManifestPart& part);
[[nodiscard]] Bytes encode(const Start& start);
[[nodiscard]] Bytes encode(const Wish& wish);
[[nodiscard]] Bytes encode(const Cancel& cancel);
[[nodiscard]] Bytes encode(const Ended& ended);
[[nodiscard]] Bytes encode(const Trouble& trouble);
[[nodiscard]] Bytes encode(const ReceiptAck& ack);
[[nodiscard]] Bytes encode(const RecipeRequest& request);
[[nodiscard]] Bytes encode(const Recipe& recipe);

// All fail with ProtocolErrc::Malformed.
[[nodiscard]] Result<Offer> decode_offer(ByteView body);
[[nodiscard]] Result<Answer> decode_answer(ByteView body);
[[nodiscard]] Result<ManifestRequest> decode_manifest_request(ByteView body);
[[nodiscard]] Result<ManifestPart> decode_manifest_part(ByteView body);
[[nodiscard]] Result<Start> decode_start(ByteView body);
[[nodiscard]] Result<Wish> decode_wish(ByteView body);
[[nodiscard]] Result<Cancel> decode_cancel(ByteView body);
[[nodiscard]] Result<Ended> decode_ended(ByteView body);
[[nodiscard]] Result<Trouble> decode_trouble(ByteView body);
[[nodiscard]] Result<ReceiptAck> decode_receipt_ack(ByteView body);
[[nodiscard]] Result<RecipeRequest> decode_recipe_request(ByteView body);
[[nodiscard]] Result<Recipe> decode_recipe(ByteView body);

}  // namespace culver::transfer::wire
