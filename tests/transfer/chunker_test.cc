// SPDX-License-Identifier: Apache-2.0
#include "transfer/chunker.h"

#include "base/signature.h"
#include "tests/transfer/trees.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace culver::transfer {
namespace {

using test::noise;

constexpr ChunkSizes kSizes{16U << 10};

std::vector<std::size_t> lengths(std::string_view content, std::size_t piece = ~std::size_t{0}) {
    Chunker chunker(kSizes);
    std::vector<std::size_t> found{0};
    for (std::size_t at = 0; at < content.size();) {
        const auto step = chunker.take(as_bytes(content).subspan(at, std::min(piece, content.size() - at)));
        found.back() += step.bytes;
        at += step.bytes;
        if (step.is_cut && at < content.size()) found.push_back(0);
    }
    return found;
}

std::multiset<std::string> hashes(std::string_view content) {
    std::multiset<std::string> found;
    std::size_t at = 0;
    for (const std::size_t length : lengths(content)) {
        found.insert(to_hex(sha256(as_bytes(content.substr(at, length)))));
        at += length;
    }
    return found;
}

std::size_t common(std::string_view left, std::string_view right) {
    const auto one = hashes(left);
    const auto other = hashes(right);
    std::vector<std::string> both;
    std::ranges::set_intersection(one, other, std::back_inserter(both));
    return both.size();
}

// Both sides must cut alike, whatever version of this program they are.
TEST(Chunker, CutsAsTheProtocolSays) {
    const std::vector<std::size_t> golden{22626, 5465,  21279, 19640, 26870, 16629, 7372,  24627, 26580,
                                          18446, 17698, 8891,  9996,  10652, 5107,  34343, 5001,  12585};
    auto found = lengths(noise(300'000));
    found.pop_back();  // ended by the file
    EXPECT_EQ(found, golden);
}

TEST(Chunker, KeepsLengthsBetweenAQuarterAndFourTimesTheAverage) {
    auto found = lengths(noise(8'000'000));
    found.pop_back();
    EXPECT_TRUE(std::ranges::all_of(
        found, [](std::size_t length) { return length >= kSizes.least() && length <= kSizes.most(); }));
    const std::size_t mean = 8'000'000 / found.size();
    EXPECT_GT(mean, 12'000u);
    EXPECT_LT(mean, 22'000u);
}

TEST(Chunker, CutsWhatNeverVariesAtTheLongestLength) {
    const auto found = lengths(std::string(300'000, '\0'));
    EXPECT_EQ(found[0], kSizes.most());
    EXPECT_EQ(found[1], kSizes.most());
}

TEST(Chunker, FindsTheSameCutsAgainBehindAnInsertion) {
    const std::string before = noise(4'000'000);
    const std::string after = noise(100'001, 7) + before;
    EXPECT_GE(common(before, after) + 2, hashes(before).size());
}

TEST(Chunker, FindsTheSameCutsAgainBehindARemovalAndAChange) {
    const std::string before = noise(4'000'000);
    std::string after = before;
    after.erase(1'000'000, 12'345);
    after[2'500'000] = static_cast<char>(after[2'500'000] ^ 1);
    EXPECT_GE(common(before, after) + 8, hashes(before).size());
}

TEST(Chunker, GrowsChunksWithTheFile) {
    EXPECT_EQ(chunk_sizes_for(0).average, kLeastAverageChunk);
    EXPECT_EQ(chunk_sizes_for(1ULL << 30).average, kLeastAverageChunk);
    EXPECT_EQ(chunk_sizes_for(8ULL << 30).average, 8 * kLeastAverageChunk);
    EXPECT_EQ(chunk_sizes_for(1ULL << 50).average, kMostAverageChunk);
}

RC_GTEST_PROP(Chunker, CutsAlikeHoweverTheBytesCome, (std::uint8_t seed)) {
    const std::size_t piece = *rc::gen::inRange<std::size_t>(1, 90'000);
    const std::string content = noise(400'000, seed);
    RC_ASSERT(lengths(content, piece) == lengths(content));
}

}  // namespace
}  // namespace culver::transfer
