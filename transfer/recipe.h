// SPDX-License-Identifier: Apache-2.0
// How a file is put together from chunks, told to a receiver that holds an earlier version of it, so that
// blocks it can make by itself are not sent. Pure but for read_recipe() and sample_of(), which read a file.
//
// A recipe comes in parts, each from where the last one ended. Beside the chunks a part brings the checks of
// the blocks that end in it: what was put together is compared with them like any block that was sent.
#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "transfer/block_set.h"
#include "transfer/check.h"
#include "transfer/chunker.h"
#include "transfer/manifest.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace culver::transfer {

// Below, a recipe and its round trips are not worth the trouble: 4 MiB pass in 40 ms at 1 Gbit/s.
inline constexpr std::uint64_t kLeastReuse = 4ULL << 20;
// A part fits into a frame (4096 * 35 bytes), and takes neither side long: 64 MiB are read in a fifth of a
// second.
inline constexpr std::size_t kMaxRecipeChunks = 4096;
inline constexpr std::uint64_t kMaxRecipeBytes = 64ULL << 20;
inline constexpr std::size_t kMaxRecipeChecks = 2 + kMaxRecipeBytes / kMinBlockBytes;

struct RecipePart {
    std::uint32_t entry = 0;
    std::uint64_t offset = 0;      // in the file, of the first chunk
    std::vector<Chunk> chunks;     // none: the sender has no recipe for this file
    std::vector<Check128> checks;  // of blocks_ending() in it
    bool operator==(const RecipePart&) const = default;
    [[nodiscard]] std::uint64_t end() const;
};

// Whether a part ends here although the file goes on. Both sides know it, so that nobody sends crumbs.
[[nodiscard]] inline bool is_part_full(ChunkSizes sizes, std::size_t chunks, std::uint64_t bytes) {
    return chunks == kMaxRecipeChunks || bytes + sizes.most() > kMaxRecipeBytes;
}

// The blocks that lie wholly in this file and whose last byte is in [begin, end) of it.
[[nodiscard]] BlockRange blocks_ending(const Manifest& manifest, std::uint32_t entry, std::uint64_t begin,
                                       std::uint64_t end);
// Where such a block begins in the file.
[[nodiscard]] std::uint64_t offset_in_file(const Manifest& manifest, std::uint32_t entry,
                                           std::uint32_t block);

// Reads one part from an open file. Requires: offset < the entry's size. Fails with SourceChanged when the
// file is shorter than listed.
[[nodiscard]] Result<RecipePart> read_recipe(int file, const Manifest& manifest, std::uint32_t entry,
                                             std::uint64_t offset);

// ---- The first sample: a few places of the new file, and the same with some margin of the old one.

struct Span {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
    bool operator==(const Span&) const = default;
};
// The beginning and some places evenly over the rest.
[[nodiscard]] std::vector<Span> sample_spans(std::uint64_t file_bytes);
// Where the same may be in another version: something up to kSampleMargin may have been put in or taken out.
inline constexpr std::uint64_t kSampleMargin = 2ULL << 20;
[[nodiscard]] std::vector<Span> wider(const std::vector<Span>& spans, std::uint64_t file_bytes);

// The first eight bytes of the hash of each chunk that lies whole in one of these places. A guess needs no
// more.
using ChunkHint = std::uint64_t;
inline constexpr std::size_t kMaxHints = 4096;
[[nodiscard]] std::vector<ChunkHint> sample_of(int file, ChunkSizes sizes, const std::vector<Span>& spans,
                                               std::uint64_t file_bytes);

// What sample_of() reads of a file of this size.
[[nodiscard]] std::uint64_t sample_bytes(std::uint64_t file_bytes);

// Whether the rest is worth reading: a quarter of what was looked at can be made here. That is where reading
// on both sides (500 MB/s) still beats sending (110 MB/s at 1 Gbit/s).
[[nodiscard]] bool is_worth_it(std::uint64_t found, std::uint64_t looked_at);

// ---- Putting together

// Bytes of the earlier version.
struct Piece {
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    bool operator==(const Piece&) const = default;
};

// A block that the earlier version holds all of.
struct BlockCopy {
    std::uint32_t block = 0;
    std::vector<Piece> pieces;  // in order; together as long as the block
    Check128 check;
};

// Follows the parts of one file's recipe and says which blocks can be made. Knows no disk.
class Assembly {
public:
    Assembly(std::shared_ptr<const Manifest> manifest, std::uint32_t entry);

    // Where the earlier version holds this chunk, if it does.
    using Find = std::function<std::optional<std::uint64_t>(const Chunk&)>;

    // Fails with Malformed when the part does not follow the last one, is none that read_recipe() makes, or
    // brings another number of checks than there are blocks. Nothing is looked up for such a part.
    [[nodiscard]] Result<std::vector<BlockCopy>> add(const RecipePart& part, const Find& find);

    [[nodiscard]] std::uint64_t next_offset() const { return next_; }
    [[nodiscard]] bool is_complete() const { return next_ == size_; }

private:
    [[nodiscard]] bool fits(const RecipePart& part) const;
    void take(const Chunk& chunk, std::optional<std::uint64_t> place);
    void finish_block();

    std::shared_ptr<const Manifest> manifest_;
    std::uint32_t entry_;
    std::uint64_t size_;
    std::uint64_t next_ = 0;
    // The block under way; before the first one begins, and behind the last one, there is none.
    std::uint32_t first_block_ = 0;
    std::uint32_t block_count_ = 0;  // that lie wholly in the file
    std::uint32_t block_ = 0;        // counted from first_block_
    std::uint64_t block_begin_ = 0;  // in the file
    std::uint64_t block_end_ = 0;
    bool is_block_known_ = true;  // all of it so far
    std::vector<Piece> pieces_;
    std::vector<BlockCopy> made_;  // of the part under way, without checks
};

}  // namespace culver::transfer
