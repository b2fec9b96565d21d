// SPDX-License-Identifier: Apache-2.0
// Cuts a file where its content says so, and not at fixed places: after bytes were put in or taken out, all
// cuts behind the change are between the same bytes again. So two versions of a file have most chunks in
// common, which their SHA-256 shows. Pure.
//
// A rolling sum over the last 64 bytes (sum = 2 * sum + table[byte], modulo 2^64) decides: a chunk ends
// behind a byte where the highest bits of the sum are zero, one more bit than the average asks for below the
// average length and one less above it, so that most chunks are about as long as the average. Nothing shorter
// than a quarter of it is looked at, nothing longer than four times as much grows. Both sides of a transfer
// cut alike, or nothing matches: the numbers are part of the protocol.
#pragma once
#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <span>

namespace culver::transfer {

using ChunkHash = std::array<std::uint8_t, 32>;  // SHA-256

struct Chunk {
    std::uint32_t length = 0;
    ChunkHash hash{};
    bool operator==(const Chunk&) const = default;
};

struct ChunkSizes {
    std::uint32_t average = 0;  // a power of two
    [[nodiscard]] std::uint32_t least() const { return average / 4; }
    [[nodiscard]] std::uint32_t most() const { return average * 4; }
};

// Small enough that a change spoils little, large enough that a chunk of 35 bytes on the wire stands for 500
// times as much; doubled until a file has about 65,536 of them, which bounds memory, and no further than to
// the length of a large block.
inline constexpr std::uint32_t kLeastAverageChunk = 16U << 10;
inline constexpr std::uint32_t kMostAverageChunk = 1U << 20;
inline constexpr std::uint64_t kChunksOfAFile = 1U << 16;
[[nodiscard]] ChunkSizes chunk_sizes_for(std::uint64_t file_bytes);

class Chunker {
public:
    explicit Chunker(ChunkSizes sizes);

    // Looks at what follows in the file: how many of these bytes belong to the chunk under way, and whether
    // it ends with the last of them. When it does not, all bytes were taken. A file's end ends a chunk too;
    // the caller knows it.
    struct Step {
        std::size_t bytes = 0;
        bool is_cut = false;
    };
    [[nodiscard]] Step take(ByteView more);

private:
    ChunkSizes sizes_;
    std::uint64_t strict_;  // bits that must be zero below the average length
    std::uint64_t loose_;   // and above it
    std::uint64_t sum_ = 0;
    std::uint32_t length_ = 0;  // of the chunk under way
};

}  // namespace culver::transfer
