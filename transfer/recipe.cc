// SPDX-License-Identifier: Apache-2.0
#include "transfer/recipe.h"

#include "base/files.h"
#include "base/signature.h"
#include "base/text.h"
#include "transfer/errors.h"
#include "transfer/protocol_errors.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace culver::transfer {
namespace {

constexpr std::size_t kReadBytes = 1U << 20;
// The beginning in chunks, and each other place: 512 KiB and 256 KiB of most files. The beginning counts for
// little: it is where formats keep their headers, and where things are put in.
constexpr std::uint64_t kHeadChunks = 32;
constexpr std::uint64_t kSpotChunks = 16;
constexpr std::uint64_t kSampleSpots = 8;
constexpr std::uint64_t kWorthPart = 4;

std::uint64_t first_multiple(std::uint64_t at, std::uint64_t of) {
    return (at + of - 1) / of;
}

// The number of whole blocks that end at or before this place of the file, counted from its first.
std::uint64_t blocks_until(const Manifest& manifest, std::uint32_t entry, std::uint64_t end) {
    const std::uint64_t stream = manifest.stream_offset(entry);
    const std::uint64_t first = first_multiple(stream, manifest.block_bytes());
    // The very last block of all may be shorter than the others.
    const bool is_all = stream + end == manifest.total_bytes();
    const std::uint64_t until = is_all ? manifest.block_count() : (stream + end) / manifest.block_bytes();
    return until > first ? until - first : 0;
}

}  // namespace

std::uint64_t RecipePart::end() const {
    std::uint64_t at = offset;
    for (const Chunk& chunk : chunks) at += chunk.length;
    return at;
}

BlockRange blocks_ending(const Manifest& manifest, std::uint32_t entry, std::uint64_t begin,
                         std::uint64_t end) {
    const std::uint64_t first = first_multiple(manifest.stream_offset(entry), manifest.block_bytes());
    // A byte before begin: a block that ends exactly there ended in the part before.
    const std::uint64_t before = blocks_until(manifest, entry, begin);
    const std::uint64_t until = blocks_until(manifest, entry, end);
    return {static_cast<std::uint32_t>(first + before), static_cast<std::uint32_t>(until - before)};
}

std::uint64_t offset_in_file(const Manifest& manifest, std::uint32_t entry, std::uint32_t block) {
    return std::uint64_t{block} * manifest.block_bytes() - manifest.stream_offset(entry);
}

Result<RecipePart> read_recipe(int file, const Manifest& manifest, std::uint32_t entry,
                               std::uint64_t offset) {
    const std::uint64_t size = manifest.entry(entry).size;
    const ChunkSizes sizes = chunk_sizes_for(size);
    const auto shorter = [&] {
        return fail(TransferErrc::SourceChanged, "\"" + printable(manifest.entry(entry).path) + "\"");
    };
    RecipePart part{.entry = entry, .offset = offset, .chunks = {}, .checks = {}};
    const auto is_full = [&](std::uint64_t end) {
        return is_part_full(sizes, part.chunks.size(), end - offset);
    };
    Bytes buffer(std::max<std::size_t>(sizes.most(), kReadBytes));
    std::uint64_t at = offset;
    while (at < size && !is_full(at)) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size - at));
        if (read_at(file, at, std::span(buffer).first(wanted)) != wanted) return shorter();
        // Several chunks of one read; what is left over is read again with the next, from memory.
        Chunker chunker(sizes);
        std::size_t begin = 0;
        while (begin < wanted && !is_full(at + begin)) {
            const auto step = chunker.take(ByteView(buffer).subspan(begin, wanted - begin));
            if (!step.is_cut && at + wanted < size) break;
            const ByteView content = ByteView(buffer).subspan(begin, step.bytes);
            part.chunks.push_back({static_cast<std::uint32_t>(step.bytes), sha256(content)});
            begin += step.bytes;
        }
        at += begin;
    }
    const BlockRange blocks = blocks_ending(manifest, entry, offset, at);
    Bytes raw(manifest.block_bytes());
    for (std::uint32_t block = blocks.first; block < blocks.first + blocks.count; ++block) {
        const auto content = std::span(raw).first(manifest.block_length(block));
        if (read_at(file, offset_in_file(manifest, entry, block), content) != content.size())
            return shorter();
        part.checks.push_back(check_of(content));
    }
    return part;
}

// ---- Samples

std::vector<Span> sample_spans(std::uint64_t file_bytes) {
    const std::uint64_t average = chunk_sizes_for(file_bytes).average;
    const std::uint64_t head = kHeadChunks * average;
    const std::uint64_t length = kSpotChunks * average;
    std::vector<Span> spans{{0, std::min(head, file_bytes)}};
    for (std::uint64_t spot = 1; spot <= kSampleSpots; ++spot) {
        const std::uint64_t offset = file_bytes / (kSampleSpots + 1) * spot;
        if (offset >= head && offset + length <= file_bytes) spans.push_back({offset, length});
    }
    return spans;
}

std::uint64_t sample_bytes(std::uint64_t file_bytes) {
    std::uint64_t bytes = 0;
    for (const Span& span : sample_spans(file_bytes)) bytes += span.length;
    return bytes;
}

std::vector<Span> wider(const std::vector<Span>& spans, std::uint64_t file_bytes) {
    std::vector<Span> result;
    for (const Span& span : spans) {
        const std::uint64_t begin = span.offset - std::min(span.offset, kSampleMargin);
        const std::uint64_t end = std::min(span.offset + span.length + kSampleMargin, file_bytes);
        if (begin >= end) continue;
        if (!result.empty() && begin <= result.back().offset + result.back().length) {
            result.back().length = end - result.back().offset;
        } else {
            result.push_back({begin, end - begin});
        }
    }
    return result;
}

std::vector<ChunkHint> sample_of(int file, ChunkSizes sizes, const std::vector<Span>& spans,
                                 std::uint64_t file_bytes) {
    std::vector<ChunkHint> hints;
    Bytes content;
    for (const Span& span : spans) {
        content.resize(static_cast<std::size_t>(span.length));
        content.resize(read_at(file, span.offset, content));
        Chunker chunker(sizes);
        bool is_whole = span.offset == 0;  // elsewhere the first cut only finds the rhythm
        for (std::size_t begin = 0; begin < content.size() && hints.size() < kMaxHints;) {
            const ByteView rest = ByteView(content).subspan(begin);
            const auto step = chunker.take(rest);
            if (!step.is_cut && span.offset + content.size() < file_bytes) break;
            if (is_whole) {
                const ChunkHash hash = sha256(rest.first(step.bytes));
                ChunkHint hint = 0;
                std::memcpy(&hint, hash.data(), sizeof hint);
                hints.push_back(hint);
            }
            is_whole = true;
            begin += step.bytes;
        }
    }
    return hints;
}

bool is_worth_it(std::uint64_t found, std::uint64_t looked_at) {
    return found > 0 && found >= looked_at / kWorthPart;
}

// ---- Assembly

Assembly::Assembly(std::shared_ptr<const Manifest> manifest, std::uint32_t entry)
    : manifest_(std::move(manifest)), entry_(entry), size_(manifest_->entry(entry).size) {
    const BlockRange all = blocks_ending(*manifest_, entry_, 0, size_);
    first_block_ = all.first;
    block_count_ = all.count;
    if (block_count_ == 0) return;
    block_begin_ = offset_in_file(*manifest_, entry_, first_block_);
    block_end_ = block_begin_ + manifest_->block_length(first_block_);
}

bool Assembly::fits(const RecipePart& part) const {
    if (part.entry != entry_ || part.offset != next_ || part.chunks.empty()) return false;
    const ChunkSizes sizes = chunk_sizes_for(size_);
    const std::uint64_t end = part.end();
    const bool is_last = end == size_;
    if (end > size_ || end - next_ > kMaxRecipeBytes ||
        (!is_last && !is_part_full(sizes, part.chunks.size(), end - next_)))
        return false;
    for (const Chunk& chunk : part.chunks) {
        const bool is_end = is_last && &chunk == &part.chunks.back();
        if (chunk.length > sizes.most() || chunk.length < (is_end ? 1 : sizes.least())) return false;
    }
    return part.checks.size() == blocks_ending(*manifest_, entry_, next_, part.end()).count;
}

Result<std::vector<BlockCopy>> Assembly::add(const RecipePart& part, const Find& find) {
    if (!fits(part)) return fail(ProtocolErrc::Malformed, "reading how a file is put together");
    const BlockRange blocks = blocks_ending(*manifest_, entry_, next_, part.end());
    for (const Chunk& chunk : part.chunks) take(chunk, find(chunk));
    for (BlockCopy& copy : made_) copy.check = part.checks[copy.block - blocks.first];
    return std::exchange(made_, {});
}

void Assembly::take(const Chunk& chunk, std::optional<std::uint64_t> place) {
    const std::uint64_t end = next_ + chunk.length;
    while (next_ < end) {
        const bool is_in_block = block_ < block_count_ && next_ >= block_begin_;
        const std::uint64_t limit = block_ >= block_count_ ? end : is_in_block ? block_end_ : block_begin_;
        const auto length = static_cast<std::uint32_t>(std::min(end, limit) - next_);
        if (is_in_block && !place) is_block_known_ = false;
        if (is_in_block && is_block_known_) {
            const bool follows = !pieces_.empty() && pieces_.back().offset + pieces_.back().length == *place;
            if (follows) {
                pieces_.back().length += length;
            } else {
                pieces_.push_back({*place, length});
            }
        }
        if (place) *place += length;
        next_ += length;
        if (is_in_block && next_ == block_end_) finish_block();
    }
}

void Assembly::finish_block() {
    if (is_block_known_) made_.push_back({first_block_ + block_, std::move(pieces_), {}});
    pieces_.clear();
    is_block_known_ = true;
    if (++block_ == block_count_) return;
    block_begin_ = block_end_;
    block_end_ = block_begin_ + manifest_->block_length(first_block_ + block_);
}

}  // namespace culver::transfer
