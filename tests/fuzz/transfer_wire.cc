// SPDX-License-Identifier: Apache-2.0
// Fed: a frame kind (first byte, 128 to 140) and the body of a transfer frame, as any authenticated peer may
// send it. Reached: every decoder of transfer/wire, the receipt's, encoding again what was
// decoded, and putting a file together by a recipe.
#include "transfer/receipt.h"
#include "transfer/wire.h"

#include <cstdlib>

namespace {

using namespace culver;
using namespace culver::transfer;

void require(bool holds) {
    if (!holds) std::abort();
}

void offer(ByteView body) {
    const auto first = wire::decode_offer(body);
    if (!first) return;
    require(first->names.size() <= wire::kMaxNames && first->shape.block_bytes <= kMaxBlockBytes);
    const auto again = wire::decode_offer(wire::encode(*first));
    require(again && again->transfer == first->transfer && again->names == first->names &&
            again->wish == first->wish);
}

void start(ByteView body) {
    const auto first = wire::decode_start(body);
    if (!first) return;
    for (const std::uint32_t size : {0U, 1U, 1000U, kMaxBlocks}) {
        const auto have = BlockSet::from_packed(size, first->have);
        if (have) require(have->count() <= size);
    }
}

const std::shared_ptr<const Manifest>& some_files() {
    static const auto files = [] {
        ManifestBuilder builder(kMinBlockBytes);
        (void)builder.add({.path = "a", .size = 1000});
        (void)builder.add({.path = "b", .size = 4 * kMinBlockBytes});
        return std::make_shared<const Manifest>(builder.finish().value());
    }();
    return files;
}

void recipe(ByteView body) {
    const auto first = wire::decode_recipe(body);
    if (!first) return;
    require(first->part.chunks.size() <= kMaxRecipeChunks && first->hints.size() <= kMaxHints);
    const auto again = wire::decode_recipe(wire::encode(*first));
    require(again && again->part == first->part && again->hints == first->hints);
    for (const std::uint32_t entry : {0U, 1U}) {
        Assembly assembly(some_files(), entry);
        const auto made = assembly.add(first->part, [](const Chunk& chunk) -> std::optional<std::uint64_t> {
            if (chunk.hash[0] % 2 != 0) return std::nullopt;
            return chunk.hash[1];
        });
        if (!made) continue;
        for (const BlockCopy& copy : *made) {
            std::uint64_t bytes = 0;
            for (const Piece& piece : copy.pieces) bytes += piece.length;
            require(bytes == some_files()->block_length(copy.block));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const ByteView body(bytes + 1, size - 1);
    switch (static_cast<wire::Kind>(bytes[0])) {
        case wire::Kind::Offer: offer(body); break;
        case wire::Kind::Answer: (void)wire::decode_answer(body); break;
        case wire::Kind::ManifestRequest: (void)wire::decode_manifest_request(body); break;
        case wire::Kind::ManifestPart: (void)wire::decode_manifest_part(body); break;
        case wire::Kind::Start: start(body); break;
        case wire::Kind::Wish: (void)wire::decode_wish(body); break;
        case wire::Kind::Cancel: (void)wire::decode_cancel(body); break;
        case wire::Kind::Ended: (void)wire::decode_ended(body); break;
        case wire::Kind::Trouble: (void)wire::decode_trouble(body); break;
        case wire::Kind::Receipt:
            (void)receipt_transfer(body);
            require(!verify_receipt(body, PeerId{}));
            break;
        case wire::Kind::ReceiptAck: (void)wire::decode_receipt_ack(body); break;
        case wire::Kind::RecipeRequest: (void)wire::decode_recipe_request(body); break;
        case wire::Kind::Recipe: recipe(body); break;
        default: break;
    }
    return 0;
}
