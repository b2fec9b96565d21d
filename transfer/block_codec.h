// SPDX-License-Identifier: Apache-2.0
// A block's way from content to wire bytes and back: zeros become nothing, what shrinks is one zstd frame,
// the rest goes as it is. Thread: one lane.
#pragma once
#include "base/bytes.h"
#include "base/result.h"
#include "transfer/compression.h"
#include "transfer/lane_frame.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace culver::transfer {

class BlockEncoder {
public:
    // block_bytes: of the largest block.
    explicit BlockEncoder(std::uint32_t block_bytes) : block_bytes_(block_bytes) {}

    // Where the content of the next block is to be put.
    [[nodiscard]] std::span<std::uint8_t> content();

    // Makes header and payload one piece, which take() gives. Of header, kind, index, raw_length and check
    // are given; form and wire_length are filled in. level: of CompressionPolicy::kLevels.
    [[nodiscard]] Look encode(LaneHeader& header, bool is_zero, int level);

    // The memory that begins with what encode() made, and is the caller's from now on. Requires: encode()
    // came before.
    [[nodiscard]] std::vector<std::uint8_t> take();
    // Memory that take() gave, to be used again; or empty.
    void give(std::vector<std::uint8_t> spare);

private:
    struct Free {
        void operator()(ZSTD_CCtx_s* context) const;
    };
    [[nodiscard]] std::size_t compress(ByteView from, std::span<std::uint8_t> into, int level);
    [[nodiscard]] bool sample_is_promising(ByteView content);
    [[nodiscard]] Look shrink(LaneHeader& header, int level);
    void make_room(std::vector<std::uint8_t>& piece) const;
    void set_level(int level);

    std::uint32_t block_bytes_;
    std::vector<std::uint8_t> raw_;     // header room, then content; empty until it is needed
    std::vector<std::uint8_t> packed_;  // the same for the compressed form
    bool is_packed_ = false;            // the last one
    std::unique_ptr<ZSTD_CCtx_s, Free> context_;
    int context_level_ = 0;
};

class BlockDecoder {
public:
    BlockDecoder();

    // Writes exactly into.size() bytes. Fails with Malformed for anything that is not one zstd frame of this
    // content length; never writes, or allocates for, more than that.
    [[nodiscard]] Result<> decompress(ByteView frame, std::span<std::uint8_t> into);

private:
    struct Free {
        void operator()(ZSTD_DCtx_s* context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> context_;
};

}  // namespace culver::transfer
