// SPDX-License-Identifier: Apache-2.0
#include "transfer/chunker.h"

#include <algorithm>
#include <bit>

namespace culver::transfer {
namespace {

// The table's numbers need only be unlike each other; SplitMix64 from this beginning makes them.
constexpr std::uint64_t kTableSeed = 0x43756c7665722031;  // "Culver 1"

constexpr std::array<std::uint64_t, 256> make_table() {
    std::array<std::uint64_t, 256> table{};
    std::uint64_t state = kTableSeed;
    for (std::uint64_t& number : table) {
        state += 0x9e3779b97f4a7c15;
        std::uint64_t mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        number = mixed ^ (mixed >> 31);
    }
    return table;
}
constexpr std::array<std::uint64_t, 256> kTable = make_table();

constexpr std::uint64_t highest_bits(int count) {
    return ~std::uint64_t{0} << (64 - count);
}

}  // namespace

ChunkSizes chunk_sizes_for(std::uint64_t file_bytes) {
    ChunkSizes sizes{kLeastAverageChunk};
    while (sizes.average < kMostAverageChunk && file_bytes / sizes.average > kChunksOfAFile)
        sizes.average *= 2;
    return sizes;
}

Chunker::Chunker(ChunkSizes sizes)
    : sizes_(sizes),
      strict_(highest_bits(std::countr_zero(sizes.average) + 1)),
      loose_(highest_bits(std::countr_zero(sizes.average) - 1)) {}

Chunker::Step Chunker::take(ByteView more) {
    const std::size_t room = std::min<std::size_t>(more.size(), sizes_.most() - length_);
    // What is skipped is not summed either: the sum begins anew with every chunk.
    std::size_t at = length_ < sizes_.least() ? std::min<std::size_t>(room, sizes_.least() - length_) : 0;
    const auto search = [&](std::size_t end, std::uint64_t mask) {
        std::uint64_t sum = sum_;
        while (at < end) {
            sum = (sum << 1) + kTable[more[at++]];
            if ((sum & mask) != 0) continue;
            sum_ = 0;
            length_ = 0;
            return true;
        }
        sum_ = sum;
        return false;
    };
    const std::size_t middle =
        length_ < sizes_.average ? std::min<std::size_t>(room, sizes_.average - length_) : 0;
    if (search(middle, strict_) || search(room, loose_)) return {at, true};
    length_ += static_cast<std::uint32_t>(room);
    if (length_ < sizes_.most()) return {room, false};
    sum_ = 0;
    length_ = 0;
    return {room, true};
}

}  // namespace culver::transfer
