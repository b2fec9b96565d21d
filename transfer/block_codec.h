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
    // Room for the largest block; with policy null nothing is compressed. Keeps policy.
    BlockEncoder(std::uint32_t block_bytes, CompressionPolicy* policy);

    // Where the content of the next block is to be put.
    [[nodiscard]] std::span<std::uint8_t> content() { return std::span(raw_).subspan(kLaneHeaderBytes); }

    // Header and payload in one piece, valid until the next call. Of header, kind, index, raw_length and
    // check are given; form and wire_length are filled in.
    [[nodiscard]] ByteView encode(LaneHeader& header, bool is_zero);

private:
    struct Free {
        void operator()(ZSTD_CCtx_s* context) const;
    };
    [[nodiscard]] std::size_t compress(ByteView from, std::span<std::uint8_t> into, int level);
    [[nodiscard]] bool sample_is_promising(ByteView content);
    [[nodiscard]] bool shrink(LaneHeader& header, int level);
    void set_level(int level);

    std::uint32_t block_bytes_;
    CompressionPolicy* policy_;
    std::vector<std::uint8_t> raw_;     // header room, then content
    std::vector<std::uint8_t> packed_;  // the same for the compressed form; empty until it is needed
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
