// SPDX-License-Identifier: Apache-2.0
#include "transfer/recipe.h"

#include "base/files.h"
#include "tests/support/temp_dir.h"
#include "tests/transfer/trees.h"
#include "transfer/protocol_errors.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <map>

namespace culver::transfer {
namespace {

using test::made_manifest;
using test::must;
using test::noise;
using test::put_file;

constexpr std::uint32_t kBlock = 256U << 10;

Entry file_of(std::string_view path, std::uint64_t size) {
    return {.path = path, .kind = EntryKind::File, .size = size};
}

FileHandle opened(const std::filesystem::path& path) {
    return FileHandle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

class RecipeTest : public testing::Test {
protected:
    // The whole recipe of content as the entry of this manifest.
    std::vector<RecipePart> recipe(const Manifest& manifest, std::uint32_t entry,
                                   const std::string& content) {
        put_file(folder / "content", content);
        const FileHandle file = opened(folder / "content");
        std::vector<RecipePart> parts;
        for (std::uint64_t at = 0; at < content.size(); at = parts.back().end())
            parts.push_back(must(read_recipe(file.get(), manifest, entry, at)));
        return parts;
    }
    // What of new can be made of old, as bytes of both.
    void expect_made(const std::string& old, const std::string& next, std::size_t least_blocks) {
        const auto manifest = std::make_shared<const Manifest>(
            made_manifest({file_of("a", 1000), file_of("b", next.size()), file_of("c", 500'000)}, kBlock));
        std::map<ChunkHash, std::uint64_t> places;
        for (const RecipePart& part : recipe(made_manifest({file_of("x", old.size())}, kBlock), 0, old)) {
            std::uint64_t at = part.offset;
            for (const Chunk& chunk : part.chunks) {
                places.emplace(chunk.hash, at);
                at += chunk.length;
            }
        }
        Assembly assembly(manifest, 1);
        std::size_t made = 0;
        for (const RecipePart& part : recipe(*manifest, 1, next)) {
            const auto copies = must(assembly.add(part, [&](const Chunk& chunk) {
                const auto found = places.find(chunk.hash);
                return found == places.end() ? std::nullopt : std::optional(found->second);
            }));
            for (const BlockCopy& copy : copies) {
                std::string bytes;
                for (const Piece& piece : copy.pieces) bytes += old.substr(piece.offset, piece.length);
                EXPECT_EQ(bytes, next.substr(offset_in_file(*manifest, 1, copy.block), kBlock));
                EXPECT_EQ(check_of(as_bytes(bytes)), copy.check);
                ++made;
            }
        }
        EXPECT_TRUE(assembly.is_complete());
        EXPECT_GE(made, least_blocks);
    }
    culver::test::TempDir folder;
};

TEST_F(RecipeTest, MakesEveryWholeBlockOfAnEqualFile) {
    const std::string content = noise(10 * kBlock);
    expect_made(content, content, 9);  // those at either end belong to the neighbours, too
}

TEST_F(RecipeTest, MakesTheBlocksBehindAnInsertion) {
    const std::string old = noise(20 * kBlock);
    expect_made(old, noise(300'001, 2) + old, 18);
}

TEST_F(RecipeTest, MakesAllButTheBlocksThatChanged) {
    const std::string old = noise(20 * kBlock);
    std::string next = old;
    next.replace(10 * kBlock, 1000, noise(1000, 3));
    expect_made(old, next, 16);
}

TEST_F(RecipeTest, MakesNothingOfSomethingElse) {
    const auto manifest = std::make_shared<const Manifest>(made_manifest({file_of("a", 2'000'000)}, kBlock));
    Assembly assembly(manifest, 0);
    for (const RecipePart& part : recipe(*manifest, 0, noise(2'000'000)))
        EXPECT_TRUE(must(assembly.add(part, [](const Chunk&) { return std::nullopt; })).empty());
    EXPECT_TRUE(assembly.is_complete());
}

TEST_F(RecipeTest, HoldsTheWholeOfALongFileInParts) {
    const std::uint64_t size = kMaxRecipeBytes + (9U << 20);
    const Manifest manifest = made_manifest({file_of("a", size)}, 1U << 20);
    const auto parts = recipe(manifest, 0, noise(size));
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[1].offset, parts[0].end());
    EXPECT_EQ(parts[1].end(), size);
    EXPECT_EQ(parts[0].checks.size() + parts[1].checks.size(), manifest.block_count());
}

TEST_F(RecipeTest, EndsAtAFileThatBecameShorter) {
    put_file(folder / "content", noise(1'000'000));
    const FileHandle file = opened(folder / "content");
    const Manifest manifest = made_manifest({file_of("a", 1'000'001)}, kBlock);
    EXPECT_FALSE(read_recipe(file.get(), manifest, 0, 0));
}

TEST(Recipe, CountsBlocksThatLieWhollyInTheFile) {
    const Manifest manifest =
        made_manifest({file_of("a", 100), file_of("b", 3 * kBlock), file_of("c", kBlock)}, kBlock);
    EXPECT_EQ(blocks_ending(manifest, 0, 0, 100).count, 0u);
    EXPECT_EQ(blocks_ending(manifest, 1, 0, 3 * kBlock), (BlockRange{1, 2}));
    EXPECT_EQ(blocks_ending(manifest, 1, 0, 2 * kBlock - 101), (BlockRange{1, 0}));
    EXPECT_EQ(blocks_ending(manifest, 1, 0, 2 * kBlock - 100), (BlockRange{1, 1}));
    EXPECT_EQ(blocks_ending(manifest, 1, 2 * kBlock - 100, 3 * kBlock), (BlockRange{2, 1}));
    // The last block is shorter, and whole all the same.
    EXPECT_EQ(blocks_ending(manifest, 2, 0, kBlock), (BlockRange{4, 1}));
}

// A sender that lies about a recipe: every part that it could not have read is refused.
class FalseRecipe : public RecipeTest {
protected:
    FalseRecipe() { honest = recipe(*manifest, 0, noise(2'000'000))[0]; }
    void expect_refused(const RecipePart& part) {
        Assembly assembly(manifest, 0);
        int lookups = 0;
        const auto added = assembly.add(part, [&](const Chunk&) {
            ++lookups;
            return std::optional<std::uint64_t>(0);
        });
        ASSERT_FALSE(added);
        EXPECT_EQ(lookups, 0) << "it was looked for before it was refused";
        EXPECT_EQ(added.error().code, make_error_code(ProtocolErrc::Malformed));
        EXPECT_EQ(assembly.next_offset(), 0u);
    }
    std::shared_ptr<const Manifest> manifest =
        std::make_shared<const Manifest>(made_manifest({file_of("a", 2'000'000)}, kBlock));
    RecipePart honest;
};

TEST_F(FalseRecipe, IsRefusedWhenItIsAnotherPlace) {
    RecipePart part = honest;
    part.offset = 1;
    expect_refused(part);
    part = honest;
    part.entry = 1;
    expect_refused(part);
}

TEST_F(FalseRecipe, IsRefusedWhenItLeavesTheFile) {
    RecipePart part = honest;
    part.chunks.push_back(part.chunks[0]);
    expect_refused(part);
    part = honest;
    part.chunks[0].length = ~std::uint32_t{0};
    expect_refused(part);
}

// The longest chunks of a long file would make gigabytes of one part.
TEST_F(FalseRecipe, IsRefusedWhenItIsLongerThanAnyPart) {
    constexpr std::uint64_t kLong = 1ULL << 40;
    manifest = std::make_shared<const Manifest>(made_manifest({file_of("a", kLong)}, kMaxBlockBytes));
    RecipePart part{.entry = 0, .offset = 0, .chunks = {}, .checks = {}};
    part.chunks.assign(kMaxRecipeChunks, Chunk{chunk_sizes_for(kLong).most(), {}});
    ASSERT_GT(part.end(), kMaxRecipeBytes);
    part.checks.resize(blocks_ending(*manifest, 0, 0, part.end()).count);
    expect_refused(part);
}

TEST_F(FalseRecipe, IsRefusedInCrumbs) {
    RecipePart part = honest;
    part.chunks.resize(1);
    part.checks.clear();
    expect_refused(part);
    part = honest;
    part.chunks[0].length = 0;
    part.chunks[1].length += honest.chunks[0].length;
    expect_refused(part);
}

TEST_F(FalseRecipe, IsRefusedWithOtherChecksThanBlocks) {
    RecipePart part = honest;
    part.checks.pop_back();
    expect_refused(part);
    part = honest;
    part.checks.emplace_back();
    expect_refused(part);
}

TEST(Sample, LooksAtTheBeginningAndEvenlyAtTheRest) {
    const auto small = sample_spans(4U << 20);
    EXPECT_EQ(small[0], (Span{0, 512U << 10}));
    EXPECT_EQ(small.size(), 8u);  // the first place would lie in the beginning
    const auto large = sample_spans(1ULL << 30);
    EXPECT_EQ(large.size(), 9u);
    EXPECT_LE(large.back().offset + large.back().length, 1ULL << 30);
    std::uint64_t bytes = 0;
    for (const Span& span : large) bytes += span.length;
    EXPECT_LE(bytes, 3ULL << 20);
}

TEST(Sample, CountsAllThatIsReadForIt) {
    EXPECT_EQ(sample_bytes(1000), 1000u);
    constexpr std::uint64_t kLong = 1ULL << 40;
    std::uint64_t bytes = 0;
    for (const Span& span : sample_spans(kLong)) bytes += span.length;
    EXPECT_EQ(sample_bytes(kLong), bytes);
    EXPECT_GT(bytes, 100U << 20);
}

TEST(Sample, WidensPlacesWithinTheFileAndJoinsThem) {
    const std::vector<Span> spans{{0, 100}, {kSampleMargin, 50}, {50 * kSampleMargin, 10}};
    const auto found = wider(spans, 3 * kSampleMargin);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0], (Span{0, 2 * kSampleMargin + 50}));
}

TEST(Sample, IsWorthItFromAQuarterOn) {
    EXPECT_FALSE(is_worth_it(0, 0));
    EXPECT_FALSE(is_worth_it(24, 100));
    EXPECT_TRUE(is_worth_it(25, 100));
    EXPECT_TRUE(is_worth_it(1, 1));
}

}  // namespace
}  // namespace culver::transfer
